"""Whether what is stored of a tender still follows from its log."""

from __future__ import annotations

from sqlalchemy import select

from tracker.infra.db import db
from tracker.infra.verification import Problem, checks_derived
from tracker.kernel.labels import Label
from tracker.procurement.models import Tender
from tracker.procurement.queries import loading
from tracker.procurement.rules.tail import is_settled


@checks_derived
def check_settled() -> tuple[int, Problem | None]:
    """How many tenders were looked at, and the first that is said to be settled and is not."""
    seen = 0
    query = loading.loaded(select(Tender)).order_by(Tender.id)
    for tender in db.session.scalars(query):
        seen += 1
        if tender.settled != is_settled(tender.ground):
            what = Label(
                f"tender {tender.uid} 是否办结与采购步骤登记的不一致",
                f"tender {tender.uid}: whether it is settled does not follow from its log",
            )
            return seen, Problem(what, "tender", tender.uid, ("settled",))
    return seen, None
