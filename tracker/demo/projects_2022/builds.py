"""The builds of 2022: the command centre and the meeting rooms."""

from __future__ import annotations

from datetime import date

from tracker.acceptance.rules.commands import Item
from tracker.acceptance.rules.kinds import Category
from tracker.contracts.rules.kinds import BondForm, Trigger
from tracker.contracts.rules.terms import Bond
from tracker.demo.plans import DAYS, WORKING, Budget, Deal, ProjectPlan, RoundPlan, Row
from tracker.demo.suppliers import SYSTEMS, VISION
from tracker.kernel.money import Money
from tracker.procurement.rules import Method
from tracker.projects.rules import ProjectType

PRELIMINARY = RoundPlan(
    scope="合同第3.1—3.6条（初验）",
    items=(
        Item(
            "3.1",
            Category.TECHNICAL,
            "LED大屏1套，不小于42㎡，P1.25",
            "43.2㎡，P1.25，已通电72小时",
            "到货单（示例）、照片（示例）",
        ),
        Item(
            "3.2",
            Category.TECHNICAL,
            "指挥调度平台1套，含8个业务模块",
            "8个模块上线，抽测64项通过64项",
            "测试报告（示例）",
        ),
        Item(
            "3.3",
            Category.TECHNICAL,
            "视频接入不少于2,000路",
            "实接2,184路，抽查50路全部可播",
            "接入清单（示例）",
        ),
        Item(
            "3.4",
            Category.TECHNICAL,
            "服务器12台、存储240TB",
            "12台，可用存储251TB",
            "到货单（示例）、序列号表（示例）",
        ),
        Item(
            "3.5",
            Category.SECURITY,
            "等保三级测评前整改",
            "高危0项，中危2项已列整改",
            "漏扫报告（示例）",
        ),
        Item("3.6", Category.SERVICE, "操作培训不少于2次、40人次", "2次，46人次", "签到表（示例）"),
    ),
    documents=("到货单", "照片", "测试报告", "接入清单", "序列号表", "漏扫报告", "签到表"),
    problems="3.5有2项中危漏洞整改中，供应商承诺2022-12-10前完成；终验时复核。",
)

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
                    round=PRELIMINARY,
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
                    round=RoundPlan(failed_on=date(2022, 10, 12)),
                ),
                Row("质保金", Trigger.WARRANTY_END, (15, DAYS), 20, met_on=date(2023, 10, 26)),
            ),
        ),
    ),
)
