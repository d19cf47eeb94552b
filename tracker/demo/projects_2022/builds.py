"""The builds of 2022: the command centre and the meeting rooms."""

from __future__ import annotations

from datetime import date

from tracker.contracts.rules.kinds import BondForm, Trigger
from tracker.contracts.rules.terms import Bond
from tracker.demo.plans import DAYS, WORKING, Budget, Deal, ProjectPlan, Row
from tracker.demo.suppliers import SYSTEMS, VISION
from tracker.kernel.money import Money
from tracker.procurement.rules import Method
from tracker.projects.rules import ProjectType

COMMAND_CENTRE = ProjectPlan(
    code="2022-06",
    name="综合指挥中心信息化建设项目",
    type=ProjectType.SYSTEM_BUILD,
    owner="owner2",
    started_on=date(2021, 12, 6),
    has_papers=True,
    budgets=(Budget(2022, "8863200", "6485600"), Budget(2023, requested="1000000")),
    deals=(
        Deal(
            number="FR-SJ-2022-006",
            name="综合指挥中心信息化建设合同",
            supplier=SYSTEMS,
            method=Method("competitive_consultation"),
            signed_on=date(2022, 3, 10),
            amount="6793600",
            service_from=date(2022, 3, 10),
            service_to=date(2023, 4, 10),
            warranty_months=12,
            bond=Bond(Money.yuan("203808"), BondForm.GUARANTEE, date(2023, 5, 10)),
            rows=(
                Row(
                    "预付款",
                    Trigger.GUARANTEE_RECEIVED,
                    (30, DAYS),
                    30,
                    expected_on=date(2022, 3, 16),
                    met_on=date(2022, 3, 16),
                    paid_on=date(2022, 4, 14),
                ),
                Row(
                    "初验款",
                    Trigger.PRELIMINARY_ACCEPTANCE,
                    (12, DAYS),
                    40,
                    expected_on=date(2022, 11, 18),
                    met_on=date(2022, 11, 18),
                    paid_on=date(2022, 11, 29),
                ),
                Row(
                    "终验款",
                    Trigger.FINAL_ACCEPTANCE,
                    (30, DAYS),
                    27,
                    expected_on=date(2023, 4, 10),
                    met_on=date(2023, 4, 10),
                ),
                Row("质保金", Trigger.WARRANTY_END, (30, DAYS), 3, met_on=date(2024, 4, 10)),
            ),
        ),
    ),
)

MEETING_ROOMS = ProjectPlan(
    code="2022-07",
    name="区机关大楼会议室多媒体设备升级改造项目",
    type=ProjectType.EQUIPMENT,
    owner="owner3",
    started_on=date(2022, 2, 15),
    budgets=(Budget(2022, "1100000", "1100000"),),
    deals=(
        Deal(
            number="FR-TP-2022-007",
            name="会议室多媒体设备升级改造合同",
            supplier=VISION,
            method=Method("competitive_negotiation"),
            signed_on=date(2022, 6, 6),
            amount="1230050",
            service_from=date(2022, 6, 6),
            service_to=date(2022, 10, 31),
            warranty_months=12,
            rows=(
                Row("预付款", Trigger.SIGNING, (15, WORKING), 30, paid_on=date(2022, 6, 22)),
                Row(
                    "验收款",
                    Trigger.FINAL_ACCEPTANCE,
                    (30, DAYS),
                    50,
                    expected_on=date(2022, 10, 26),
                    met_on=date(2022, 10, 26),
                    paid_on=date(2022, 11, 24),
                ),
                Row("质保金", Trigger.WARRANTY_END, (15, DAYS), 20, met_on=date(2023, 10, 26)),
            ),
        ),
    ),
)
