"""How the acceptance group of the demonstration centre signs what was delivered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from tracker.acceptance.models import Acceptance
from tracker.acceptance.rules.commands import Add, Item, Plan, ReportRectified, SeatDraft, Sign
from tracker.acceptance.rules.kinds import AddendumKind, Category, Seat, Verdict
from tracker.acceptance.rules.standards import kinds_for
from tracker.acceptance.service import addenda, drafting, opening, rectifying, signing
from tracker.accounts.rules import Actor
from tracker.contracts.models import Instalment
from tracker.demo import papers, people
from tracker.demo.diary import Diary, Step
from tracker.demo.plans import ProjectPlan, RoundPlan, Row
from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.settings.queries import work_calendar

# Who signs, the leader first; the last two take until the last day.
SMALL = ("leader", "owner3", "acceptance")
LARGE = ("leader", "owner", "owner3", "finance", "acceptance")
LARGE_FROM = Money.yuan(500_000)
LATE = 2
FEW = "全单位只有三个科室，无法回避；由组长复核其意见（示例）"

LEAD, AGAIN, EARLY, RECTIFIED = (timedelta(days=days) for days in (7, 5, 3, 9))

USUAL = (
    Item("1", Category.TECHNICAL, "交付内容、数量与合同清单一致", "逐项清点，一致", "清点表"),
    Item("2", Category.SERVICE, "响应和处理时限符合约定", "抽查20次，均在时限内", "服务记录"),
    Item("3", Category.SECURITY, "无高危漏洞，权限按最小授权", "扫描未见高危漏洞", "漏扫报告"),
)


class Round:
    """The round that meets the condition of one instalment, and the one before it that failed."""

    def __init__(self, diary: Diary, plan: ProjectPlan, row: Row, instalment_id: int) -> None:
        self._diary, self._plan = diary, plan
        self._round = row.round or RoundPlan()
        self._instalment_id = instalment_id
        self._key = 0

    def enter(self, met_on: date) -> None:
        """Note every step in the diary, so that the last signature is given on ``met_on``."""
        failed_on = self._round.failed_on
        if failed_on is None:
            self._enter(self._draft, self._round.drafted_on, met_on, LEAD)
            return
        self._enter(self._draft, None, failed_on, LEAD, Verdict.FAIL)
        self._at(failed_on + RECTIFIED, self._rectify)
        self._enter(self._follow_up, None, met_on, AGAIN)
        self._at(met_on, self._confirm)

    def _enter(
        self,
        begin: Callable[[date], None],
        drafted_on: date | None,
        decided_on: date,
        lead: timedelta,
        last: Verdict = Verdict.PASS,
    ) -> None:
        opened_on = decided_on - lead
        self._at(drafted_on or opened_on, partial(begin, decided_on))
        self._at(opened_on, self._open)
        self._at(min(opened_on + EARLY, decided_on), self._sign_early)
        self._at(decided_on, partial(self._sign_late, last))

    def _at(self, day: date, step: Step) -> None:
        """Never before today: a contract may be signed shortly before its first round."""
        self._diary.enter(max(day, clock.today()), step)

    # --- the steps --------------------------------------------------------------------------------

    def _draft(self, decided_on: date) -> None:
        scans = papers.scans(self._plan, *self._round.documents)
        contract_id, plan = self._instalment.contract_id, self._written(decided_on)
        self._key = drafting.draft(contract_id, self._owner, plan, scans)

    def _written(self, decided_on: date) -> Plan:
        part = self._instalment
        leader, *others = (people.user(login).uid for login in self._signers)
        return Plan(
            kind=kinds_for([part.trigger])[0],
            parts=(part.uid,),
            items=self._round.items or USUAL,
            roster=(
                SeatDraft(leader, Seat.LEADER),
                *(SeatDraft(uid, Seat.MEMBER, self._excuse(uid)) for uid in others),
                SeatDraft(people.user("auditor").uid, Seat.OBSERVER),
            ),
            scope=self._round.scope,
            basis=f"合同{part.contract.number}及其附件、采购文件、响应文件",
            delivered_on=clock.today() - timedelta(days=1),
            meet_at=clock.at(self._meeting_day(decided_on), 9, 30),
            place="区机关大楼3楼会议室（示例）",
            sign_by=decided_on,
            problems=self._round.problems,
        )

    def _excuse(self, uid: str) -> str:
        """Why the owner, who handled the procurement, sits in the group all the same."""
        return FEW if uid == people.user(self._plan.owner).uid else ""

    def _meeting_day(self, decided_on: date) -> date:
        """A working day between opening and the first signatures, where there is one."""
        day = work_calendar().last_on_or_before(decided_on - EARLY - timedelta(days=1))
        return max(day, clock.today())

    def _open(self) -> None:
        opening.open_round(self._key, self._owner)

    def _sign_early(self) -> None:
        for login in self._signers[:-LATE]:
            self._give(login, Verdict.PASS)

    def _sign_late(self, last: Verdict) -> None:
        *others, latest = self._signers[-LATE:]
        for login in others:
            self._give(login, Verdict.PASS)
        self._give(latest, last)

    def _give(self, login: str, verdict: Verdict) -> None:
        one = db.session.get_one(Acceptance, self._key)
        items = one.item_list
        results = dict.fromkeys(range(1, len(items) + 1), Verdict.PASS)
        opinion = ""
        if verdict is Verdict.FAIL:
            results[len(items)] = Verdict.FAIL
            opinion = f"{items[-1].clause}不符：抽查时仍有一处未达到约定，须整改（示例）"
        command = Sign(one.fingerprint, verdict, results, opinion)
        signing.sign(self._key, people.actor(login), command, people.PASSWORD)

    def _rectify(self) -> None:
        done = ReportRectified(clock.today(), "已按要求整改并复测，附复测记录（示例）")
        rectifying.report(self._key, self._owner, done)

    def _follow_up(self, decided_on: date) -> None:
        self._key = rectifying.follow_up(self._key, self._owner)
        one = db.session.get_one(Acceptance, self._key)
        drafting.edit(self._key, self._owner, self._written(decided_on), one.version)

    def _confirm(self) -> None:
        """The supplier's word after a second round; it counts for nothing."""
        said = Add(
            AddendumKind.SUPPLIER, "项目经理（示例）", clock.today(), "对复验结论无异议（示例）"
        )
        addenda.add(self._key, self._owner, said)

    @property
    def _owner(self) -> Actor:
        return people.actor(self._plan.owner)

    @property
    def _instalment(self) -> Instalment:
        return db.session.get_one(Instalment, self._instalment_id)

    @property
    def _signers(self) -> tuple[str, ...]:
        is_large = self._instalment.contract.current_amount >= LARGE_FROM
        return LARGE if is_large else SMALL
