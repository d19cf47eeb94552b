"""The payments that files may belong to."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker.contracts.models import Contract, Instalment
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.payments.models import Payment
from tracker.payments.rules.commands import PaymentKind
from tracker.projects.hooks import bears_files
from tracker.projects.rules.documents import Fact, Subject, Target


@bears_files
def subjects(project_id: int) -> Iterator[Subject]:
    """Every payment of the project; one entered by mistake, or taking another back, needs none."""
    query = (
        select(Payment, Contract.uid, Contract.number, Instalment.uid, Instalment.no)
        .join(Payment.contract)
        .join(Payment.instalment)
        .where(Payment.project_id == project_id)
        .options(selectinload(Payment.reversals))
        .order_by(Payment.paid_on, Payment.id)
    )
    for payment, contract_uid, number, part_uid, no in db.session.execute(query):
        on, what, amount = payment.paid_on, payment.kind.label, abs(payment.amount)
        label = Label(
            f"{number} 第{no}笔 {on} {what.zh}{amount}元",
            f"{number} no. {no} {on} {what.en} {amount}",
        )
        target = Target("payment", payment.uid)
        yield Subject(target, label, (part_uid, contract_uid), tuple(_facts(payment)))


def _facts(payment: Payment) -> Iterator[Fact]:
    corrected = (row.amount for row in payment.reversals if row.kind is PaymentKind.CORRECTION)
    if payment.kind is PaymentKind.PAYMENT and sum(corrected, start=payment.amount):
        yield Fact.PAID
