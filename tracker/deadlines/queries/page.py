"""时限规则: every limit in its versions, and which projects it touches now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from tracker.deadlines.hooks import FixedRule, RuleGroup, fixed_rules
from tracker.deadlines.models import Clock, LimitVersion
from tracker.deadlines.queries.clocks import runs
from tracker.deadlines.queries.law import book
from tracker.deadlines.rules.versions import UnknownLimit, When, when
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.kernel.limits import Limit, LimitBook, events
from tracker.projects.models import Project
from tracker.projects.rules.retention import all_retentions


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version; ``added`` is none for a row of the file. ``id`` of one that may be withdrawn."""

    limit: Limit
    when: When
    until: date | None
    added_by: str = ""
    added_on: date | None = None
    note: str = ""
    explanation: str = ""
    withdrawable_id: int | None = None


@dataclass(frozen=True, slots=True)
class Touched:
    """A project on which a clock of that limit runs, and when it ends."""

    code: str
    name: str
    ends_on: date


@dataclass(frozen=True, slots=True)
class LimitLine:
    """A limit: what it is about, its versions with the newest first, and where it runs."""

    key: str
    label: Label
    span: Label | None
    party: Label
    versions: tuple[VersionLine, ...]
    running: int
    projects: tuple[Touched, ...] = ()

    @property
    def current(self) -> VersionLine:
        """The version in force; before there is one, the first to come."""
        now = next((each for each in self.versions if each.when is When.NOW), None)
        return now or self.versions[-1]

    @property
    def others(self) -> tuple[VersionLine, ...]:
        return tuple(each for each in self.versions if each is not self.current)


@dataclass(frozen=True, slots=True)
class RulesPage:
    """``unverified`` counts the limits in force whose article was not seen (待核).

    ``groups`` are the rules that are no time limits.
    """

    lines: tuple[LimitLine, ...]
    groups: tuple[RuleGroup, ...]
    today: date

    @property
    def unverified(self) -> int:
        return sum(not line.current.limit.verified for line in self.lines)

    @property
    def running(self) -> int:
        return sum(line.running for line in self.lines)


def rules_page(today: date) -> RulesPage:
    """Every limit, in the order of the file."""
    everything, added = book(), _added()
    counts = select(Clock.key, func.count()).where(runs(today)).group_by(Clock.key)
    running = dict(db.session.execute(counts).all())
    lines = (_line(key, everything, added, running.get(key, 0), today) for key in everything.keys)
    return RulesPage(tuple(lines), (*fixed_rules(), _retentions()), today)


def limit_page(key: str, today: date) -> LimitLine:
    """One limit with the projects it runs on; ``UnknownLimit`` if there is none."""
    everything = book()
    if key not in everything.keys:
        raise UnknownLimit
    query = (
        select(Project.code, Project.name, Clock.ends_on)
        .join(Clock.project)
        .where(runs(today), Clock.key == key)
        .order_by(Clock.ends_on, Clock.id)
    )
    touched = tuple(Touched(*row) for row in db.session.execute(query))
    return _line(key, everything, _added(), len(touched), today, touched)


def frozen_since(key: str, day: date) -> int:
    """How many clocks of a limit started on or after ``day``."""
    query = select(func.count()).select_from(Clock)
    return db.session.scalar(query.where(Clock.key == key, Clock.since >= day)) or 0


def _retentions() -> RuleGroup:
    """How long papers are kept: nothing is deleted before, and the longest rule holds."""
    return RuleGroup(
        Label("保管期限", "How long papers are kept"),
        Label(
            "从归档当年年末起算；几项都适用的，按最长的",
            "From the end of the year of filing; the longest of several holds",
        ),
        tuple(
            FixedRule(
                row.label,
                Label(f"不少于{row.years}年", f"at least {row.years} years"),
                f"{row.source}{row.article}",
                True,
                row.valid_from,
            )
            for row in all_retentions()
        ),
    )


def _added() -> Mapping[tuple[str, date], LimitVersion]:
    rows = db.session.scalars(select(LimitVersion).filter_by(withdrawn_on=None))
    return {(row.key, row.valid_from): row for row in rows}


def _line(
    key: str,
    everything: LimitBook,
    added: Mapping[tuple[str, date], LimitVersion],
    running: int,
    today: date,
    projects: Sequence[Touched] = (),
) -> LimitLine:
    versions = everything.versions(key)
    newest = versions[0]
    later = (None, *(each.valid_from for each in versions))
    return LimitLine(
        key=key,
        label=newest.label,
        span=_span(newest),
        party=newest.party.label,
        versions=tuple(
            _version(each, until, everything, added.get((key, each.valid_from)), today)
            for each, until in zip(versions, later, strict=False)
        ),
        running=running,
        projects=tuple(projects),
    )


def _version(
    limit: Limit,
    until: date | None,
    everything: LimitBook,
    row: LimitVersion | None,
    today: date,
) -> VersionLine:
    state = when(limit, everything, today)
    if row is None:
        return VersionLine(limit, state, until)
    is_future = state is When.FUTURE
    return VersionLine(
        limit=limit,
        when=state,
        until=until,
        added_by=row.added_by,
        added_on=row.added_on,
        note=row.note,
        explanation=row.explanation,
        withdrawable_id=row.id if is_future else None,
    )


def _span(limit: Limit) -> Label | None:
    """From which event to which."""
    if not limit.is_time:
        return None
    after, before = events()[limit.after].label, events()[limit.before].label
    return Label(f"{after.zh} → {before.zh}", f"{after.en} → {before.en}")
