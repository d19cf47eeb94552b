"""What a robot posts to its group: short, plain, in Chinese, and never longer than allowed. Pure.

Every post holds the word 提醒 (a robot may be set to take only posts with a keyword) and a number,
so that a post which was sent twice after a break is seen to be the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tracker.kernel.labels import Label
from tracker.reminders.rules.digest import group_of
from tracker.reminders.rules.outbox import LATE, Notice, deadline, facts

NUMBER_LENGTH = 8

SINGLE = Label("【提醒】{when}：{title}", "[Reminder] {when}: {title}")
MANY = Label("【提醒】{count}件事项（{day}）", "[Reminder] {count} matters ({day})")
DUE = Label("{what}：{day}", "{what}: {day}")
MATTER = Label("{no}. {when}：{title}（{day}）", "{no}. {when}: {title} ({day})")
MORE = Label(
    "……另有{count}件，请登录系统在“提醒中心”查看", "… and {count} more on the reminders page"
)
OPEN = Label("办理：{url}", "Open: {url}")
WHERE = Label("请登录系统，在“提醒中心”办理", "Sign in and open the reminders page")
NUMBER = Label("编号 {number}", "No. {number}")

LANG = "zh"


def compose_post(
    notices: Sequence[Notice], today: date, limit: int, message_id: str
) -> tuple[str, str]:
    """Subject and text, the text in at most ``limit`` bytes of UTF-8."""
    number = NUMBER.format(LANG, number=message_id[:NUMBER_LENGTH])
    if len(notices) == 1:
        subject, lines = _single(notices[0], today)
    else:
        ordered = sorted(notices, key=lambda one: (one.due_on, one.story.title.zh))
        subject = MANY.format(LANG, count=len(ordered), day=today)
        room = limit - _size([subject, "", MORE.format(LANG, count=len(ordered)), number])
        lines = list(_matters(ordered, today, room))
    return subject, "\n".join([_cut(subject, limit // 4), *lines, number])


def _single(notice: Notice, today: date) -> tuple[str, list[str]]:
    when = deadline(notice.due_on, today, estimated=notice.estimated).words
    what = notice.wording.day(estimated=notice.estimated)
    late = [LATE.format(LANG, day=notice.late_from)] if notice.late_from else []
    lines = [
        *late,
        *facts(notice, LANG),
        DUE.format(LANG, what=what, day=notice.due_on),
        OPEN.format(LANG, url=notice.url) if notice.url else WHERE.text(LANG),
    ]
    return SINGLE.format(LANG, when=when, title=notice.story.title), lines


def _matters(ordered: Sequence[Notice], today: date, room: int) -> Iterator[str]:
    """One line each under the name of its group, as many as there is room for."""
    heading = None
    for no, notice in enumerate(ordered, start=1):
        group = group_of(notice.due_on, today).label.text(LANG)
        lines = [] if group == heading else [group]
        lines.append(_matter(no, notice, today))
        room -= _size(lines)
        if room < 0:
            yield MORE.format(LANG, count=len(ordered) - no + 1)
            return
        yield from lines
        heading = group


def _matter(no: int, notice: Notice, today: date) -> str:
    when = deadline(notice.due_on, today, estimated=notice.estimated).words
    line = MATTER.format(LANG, no=no, when=when, title=notice.story.title, day=notice.due_on)
    return f"{line} {notice.amount}元" if notice.amount else line


def _size(lines: Sequence[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def _cut(text: str, limit: int) -> str:
    """A title that is longer than anybody reads must not push out the rest."""
    kept = text.encode()[:limit].decode(errors="ignore")
    return kept if kept == text else kept + "…"
