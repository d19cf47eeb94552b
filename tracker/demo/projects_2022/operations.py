"""Operations services of 2022: networks, computers, software, security."""

from __future__ import annotations

from datetime import date

from tracker.contracts.rules.kinds import Trigger
from tracker.demo.plans import DAYS, WORKING, Budget, Deal, ProjectPlan, Row
from tracker.demo.suppliers import COMPUTERS, NETWORK, SECURITY, SOFTWARE
from tracker.procurement.rules import Method
from tracker.projects.rules import ProjectType

SECURITY_TEST = ProjectPlan(
    code="2022-01",
    name="全区政务网络安全运维及等级保护测评项目",
    type=ProjectType.SECURITY_SERVICE,
    owner="owner",
    started_on=date(2022, 1, 10),
    budgets=(Budget(2022, "100000", "100000"), Budget(2023, requested="50000")),
    deals=(
        Deal(
            number="FR-CP-2022-001",
            name="政务网络安全运维及等级保护测评合同",
            supplier=SECURITY,
            method=Method("below_threshold"),
            signed_on=date(2022, 10, 17),
            amount="103000",
            service_from=date(2022, 10, 17),
            service_to=date(2023, 10, 16),
            renews_every=12,
            rows=(
                Row("首付款", Trigger.SIGNING, (10, WORKING), 20, paid_on=date(2022, 10, 28)),
                Row(
                    "测评报告款",
                    Trigger.MILESTONE,
                    (15, WORKING),
                    50,
                    expected_on=date(2023, 1, 20),
                    met_on=date(2023, 1, 20),
                ),
                Row(
                    "尾款",
                    Trigger.ASSESSMENT,
                    (15, DAYS),
                    30,
                    expected_on=date(2023, 9, 1),
                    met_on=date(2023, 9, 1),
                ),
            ),
        ),
    ),
)

CONGRESS = ProjectPlan(
    code="2022-02",
    name="人大预算联网监督运维项目",
    type=ProjectType.SOFTWARE_OPS,
    owner="owner2",
    started_on=date(2022, 1, 10),
    budgets=(Budget(2022, "170000", "170000"), Budget(2023, requested="170000")),
    deals=(
        Deal(
            number="FR-DY-2022-002",
            name="人大预算联网监督系统运维合同",
            supplier=SOFTWARE,
            method=Method("single_source"),
            signed_on=date(2022, 6, 28),
            amount="340000",
            service_from=date(2022, 7, 1),
            service_to=date(2023, 6, 30),
            renews_every=12,
            rows=(
                Row(
                    "首付款",
                    Trigger.SERVICE_START,
                    (15, WORKING),
                    50,
                    expected_on=date(2022, 7, 1),
                    met_on=date(2022, 7, 1),
                    paid_on=date(2022, 7, 19),
                ),
                Row(
                    "年度考核款",
                    Trigger.SERVICE_END,
                    (15, WORKING),
                    50,
                    expected_on=date(2023, 6, 30),
                    met_on=date(2023, 6, 30),
                ),
            ),
        ),
    ),
)

COURTYARD = ProjectPlan(
    code="2022-04",
    name="院内单位电脑设备运维服务",
    aliases=("机关大院内电脑设备运维",),
    type=ProjectType.HARDWARE_OPS,
    owner="owner3",
    started_on=date(2022, 1, 10),
    budgets=(Budget(2022, "100000", "100000"), Budget(2023, requested="99500")),
    deals=(
        Deal(
            number="FR-KJ-2022-004",
            name="院内单位电脑设备运维合同",
            supplier=COMPUTERS,
            method=Method("framework_agreement"),
            signed_on=date(2022, 4, 1),
            amount="199000",
            service_from=date(2022, 4, 1),
            service_to=date(2023, 3, 31),
            renews_every=12,
            rows=(
                Row(
                    "半年款",
                    Trigger.ASSESSMENT,
                    (15, DAYS),
                    50,
                    expected_on=date(2022, 10, 8),
                    met_on=date(2022, 10, 8),
                    paid_on=date(2022, 10, 19),
                ),
                Row(
                    "年终款",
                    Trigger.SERVICE_END,
                    (20, DAYS),
                    50,
                    expected_on=date(2023, 3, 31),
                    met_on=date(2023, 3, 31),
                ),
            ),
        ),
    ),
)

NETWORK_OPS = ProjectPlan(
    code="2022-05",
    name="全区政务网络运维服务",
    aliases=("全区政务网络运维服务项目",),
    type=ProjectType.NETWORK_OPS,
    owner="owner",
    started_on=date(2022, 1, 10),
    budgets=(Budget(2022, "500000", "500000"), Budget(2023, requested="400000")),
    deals=(
        Deal(
            number="FR-CS-2022-005",
            name="全区政务网络运维合同",
            supplier=NETWORK,
            method=Method("competitive_consultation"),
            signed_on=date(2022, 5, 30),
            amount="954800",
            service_from=date(2022, 6, 1),
            service_to=date(2023, 5, 31),
            renews_every=12,
            rows=(
                Row("首付款", Trigger.SIGNING, (15, WORKING), 50, paid_on=date(2022, 6, 17)),
                Row(
                    "年度考核款",
                    Trigger.SERVICE_END,
                    (15, DAYS),
                    40,
                    expected_on=date(2023, 5, 31),
                    met_on=date(2023, 5, 31),
                ),
                Row(
                    "尾款",
                    Trigger.ASSESSMENT,
                    (15, DAYS),
                    10,
                    expected_on=date(2023, 11, 30),
                    met_on=date(2023, 11, 30),
                ),
            ),
        ),
    ),
)

OUTSIDE = ProjectPlan(
    code="2022-08",
    name="院外单位硬件维修维护服务",
    aliases=("院外单位硬件维修维护项目",),
    type=ProjectType.HARDWARE_OPS,
    owner="owner3",
    started_on=date(2022, 1, 10),
    budgets=(Budget(2022, "200000", "200000"), Budget(2023, requested="197900")),
    deals=(
        Deal(
            number="FR-KJ-2022-008",
            name="院外单位硬件维修维护合同",
            supplier=COMPUTERS,
            method=Method("framework_agreement"),
            signed_on=date(2022, 4, 1),
            amount="395800",
            service_from=date(2022, 4, 1),
            service_to=date(2023, 3, 31),
            renews_every=12,
            rows=(
                Row(
                    "半年款",
                    Trigger.ASSESSMENT,
                    (15, DAYS),
                    50,
                    expected_on=date(2022, 10, 8),
                    met_on=date(2022, 10, 8),
                    paid_on=date(2022, 10, 20),
                ),
                Row(
                    "年终款",
                    Trigger.SERVICE_END,
                    (20, DAYS),
                    50,
                    expected_on=date(2023, 3, 31),
                    met_on=date(2023, 3, 31),
                ),
            ),
        ),
    ),
)

PATROL = ProjectPlan(
    code="2022-14",
    name="全区网络安全巡检",
    type=ProjectType.SECURITY_SERVICE,
    owner="owner",
    started_on=date(2022, 1, 10),
    budgets=(Budget(2022, "200000", "200000"), Budget(2023, requested="100000")),
    deals=(
        Deal(
            number="FR-ZX-2022-014",
            name="全区网络安全巡检合同",
            supplier=SECURITY,
            method=Method("below_threshold"),
            signed_on=date(2022, 7, 14),
            amount="200000",
            service_from=date(2022, 7, 15),
            service_to=date(2023, 1, 14),
            renews_every=12,
            rows=(
                Row(
                    "中期款",
                    Trigger.ASSESSMENT,
                    (15, DAYS),
                    50,
                    expected_on=date(2022, 10, 10),
                    met_on=date(2022, 10, 10),
                    paid_on=date(2022, 10, 24),
                ),
                Row(
                    "巡检报告款",
                    Trigger.SERVICE_END,
                    (17, DAYS),
                    50,
                    expected_on=date(2023, 1, 14),
                    met_on=date(2023, 1, 14),
                ),
            ),
        ),
    ),
)
