"""Schedules to start from: the templates of ``data/schedules.toml``, or equal parts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from tracker.contracts.rules.due import Landmarks
from tracker.contracts.rules.kinds import Basis, Trigger
from tracker.contracts.rules.terms import Terms
from tracker.kernel.durations import Duration, DurationUnit
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.kernel.workdays import ONE_DAY, WorkCalendar

WHOLE = 1_000_000
MOST_PERIODS = 60
_NO_LABEL = Label("", "")
_A_YEAR = Duration(12, DurationUnit.MONTH)


@dataclass(frozen=True, slots=True)
class Step:
    label: Label
    ratio: int
    trigger: Trigger
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """Fixed ``steps``, or equal parts every so many months of the service period."""

    key: str
    label: Label
    steps: tuple[Step, ...] = ()
    every_months: int = 0
    period: Label = _NO_LABEL


@cache
def templates() -> tuple[Template, ...]:
    """Every template of the file, in its order."""
    data = tomllib.loads(files("tracker").joinpath("data/schedules.toml").read_text("utf-8"))
    return tuple(_template(row) for row in data["template"])


def applied(
    key: str, term: Duration, landmarks: Landmarks, calendar: WorkCalendar, lang: str
) -> tuple[Terms, ...]:
    """The instalments of a template, each due ``term`` after its trigger (套用模板).

    Empty when there is no such template, or more periods than a schedule may have rows.
    """
    found = next((one for one in templates() if one.key == key), None)
    if found is None:
        return ()
    return tuple(
        Terms(
            no=no,
            name=step.label.format(lang, no=no),
            basis=Basis.RATIO,
            trigger=step.trigger,
            due_count=term.count,
            due_unit=term.unit,
            ratio=step.ratio,
            expected_on=step.on,
        )
        for no, step in enumerate(found.steps or _periods(found, landmarks, calendar), 1)
    )


def equal_parts(rows: Sequence[Terms], amount: Money) -> tuple[Terms, ...]:
    """The same rows in equal fixed parts of ``amount``; the last takes the rounding (按期等分)."""
    parts = amount.split([1] * len(rows))
    return tuple(
        replace(row, basis=Basis.FIXED, ratio=None, amount=part)
        for row, part in zip(rows, parts, strict=True)
    )


def _periods(template: Template, landmarks: Landmarks, calendar: WorkCalendar) -> Sequence[Step]:
    """Equal ratios, of which the last takes what is left."""
    ends = tuple(_ends(template, landmarks, calendar))
    if len(ends) > MOST_PERIODS:
        return ()
    part = WHOLE // len(ends)
    ratios = [part] * (len(ends) - 1) + [WHOLE - part * (len(ends) - 1)]
    return tuple(
        Step(template.period, ratio, Trigger.ON_DATE, end)
        for ratio, end in zip(ratios, ends, strict=True)
    )


def _ends(template: Template, landmarks: Landmarks, calendar: WorkCalendar) -> Iterator[date]:
    """The last day of each period; without a service period, of a year from the signing."""
    first = landmarks.service_from or landmarks.signed_on
    last = landmarks.service_to or _A_YEAR.after(first, calendar) - ONE_DAY
    for no in range(1, MOST_PERIODS + 2):
        months = Duration(no * template.every_months, DurationUnit.MONTH)
        end = min(months.after(first, calendar) - ONE_DAY, last)
        yield end
        if end >= last:
            return


def _template(row: Mapping[str, Any]) -> Template:
    steps = tuple(
        Step(_label(step["label"]), step["ratio"], Trigger(step["trigger"]))
        for step in row.get("steps", ())
    )
    period = _label(row["step"]) if "step" in row else _NO_LABEL
    return Template(row["key"], _label(row["label"]), steps, row.get("every_months", 0), period)


def _label(texts: Mapping[str, str]) -> Label:
    return Label(texts["zh"], texts["en"])
