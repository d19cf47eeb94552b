"""提醒单: one reminder on paper, for whoever is told by hand (REMINDERS 19)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from tracker.infra import clock, i18n
from tracker.infra.documents.paper import Column, Facts, Ink, Paper, Table, Words

if TYPE_CHECKING:
    from tracker.reminders.queries.detail import Detail
    from tracker.reminders.queries.outbox import Sent


def reminder_sheet(page: Detail, unit: str, today: date) -> Paper:
    """What it is about, why it reminds, what was sent, and a line to be signed."""
    sent = page.told.sent if page.told else ()
    return Paper(
        title=_("提醒单"),
        unit=unit,
        number=str(page.id),
        blocks=[
            Facts(tuple(_facts(page)), wide=frozenset({_("事项"), _("项目"), _("下一步")})),
            Words(_("为什么提醒"), [i18n.label(line) for line in page.story.why]),
            Table(
                title=_("送达记录"),
                columns=[
                    Column(_("渠道"), 2),
                    Column(_("接收人"), 3),
                    Column(_("时间"), 3),
                    Column(_("结果"), 3),
                ],
                rows=[_sent(row) for row in sent],
                empty=_("还没有发出"),
            ),
            Ink([_("接收人"), _("日期")]),
        ],
        footer=_("打印日期：%(day)s", day=today),
        stamp=i18n.label(page.absence_words) if page.absence_words else "",
    )


def _facts(page: Detail) -> Iterator[tuple[str, str]]:
    story = page.story
    yield _("事项"), i18n.label(story.title)
    if story.project:
        yield _("项目"), f"{story.project} {story.project_name}"
    if story.payment:
        yield _("合同"), story.payment.contract
        yield _("预算年度"), str(story.payment.budget_year)
    if page.due_on:
        left = f"（{i18n.label(page.deadline.words)}）" if page.deadline else ""
        yield i18n.label(page.day_is), f"{page.due_on}{left}"
    if page.amount:
        yield i18n.label(page.kind.wording.amount), _("%(amount)s元", amount=str(page.amount))
    if page.item_step:
        yield _("下一步"), i18n.label(page.item_step.label)


def _sent(row: Sent) -> tuple[str, str, str, str]:
    at = f"{row.last_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if row.last_at else "—"
    return i18n.label(row.channel.label), row.recipient, at, i18n.label(row.words)
