"""Dated versions of limits: a change of the law is added, nothing that was in force is edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.kernel.errors import NotFound, RuleViolation, Violations
from tracker.kernel.labels import Label
from tracker.kernel.limits import PERCENT, UNITS, Limit, LimitBook

MOST = {PERCENT: 100}
LONGEST = 3650


class ClockState(StrEnum):
    """``stopped``: what had to happen did. ``dropped``: it need not happen any more."""

    RUNNING = "running"
    STOPPED = "stopped"
    DROPPED = "dropped"

    @property
    def label(self) -> Label:
        return _STATES[self]


_STATES = {
    ClockState.RUNNING: Label("正在计时", "Running"),
    ClockState.STOPPED: Label("已办结", "Done"),
    ClockState.DROPPED: Label("不再计时", "Dropped"),
}


class When(StrEnum):
    """Where a version stands today."""

    NOW = "now"
    PAST = "past"
    FUTURE = "future"

    @property
    def label(self) -> Label:
        return _WHEN[self]


_WHEN = {
    When.NOW: Label("现行", "In force"),
    When.PAST: Label("已失效", "Past"),
    When.FUTURE: Label("尚未施行", "Not yet in force"),
}


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What an administrator enters; ``explanation`` where facts are frozen by an older one."""

    key: str
    value: int
    unit: str
    source: str
    article: str
    valid_from: date
    verified: bool
    note: str = ""
    explanation: str = ""


class UnknownLimit(NotFound):
    code = "unknown_limit"
    label = Label("没有这项时限", "There is no such limit")


class BadValue(RuleViolation):
    code = "bad_value"
    label = Label("数值应在1到{most}之间", "The value must lie between 1 and {most}")


class WrongUnit(RuleViolation):
    code = "wrong_unit"
    label = Label("“{label}”的单位不能改为{unit}", "The unit of “{label}” cannot become {unit}")


class SourceMissing(RuleViolation):
    code = "limit_source_missing"
    label = Label("请填写依据文件的名称或文号", "Enter the document it is written in")


class CheckNoteMissing(RuleViolation):
    code = "check_note_missing"
    label = Label(
        "标为已核对时，请写明在哪里核对了条文", "Say where the article was checked to call it so"
    )


class VersionExists(RuleViolation):
    code = "version_exists"
    label = Label(
        "“{label}”已有从{day}起施行的版本；已施行的版本不能修改",
        "“{label}” has a version from {day} already; one in force is never changed",
    )


class NothingChanged(RuleViolation):
    code = "nothing_changed"
    label = Label(
        "与{day}起施行的版本完全相同", "It says the same as the version in force from {day}"
    )


class FrozenBefore(RuleViolation):
    code = "frozen_before"
    label = Label(
        "{day}及以后已有{count}项期限按原版本起算，这些期限不会改变；确认仍要增加时请填写说明",
        "{count} clocks that started on or after {day} run by the old version and will not "
        "change; explain why the version is added all the same",
    )


class InForceAlready(RuleViolation):
    code = "in_force_already"
    label = Label(
        "从{day}起已经施行的版本不能撤回，只能再增加一个版本",
        "A version in force since {day} cannot be taken back; add another one",
    )


def when(limit: Limit, book: LimitBook, today: date) -> When:
    """Whether the version is in force, was, or is to be."""
    if limit.valid_from > today:
        return When.FUTURE
    return When.NOW if book.in_force(limit.key, today) == limit else When.PAST


def check_version(new: NewVersion, book: LimitBook, frozen: int) -> Limit:
    """The version as a row of the book; raises everything that is wrong with it.

    ``frozen`` is how many clocks run by an older version though they started on or after its
    first day.
    """
    known = book.versions(new.key)
    if not known:
        raise UnknownLimit
    errors = [*_value_errors(new, known[0]), *_text_errors(new), *_day_errors(new, book)]
    if frozen and not new.explanation.strip():
        errors.append(FrozenBefore(field="explanation", day=new.valid_from, count=frozen))
    if errors:
        raise Violations(errors)
    return version_of(new, known[0])


def version_of(new: NewVersion, pattern: Limit) -> Limit:
    """The version, with what all versions of that limit share taken from ``pattern``."""
    return Limit(
        key=pattern.key,
        label=pattern.label,
        value=new.value,
        unit=new.unit,
        source=new.source.strip(),
        article=new.article.strip(),
        valid_from=new.valid_from,
        verified=new.verified,
        party=pattern.party,
        after=pattern.after,
        before=pattern.before,
        direction=pattern.direction,
        severity=pattern.severity,
        by_itself=pattern.by_itself,
        methods=pattern.methods,
        exempt=pattern.exempt,
        given=pattern.given,
    )


def _value_errors(new: NewVersion, pattern: Limit) -> list[RuleViolation]:
    errors: list[RuleViolation] = []
    most = MOST.get(new.unit, LONGEST)
    if not 1 <= new.value <= most:
        errors.append(BadValue(field="value", most=most))
    if new.unit not in UNITS or (new.unit == PERCENT) is pattern.is_time:
        errors.append(WrongUnit(field="unit", label=pattern.label, unit=new.unit))
    return errors


def _text_errors(new: NewVersion) -> list[RuleViolation]:
    errors: list[RuleViolation] = []
    if not new.source.strip():
        errors.append(SourceMissing(field="source"))
    if new.verified and not new.note.strip():
        errors.append(CheckNoteMissing(field="note"))
    return errors


def _day_errors(new: NewVersion, book: LimitBook) -> list[RuleViolation]:
    known = book.versions(new.key)
    label = known[0].label
    if any(row.valid_from == new.valid_from for row in known):
        return [VersionExists(field="valid_from", label=label, day=new.valid_from)]
    before = next((row for row in known if row.valid_from < new.valid_from), None)
    if before is not None and _says_the_same(new, before):
        return [NothingChanged(field="value", day=before.valid_from)]
    return []


def _says_the_same(new: NewVersion, row: Limit) -> bool:
    said = (new.value, new.unit, new.source.strip(), new.article.strip(), new.verified)
    return said == (row.value, row.unit, row.source, row.article, row.verified)
