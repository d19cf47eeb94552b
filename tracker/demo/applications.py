"""Applications in every state on the day of the guide's pictures, 2022-11-15; they pay nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from sqlalchemy import select

from tracker.contracts.models import Contract, Instalment
from tracker.demo import people
from tracker.demo.diary import Diary
from tracker.demo.paying import apply, approve, latest
from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.payments import service as payments
from tracker.payments.rules.applying import ApplicationState

WEBSITE, OFFICE, SECURITY = (
    ("FRCG-CS-2022-010", 1, "owner"),
    ("FR-TP-2022-007", 2, "owner3"),
    ("FR-CS-2022-011", 1, "owner"),
)
Part = tuple[str, int, str]


def enter(diary: Diary) -> None:
    """One approved after one revoked and one returned; one waiting, one returned."""

    def on(day: int, step: Callable[..., None], part: Part, *more: str) -> None:
        diary.enter(date(2022, 11, day), partial(step, part, *more))

    on(1, _apply, WEBSITE)
    on(2, _approve, WEBSITE)
    on(3, _revoke, WEBSITE, "考核得分有异议，复核后再付（示例）")
    on(8, _apply, WEBSITE)
    on(9, _send_back, WEBSITE, "考核表缺一名成员签字，补齐后重新申请（示例）")
    on(11, _apply, WEBSITE)
    on(14, _approve, WEBSITE)
    on(10, _apply, OFFICE, "600000")
    on(11, _withdraw, OFFICE)
    on(14, _apply, OFFICE)
    on(15, _apply, SECURITY)
    on(15, _send_back, SECURITY, "发票购买方名称与单位名称不一致，请换开（示例）")


def _id(part: Part) -> int:
    number, no, _owner = part
    query = select(Instalment.id).join(Instalment.contract)
    query = query.where(Contract.number == number, Instalment.no == no)
    return db.session.scalars(query).one()


def _apply(part: Part, amount: str = "") -> None:
    apply(_id(part), part[2], Money.yuan(amount) if amount else None)


def _approve(part: Part) -> None:
    approve(_id(part))


def _revoke(part: Part, reason: str) -> None:
    application = latest(_id(part), ApplicationState.APPROVED)
    if application is not None:
        payments.revoke(application.id, people.actor("leader"), reason)


def _send_back(part: Part, opinion: str) -> None:
    application = latest(_id(part), ApplicationState.SUBMITTED)
    if application is not None:
        payments.send_back(application.id, people.actor("leader"), opinion)


def _withdraw(part: Part) -> None:
    application = latest(_id(part), ApplicationState.SUBMITTED)
    if application is not None:
        payments.withdraw(application.id, people.actor(part[2]), "金额填错（示例）")
