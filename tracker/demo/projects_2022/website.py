"""The website of 2022: a three-year award under which a contract is signed each year."""

from __future__ import annotations

from datetime import date

from tracker.contracts.rules.kinds import Trigger
from tracker.demo.plans import DAYS, AwardPlan, Budget, Deal, ProjectPlan, Row
from tracker.demo.suppliers import MEDIA
from tracker.procurement.rules import Method
from tracker.projects.rules import ProjectType

WEBSITE = ProjectPlan(
    code="2022-10",
    name="政府门户网站及新媒体运维服务",
    aliases=("政府门户网站及新媒体运维服务项目",),
    type=ProjectType.WEBSITE_OPS,
    owner="owner",
    started_on=date(2021, 7, 1),
    budgets=(
        Budget(2021, "220000", "220000"),
        Budget(2022, "700000", "700000"),
        Budget(2023, requested="439720"),
    ),
    awards=(
        AwardPlan(
            "website-2021",
            MEDIA,
            Method("open_tender"),
            "659580",
            3,
            starts_on=date(2021, 9, 15),
            notice_on=date(2021, 8, 27),
        ),
        AwardPlan(
            "website-2024",
            MEDIA,
            Method("open_tender"),
            "659580",
            3,
            starts_on=date(2024, 9, 15),
            notice_on=date(2024, 8, 27),
        ),
        AwardPlan(
            "website-2027",
            MEDIA,
            Method("open_tender"),
            "659580",
            3,
            starts_on=date(2027, 9, 15),
            notice_on=date(2027, 8, 27),
        ),
    ),
    deals=(
        Deal(
            number="FRCG-CS-2021-010",
            name="政府门户网站及新媒体运维合同（第1年）",
            supplier=MEDIA,
            signed_on=date(2021, 9, 14),
            amount="659580",
            award="website-2021",
            service_from=date(2021, 9, 15),
            service_to=date(2022, 9, 14),
            rows=(
                Row(
                    "中期考核款",
                    Trigger.ASSESSMENT,
                    (10, DAYS),
                    amount="219860",
                    expected_on=date(2021, 12, 10),
                    met_on=date(2021, 12, 10),
                    paid_on=date(2021, 12, 17),
                ),
                Row(
                    "年度考核款",
                    Trigger.SERVICE_END,
                    (15, DAYS),
                    amount="439720",
                    expected_on=date(2022, 9, 14),
                    met_on=date(2022, 9, 14),
                    paid_on=date(2022, 9, 28),
                ),
            ),
        ),
        Deal(
            number="FRCG-CS-2022-010",
            name="政府门户网站及新媒体运维合同（第2年）",
            supplier=MEDIA,
            signed_on=date(2022, 9, 13),
            amount="659580",
            award="website-2021",
            service_year=2,
            service_from=date(2022, 9, 15),
            service_to=date(2023, 9, 14),
            renews_every=12,
            rows=(
                Row(
                    "中期考核款",
                    Trigger.ASSESSMENT,
                    (10, DAYS),
                    amount="219860",
                    expected_on=date(2022, 10, 31),
                    met_on=date(2022, 10, 31),
                    paid_on=date(2022, 11, 22),
                ),
                Row(
                    "年度考核款",
                    Trigger.SERVICE_END,
                    (15, DAYS),
                    amount="439720",
                    expected_on=date(2023, 9, 14),
                    met_on=date(2023, 9, 14),
                ),
            ),
        ),
    ),
)
