"""履约保证金退还: a bond is to be given back on its agreed day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement

from tracker.accounts.rules import Role
from tracker.contracts.models import Contract
from tracker.contracts.rules.state import ContractStatus
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.reminders.kinds._contracts import FINANCE, ContractKind, Telling
from tracker.reminders.rules.obligations import Absence, Standing, Step
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.rulebook import rule
from tracker.reminders.rules.work import Wording, Work

NAME = "bond_return"

SUBJECT = Label("履约保证金退还", "return of the performance bond")
WHY = Label(
    "合同约定{form}{amount}元于 {day} 退还（{source}）",
    "The contract has the {form} of {amount} yuan returned on {day} ({source})",
)
CHECK = Label("办理退还", "Return it")
THEN = Label("退还后在提醒中写明并办结", "Once returned, say so in the reminder, which ends it")


def condition(horizon: date, _today: date) -> ColumnElement[bool]:
    """Contracts with a bond and a day for it."""
    is_signed = Contract.status.in_((ContractStatus.ACTIVE, ContractStatus.TERMINATED))
    return is_signed & Contract.bond_amount.is_not(None) & (Contract.bond_return_on <= horizon)


def day(row: Contract, _followed: frozenset[int]) -> date | Absence:
    """The agreed day."""
    if row.bond_amount is None:
        return Absence.DONE
    return row.bond_return_on or Absence.ON_HOLD


def amount(row: Contract) -> Money:
    """What is to be given back."""
    return row.bond_amount or ZERO


def tell(row: Contract, standing: Standing) -> Telling:
    """What was agreed of it."""
    why = WHY.filled(
        form=row.bond_form, amount=standing.amount, day=standing.due_on, source=rule(NAME).source
    )
    step = Step(
        Work.PAY,
        CHECK,
        "overview.contract",
        {"contract_id": row.id},
        "payments.record",
        Seat(FINANCE, role=Role.FINANCE),
        THEN,
    )
    return Telling(SUBJECT, (why,), step)


KIND = ContractKind(
    name=NAME,
    label=Label("保证金退还", "Bond return"),
    wording=Wording(
        due=Label("退还日", "Return on"),
        amount=Label("保证金", "Bond"),
        done=Label("已退还", "returned"),
        changed=Label("退还日或金额已变", "day or amount changed"),
    ),
    condition=condition,
    day=day,
    tell=tell,
    roles={Role.FINANCE: FINANCE},
    amount=amount,
).kind()
