"""What the demo centre is still buying in November 2022. Sample data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tracker.demo.tender_plans import UnderWay
from tracker.procurement.rules.categories import Category


def _days(**days: tuple[int, int]) -> Mapping[str, date]:
    """Month and day in 2022."""
    return {step: date(2022, *day) for step, day in days.items()}


UNDER_WAY: Mapping[str, tuple[UnderWay, ...]] = {
    "2022-04": (
        UnderWay(
            "request_for_quotation",
            "台式计算机更新",
            Category.GOODS,
            "180000",
            _days(
                demand=(9, 5),
                budget_check=(9, 6),
                intention=(9, 8),
                plan=(10, 12),
                documents=(10, 20),
                panel=(10, 26),
                notice=(10, 27),
            ),
            facts={"notice": {"deadline": "2022-11-02"}},
            setbacks=(
                (
                    date(2022, 11, 2),
                    "unsuccessful",
                    {"kind": "too_few", "reason": "只有2家供应商报价"},
                ),
            ),
        ),
    ),
    "2022-09": (
        UnderWay(
            "mall_direct",
            "打印耗材（硒鼓、墨盒）",
            Category.GOODS,
            "30000",
            _days(demand=(11, 3), budget_check=(11, 4), review=(11, 11)),
            skips={"plan": "电子卖场小额采购，由系统自动备案"},
            setbacks=((date(2022, 12, 5), "cancel", {"reason": "从库存调剂，不再采购"}),),
        ),
    ),
    "2022-12": (
        UnderWay(
            "mall_bidding",
            "数据处理工作站内存扩容",
            Category.GOODS,
            "48000",
            _days(demand=(11, 1), budget_check=(11, 2), plan=(11, 4), notice=(11, 10)),
            facts={"notice": {"number": "JJ-2022-1110（示例）", "deadline": "2022-11-22"}},
            setbacks=((date(2022, 12, 1), "cancel", {"reason": "预算不足，改到下一年度"}),),
        ),
    ),
    "2022-13": (
        UnderWay(
            "invited_tender",
            "视频点位扩容租赁",
            Category.SERVICES,
            "980000",
            _days(
                demand=(8, 15),
                budget_check=(8, 16),
                intention=(9, 1),
                plan=(10, 10),
                documents=(10, 14),
                prequalification=(10, 18),
                notice=(10, 25),
                issue=(10, 25),
            ),
            facts={"notice": {"deadline": "2022-11-25"}, "issue": {"until": "2022-11-02"}},
            setbacks=(
                (
                    date(2022, 11, 9),
                    "challenge",
                    {"challenger": "某某视频技术公司（示例）", "subject": "邀请供应商的抽取过程"},
                ),
                (
                    date(2022, 11, 17),
                    "challenge_reply",
                    {"result": "changes", "reply": "抽取范围有误，终止本次采购"},
                ),
                (date(2022, 11, 21), "cancel", {"reason": "重新确定邀请范围后再采购"}),
            ),
        ),
    ),
}
