"""What came after 2022: a platform paid in four parts, a 36-month contract over four fiscal years,
and a project whose instalments lie around the present day. All of it is sample data (示例).
"""

from __future__ import annotations

from datetime import date, timedelta

from tracker.contracts.rules.kinds import Trigger
from tracker.demo.plans import DAYS, WORKING, Deal, ProjectPlan, Row
from tracker.demo.suppliers import SECURITY, SOFTWARE, SYSTEMS
from tracker.procurement.rules import Method
from tracker.projects.rules import ProjectType

PLATFORM = ProjectPlan(
    code="2024-15",
    name="数据共享开放平台建设项目（示例）",
    type=ProjectType.SYSTEM_BUILD,
    owner="owner2",
    started_on=date(2024, 6, 3),
    deals=(
        Deal(
            number="FRCG-GK-2024-015",
            name="数据共享开放平台建设合同",
            supplier=SYSTEMS,
            method=Method("open_tender"),
            signed_on=date(2024, 10, 18),
            amount="2090000",
            service_from=date(2024, 10, 18),
            service_to=date(2026, 12, 31),
            warranty_months=12,
            rows=(
                Row("首付款", Trigger.SIGNING, (15, WORKING), 30),
                Row(
                    "初验款",
                    Trigger.PRELIMINARY_ACCEPTANCE,
                    (15, WORKING),
                    30,
                    expected_on=date(2025, 12, 9),
                    met_on=date(2025, 12, 9),
                ),
                Row(
                    "终验款",
                    Trigger.FINAL_ACCEPTANCE,
                    (15, WORKING),
                    35,
                    expected_on=date(2026, 12, 14),
                    met_on=date(2026, 12, 14),
                ),
                Row("质保金", Trigger.WARRANTY_END, (15, WORKING), 5, met_on=date(2027, 12, 14)),
            ),
        ),
    ),
)

REGULATION = ProjectPlan(
    code="2025-15",
    name="城市管理监管平台运维服务（示例）",
    type=ProjectType.SOFTWARE_OPS,
    owner="owner",
    started_on=date(2025, 5, 6),
    deals=(
        Deal(
            number="FRCG-GK-2025-015",
            name="城市管理监管平台运维合同（36个月）",
            supplier=SOFTWARE,
            method=Method("open_tender"),
            signed_on=date(2025, 8, 25),
            amount="6618888",
            service_from=date(2025, 9, 1),
            service_to=date(2028, 8, 31),
            rows=(
                Row(
                    "2025年4个月",
                    Trigger.ASSESSMENT,
                    (15, DAYS),
                    amount="735432",
                    expected_on=date(2025, 12, 5),
                    met_on=date(2025, 12, 5),
                ),
                Row(
                    "2026年12个月",
                    Trigger.ASSESSMENT,
                    (15, DAYS),
                    amount="2206296",
                    expected_on=date(2026, 12, 4),
                    met_on=date(2026, 12, 4),
                ),
                Row(
                    "2027年12个月",
                    Trigger.ASSESSMENT,
                    (15, DAYS),
                    amount="2206296",
                    expected_on=date(2027, 12, 3),
                    met_on=date(2027, 12, 3),
                ),
                Row(
                    "2028年8个月",
                    Trigger.SERVICE_END,
                    (15, DAYS),
                    amount="1470864",
                    expected_on=date(2028, 8, 31),
                    met_on=date(2028, 8, 31),
                ),
            ),
        ),
    ),
)

PROJECTS = (PLATFORM, REGULATION)


def around(today: date) -> ProjectPlan:
    """Something overdue, something due today, soon, after the year's end, and undated."""
    signed_on = today - timedelta(days=150)
    deal = Deal(
        number=f"FR-CS-{today.year}-020",
        name="机房与终端安全加固合同",
        supplier=SECURITY,
        method=Method("competitive_consultation"),
        signed_on=signed_on,
        amount="986000",
        service_from=signed_on,
        service_to=signed_on + timedelta(days=364),
        rows=_around(today),
    )
    return ProjectPlan(
        code=f"{today.year}-20",
        name="机房与终端安全加固项目（示例）",
        type=ProjectType.SECURITY_SERVICE,
        owner="owner",
        started_on=today - timedelta(days=200),
        deals=(deal,),
    )


def _around(today: date) -> tuple[Row, ...]:
    year_end = max(date(today.year, 12, 20), today + timedelta(days=3))

    def met(name: str, amount: str, days_ago: int, due_in: int) -> Row:
        day = today - timedelta(days=days_ago)
        due = (days_ago + due_in, DAYS)
        return Row(
            name, Trigger.ASSESSMENT, due, amount=amount, expected_on=day, met_on=day, pays=False
        )

    def awaited(name: str, amount: str, day: date, due_in: int) -> Row:
        due = (due_in, DAYS)
        return Row(name, Trigger.MILESTONE, due, amount=amount, expected_on=day, pays=False)

    return (
        met("一期考核款", "128000", 16, -6),
        met("二期考核款", "96000", 10, 0),
        met("三期考核款", "112500.50", 10, 20),
        awaited("终端加固里程碑", "150000", today + timedelta(days=50), 10),
        awaited("机房改造里程碑", "99499.50", today + timedelta(days=75), 10),
        awaited("年终里程碑", "300000", year_end, 15),
        Row("扩容款", Trigger.MILESTONE, (15, DAYS), amount="100000", pays=False),
    )
