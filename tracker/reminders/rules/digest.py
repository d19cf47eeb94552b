"""The one summary of a day: grouped by urgency, the most pressing first, never empty. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

from tracker.kernel.labels import Label
from tracker.reminders.rules.outbox import FOOT, OPEN, WHERE, Notice, deadline, facts

WEEK, MONTH = timedelta(days=7), timedelta(days=31)

SUBJECT = Label("【提醒汇总】{count}件：{first}等", "[Summary] {count} matters: {first}, …")
LINE = Label("- {when}：{title}（{what} {day}）", "- {when}: {title} ({what} {day})")
BECAUSE = Label("  {why}", "  {why}")


class Group(StrEnum):
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    LATER = "later"

    @property
    def label(self) -> Label:
        return _GROUPS[self]


_GROUPS = {
    Group.OVERDUE: Label("已逾期", "Overdue"),
    Group.TODAY: Label("今天", "Today"),
    Group.WEEK: Label("7天内", "Within 7 days"),
    Group.MONTH: Label("一个月内", "Within a month"),
    Group.LATER: Label("以后", "Later"),
}


def group_of(due_on: date, today: date) -> Group:
    """How near a due day is."""
    if due_on <= today:
        return Group.TODAY if due_on == today else Group.OVERDUE
    if due_on - today <= WEEK:
        return Group.WEEK
    return Group.MONTH if due_on - today <= MONTH else Group.LATER


def compose_digest(notices: Sequence[Notice], today: date, lang: str) -> tuple[str, str]:
    """Subject and text of a summary of two or more matters, in its reader's language."""
    ordered = sorted(notices, key=lambda one: (one.due_on, one.story.title.zh))
    subject = SUBJECT.format(lang, count=len(ordered), first=ordered[0].story.title)
    lines = list(_lines(ordered, today, lang))
    return subject, "\n".join([*lines, "-- ", FOOT.text(lang)]) + "\n"


def _lines(ordered: Sequence[Notice], today: date, lang: str) -> Iterator[str]:
    for group in Group:
        inside = [one for one in ordered if group_of(one.due_on, today) is group]
        if not inside:
            continue
        yield f"{group.label.text(lang)} {len(inside)}"
        for notice in inside:
            yield from _matter(notice, today, lang)
        yield ""


def _matter(notice: Notice, today: date, lang: str) -> Iterator[str]:
    wording = notice.wording
    yield LINE.format(
        lang,
        when=deadline(notice.due_on, today, estimated=notice.estimated).words,
        title=notice.story.title,
        what=wording.day(estimated=notice.estimated),
        day=notice.due_on,
    )
    for fact in facts(notice, lang):
        yield f"  {fact}"
    yield BECAUSE.format(lang, why=notice.because)
    yield "  " + (OPEN.format(lang, url=notice.url) if notice.url else WHERE.text(lang))
