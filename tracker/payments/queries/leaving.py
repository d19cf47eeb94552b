"""What a leaver has applied for and nobody has finished yet."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from tracker.accounts.hooks import names_matters
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.payments.models import PaymentApplication
from tracker.payments.rules.applying import UNDER_WAY, ApplicationState


@names_matters
def open_applications(person_id: int) -> list[Label]:
    """Applications in the person's name: under way, or returned and not made again."""
    stands = PaymentApplication.state.in_(UNDER_WAY)
    waits = PaymentApplication.state == ApplicationState.RETURNED
    query = (
        select(PaymentApplication)
        .where(
            PaymentApplication.applicant_id == person_id,
            or_(stands, waits & ~PaymentApplication.followed_by.has()),
        )
        .options(joinedload(PaymentApplication.contract))
        .order_by(PaymentApplication.id)
    )
    return [_label(one) for one in db.session.scalars(query)]


def _label(one: PaymentApplication) -> Label:
    of, amount = f"{one.number}（{one.contract.number}）", f"{one.amount}"
    return Label(
        f"付款申请{of}{amount}元：{one.state.label.zh}",
        f"payment application {one.number} ({one.contract.number}), {amount} yuan: "
        f"{one.state.label.en.lower()}",
    )
