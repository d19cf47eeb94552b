"""``data/methods/*.toml`` → methods, checked as a whole: a wrong file is refused at start.

``common.toml`` holds blocks of steps that methods include by name, and the branches of all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources.abc import Traversable

from tracker.kernel.labels import Label
from tracker.kernel.limits import shipped
from tracker.kernel.money import Money, MoneyError
from tracker.procurement.rules.reading import Table, Text
from tracker.procurement.rules.specs import (
    Doer,
    Elsewhere,
    FactKind,
    FactSpec,
    MethodSpec,
    Minimum,
    PanelSize,
    Source,
    StepSpec,
    When,
)
from tracker.projects.rules.documents import DocumentKind

COMMON = "common.toml"
CATEGORIES = frozenset({"goods", "services", "works"})
OCDS = frozenset({"open", "selective", "limited", "direct"})
MOVES = frozenset({"", "suspended", "unsuccessful", "cancelled"})
DECIDED = frozenset({"", "unsuccessful"})
COUNTED = frozenset({"", "suppliers", "panel"})
FEWER_GROUND = "fewer_ground"
RESERVED = frozenset(
    {"happened_on", "explanation", "answers", "form_token", "papers", "data", "errors", "meta"}
)
# What the award is made of.
AWARD_FACTS = {
    "supplier": FactKind.SUPPLIER,
    "amount": FactKind.MONEY,
    "starts_on": FactKind.DATE,
}

_Blocks = Mapping[str, Sequence[StepSpec]]


def load(folder: Traversable) -> Mapping[str, MethodSpec]:
    """Every method of the folder by key, in order; ``BadMethodFile`` names what is wrong."""
    texts = {
        file.name: Text(file.name, file.read_text("utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
    blocks = _blocks(texts.pop(COMMON))
    found: dict[str, MethodSpec] = {}
    for name in sorted(texts):
        table = Table(texts[name], texts[name].parsed())
        method = _method(table, blocks)
        if method.key in found:
            raise table.bad("key", f"there is a method “{method.key}” already")
        found[method.key] = method
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))


def _blocks(text: Text) -> _Blocks:
    return {name: list(_steps(text, name, rows, {})) for name, rows in text.parsed().items()}


def _method(table: Table, blocks: _Blocks) -> MethodSpec:
    key = table.name("key")
    raw = table.take("step", list)
    minimum = _minimum(table)
    categories = frozenset(table.names("categories")) or CATEGORIES
    if not categories <= CATEGORIES:
        raise table.bad("categories", f"must be some of: {', '.join(sorted(CATEGORIES))}")
    ocds = table.take("ocds", str)
    if ocds not in OCDS:
        raise table.bad("ocds", f"“{ocds}” is none of: {', '.join(sorted(OCDS))}")
    method = MethodSpec(
        key=key,
        label=table.label("label"),
        ocds=ocds,
        order=table.take("order", int),
        steps=_with_grounds(
            _fitting(tuple(_steps(table.text, "step", raw, blocks)), blocks), minimum
        ),
        branches=tuple(blocks.get("branch", ())),
        minimum=minimum,
        categories=categories,
        source=_source(table) or Source("", verified=False),
        is_open_tender=table.take("is_open_tender", bool, False),
        is_statutory=table.take("is_statutory", bool, True),
        late_after_days=table.take("late_after_days", int, 15),
    )
    table.finish()
    _check(method, table)
    return method


def _fitting(steps: Sequence[StepSpec], blocks: _Blocks) -> Sequence[StepSpec]:
    """Without the steps of blocks that follow one this method does not have."""
    keys = {step.key for step in steps}
    common = {id(step) for block in blocks.values() for step in block}
    return [s for s in steps if not s.follows or s.follows in keys or id(s) not in common]


def _steps(text: Text, header: str, rows: list[object], blocks: _Blocks) -> Iterator[StepSpec]:
    for place, data in enumerate(rows):
        if not isinstance(data, dict):
            raise Table(text, {}).bad(header, "must be tables [[…]]")
        table = Table(text, data, f"[[{header}]]", place)
        if block := table.take("include", str, ""):
            if block not in blocks:
                raise table.bad("include", f"{COMMON} has no block “{block}”")
            left_out = table.names("without")
            yield from (step for step in blocks[block] if step.key not in left_out)
            table.finish()
        else:
            yield _step(table)


def _step(table: Table) -> StepSpec:
    moves_to = table.take("moves_to", str, "")
    if moves_to not in MOVES:
        raise table.bad("moves_to", f"“{moves_to}” is no status a branch leads to")
    where = table.take("recorded_in", str, "")
    step = StepSpec(
        key=table.name("key"),
        label=table.label("label"),
        who=table.member("who", Doer),
        facts=tuple(map(_fact, table.rows("facts"))),
        documents=tuple(
            table.one_of("documents", name, DocumentKind) for name in table.names("documents")
        ),
        needs=table.names("needs"),
        not_before=table.names("not_before"),
        optional=table.take("optional", bool, False),
        skippable=table.take("skippable", bool, True),
        awards=table.take("awards", bool, False),
        closes=table.take("closes", bool, False),
        replaces=table.take("replaces", bool, False),
        repeats=table.take("repeats", bool, False),
        moves_to=moves_to,
        answers=table.take("answers", str, ""),
        follows=table.take("follows", str, ""),
        when=table.member("when", When, When.ALWAYS),
        recorded_in=table.one_of("recorded_in", where, Elsewhere) if where else None,
        source=_source(table),
    )
    table.finish()
    return step


def _fact(table: Table) -> FactSpec:
    counts = table.take("counts", str, "")
    if counts not in COUNTED:
        raise table.bad("counts", f"“{counts}” is none of: panel, suppliers")
    choices, moves = _choices(table)
    fact = FactSpec(
        key=table.name("key"),
        kind=table.member("kind", FactKind),
        label=table.label("label"),
        required=table.take("required", bool, True),
        hint=table.optional_label("hint"),
        choices=choices,
        counts=counts,
        since=table.take("since", str, ""),
        limit=table.take("limit", str, ""),
        moves=moves,
    )
    if fact.limit and not _is_share(fact.limit):
        raise table.bad("limit", f"“{fact.limit}” is no share in limits.toml")
    if (fact.kind is FactKind.CHOICE) != bool(choices):
        raise table.bad("choices", "belong to a fact of kind “choice”, and to no other")
    if fact.key in RESERVED:
        raise table.bad("key", f"“{fact.key}” is a name the form needs itself")
    table.finish()
    return fact


def _choices(table: Table) -> tuple[dict[str, Label], dict[str, str]]:
    """What may be chosen, and which of it moves the tender where."""
    labels: dict[str, Label] = {}
    moves: dict[str, str] = {}
    for row in table.rows("choices"):
        key = row.name("key")
        labels[key] = row.label("label")
        to = row.take("moves_to", str, "")
        if to not in DECIDED:
            raise row.bad("moves_to", f"“{to}” is no status an answer leads to")
        if to:
            moves[key] = to
    return labels, moves


def _is_share(key: str) -> bool:
    return any(not limit.is_time for limit in shipped().versions(key))


def _source(table: Table) -> Source | None:
    inner = table.inner("source")
    if inner is None:
        return None
    source = Source(
        document=inner.take("document", str),
        article=inner.take("article", str, ""),
        verified=inner.take("verified", bool, False),
    )
    inner.finish()
    return source


def _minimum(table: Table) -> Minimum:
    inner = table.inner("minimum")
    if inner is None:
        return Minimum()
    experts = inner.take("experts", list, [0, 1])
    if len(experts) != 2 or not all(isinstance(n, int) for n in experts) or experts[1] < 1:
        raise inner.bad("experts", "must be a share such as [2, 3]")
    minimum = Minimum(
        suppliers=inner.take("suppliers", int, 0),
        fewer=inner.take("fewer", int, 0),
        fewer_ground=inner.optional_label("fewer_ground"),
        panel=tuple(_panel_size(row) for row in inner.rows("panel")),
        experts=(experts[0], experts[1]),
    )
    if minimum.fewer and (minimum.fewer >= minimum.suppliers or minimum.fewer_ground is None):
        raise inner.bad("fewer", "must be below “suppliers” and have its “fewer_ground”")
    inner.finish()
    return minimum


def _panel_size(table: Table) -> PanelSize:
    least = table.take("least", int)
    if least < 3 or least % 2 == 0:
        raise table.bad("least", "a panel is odd, three at least")
    try:
        above = Money.parse(table.take("above", str, "0"))
    except MoneyError as error:
        raise table.bad("above", error.text("en")) from error
    size = PanelSize(least, above, table.take("at_open_threshold", bool, False))
    table.finish()
    return size


def _with_grounds(steps: Sequence[StepSpec], minimum: Minimum) -> tuple[StepSpec, ...]:
    """Where suppliers are counted and fewer may do, the ground for it is asked for as well."""
    if minimum.fewer_ground is None:
        return tuple(steps)
    ground = FactSpec(FEWER_GROUND, FactKind.TEXT, minimum.fewer_ground, required=False)
    return tuple(_with_ground(step, ground) for step in steps)


def _with_ground(step: StepSpec, ground: FactSpec) -> StepSpec:
    if not any(fact.counts == "suppliers" for fact in step.facts):
        return step
    return replace(step, facts=(*step.facts, ground))


def _check(method: MethodSpec, table: Table) -> None:
    """What only shows when all steps are known: keys once, references that lead somewhere."""
    keys = [step.key for step in (*method.steps, *method.branches)]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise table.bad_step(twice, f"“{twice}” is there twice")
    awards = [step for step in method.steps if step.awards]
    if len(awards) != 1:
        raise table.bad("step", "exactly one step must have awards = true")
    for step in (*awards, *(step for step in method.branches if step.replaces)):
        for name, kind in AWARD_FACTS.items():
            fact = step.fact(name)
            if fact is None or fact.kind is not kind or not fact.required:
                raise table.bad_step(step.key, f"must ask for “{name}” of kind “{kind}”")
    for step in (*method.steps, *method.branches):
        if wrong := next((name for name in _references(step) if not _leads(method, name)), None):
            raise table.bad_step(step.key, f"refers to “{wrong}”, which is not there")


def _references(step: StepSpec) -> Iterator[str]:
    yield from step.needs
    yield from step.not_before
    yield from (name for name in (step.answers, step.follows) if name)
    yield from (fact.since for fact in step.facts if fact.since not in ("", "day"))


def _leads(method: MethodSpec, name: str) -> bool:
    key, _, fact = name.partition(".")
    step = method.step(key)
    if step is None:
        return False
    found = step.fact(fact)
    return not fact or (found is not None and found.kind is FactKind.DATE)
