"""Tenders of the demonstration centre: the log behind its awards, and some that are under way.

Each step is logged by the project's owner on its own day; what a step asks is answered by the kind
of its facts, so that a changed method file changes the log with it. All of it is sample data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from tracker.demo import papers, people
from tracker.demo.diary import Diary
from tracker.demo.plans import AwardPlan, ProjectPlan
from tracker.demo.suppliers import NETWORK, REFUSING
from tracker.demo.tender_plans import WINS, Win
from tracker.demo.tender_tails import TAILS
from tracker.demo.tenders_under_way import UNDER_WAY
from tracker.infra.db import db
from tracker.infra.files.store import Incoming
from tracker.kernel.money import Money
from tracker.procurement import service
from tracker.procurement.models import Award, Supplier, Tender
from tracker.procurement.rules.categories import Organisation
from tracker.procurement.rules.log import Entry
from tracker.procurement.rules.methods import Method
from tracker.procurement.rules.specs import FactKind, FactSpec, StepSpec
from tracker.procurement.rules.tenders import TenderDetails
from tracker.projects.rules.documents import DocumentKind

RIVALS = (REFUSING, "某某智慧城市公司（示例）")
LETTER = "来函放弃成交资格，按比选结果顺延第二名"
LATER = "项目建档前已办理，按纸质材料补记"
EXPERTS = ("张专家", "王专家", "刘专家", "杨专家")
TEXTS = {
    "department": "项目应用室",
    "approver": "何志远",
    "expected_month": "下月",
    "reviewer": "周敏",
    "reviewers": "法律顾问、周敏",
    "attendees": "何志远、周敏、陈立、刘洋",
    "place": "区政务中心三楼会议室",
    "reason": "系统由原厂商开发并拥有源代码，只能由其继续运维",
}


class Log:
    """Logs the steps of one tender, each on its day."""

    def __init__(
        self, diary: Diary, plan: ProjectPlan, project_id: int, details: TenderDetails
    ) -> None:
        self._diary, self._plan, self._project_id = diary, plan, project_id
        self._details = details
        self._tender_id = 0
        self._days: dict[str, date] = {}
        self.supplier, self.amount, self.starts_on = NETWORK, details.budget, date.min
        self.first: tuple[date, str] = (date.min, "")  # who won on that day and did not sign

    @property
    def tender_id(self) -> int:
        return self._tender_id

    def plan(self, on: date, after: Callable[[], int] | None = None) -> None:
        """Plan the tender; ``after`` names the failed one that it follows."""
        self._diary.enter(on, partial(self._plan_it, after))

    def take(
        self,
        step: str,
        on: date,
        facts: Mapping[str, Any],
        why: str = "",
        logged_on: date | None = None,
        *,
        skipped: bool = False,
    ) -> None:
        """Log the step, or that it was left out."""
        self._days[step] = on
        act = partial(self._log, step, on, facts, why, skipped)
        self._diary.enter(max(on, logged_on or on), act)

    def _plan_it(self, after: Callable[[], int] | None) -> None:
        details = self._details
        if after is not None:
            details = _following(details, after())
        self._tender_id = service.plan_tender(self._project_id, details, self._actor)

    def _log(self, key: str, on: date, facts: Mapping[str, Any], why: str, skipped: bool) -> None:
        step = self._details.method.spec.step(key)
        if step is None:
            raise LookupError(key)
        made = {} if skipped else {**dict(self._made_up(step, on)), **facts}
        entry = Entry(key, on, made, why, skipped=skipped, answers=self._answers(step))
        service.log_step(self._tender_id, entry, self._papers(step), self._actor)

    def _answers(self, step: StepSpec) -> int | None:
        if not step.answers:
            return None
        tender = db.session.get_one(Tender, self._tender_id)
        return next(one.id for one in reversed(tender.log) if one.step == step.answers)

    @property
    def _actor(self) -> Any:
        return people.actor(self._plan.owner)

    def _papers(self, step: StepSpec) -> list[tuple[DocumentKind, Incoming]]:
        """One scan of each paper that the step calls for, where the project has any."""
        return [
            (kind, scan)
            for kind in step.documents
            for scan in papers.scans(self._plan, f"{step.label.zh}{kind.label.zh}")
        ]

    def _made_up(self, step: StepSpec, on: date) -> Iterator[tuple[str, Any]]:
        for spec in step.facts:
            value = _ANSWERS[spec.kind](self, spec, on)
            if value is not None:
                yield spec.key, value

    def text(self, spec: FactSpec, on: date) -> str | None:
        if not spec.required:
            return None
        return TEXTS.get(spec.key, f"{self._plan.code}-{on:%m%d}")

    def day(self, spec: FactSpec, on: date) -> str:
        """The day of the step that waits for it, such as the opening for the deadline."""
        if spec.key == "starts_on":
            return self.starts_on.isoformat()
        later = sorted(day for day in self._days.values() if day > on)
        gap = timedelta(days=9) if spec.key in ("until", "sale_until") else timedelta(days=21)
        waiting = next((self._days[key] for key in _AWAITED if key in self._days), None)
        last = waiting if waiting and spec.key == "deadline" else None
        return (last or min(later[-1] if later else on + gap, on + gap)).isoformat()

    def offers(self, _spec: FactSpec, _on: date) -> list[dict[str, Any]]:
        spec = self._details.method.spec
        rivals = RIVALS if spec.minimum.suppliers != 1 else ()
        others = [
            {"name": name, "price": self.amount.fen * (102 + no) // 100 // 100_00 * 100_00}
            for no, name in enumerate(rivals)
        ]
        return [{"name": self.supplier, "price": self.amount.fen}, *others]

    def people(self, _spec: FactSpec, _on: date) -> list[dict[str, Any]]:
        tender = db.session.get_one(Tender, self._tender_id)
        experts = EXPERTS if tender.ground.panel > 3 else EXPERTS[:2]
        return [
            {"name": "陈立", "expert": False},
            *({"name": name, "expert": True} for name in experts),
        ]

    def money(self, _spec: FactSpec, _on: date) -> int:
        return self.amount.fen if _spec.key == "amount" else self._details.budget.fen

    def winner(self, _spec: FactSpec, on: date) -> str:
        day, first = self.first
        query = select(Supplier.uid).filter_by(name=first if on == day else self.supplier)
        return db.session.scalars(query).one()


_AWAITED = ("opening", "responses", "review")
_ANSWERS: Mapping[FactKind, Callable[[Log, FactSpec, date], Any]] = {
    FactKind.TEXT: Log.text,
    FactKind.DATE: Log.day,
    FactKind.OFFERS: Log.offers,
    FactKind.SUPPLIERS: lambda log, spec, on: [one["name"] for one in log.offers(spec, on)],
    FactKind.PEOPLE: Log.people,
    FactKind.MONEY: Log.money,
    FactKind.SUPPLIER: Log.winner,
    FactKind.COUNT: lambda log, spec, on: 3,
    FactKind.CHOICE: lambda log, spec, on: next(iter(spec.choices)),
    FactKind.URL: lambda log, spec, on: None,
}


def _following(details: TenderDetails, previous_id: int) -> TenderDetails:
    return TenderDetails(
        title=details.title,
        method=details.method,
        category=details.category,
        organisation=details.organisation,
        budget=details.budget,
        years=details.years,
        previous_id=previous_id,
        change_reference=details.change_reference,
    )


def enter_win(
    diary: Diary,
    plan: ProjectPlan,
    project_id: int,
    award: AwardPlan,
    won: Callable[[int], None],
) -> bool:
    """Enter the log behind an award; ``won`` is told the award's id. False if there is none."""
    win = WINS.get(award.key)
    if win is None:
        return False
    notice_on = max(award.notice_on, plan.started_on)
    failed = _failed(diary, plan, project_id, award, win.failed) if win.failed else None
    log = _log_of(diary, plan, project_id, award, win)
    first = notice_on - timedelta(days=max(win.days.values()))
    log.plan(win.logged_on or first, failed)
    _take_all(log, win, notice_on)
    for days, key, facts in win.setbacks:
        log.take(key, notice_on - timedelta(days=days), facts)
    _win(log, win, notice_on)
    diary.enter(win.logged_on or notice_on, lambda: won(_award_of(log.tender_id)))
    for tail in TAILS.get(award.key, ()):
        log.take(tail.step, tail.on, {}, tail.why, skipped=tail.skipped)
    return True


def _win(log: Log, win: Win, notice_on: date) -> None:
    """The award, or that of the next candidate after the first did not sign."""
    if win.refused:
        log.first = (notice_on - timedelta(days=win.refused), REFUSING)
        log.take("award", log.first[0], {}, "", win.logged_on)
        log.take("next_winner", notice_on, {"ground": LETTER}, "", win.logged_on)
        return
    log.take("award", notice_on, {}, "", win.logged_on)


def _failed(
    diary: Diary, plan: ProjectPlan, project_id: int, award: AwardPlan, win: Win
) -> Callable[[], int]:
    """The tender that came to nothing: its last setback ends it."""
    log = _log_of(diary, plan, project_id, award, win)
    end = award.notice_on
    log.plan(end - timedelta(days=max(win.days.values())))
    _take_all(log, win, end)
    for days, key, facts in win.setbacks:
        log.take(key, end - timedelta(days=days), facts)
    return lambda: log.tender_id


def _take_all(log: Log, win: Win, notice_on: date) -> None:
    for key, reason in win.skips.items():
        on = notice_on - timedelta(days=win.days.get(key, max(win.days.values())))
        log.take(key, on, {}, reason, win.logged_on, skipped=True)
    why = LATER if win.logged_on else ""
    for key, days in win.days.items():
        if key not in win.skips:
            on = notice_on - timedelta(days=days)
            log.take(key, on, win.facts.get(key, {}), why, win.logged_on)


def _log_of(diary: Diary, plan: ProjectPlan, project_id: int, award: AwardPlan, win: Win) -> Log:
    details = TenderDetails(
        title=plan.name,
        method=award.method,
        category=win.category,
        organisation=win.organisation,
        budget=Money.yuan(win.budget),
        years=award.years,
    )
    log = Log(diary, plan, project_id, details)
    log.supplier = award.supplier
    log.amount = Money(Money.yuan(award.annual).fen * award.years)
    log.starts_on = award.starts_on
    return log


def _award_of(tender_id: int) -> int:
    return db.session.scalars(select(Award.id).filter_by(tender_id=tender_id)).one()


def enter_under_way(diary: Diary, plan: ProjectPlan, project_id: int) -> None:
    """Enter the tenders of a project that have not come to an award."""
    for each in UNDER_WAY.get(plan.code, ()):
        details = TenderDetails(
            title=each.title,
            method=Method(each.method),
            category=each.category,
            organisation=Organisation.DISPERSED,
            budget=Money.yuan(each.budget),
        )
        log = Log(diary, plan, project_id, details)
        log.amount = Money(Money.yuan(each.budget).fen * 95 // 100)
        log.plan(min(each.days.values()))
        for key, reason in each.skips.items():
            log.take(key, min(each.days.values()), {}, reason, skipped=True)
        for key, on in each.days.items():
            log.take(key, on, each.facts.get(key, {}))
        for on, key, facts in each.setbacks:
            log.take(key, on, facts)
