"""A small centre whose acceptance group can sign; everything through the services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tests.contracts import centre as contracts
from tests.contracts.centre import PASSWORD, Centre
from tests.contracts.terms import make_terms
from tracker.acceptance.models import Acceptance
from tracker.acceptance.rules.commands import Item, Plan, SeatDraft, Sign
from tracker.acceptance.rules.kinds import Category, RoundKind, Seat, Verdict
from tracker.acceptance.rules.outcome import Outcome
from tracker.acceptance.service import drafting, opening, signing
from tracker.accounts.rules import SYSTEM, Actor, GroupKind, Role
from tracker.accounts.service import groups
from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.kinds import Trigger
from tracker.contracts.service import facts
from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.settings import service as settings
from tracker.settings.rules import UnitDraft
from tracker.settings.rules.approval import ApprovalChange

TODAY = date(2022, 11, 28)
ITEMS = (
    Item("3.1", Category.TECHNICAL, "LED大屏1套，不小于42㎡", "43.2㎡，已通电72小时", "到货单"),
    Item("3.2", Category.SERVICE, "操作培训不少于2次", "2次，46人次", "签到表"),
    Item("3.3", Category.SECURITY, "等保三级测评前整改", "高危0项，中危2项", "漏扫报告"),
)


@dataclass(frozen=True)
class Hall:
    """``signers`` are the leader and the members of the group, in that order."""

    centre: Centre
    contract_id: int
    signers: tuple[Actor, ...]
    admin: Actor
    supervisor: Actor

    @property
    def contract(self) -> Contract:
        return db.session.get_one(Contract, self.contract_id)

    @property
    def leader(self) -> Actor:
        return self.signers[0]

    def part(self, no: int) -> Instalment:
        return next(one for one in self.contract.live_instalments if one.no == no)


def make_hall(members: int = 3, amount: str = "400000") -> Hall:
    """A contract of 30/30/40 % at signing, 初验 and 终验, and a group of so many members."""
    settings.set_unit(UnitDraft("区数据资源中心", rounds_from=date(2022, 1, 1)), SYSTEM)
    settings.set_payment_approval(ApprovalChange(False, TODAY, "未实行"), SYSTEM)
    centre = contracts.make_centre()
    contract = contracts.sign(
        centre, amount=Money.yuan(amount), schedule=schedule(), warranty_months=0
    )
    facts.publish(contract.id, centre.owner, date(2021, 10, 19))
    facts.file(contract.id, centre.owner, date(2021, 10, 22))
    contracts.pay(contract, 1, str(contract.instalments[0].amount.decimal), date(2021, 11, 1))
    signers = tuple(
        contracts.make_person(f"member{no}", Role.ACCEPTANCE) for no in range(1, members + 1)
    )
    for one in signers:
        groups.seat_member(GroupKind.ACCEPTANCE, one.id, date(2022, 1, 4), SYSTEM)
    groups.appoint_leader(GroupKind.ACCEPTANCE, signers[0].id, SYSTEM)
    return Hall(
        centre=centre,
        contract_id=contract.id,
        signers=signers,
        admin=contracts.make_person("admin", Role.ADMIN),
        supervisor=contracts.make_person("supervisor", Role.AUDITOR),
    )


def schedule() -> tuple[Any, ...]:
    rows = (
        ("预付款", 300_000, Trigger.SIGNING),
        ("初验款", 300_000, Trigger.PRELIMINARY_ACCEPTANCE),
        ("终验款", 400_000, Trigger.FINAL_ACCEPTANCE),
    )
    return tuple(
        make_terms(no, name=name, ratio=ratio, trigger=trigger, expected_on=None)
        for no, (name, ratio, trigger) in enumerate(rows, 1)
    )


def plan(hall: Hall, **changes: Any) -> Plan:
    """A complete plan for the 初验, or what ``changes`` make of it."""
    seats = [Seat.LEADER, *[Seat.MEMBER] * (len(hall.signers) - 1)]
    usual = Plan(
        kind=RoundKind.PRELIMINARY,
        parts=(hall.part(2).uid,),
        items=ITEMS,
        roster=tuple(
            SeatDraft(one.uid, seat) for one, seat in zip(hall.signers, seats, strict=True)
        ),
        meet_at=clock.at(TODAY, 14, 30),
        place="三楼会议室",
        sign_by=date(2022, 12, 1),
        delivered_on=date(2022, 11, 20),
    )
    return replace(usual, **changes)


def drafted(hall: Hall, **changes: Any) -> Acceptance:
    key = drafting.draft(hall.contract_id, hall.centre.owner, plan(hall, **changes))
    return db.session.get_one(Acceptance, key)


def opened(hall: Hall, **changes: Any) -> Acceptance:
    key = drafted(hall, **changes).id
    opening.open_round(key, hall.centre.owner)
    return db.session.get_one(Acceptance, key)


def verdict(
    acceptance: Acceptance, failed: Mapping[int, str] | None = None, **changes: Any
) -> Sign:
    """Everything passes but the items of ``failed``, which have an opinion."""
    failed = failed or {}
    numbers = range(1, len(acceptance.item_list) + 1)
    usual = Sign(
        fingerprint=acceptance.fingerprint,
        verdict=Verdict.FAIL if failed else Verdict.PASS,
        results={no: Verdict.FAIL if no in failed else Verdict.PASS for no in numbers},
        opinion="；".join(failed.values()),
    )
    return replace(usual, **changes)


def give(acceptance: Acceptance, actor: Actor, command: Sign | None = None) -> Outcome:
    """The actor signs, with the right password."""
    key, command = acceptance.id, command or verdict(acceptance)
    return signing.sign(key, actor, command, PASSWORD)


def everybody_passes(acceptance: Acceptance, hall: Hall) -> Outcome:
    results = [give(acceptance, one) for one in hall.signers]
    return results[-1]
