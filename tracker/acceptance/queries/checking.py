"""Is the paper in my hand what the system has on record? Answered line by line, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from tracker.acceptance.models import Acceptance
from tracker.acceptance.queries.certificate import printed
from tracker.acceptance.queries.derived import problem_of
from tracker.acceptance.queries.links import link
from tracker.acceptance.queries.values import Link
from tracker.acceptance.rules.checkcode import HEAD, Printed
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.infra.verification import Problem, verify_rows
from tracker.kernel.labels import Label


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that was looked at, and whether it is as it should be."""

    holds: bool
    words: Label


@dataclass(frozen=True, slots=True)
class Checked:
    """The answers about one form, or one round; ``round`` is the draft that it belongs to."""

    number: str
    round: Link | None
    answers: tuple[Answer, ...]

    @property
    def is_sound(self) -> bool:
        return all(answer.holds for answer in self.answers)

    @property
    def first_problem(self) -> Label | None:
        """What is off first."""
        return next((one.words for one in self.answers if not one.holds), None)


def check_printed(form: Printed) -> Checked:
    """Compare what a form says of itself with the record."""
    drafts = _drafts(form.number)
    if not drafts:
        return Checked(form.number, None, (_unknown(form.number),))
    found = next((one for one in drafts if printed(one).code == form.code), None)
    if found is None:
        return Checked(form.number, link(drafts[-1]), (_other_code(form),))
    answers = (_same_code(found), *_log(form), *_answers(found))
    return Checked(form.number, link(found), answers)


def check_number(number: str) -> Checked:
    """Check the last draft of a number that was opened, without a form to compare it with."""
    drafts = _drafts(number)
    if not drafts:
        return Checked(number, None, (_unknown(number),))
    return Checked(number, link(drafts[-1]), tuple(_answers(drafts[-1])))


def _drafts(number: str) -> list[Acceptance]:
    """The drafts of that number that were opened, the latest last."""
    query = select(Acceptance).where(Acceptance.number == number, Acceptance.content != "")
    return list(db.session.scalars(query.order_by(Acceptance.revision)))


def _answers(one: Acceptance) -> Iterator[Answer]:
    problem = problem_of(one)
    yield Answer(problem is None, problem.what if problem else _WHOLE)
    key: bytes = current_app.config["TRACKER"].audit_key
    rows = [one, *one.members, *one.signatures, *one.addenda]
    rows += [one.rectification] if one.rectification else []
    count, problem = verify_rows(key, rows, one.project.uid)
    yield Answer(problem is None, _told(count, problem))


def _told(count: int, problem: Problem | None) -> Label:
    if problem is not None:
        return problem.what
    return Label(
        f"本轮的每条记录都与操作日志相同，项目的{count}条日志校验值无误",
        f"Every record of the round is what the log says; {count} entries of the project are whole",
    )


def _log(form: Printed) -> Iterator[Answer]:
    """The log's entry that was printed on the form is still there, unchanged."""
    if form.seq is None:
        return
    held = db.session.scalar(select(AuditEntry.hash).filter_by(seq=form.seq)) or ""
    same = held[:HEAD] == form.head
    words = Label(
        f"印在本件上的操作日志第{form.seq}条{'仍在且未变' if same else '已不在或已被改写'}",
        f"Entry {form.seq} of the log, printed on the form, is "
        + ("there and unchanged" if same else "gone or rewritten"),
    )
    yield Answer(same, words)


def _same_code(one: Acceptance) -> Answer:
    name, state = f"{one.number}第{one.revision}稿", one.state.label
    return Answer(
        True,
        Label(
            f"核验码与系统记录一致：{name}，现状态“{state.zh}”",
            f"The code is that of the record: {one.number}, draft {one.revision}, “{state.en}”",
        ),
    )


def _other_code(form: Printed) -> Answer:
    return Answer(
        False,
        Label(
            f"核验码与{form.number}的任何一稿都不符：本件打印之后又有签署或作废，或本件被改动",
            f"No draft of {form.number} has this code: it was signed or voided since the form was "
            "printed, or the form was altered",
        ),
    )


def _unknown(number: str) -> Answer:
    return Answer(
        False,
        Label(f"没有编号为{number}的已发起验收", f"No opened acceptance has the number {number}"),
    )


_WHOLE = Label(
    "内容与发起时的指纹一致，签署逐笔衔接，结论由签署得出",
    "The content has its fingerprint, the signatures follow on, and the state is what they say",
)
