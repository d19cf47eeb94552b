"""What came of a tender: who won first and did not sign, and by when the contract is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.deadlines.queries import law
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.procurement.models import Award, Supplier
from tracker.procurement.rules.log import Ground
from tracker.procurement.rules.specs import Elsewhere
from tracker.procurement.rules.winners import formers


@dataclass(frozen=True, slots=True)
class FormerView:
    """A winner in whose place came another."""

    supplier: str
    amount: Money
    notice_on: date
    replaced_on: date
    why: Label


def former_winners(ground: Ground) -> tuple[FormerView, ...]:
    """Those before the winner, in order."""
    found = formers(ground)
    if not found:
        return ()
    uids = [one.supplier for one in found]
    rows = db.session.execute(select(Supplier.uid, Supplier.name).where(Supplier.uid.in_(uids)))
    names = {row.uid: row.name for row in rows}
    return tuple(
        FormerView(names.get(one.supplier, ""), one.amount, one.notice_on, one.replaced_on, one.why)
        for one in found
    )


def sign_by(award: Award) -> date | None:
    """The last day to sign by, where the law sets one."""
    found = law().reckon({"award_notice_issued": award.notice_on}, award.method)
    days = (one.ends_on for one in found if one.limit.before == Elsewhere.CONTRACT_SIGNED)
    return next(days, None)
