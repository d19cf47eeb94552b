"""Time limits at work: on which day one ends, whether it was kept, and how that was worked out.

A limit runs from one dated fact to another. The day of the first is not counted (民法典
第二百零一条); working days leave out weekends and holidays and take in the weekends worked
instead; the last day of a limit in days or months that falls on a rest day moves to the end of
the next working day (第二百零三条), but only where it is the latest day: a minimum is over
when its days are over. The version of a limit in force on the day of the first fact counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.kernel.durations import DurationUnit
from tracker.kernel.labels import Label
from tracker.kernel.limits import Direction, Limit, LimitBook, amount_text
from tracker.kernel.workdays import ONE_DAY, WorkCalendar

WEEKEND = Label("周末", "weekend")
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Rest:
    """Days off in a row, and the holiday they are for."""

    first: date
    last: date
    name: Label

    @property
    def text(self) -> Label:
        if self.first == self.last:
            return Label(f"{self.first}{self.name.zh}", f"{self.first} ({self.name.en})")
        return Label(
            f"{self.first}至{self.last}{self.name.zh}",
            f"{self.first} to {self.last} ({self.name.en})",
        )


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How a last day was found.

    ``counted_to`` is where counting alone ends, ``ends_on`` where it lies after moving past
    ``moved_past``; ``provisional`` are the years whose holiday notice is still to come.
    """

    limit: Limit
    since: date
    counted_to: date
    ends_on: date
    skipped: tuple[Rest, ...] = ()
    made_up: tuple[date, ...] = ()
    moved_past: tuple[Rest, ...] = ()
    provisional: tuple[int, ...] = ()

    @property
    def story(self) -> tuple[Label, ...]:
        """The same in sentences, in the order of the reckoning."""
        return tuple(_story(self))


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One limit that a set of facts has set running, and the day that ended it, if any."""

    reckoning: Reckoning
    done_on: date | None
    done_in: Label | None = None

    @property
    def limit(self) -> Limit:
        return self.reckoning.limit

    @property
    def since(self) -> date:
        return self.reckoning.since

    @property
    def ends_on(self) -> date:
        return self.reckoning.ends_on

    @property
    def is_kept(self) -> bool | None:
        """Whether what had to happen happened in time; ``None`` while it has not."""
        return None if self.done_on is None else keeps(self.limit, self.ends_on, self.done_on)

    @property
    def rule(self) -> Label:
        """The limit and where it is written: 不少于20日，《政府采购法》第三十五条."""
        limit = self.limit
        return Label(f"{limit.bound.zh}，{limit.citation}", f"{limit.bound.en}, {limit.citation}")

    @property
    def finding(self) -> Label:
        """What an explanation is asked for: 2022-02-08至2022-02-20为12日，少于20日（…）."""
        limit, done_in = self.limit, self.done_in or Label("", "")
        is_least = limit.direction is Direction.AT_LEAST
        off = Label("少于", "less than") if is_least else Label("超过", "more than")
        return Label(
            f"{self.since}至{self.done_on}为{done_in.zh}，{off.zh}{limit.text.zh}"
            f"（{limit.citation}）",
            f"{self.since} to {self.done_on} is {done_in.en}, {off.en} {limit.text.en} "
            f"({limit.citation})",
        )


def keeps(limit: Limit, ends_on: date, done_on: date) -> bool:
    """Whether a fact of that day keeps a limit that ends on ``ends_on``."""
    if limit.direction is Direction.AT_LEAST:
        return done_on >= ends_on
    return done_on <= ends_on


def work_out(limit: Limit, since: date, calendar: WorkCalendar) -> Reckoning:
    """The last day of a time limit that starts on ``since``, with its working."""
    counted_to = limit.duration.after(since, calendar)
    if limit.duration.unit is DurationUnit.WORKING_DAY:
        return Reckoning(
            limit,
            since,
            counted_to,
            counted_to,
            skipped=_rests(since + ONE_DAY, counted_to, calendar),
            made_up=_made_up(since + ONE_DAY, counted_to, calendar),
            provisional=_unknown(since + ONE_DAY, counted_to, calendar),
        )
    if limit.direction is Direction.AT_LEAST:
        return Reckoning(limit, since, counted_to, counted_to)
    ends_on = calendar.first_on_or_after(counted_to)
    return Reckoning(
        limit,
        since,
        counted_to,
        ends_on,
        moved_past=_rests(counted_to, ends_on - ONE_DAY, calendar),
        provisional=_unknown(counted_to, ends_on, calendar),
    )


def latest_start(limit: Limit, done_on: date, calendar: WorkCalendar) -> date:
    """The last day on which a minimum may start so that ``done_on`` still keeps it."""
    day = done_on
    while work_out(limit, day, calendar).ends_on > done_on:
        day -= ONE_DAY
    return day


def elapsed(limit: Limit, since: date, done_on: date, calendar: WorkCalendar) -> Label:
    """The time between two facts, in the unit of the limit (days where it is months)."""
    if limit.unit == DurationUnit.WORKING_DAY:
        return amount_text(calendar.count(since, done_on), limit.unit)
    return amount_text((done_on - since).days, DurationUnit.CALENDAR_DAY)


@dataclass(frozen=True)
class Law:
    """What clocks are reckoned by: the limits and the work calendar."""

    book: LimitBook
    calendar: WorkCalendar

    def reckon(self, facts: Mapping[str, date], method: str = "") -> tuple[Reckoned, ...]:
        """Every time limit that the facts (event → day) have set running, ended or not."""
        return tuple(self._running(facts, method))

    def breaches(
        self, facts: Mapping[str, date], touching: Set[str], method: str = ""
    ) -> tuple[Reckoned, ...]:
        """The limits broken by the facts, among those that an event of ``touching`` is part of."""
        return tuple(
            one
            for one in self.reckon(facts, method)
            if one.is_kept is False and touching & {one.limit.after, one.limit.before}
        )

    def one(self, limit: Limit, since: date, done_on: date | None) -> Reckoned:
        """A given version of a limit, started and perhaps ended."""
        done_in = elapsed(limit, since, done_on, self.calendar) if done_on else None
        return Reckoned(work_out(limit, since, self.calendar), done_on, done_in)

    def _running(self, facts: Mapping[str, date], method: str) -> Iterator[Reckoned]:
        days = dict(facts)
        for key in self.book.keys:
            newest = self.book.versions(key)[0]
            since = days.get(newest.after)
            if not newest.is_time or since is None or newest.given not in ("", *days):
                continue
            limit = self.book.binding(key, since, method)
            if limit is None:
                continue
            found = self.one(limit, since, days.get(limit.before))
            if limit.by_itself:
                days.setdefault(limit.before, found.ends_on)
            yield found


# --- the days in between --------------------------------------------------------------------------


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _rests(first: date, last: date, calendar: WorkCalendar) -> tuple[Rest, ...]:
    """The days off from ``first`` to ``last``, joined where they belong together."""
    found: list[Rest] = []
    for day in _days(first, last):
        if calendar.is_workday(day):
            continue
        name = calendar.names.get(day, WEEKEND)
        if found and found[-1].last + ONE_DAY == day and found[-1].name == name:
            found[-1] = Rest(found[-1].first, day, name)
        else:
            found.append(Rest(day, day, name))
    return tuple(found)


def _made_up(first: date, last: date, calendar: WorkCalendar) -> tuple[date, ...]:
    return tuple(day for day in _days(first, last) if day in calendar.on)


def _unknown(first: date, last: date, calendar: WorkCalendar) -> tuple[int, ...]:
    years = range(first.year, last.year + 1)
    return tuple(year for year in years if calendar.is_provisional(date(year, 1, 1)))


# --- in words -------------------------------------------------------------------------------------


def _story(one: Reckoning) -> Iterator[Label]:
    since, counted_to = one.since, one.counted_to
    yield Label(
        f"{since}当日不计入，从次日起算（《民法典》第二百零一条）",
        f"{since} itself is not counted, the next day is the first (Civil Code, article 201)",
    )
    yield from _rest_story(one)
    if one.made_up:
        days = [f"{day}周{_WEEKDAYS[day.weekday()]}" for day in one.made_up]
        yield Label(
            f"调休上班，计入：{'、'.join(days)}",
            f"Weekends worked, counted: {', '.join(map(str, one.made_up))}",
        )
    text = one.limit.text
    yield Label(f"满{text.zh}：{counted_to}", f"{text.en} are over on {counted_to}")
    if one.moved_past:
        names = "、".join(rest.text.zh for rest in one.moved_past)
        in_english = ", ".join(rest.text.en for rest in one.moved_past)
        yield Label(
            f"最后一日是休息日（{names}），顺延至{one.ends_on}（《民法典》第二百零三条）",
            f"The last day is a rest day ({in_english}) and moves to {one.ends_on} "
            "(Civil Code, article 203)",
        )
    for year in one.provisional:
        yield Label(
            f"{year}年放假安排还没有公布，按周一至周五推算，暂定；公布后重新计算",
            f"The holidays of {year} are not announced: Monday to Friday for now, "
            "reckoned again once they are",
        )


def _rest_story(one: Reckoning) -> Iterator[Label]:
    holidays = [rest.text for rest in one.skipped if rest.name != WEEKEND]
    if holidays:
        yield Label(
            f"法定节假日，不计入：{'、'.join(each.zh for each in holidays)}",
            f"Holidays, not counted: {', '.join(each.en for each in holidays)}",
        )
    weekends = [rest for rest in one.skipped if rest.name == WEEKEND]
    if weekends:
        days = "、".join(_span(rest) for rest in weekends)
        yield Label(f"周末，不计入：{days}", f"Weekends, not counted: {days}")


def _span(rest: Rest) -> str:
    if rest.first == rest.last:
        return str(rest.first)
    return f"{rest.first}/{rest.last:%m-%d}"
