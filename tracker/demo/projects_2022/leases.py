"""Line and video leases of 2022, one of them over four fiscal years."""

from __future__ import annotations

from datetime import date

from tracker.contracts.rules.kinds import Trigger
from tracker.demo.plans import DAYS, WORKING, Budget, Deal, ProjectPlan, RoundPlan, Row
from tracker.demo.suppliers import TELECOM, VIDEO
from tracker.procurement.rules import Method
from tracker.projects.rules import ProjectType

LINES = ProjectPlan(
    code="2022-03",
    name="全区机关事业单位网络线路租赁服务",
    aliases=("芙蓉区机关事业单位线路租赁服务",),
    type=ProjectType.LINE_LEASE,
    owner="owner",
    started_on=date(2022, 1, 10),
    budgets=(Budget(2022, "809600", "809600"), Budget(2023, requested="404800")),
    deals=(
        Deal(
            number="FR-CS-2022-003",
            name="机关事业单位网络线路租赁合同",
            supplier=TELECOM,
            method=Method("competitive_consultation"),
            signed_on=date(2022, 1, 14),
            amount="1619200",
            service_from=date(2022, 1, 15),
            service_to=date(2024, 1, 14),
            renews_every=24,
            rows=(
                Row(
                    "第1期",
                    Trigger.ASSESSMENT,
                    (10, WORKING),
                    25,
                    expected_on=date(2022, 7, 1),
                    met_on=date(2022, 7, 1),
                    paid_on=date(2022, 7, 13),
                ),
                Row(
                    "第2期",
                    Trigger.ASSESSMENT,
                    (6, DAYS),
                    25,
                    expected_on=date(2022, 12, 9),
                    met_on=date(2022, 12, 9),
                    paid_on=date(2022, 12, 14),
                    round=RoundPlan(failed_on=date(2022, 11, 8)),
                ),
                Row(
                    "第3期",
                    Trigger.ASSESSMENT,
                    (10, WORKING),
                    25,
                    expected_on=date(2023, 7, 3),
                    met_on=date(2023, 7, 3),
                ),
                Row(
                    "第4期",
                    Trigger.SERVICE_END,
                    (10, WORKING),
                    25,
                    expected_on=date(2024, 1, 14),
                    met_on=date(2024, 1, 14),
                ),
            ),
        ),
    ),
)

NEW_LINES = ProjectPlan(
    code="2022-11",
    name="政务网络线路租赁",
    aliases=("政务网络线路租赁项目",),
    type=ProjectType.LINE_LEASE,
    owner="owner",
    started_on=date(2022, 8, 1),
    budgets=(Budget(2022, "420000", "420000"),),
    deals=(
        Deal(
            number="FR-CS-2022-011",
            name="政务网络线路租赁合同（2022年新增点位）",
            supplier=TELECOM,
            method=Method("competitive_consultation"),
            signed_on=date(2022, 11, 11),
            amount="518705",
            service_from=date(2022, 11, 11),
            service_to=date(2023, 11, 10),
            renews_every=12,
            rows=(
                Row("首付款", Trigger.SIGNING, (10, WORKING), 40, paid_on=date(2022, 11, 24)),
                Row(
                    "开通验收款",
                    Trigger.DELIVERY,
                    (10, DAYS),
                    40,
                    expected_on=date(2022, 12, 13),
                    met_on=date(2022, 12, 13),
                    paid_on=date(2022, 12, 22),
                    round=RoundPlan(drafted_on=date(2022, 11, 14)),
                ),
                Row(
                    "半年考核款",
                    Trigger.ASSESSMENT,
                    (15, DAYS),
                    20,
                    expected_on=date(2023, 6, 30),
                    met_on=date(2023, 6, 30),
                ),
            ),
        ),
    ),
)

CAMERAS = ProjectPlan(
    code="2022-13",
    name="芙蓉区雪亮工程及智慧安校平台项目",
    type=ProjectType.VIDEO_LEASE,
    owner="owner2",
    started_on=date(2021, 9, 1),
    budgets=(
        Budget(2021, "120000", "120000"),
        Budget(2022, "700000", "700000"),
        Budget(2023, requested="700000"),
    ),
    deals=(
        Deal(
            number="FR-GK-2021-013",
            name="雪亮工程及智慧安校平台租赁合同（36个月）",
            supplier=VIDEO,
            method=Method("open_tender"),
            signed_on=date(2021, 10, 28),
            amount="2100000",
            service_from=date(2021, 11, 1),
            service_to=date(2024, 10, 31),
            rows=(
                Row(
                    "2021年2个月",
                    Trigger.ASSESSMENT,
                    (10, DAYS),
                    amount="116666.67",
                    expected_on=date(2021, 12, 10),
                    met_on=date(2021, 12, 10),
                    paid_on=date(2021, 12, 17),
                ),
                Row(
                    "2022年12个月",
                    Trigger.ASSESSMENT,
                    (15, DAYS),
                    amount="700000",
                    expected_on=date(2022, 10, 20),
                    met_on=date(2022, 10, 20),
                    paid_on=date(2022, 11, 2),
                ),
                Row(
                    "2023年12个月",
                    Trigger.ASSESSMENT,
                    (15, DAYS),
                    amount="700000",
                    expected_on=date(2023, 9, 30),
                    met_on=date(2023, 9, 30),
                ),
                Row(
                    "2024年10个月",
                    Trigger.SERVICE_END,
                    (15, DAYS),
                    amount="583333.33",
                    expected_on=date(2024, 10, 31),
                    met_on=date(2024, 10, 31),
                ),
            ),
        ),
    ),
)
