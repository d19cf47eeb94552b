"""Why (not): the reminders of one instalment in words, for the command line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from tracker.accounts.rules import SYSTEM
from tracker.contracts.models import Contract, Instalment
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.labels import Label
from tracker.reminders.models import Obligation
from tracker.reminders.queries.detail import Detail, PlannedStage, detail
from tracker.reminders.queries.outstanding import standings
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import Standing

UNKNOWN = Label(
    "还没有提醒：{kind}，{due} {day}，第一次提醒在 {first}",
    "Not known yet: {kind}, {due} {day}, first told on {first}",
)
NOTHING = Label("没有要提醒的", "Nothing to remind of")
HEAD = Label("{title}（{kind}）：{state}", "{title} ({kind}): {state}")
REPORT = Label(
    "到{day}仍无人知悉，另告知：{people}", "If nobody answers by {day}, also told: {people}"
)
DAY = Label("{due} {day}，第{revision}版", "{due} {day}, revision {revision}")


class NoSuchInstalment(NotFound):
    code = "no_such_instalment"
    label = Label("没有合同{number}的第{no}笔", "There is no instalment {no} of {number}")


def explain(number: str, no: int, today: date, lang: str = "zh") -> list[str]:
    """Every obligation of the instalment: its rule, its stages, what became of each, and whom."""
    query = (
        select(Instalment.uid)
        .join(Contract)
        .where(Contract.number == number, Instalment.no == no, Instalment.withdrawn_in.is_(None))
    )
    uid = db.session.scalar(query)
    if uid is None:
        raise NoSuchInstalment(number=number, no=no)
    known = {
        row.kind: row for row in db.session.scalars(select(Obligation).filter_by(subject_uid=uid))
    }
    lines: list[str] = []
    for name in KINDS:
        found = known.get(name)
        lines += _known(found, today, lang) if found else _unknown(name, uid, lang)
    return lines or [NOTHING.text(lang)]


def _unknown(name: str, uid: str, lang: str) -> list[str]:
    kind = KINDS[name]
    now = standings(kind, [uid]).get(uid)
    if not isinstance(now, Standing):
        return []
    first = date.fromordinal(now.due_on.toordinal() - kind.cadence.leads[0])
    due = kind.wording.day(estimated=now.estimated)
    return [UNKNOWN.format(lang, kind=kind.label, due=due, day=now.due_on, first=first)]


def _known(row: Obligation, today: date, lang: str) -> list[str]:
    page = detail(row.id, SYSTEM, today)
    return list(_told(page, row.revision, lang))


def _told(page: Detail, revision: int, lang: str) -> Iterator[str]:
    state = page.absence_words or (page.deadline and page.deadline.words) or NOTHING
    yield HEAD.format(lang, title=page.story.title, kind=page.kind.label, state=state)
    if page.due_on is not None:
        yield "  " + DAY.format(lang, due=page.day_is, day=page.due_on, revision=revision)
    for line in page.story.why:
        yield "  - " + line.text(lang)
    if page.next_report:
        people = "、".join(page.next_report.people)
        yield "  ! " + REPORT.format(lang, day=page.next_report.on, people=people)
    for stage in page.stages:
        yield "  " + _stage(stage, lang)


def _stage(stage: PlannedStage, lang: str) -> str:
    firing, outcome = stage.explained.firing, stage.explained.outcome
    moved = f" ({firing.falls_on})" if firing.is_shifted else ""
    sent = f" {stage.explained.sent_on}" if stage.explained.sent_on else ""
    people = f" → {'、'.join(stage.told)}" if stage.told else ""
    result = outcome.label.text(lang)
    return f"{firing.fire_on}{moved} {stage.words.text(lang)}: {result}{sent}{people}"
