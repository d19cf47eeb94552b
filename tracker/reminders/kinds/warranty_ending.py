"""质保期满: what was bought is to be looked over while its maker still answers for it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement
from sqlalchemy.orm import selectinload

from tracker.accounts.rules import Role
from tracker.contracts.models import Contract
from tracker.contracts.rules.due import expected_day
from tracker.contracts.rules.kinds import Trigger
from tracker.contracts.rules.state import ContractStatus
from tracker.kernel.labels import Label
from tracker.reminders.kinds._contracts import FINANCE, ContractKind, Telling, owner
from tracker.reminders.rules.obligations import Absence, Standing, Step
from tracker.reminders.rules.work import Wording, Work

NAME = "warranty_ending"

SUBJECT = Label("质保期满核对", "check before the warranty ends")
WHY = Label(
    "终验 {accepted} + 质保{months}个月 → 质保至 {day}：期满前核对遗留问题、保证金和尾款",
    "Final acceptance {accepted} + {months} months of warranty → to {day}: before it ends, check"
    " open defects, the bond and the last payment",
)
CHECK = Label("核对质保事项", "Check the warranty")
THEN = Label("核对后在提醒中写明并办结", "Once checked, say so in the reminder, which ends it")


def condition(_horizon: date, _today: date) -> ColumnElement[bool]:
    """Contracts with a warranty; its end is reckoned from the final acceptance."""
    return (Contract.status == ContractStatus.ACTIVE) & (Contract.warranty_months > 0)


def day(row: Contract, _followed: frozenset[int]) -> date | Absence:
    """The last day of the warranty, once the final acceptance is a fact."""
    if row.status is not ContractStatus.ACTIVE:
        return Absence.DONE
    accepted = _accepted_on(row)
    if accepted is None:
        return Absence.ON_HOLD
    return expected_day(Trigger.WARRANTY_END, None, row.landmarks) or Absence.ON_HOLD


def _accepted_on(row: Contract) -> date | None:
    finals = [one for one in row.live_instalments if one.trigger is Trigger.FINAL_ACCEPTANCE]
    days = [one.triggered_on for one in finals]
    return max((one for one in days if one), default=None) if all(days) else None


def tell(row: Contract, standing: Standing) -> Telling:
    """The arithmetic, and what to look at."""
    why = WHY.filled(accepted=_accepted_on(row), months=row.warranty_months, day=standing.due_on)
    step = Step(
        Work.RECORD,
        CHECK,
        "overview.contract",
        {"contract_id": row.id},
        "contracts.read",
        owner(row),
        THEN,
    )
    return Telling(SUBJECT, (why,), step)


KIND = ContractKind(
    name=NAME,
    label=Label("质保期满", "Warranty end"),
    wording=Wording(due=Label("质保期至", "Warranty to"), done=Label("已核对", "checked")),
    condition=condition,
    day=day,
    tell=tell,
    loads=(selectinload(Contract.instalments),),
    roles={Role.FINANCE: FINANCE},
).kind()
