"""When a plan is complete enough to be frozen and signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.acceptance.rules import errors
from tracker.acceptance.rules.commands import Item, Plan
from tracker.acceptance.rules.kinds import RoundKind
from tracker.acceptance.rules.standards import triggers_of
from tracker.contracts.rules.kinds import Trigger
from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label

MOST_ITEMS = 60
MOST_SEATS = 15
LONGEST_TEXT = 1000

_WORDS = {
    "agreed": Label("合同约定", "what was agreed"),
    "actual": Label("实际情况", "what was found"),
    "meet_at": Label("验收时间", "the time of the meeting"),
    "place": Label("验收地点", "the place of the meeting"),
    "sign_by": Label("签署截止日", "the last day to sign"),
}


@dataclass(frozen=True, slots=True)
class PartFacts:
    """An instalment as far as a round can meet its condition; ``taken_by`` is another round."""

    uid: str
    no: int
    trigger: Trigger
    triggered_on: date | None
    taken_by: str = ""


def part_problems(
    kind: RoundKind, uids: Sequence[str], parts: Mapping[str, PartFacts]
) -> Iterator[RuleViolation]:
    """What keeps these instalments from being unlocked by a round of this kind."""
    for uid in uids:
        part = parts.get(uid)
        if part is None:
            yield errors.UnknownPart(field="parts")
        elif part.trigger not in triggers_of(kind):
            yield errors.WrongPart(field="parts", no=part.no, trigger=part.trigger, kind=kind)
        elif part.triggered_on is not None:
            yield errors.PartMet(field="parts", no=part.no, on=part.triggered_on)
        elif part.taken_by:
            yield errors.PartTaken(field="parts", no=part.no, number=part.taken_by)


def waits_for(kind: RoundKind, parts: Mapping[str, PartFacts]) -> bool:
    """Whether some instalment waits for a round of this kind."""
    wanted = triggers_of(kind)
    return any(part.trigger in wanted and part.triggered_on is None for part in parts.values())


def gaps(plan: Plan, today: date, parts: Mapping[str, PartFacts]) -> Iterator[RuleViolation]:
    """What is missing before everybody can be asked to sign it.

    A round that no instalment waits for (goods that are paid for after the 终验) unlocks none.
    """
    if not plan.parts and waits_for(plan.kind, parts):
        yield errors.NoPart(field="parts")
    if not plan.items:
        yield errors.NoItem(field="items")
    for place, item in enumerate(plan.items):
        yield from _item_gaps(place, item)
    yield from _meeting_gaps(plan, today)


def impossible(plan: Plan, today: date) -> Iterator[RuleViolation]:
    """What even a draft may not say."""
    if plan.delivered_on is not None and plan.delivered_on > today:
        yield errors.DeliveredLater(field="delivered_on", today=today)


def _item_gaps(place: int, item: Item) -> Iterator[RuleViolation]:
    for name in ("agreed", "actual"):
        if not getattr(item, name).strip():
            yield errors.ItemIncomplete(field=f"items-{place}-{name}", what=_WORDS[name])


def _meeting_gaps(plan: Plan, today: date) -> Iterator[RuleViolation]:
    for name in ("meet_at", "place", "sign_by"):
        if not getattr(plan, name):
            yield errors.MeetingMissing(field=name, what=_WORDS[name])
    if plan.sign_by is not None and plan.sign_by < today:
        yield errors.SignByPast(field="sign_by", today=today)
