"""The facts of a step against what its method asks: there, plausible, and enough of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.procurement.rules.loading import FEWER_GROUND
from tracker.procurement.rules.log import Entry, Ground, day_of
from tracker.procurement.rules.specs import FactKind, FactSpec, StepSpec


class FactMissing(RuleViolation):
    code = "fact_missing"
    label = Label("请填写{what}", "Enter: {what}")


class TooFewSuppliers(RuleViolation):
    code = "too_few_suppliers"
    label = Label(
        "{what}只有{count}家，{method}不得少于{least}家；不足时请登记废标、流标",
        "{what}: {count}, while a {method} takes {least}. With fewer, record it as unsuccessful",
    )


class FewerUnexplained(RuleViolation):
    code = "fewer_unexplained"
    label = Label("只有{count}家，请填写：{ground}", "There are only {count}. Enter: {ground}")


class PanelTooSmall(RuleViolation):
    code = "panel_too_small"
    label = Label(
        "评审小组只有{count}人，应为{least}人以上单数", "A panel of {count}: {least} at least"
    )


class PanelEven(RuleViolation):
    code = "panel_even"
    label = Label("评审小组应为单数，现有{count}人", "The panel must be odd; it has {count}")


class TooFewExperts(RuleViolation):
    code = "too_few_experts"
    label = Label(
        "评审专家{experts}人，不足小组{count}人的{share}，至少应有{least}人",
        "{experts} experts of {count} are less than {share}; there must be {least}",
    )


class NamedTwice(RuleViolation):
    code = "named_twice"
    label = Label("“{name}”写了两次", "“{name}” is named twice")


class DateTooEarly(RuleViolation):
    code = "date_too_early"
    label = Label(
        "{what}{day}早于{before}{other}，请核对", "{what} {day} is before {before} {other}"
    )


def check_facts(entry: Entry, step: StepSpec, ground: Ground) -> Iterator[RuleViolation]:
    """Everything that is wrong with the facts of an entry, each beside its field."""
    for spec in step.facts:
        value = entry.facts.get(spec.key)
        if _is_blank(value):
            if spec.required:
                yield FactMissing(field=spec.key, what=spec.label)
            continue
        yield from _twice(spec, value)
        if spec.counts:
            yield from _COUNTS[spec.counts](spec, value, entry.facts, ground)
        if spec.since:
            yield from _since(spec, date.fromisoformat(str(value)), entry, ground)


def _is_blank(value: Any) -> bool:
    return value is None or value in ("", [])


def _twice(spec: FactSpec, value: Any) -> Iterator[RuleViolation]:
    if not isinstance(value, list):
        return
    names = [one if isinstance(one, str) else one["name"] for one in value]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        yield NamedTwice(field=spec.key, name=twice)


def _suppliers(
    spec: FactSpec, value: Any, facts: Mapping[str, Any], ground: Ground
) -> Iterator[RuleViolation]:
    count = value if spec.kind is FactKind.COUNT else len(value)
    minimum = ground.spec.minimum
    if count >= minimum.suppliers:
        return
    if not minimum.fewer or count < minimum.fewer or minimum.fewer_ground is None:
        yield TooFewSuppliers(
            field=spec.key,
            what=spec.label,
            count=count,
            method=ground.spec.label,
            least=minimum.suppliers,
        )
    elif _is_blank(facts.get(FEWER_GROUND)):
        yield FewerUnexplained(field=FEWER_GROUND, count=count, ground=minimum.fewer_ground)


def _panel(
    spec: FactSpec, value: Any, facts: Mapping[str, Any], ground: Ground
) -> Iterator[RuleViolation]:
    count = len(value)
    if count < ground.panel:
        yield PanelTooSmall(field=spec.key, count=count, least=ground.panel)
        return
    if count % 2 == 0:
        yield PanelEven(field=spec.key, count=count)
    experts = sum(1 for person in value if person["expert"])
    part, whole = ground.spec.minimum.experts
    least = -(-count * part // whole)
    if experts < least:
        share = f"{part}/{whole}"
        yield TooFewExperts(field=spec.key, experts=experts, count=count, share=share, least=least)


_Count = Callable[[FactSpec, Any, Mapping[str, Any], Ground], Iterator[RuleViolation]]
_COUNTS: Mapping[str, _Count] = {"suppliers": _suppliers, "panel": _panel}


def _since(spec: FactSpec, day: date, entry: Entry, ground: Ground) -> Iterator[RuleViolation]:
    step = ground.spec.step(entry.step)
    if spec.since == "day":
        earliest, name = entry.happened_on, step.label if step else Label("", "")
    else:
        earliest, name = day_of(ground.log, spec.since) or date.min, label_of(ground, spec.since)
    if day < earliest:
        yield DateTooEarly(field=spec.key, what=spec.label, day=day, before=name, other=earliest)


def label_of(ground: Ground, name: str) -> Label:
    """What people call a step or one of its dates."""
    key, _, fact = name.partition(".")
    step = ground.spec.step(key)
    if step is None:
        return Label(name, name)
    found = step.fact(fact)
    return found.label if found else step.label
