"""What a procurement method is made of: its steps, and what each of them asks for.

These are the values of ``data/methods/*.toml``; ``loading`` makes them and refuses what is wrong,
``methods`` holds those in use. Nothing here names a method: adding one touches one file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.projects.rules.documents import DocumentKind


class FactKind(StrEnum):
    """What the answer to a question of a step is; ``facts`` reads and writes each."""

    DATE = "date"
    COUNT = "count"
    MONEY = "money"
    TEXT = "text"
    URL = "url"
    CHOICE = "choice"
    SUPPLIERS = "suppliers"  # names, one for each supplier
    OFFERS = "offers"  # names with prices
    PEOPLE = "people"  # names, each an expert or not
    SUPPLIER = "supplier"  # one that is registered


class Doer(StrEnum):
    """Whose turn a step is."""

    BUYER = "buyer"
    GROUP = "group"
    AGENCY = "agency"
    PANEL = "panel"
    SUPPLIER = "supplier"
    BUREAU = "bureau"

    @property
    def label(self) -> Label:
        return _DOERS[self]


_DOERS = {
    Doer.BUYER: Label("采购人", "Buyer"),
    Doer.GROUP: Label("采购领导小组", "Procurement group"),
    Doer.AGENCY: Label("采购代理机构", "Procurement agency"),
    Doer.PANEL: Label("评审小组", "Review panel"),
    Doer.SUPPLIER: Label("供应商", "Supplier"),
    Doer.BUREAU: Label("财政部门", "Finance bureau"),
}


class Elsewhere(StrEnum):
    """Where a step is recorded that is not logged by hand: its day is read from there."""

    CONTRACT_SIGNED = "contract_signed"
    CONTRACT_PUBLISHED = "contract_published"
    CONTRACT_FILED = "contract_filed"


class When(StrEnum):
    """When a step is asked for at all."""

    ALWAYS = "always"
    ABOVE_OPEN_THRESHOLD = "above_open_threshold"


@dataclass(frozen=True, slots=True)
class Source:
    """The rule a step stands on; not ``verified``: its article was not seen, shown as 待核."""

    document: str
    article: str = ""
    verified: bool = False

    @property
    def citation(self) -> str:
        return f"{self.document}{self.article}"


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One question of a step.

    ``counts``: how many there are must reach the method's minimum of ``suppliers``, or make a
    right ``panel``. ``since``: the date is not before that one (``day``: the day of the step).
    ``limit``: the share of the budget that the amount may be, by its key. ``moves``: the choices
    that move the tender, and to which status.
    """

    key: str
    kind: FactKind
    label: Label
    required: bool = True
    hint: Label | None = None
    choices: Mapping[str, Label] = field(default_factory=dict)
    counts: str = ""
    since: str = ""
    limit: str = ""
    moves: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PanelSize:
    """A panel of ``least`` people from a budget of ``above``, or the open-tender threshold, on."""

    least: int
    above: Money = ZERO
    at_open_threshold: bool = False

    def fits(self, budget: Money, *, reaches_open: bool) -> bool:
        return budget >= self.above and (reaches_open or not self.at_open_threshold)


@dataclass(frozen=True, slots=True)
class Minimum:
    """The numbers of a method: ``fewer`` suppliers only on the ground that is written down."""

    suppliers: int = 0
    fewer: int = 0
    fewer_ground: Label | None = None
    panel: tuple[PanelSize, ...] = ()
    experts: tuple[int, int] = (0, 1)

    def panel_for(self, budget: Money, *, reaches_open: bool) -> int:
        """How many people must sit on the panel; 0 where the method has none."""
        fitting = (s.least for s in self.panel if s.fits(budget, reaches_open=reaches_open))
        return max(fitting, default=0)


@dataclass(frozen=True, slots=True)
class StepSpec:
    """One step. ``needs`` must be on record first; its day is never before ``not_before``.

    ``not_before`` names steps or their dates: ``notice`` or ``notice.deadline``. ``follows``: it
    is a step at all only where that one is on record. ``closes``: with it on record nothing more
    is asked for. ``replaces``: another supplier wins in place of the first. A branch moves the
    tender to another status, or ``answers`` one that did, or only goes on record.
    """

    key: str
    label: Label
    who: Doer
    facts: tuple[FactSpec, ...] = ()
    documents: tuple[DocumentKind, ...] = ()
    needs: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    optional: bool = False
    skippable: bool = True
    awards: bool = False
    closes: bool = False
    replaces: bool = False
    repeats: bool = False
    moves_to: str = ""
    answers: str = ""
    follows: str = ""
    when: When = When.ALWAYS
    recorded_in: Elsewhere | None = None
    source: Source | None = None

    @property
    def names_winner(self) -> bool:
        """Whether the award follows from it."""
        return self.awards or self.replaces

    def fact(self, key: str) -> FactSpec | None:
        return next((one for one in self.facts if one.key == key), None)

    def moves_by(self, facts: Mapping[str, object]) -> str:
        """The status that the answers given lead to by themselves; none mostly."""
        moves = (one.moves.get(str(facts.get(one.key))) for one in self.facts)
        return next((status for status in moves if status), "")


@dataclass(frozen=True, slots=True)
class MethodSpec:
    """A procurement method: its steps in order, branches included under their own keys."""

    key: str
    label: Label
    ocds: str
    order: int
    steps: tuple[StepSpec, ...]
    branches: tuple[StepSpec, ...]
    minimum: Minimum
    categories: frozenset[str]
    source: Source
    is_open_tender: bool = False
    is_statutory: bool = True
    late_after_days: int = 15

    def step(self, key: str) -> StepSpec | None:
        """The step or branch of that key."""
        return next((one for one in (*self.steps, *self.branches) if one.key == key), None)

    def place(self, key: str) -> int:
        """Where the step stands; branches come after all steps."""
        keys = [one.key for one in (*self.steps, *self.branches)]
        return keys.index(key)
