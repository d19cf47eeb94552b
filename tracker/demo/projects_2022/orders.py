"""Spending without a written contract in 2022: parts, and experts' fees."""

from __future__ import annotations

from datetime import date

from tracker.contracts.rules.kinds import ContractKind, Pricing, Trigger
from tracker.demo.plans import DAYS, Budget, Deal, ProjectPlan, Row
from tracker.projects.rules import ProjectType


def _bought(name: str, amount: str, settled_on: date, paid_on: date) -> Row:
    """Something bought as needed, settled and then paid within ten days."""
    return Row(
        name,
        Trigger.ASSESSMENT,
        (10, DAYS),
        amount=amount,
        expected_on=settled_on,
        met_on=settled_on,
        paid_on=paid_on,
    )


PARTS = ProjectPlan(
    code="2022-09",
    name="全区配件更换",
    aliases=("全区配件更换费用",),
    type=ProjectType.PARTS,
    owner="owner3",
    started_on=date(2022, 1, 10),
    budgets=(Budget(2022, "200000", "200000"),),
    deals=(
        Deal(
            number="FR-LX-2022-009",
            name="2022年配件更换（据实）",
            supplier="",
            kind=ContractKind.SPENDING_ORDER,
            pricing=Pricing.ACTUAL,
            signed_on=date(2022, 1, 20),
            amount="200000",
            service_from=date(2022, 1, 20),
            service_to=date(2022, 12, 31),
            renews_every=12,
            rows=(
                _bought("一季度结算", "40000", date(2022, 4, 6), date(2022, 4, 14)),
                _bought("二季度结算", "39400", date(2022, 7, 6), date(2022, 7, 14)),
                _bought("三季度结算", "40000", date(2022, 10, 11), date(2022, 10, 19)),
                _bought("四季度结算", "45640", date(2022, 12, 10), date(2022, 12, 19)),
            ),
        ),
    ),
)

SPECIAL = ProjectPlan(
    code="2022-12",
    name="数据资源管理专项",
    type=ProjectType.MISC_SPECIAL,
    owner="owner",
    started_on=date(2022, 1, 10),
    budgets=(Budget(2022, "200000", "200000"),),
    deals=(
        Deal(
            number="FR-LX-2022-012",
            name="2022年数据资源管理专项（专家评审等，据实）",
            supplier="",
            kind=ContractKind.SPENDING_ORDER,
            pricing=Pricing.ACTUAL,
            signed_on=date(2022, 2, 10),
            amount="200000",
            service_from=date(2022, 2, 10),
            service_to=date(2022, 12, 31),
            renews_every=12,
            rows=(
                _bought("上半年专家评审费", "52500", date(2022, 6, 20), date(2022, 6, 28)),
                _bought("三季度培训与评审费", "40000", date(2022, 9, 20), date(2022, 9, 28)),
                _bought("四季度专家评审费", "43360", date(2022, 11, 5), date(2022, 11, 18)),
            ),
        ),
    ),
)
