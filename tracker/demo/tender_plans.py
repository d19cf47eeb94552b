"""How the awards of the demo centre came about, and what is still being bought. Sample data.
Days are counted back from the award notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.demo.suppliers import NETWORK, SYSTEMS
from tracker.procurement.rules.categories import Category, Organisation

BEFORE_2022 = "2022年1月1日起区县级单位才须公开采购意向"
FRAMEWORK = "框架协议小额采购，不需公开意向"
RIVAL = "某某智慧城市公司（示例）"
REPEATED = "沿用第一次采购已办理的"


@dataclass(frozen=True)
class Win:
    """How an award came about: ``days`` are the days before the notice on which a step was taken.

    ``facts`` replace what would be made up, by step; ``skips`` leave one out, with the reason. With
    ``logged_on`` everything was logged afterwards, on that day. ``failed`` came before it.
    ``refused`` is how many days before the notice another had won, who then did not sign.
    """

    category: Category
    budget: str
    days: Mapping[str, int]
    organisation: Organisation = Organisation.DISPERSED
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    skips: Mapping[str, str] = field(default_factory=dict)
    logged_on: date | None = None
    setbacks: tuple[tuple[int, str, Mapping[str, Any]], ...] = ()
    failed: Win | None = None
    refused: int = 0


@dataclass(frozen=True)
class UnderWay:
    """A tender that has not come to an award: the days on which its steps were taken."""

    method: str
    title: str
    category: Category
    budget: str
    days: Mapping[str, date]
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    skips: Mapping[str, str] = field(default_factory=dict)
    setbacks: tuple[tuple[date, str, Mapping[str, Any]], ...] = ()


def _steps(**days: int) -> Mapping[str, int]:
    return days


_CONSULTED = ("responses", "negotiation", "final_offers", "review")

_FRAMEWORK = _steps(
    demand=60, budget_check=59, intention=58, plan=30, documents=12, framework=10, review=3
)
TOO_FEW = {"kind": "too_few", "reason": "只有2家供应商响应"}

WINS: Mapping[str, Win] = {
    "FR-CP-2022-001": Win(
        Category.SERVICES,
        "110000",
        _steps(demand=40, budget_check=39, quotes=12, review=9),
        Organisation.OWN,
        refused=8,
    ),
    "FR-ZX-2022-014": Win(
        Category.SERVICES,
        "205000",
        _steps(demand=40, budget_check=39, quotes=12, review=8),
        Organisation.OWN,
    ),
    "FR-DY-2022-002": Win(
        Category.SERVICES,
        "340000",
        _steps(
            demand=120,
            budget_check=119,
            intention=110,
            plan=60,
            documents=50,
            argument=42,
            notice=40,
            review=6,
            report=3,
            determine=1,
        ),
    ),
    "FR-CS-2022-003": Win(
        Category.SERVICES,
        "1680000",
        _steps(
            demand=90,
            budget_check=89,
            intention=60,
            plan=50,
            documents=40,
            notice=30,
            panel=6,
            **dict.fromkeys(_CONSULTED, 6),
            report=5,
            determine=3,
        ),
        skips={"intention": BEFORE_2022},
        logged_on=date(2022, 1, 10),
    ),
    "FR-KJ-2022-004": Win(
        Category.SERVICES,
        "200000",
        _steps(
            demand=60, budget_check=59, intention=58, plan=30, documents=12, framework=10, review=3
        ),
        skips={"intention": FRAMEWORK},
    ),
    "FR-CS-2022-005": Win(
        Category.SERVICES,
        "980000",
        _steps(
            demand=63,
            budget_check=62,
            intention=63,
            plan=60,
            documents=40,
            notice=28,
            panel=9,
            **dict.fromkeys(_CONSULTED, 8),
            report=7,
            determine=1,
        ),
        skips={"demand": REPEATED, "intention": REPEATED},
        failed=Win(
            Category.SERVICES,
            "980000",
            _steps(
                demand=126,
                budget_check=125,
                intention=118,
                plan=86,
                documents=79,
                notice=78,
                panel=68,
            ),
            facts={"notice": {"deadline": "2022-03-14", "sale_until": "2022-03-08"}},
            setbacks=(
                (
                    65,
                    "unsuccessful",
                    {"kind": "too_few", "reason": "响应截止时只有2家供应商递交文件"},
                ),
            ),
        ),
    ),
    "FR-SJ-2022-006": Win(
        Category.SERVICES,
        "7200000",
        _steps(
            demand=82,
            budget_check=81,
            survey=80,
            intention=78,
            method_approval=45,
            plan=43,
            agency=42,
            documents=39,
            notice=38,
            panel=9,
            bid_bond=9,
            **dict.fromkeys(_CONSULTED, 8),
            report=4,
            determine=2,
            bid_bond_return=-4,
            challenge_end=-10,
            contract_review=-11,
            winner_bond_return=-13,
            archive=-30,
        ),
        setbacks=(
            (30, "inquiry", {"inquirer": RIVAL, "subject": "联合体能否参加"}),
            (28, "inquiry_reply", {"reply": "本项目不接受联合体，见磋商文件第一章"}),
        ),
        facts={
            "bid_bond": {"amount": 14000000, "form": "guarantee"},
            "winner_bond_return": {"manner": "converted"},
            "archive": {"number": "FRCG-2022-006", "place": "办公室档案柜3号"},
            "method_approval": {"number": "芙财采批〔2022〕6号（示例）"},
            "plan": {"number": "FRCG-2022-0006（示例）"},
            "agency": {"name": "某某招标代理公司（示例）"},
            "negotiation": {
                "rounds": 2,
                "offers": [
                    {"name": SYSTEMS, "price": 712000000},
                    {"name": "某某系统集成公司（示例）", "price": 705000000},
                    {"name": "某某智慧城市公司（示例）", "price": 730000000},
                ],
            },
            "final_offers": {
                "offers": [
                    {"name": SYSTEMS, "price": 679360000},
                    {"name": "某某系统集成公司（示例）", "price": 688000000},
                    {"name": "某某智慧城市公司（示例）", "price": 701000000},
                ],
            },
        },
    ),
    "FR-TP-2022-007": Win(
        Category.GOODS,
        "1260000",
        _steps(
            demand=98,
            budget_check=97,
            intention=93,
            plan=49,
            documents=30,
            panel=20,
            invitation=19,
            notice=16,
            **dict.fromkeys(_CONSULTED, 7),
            report=6,
            determine=1,
        ),
    ),
    "website-2021": Win(
        Category.SERVICES,
        "2100000",
        _steps(
            demand=56,
            budget_check=56,
            intention=56,
            plan=50,
            agency=45,
            documents=36,
            notice=31,
            issue=31,
            panel=4,
            opening=4,
            qualification=4,
            review=4,
            report=3,
            determine=1,
        ),
        facts={"agency": {"name": "某某招标代理公司（示例）"}},
        skips={"intention": BEFORE_2022},
    ),
    "FR-CS-2022-011": Win(
        Category.SERVICES,
        "540000",
        _steps(
            demand=89,
            budget_check=88,
            intention=86,
            plan=50,
            documents=48,
            notice=45,
            panel=12,
            **dict.fromkeys(_CONSULTED, 11),
            report=9,
            determine=3,
        ),
        setbacks=(
            (39, "challenge", {"challenger": NETWORK, "subject": "磋商文件的资质要求是否过高"}),
            (33, "challenge_reply", {"result": "rejected", "reply": "资质要求与项目规模相适应"}),
            (28, "complaint", {"complainant": NETWORK, "subject": "对质疑答复不满意"}),
            (27, "suspension", {"number": "芙财采停〔2022〕1号（示例）"}),
            (
                18,
                "complaint_decision",
                {"number": "芙财采决〔2022〕1号（示例）", "result": "rejected"},
            ),
            (18, "resumption", {"ground": "投诉已驳回"}),
        ),
    ),
    "FR-GK-2021-013": Win(
        Category.SERVICES,
        "2150000",
        _steps(
            demand=44,
            budget_check=44,
            intention=44,
            plan=43,
            documents=40,
            notice=38,
            issue=38,
            panel=5,
            opening=5,
            qualification=5,
            review=5,
            report=4,
            determine=1,
        ),
        skips={"intention": BEFORE_2022},
    ),
}
