"""试算 of expected days: what the page shows, computed from today's books each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.contracts import queries as contracts
from tracker.contracts.queries import Movable, Slip
from tracker.contracts.rules.due import pay_by
from tracker.funding import queries as funding
from tracker.funding.queries.facts import line_facts, projects
from tracker.funding.rules.matrix import matrix
from tracker.kernel.workdays import WorkCalendar
from tracker.overview.rules import what_if as rules
from tracker.overview.rules.what_if import Asked, GapChange, YearChange
from tracker.reminders.kinds import payment_due
from tracker.settings.queries import fiscal_year, work_calendar


@dataclass(frozen=True, slots=True)
class Effect:
    """One due day that would move, with the closing of its year and the reminders before it."""

    slip: Slip
    pay_by_on: date | None
    closes_on: date | None
    reminders_before: tuple[date, ...]
    reminders_after: tuple[date, ...]

    @property
    def before(self) -> date | None:
        return self.slip.part.due_on

    @property
    def after(self) -> date | None:
        return self.slip.due_on

    @property
    def is_after_closing(self) -> bool:
        """Whether the day comes when nothing can be paid any more from the budget of its year."""
        return self.after is not None and self.closes_on is not None and self.after > self.closes_on


@dataclass(frozen=True, slots=True)
class WhatIf:
    """``overtaken``: instalments whose expected day is another than when this was first tried."""

    asked: Asked
    words: str
    candidates: tuple[Movable, ...]
    effects: tuple[Effect, ...]
    years: tuple[YearChange, ...]
    gaps: tuple[GapChange, ...]
    overtaken: tuple[Movable, ...]
    tried_on: date | None

    @property
    def by_project(self) -> Mapping[int, tuple[Movable, ...]]:
        """The instalments that were moved, by project: each project's are saved by themselves."""
        found: dict[int, list[Movable]] = {}
        for effect in self.effects:
            if effect.slip.is_moved:
                found.setdefault(effect.slip.part.project_id, []).append(effect.slip.part)
        return {key: tuple(parts) for key, parts in found.items()}

    @property
    def is_tried(self) -> bool:
        return bool(self.effects)


def what_if(asked: Asked, words: str, shown: tuple[int, ...], today: date) -> WhatIf:
    """The page for these moves; ``shown`` are instalments that it lists whatever the words."""
    ids = tuple(dict.fromkeys((*asked.texts, *shown)))
    candidates = contracts.movables(words, ids)
    by_id = {one.id: one for one in candidates}
    moves = {key: day for key, day in asked.moves.items() if key in by_id}
    slips = contracts.slips(moves) if moves else ()
    years, gaps = _figures(slips, today) if slips else ((), ())
    return WhatIf(
        asked=asked,
        words=words,
        candidates=candidates,
        effects=_effects(slips, today),
        years=years,
        gaps=gaps,
        overtaken=tuple(
            by_id[key]
            for key, day in asked.seen.items()
            if key in by_id and by_id[key].expected_on != day
        ),
        tried_on=asked.on if asked.on is not None and asked.on < today and moves else None,
    )


def moves_of(project_id: int, asked: Asked) -> Mapping[int, date]:
    """The moves asked for that are of this project."""
    parts = contracts.movables("", asked.moves) if asked.moves else ()
    own = {one.id for one in parts if one.project_id == project_id}
    return {key: day for key, day in asked.moves.items() if key in own}


def _figures(
    slips: tuple[Slip, ...], today: date
) -> tuple[tuple[YearChange, ...], tuple[GapChange, ...]]:
    touched = {slip.part.project_id for slip in slips}
    whole = funding.overview(today.year, today.year + 1, today).matrix
    facts = [row.contract for row in whole.rows if row.contract and row.project.id in touched]
    lines = line_facts(projects(touched), today.year)
    days = {slip.part.id: slip.due_on for slip in slips}
    before, after = matrix(facts, lines, today), matrix(rules.moved(facts, days), lines, today)
    return (
        rules.year_changes(whole, before, after, today),
        rules.gap_changes(before, after, today),
    )


def _effects(slips: tuple[Slip, ...], today: date) -> tuple[Effect, ...]:
    if not slips:
        return ()
    calendar = work_calendar()
    years = {slip.due_on.year for slip in slips if slip.due_on}
    closings = {year: fiscal_year(year).payment_deadline_on for year in sorted(years)}
    return tuple(_effect(slip, calendar, closings, today) for slip in slips)


def _effect(
    slip: Slip, calendar: WorkCalendar, closings: Mapping[int, date], today: date
) -> Effect:
    closes_on = closings[slip.due_on.year] if slip.due_on else None
    cadence = payment_due.KIND.cadence
    return Effect(
        slip=slip,
        pay_by_on=pay_by(slip.due_on, closes_on, calendar) if slip.due_on else None,
        closes_on=closes_on,
        reminders_before=rules.reminder_days(slip.part.due_on, cadence, calendar, today),
        reminders_after=rules.reminder_days(slip.due_on, cadence, calendar, today),
    )
