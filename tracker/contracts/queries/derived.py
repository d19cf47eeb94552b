"""Whether due days and settlement, stored for filters and sums, still follow from the facts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.state import ContractStatus
from tracker.infra.db import db
from tracker.infra.verification import Problem, checks_derived
from tracker.kernel.labels import Label
from tracker.settings.queries import work_calendar

_BATCH = 200


@checks_derived
def check_instalments() -> tuple[int, Problem | None]:
    """How many instalments of contracts in force were worked out anew, and the first that strays.

    Once a contract has ended its due days stay what they were when it did.
    """
    calendar = work_calendar()
    parts = selectinload(Contract.instalments)
    query = (
        select(Contract)
        .filter_by(status=ContractStatus.ACTIVE)
        .order_by(Contract.id)
        .options(parts.selectinload(Instalment.payments), parts.selectinload(Instalment.invoices))
    )
    seen = 0
    for contracts in db.session.scalars(query).partitions(_BATCH):
        for instalment in (one for each in contracts for one in each.live_instalments):
            seen += 1
            if off := instalment.strays(calendar):
                return seen, _strays(instalment, off)
    return seen, None


def _strays(instalment: Instalment, off: tuple[str, ...]) -> Problem:
    names = ", ".join(off)
    what = Label(
        f"instalment {instalment.uid} 存储的{names}与按事实推算的不一致",
        f"instalment {instalment.uid}: stored {names} is not what follows from the facts",
    )
    return Problem(what, "instalment", instalment.uid, off)
