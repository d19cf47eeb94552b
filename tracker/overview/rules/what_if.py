"""试算: years, gaps, reminders if triggers were expected on other days; saves nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tracker.funding.rules.cells import Total
from tracker.funding.rules.facts import ContractFacts
from tracker.funding.rules.matrix import Matrix, Row
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.kernel.workdays import WorkCalendar
from tracker.reminders.rules.stages import Cadence, firing

TO, FROM, DAY = "to-", "from-", "day"  # the names of its fields; the first two before an id
MOST_MOVES = 30

NOT_A_DAY = Label(
    "“{text}”不是正确的日期，请按 2022-11-30 的格式填写",
    "“{text}” is not a date; write it like 2022-11-30",
)
PAST = Label("预计日期不能早于今天（{today}）", "The date may not be before today ({today})")
TOO_MANY = Label("一次最多试算{most}笔", "At most {most} instalments can be tried at once")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: new days by instalment, the days it then saw, and when that was.

    ``errors`` by instalment; ``texts`` are the days as typed.
    """

    moves: Mapping[int, date] = field(default_factory=dict)
    seen: Mapping[int, date | None] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict)
    errors: Mapping[int, Label] = field(default_factory=dict)
    on: date | None = None


def read(values: Mapping[str, str], today: date) -> Asked:
    """The fields of the form; empty ones move nothing, unreadable ones are told."""
    texts = {key: text for key, text in _numbered(values, TO) if text}
    moves: dict[int, date] = {}
    errors: dict[int, Label] = {}
    for key, text in texts.items():
        day = _day(text)
        if day is None:
            errors[key] = _filled(NOT_A_DAY, text=text)
        elif day < today:
            errors[key] = _filled(PAST, today=str(today))
        elif len(moves) == MOST_MOVES:
            errors[key] = _filled(TOO_MANY, most=str(MOST_MOVES))
        else:
            moves[key] = day
    seen = {key: _day(text) for key, text in _numbered(values, FROM) if key in moves}
    return Asked(moves, seen, texts, errors, _day(values.get(DAY, "")))


def _numbered(values: Mapping[str, str], prefix: str) -> Iterable[tuple[int, str]]:
    for name, text in values.items():
        number = name.removeprefix(prefix)
        if name.startswith(prefix) and number.isascii() and number.isdecimal() and len(number) < 10:
            yield int(number), text.strip()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _filled(label: Label, **params: str) -> Label:
    return Label(label.zh.format(**params), label.en.format(**params))


# --- what would change ----------------------------------------------------------------------------


def moved(
    contracts: Iterable[ContractFacts], days: Mapping[int, date | None]
) -> tuple[ContractFacts, ...]:
    """The contracts as they would be with these due days, by instalment."""
    return tuple(
        replace(
            contract,
            instalments=tuple(
                replace(one, due_on=days[one.id]) if one.id in days else one
                for one in contract.instalments
            ),
        )
        for contract in contracts
    )


@dataclass(frozen=True, slots=True)
class YearChange:
    """One year of the unit before and after; ``cover`` is the money there is for it.

    That is what has arrived (到位) in the year in execution, the budget (已列) in the one being
    planned, and nothing yet in later ones: no budget is asked for them.
    """

    year: int
    due_before: Money
    due_after: Money
    cover: Money | None
    gap_before: Money
    gap_after: Money

    @property
    def is_changed(self) -> bool:
        return (self.due_before, self.gap_before) != (self.due_after, self.gap_after)

    @property
    def due_moved(self) -> Money:
        """How much more must be paid in it; negative when less."""
        return self.due_after - self.due_before


def year_changes(
    whole: Matrix, before: Matrix, after: Matrix, today: date
) -> tuple[YearChange, ...]:
    """Every year of the unit from today's on; ``before`` and ``after`` are the projects touched."""
    years = sorted({*whole.years, *after.years})
    return tuple(
        _year(year, whole.total(year), before.total(year), after.total(year), today)
        for year in years
        if year >= today.year
    )


def _year(year: int, unit: Total, before: Total, after: Total, today: date) -> YearChange:
    due_after = unit.due + after.due - before.due
    if year > today.year + 1:
        return YearChange(year, unit.due, due_after, None, ZERO, ZERO)
    running = year == today.year
    gap, was, will = (total.cash_gap if running else total.gap for total in (unit, before, after))
    cover = unit.allotted if running else unit.budgeted
    return YearChange(year, unit.due, due_after, cover, gap, gap + will - was)


@dataclass(frozen=True, slots=True)
class GapChange:
    """A contract whose gap of a year would be another."""

    row: Row
    year: int
    before: Money
    after: Money


def gap_changes(before: Matrix, after: Matrix, today: date) -> tuple[GapChange, ...]:
    """By row and year; of years later than the planned one nobody has made a budget yet."""
    found = (
        GapChange(new, year, _gap(old, year, today), _gap(new, year, today))
        for old, new in _pairs(before.rows, after.rows)
        for year in (today.year, today.year + 1)
    )
    return tuple(one for one in found if one.before != one.after)


def _pairs(before: Sequence[Row], after: Sequence[Row]) -> Iterable[tuple[Row, Row]]:
    """The rows of the same contracts; a moved date makes and removes none of them."""
    known = {row.contract.id: row for row in before if row.contract}
    return ((known[row.contract.id], row) for row in after if row.contract)


def _gap(row: Row, year: int, today: date) -> Money:
    cell = row.cell(year)
    return cell.cash_gap if year == today.year else cell.gap


def reminder_days(
    due_on: date | None, cadence: Cadence, calendar: WorkCalendar, today: date
) -> tuple[date, ...]:
    """The days from today up to the due day on which a reminder would leave."""
    if due_on is None:
        return ()
    days = {firing(due_on, stage, calendar).fire_on for stage in cadence.leads}
    return tuple(sorted(day for day in days if day >= today))
