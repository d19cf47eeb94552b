"""Tenders for tests, logged through the use cases with the clock on each day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tests.procurement.logs import CONSULTATION, START
from tracker.accounts.rules import Actor
from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.procurement import service
from tracker.procurement.models import Supplier, Tender
from tracker.procurement.rules import Method, SupplierDetails, SupplierSize
from tracker.procurement.rules.categories import Category, Organisation
from tracker.procurement.rules.log import Entry
from tracker.procurement.rules.tenders import TenderDetails

Freeze = Callable[[date], None]

PLAN = TenderDetails(
    title="政务网络运维服务",
    method=Method("competitive_consultation"),
    category=Category.SERVICES,
    organisation=Organisation.DISPERSED,
    budget=Money.yuan("980000"),
)
WINNER = SupplierDetails("甲公司（示例）", SupplierSize.SMALL)


def planned(project_id: int, actor: Actor, **changes: Any) -> int:
    return service.plan_tender(project_id, replace(PLAN, **changes), actor)


def winner(actor: Actor) -> str:
    """The uid of a registered supplier."""
    supplier_id = service.record_supplier(WINNER, actor)
    return db.session.get_one(Supplier, supplier_id).uid


def entry(step: str, **changes: Any) -> Entry:
    days, facts = CONSULTATION[step]
    return replace(Entry(step, START + timedelta(days=days), facts), **changes)


def log_all(tender_id: int, actor: Actor, freeze: Freeze, upto: str, supplier: str = "") -> None:
    """Log the consultation up to a step, each on its day."""
    for step in CONSULTATION:
        one = entry(step)
        if step == "award":
            one = replace(one, facts={**one.facts, "supplier": supplier})
        freeze(one.happened_on)
        service.log_step(tender_id, one, (), actor)
        if step == upto:
            return


def tender(tender_id: int) -> Tender:
    return db.session.get_one(Tender, tender_id)


def steps(tender_id: int) -> Sequence[str]:
    return [one.step for one in tender(tender_id).log]
