"""合同变更公告: the notice of a change, its clock of two working days, and putting one right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.contracts.centre import Centre, make_centre, make_person, sign
from tests.contracts.reader import Reader
from tests.contracts.refusals import codes, refused
from tracker.accounts.rules import SYSTEM, Role
from tracker.contracts.models import Amendment, ChangeNotice
from tracker.contracts.rules.kinds import AmendmentKind, ContractKind
from tracker.contracts.rules.notices import PublishChange, asks_notice
from tracker.contracts.rules.terms import Amend, Revise, Terminate
from tracker.contracts.service.ending import terminate
from tracker.contracts.service.notices import publish_change
from tracker.contracts.service.schedule import amend, revise_schedule
from tracker.contracts.service.upkeep import refresh
from tracker.deadlines.models import Clock
from tracker.deadlines.queries import running_of, waiting
from tracker.deadlines.rules.versions import ClockState
from tracker.infra.db import db
from tracker.kernel.money import Money

SIGNED = date(2024, 3, 4)
CHANGED = date(2024, 9, 12)  # a Thursday; 9-14 (Saturday) is worked for 中秋, 9-15 to 9-17 are off
LAST = date(2024, 9, 14)
NOTICE = PublishChange(LAST, "第三条、第五条第二款", "https://www.ccgp-hunan.gov.cn/change/1")


@pytest.fixture
def centre(app, frozen) -> Centre:
    frozen(CHANGED)
    return make_centre()


def changed(centre: Centre, kind: AmendmentKind = AmendmentKind.ADDITION) -> Amendment:
    contract = sign(centre, signed_on=SIGNED)
    command = Amend(
        version=contract.version,
        kind=kind,
        amount=Money.yuan(10_000),
        on=CHANGED,
        reason="增加一个接口",
        document="补充协议（一）",
        schedule=tuple(one.terms for one in contract.live_instalments),
        instalment_uid=contract.live_instalments[-1].uid,
    )
    amend(contract.id, centre.finance, command)
    return contract.amendments[-1]


def clock_of(amendment: Amendment) -> Clock:
    return db.session.query(Clock).filter_by(subject_uid=amendment.uid).one()


@pytest.mark.parametrize(
    ("kind", "contract", "is_write_off", "asked"),
    [
        (AmendmentKind.ADDITION, ContractKind.CONTRACT, False, True),
        (AmendmentKind.REDUCTION, ContractKind.CONTRACT, False, True),
        (AmendmentKind.TERMS, ContractKind.CONTRACT, False, True),
        (AmendmentKind.DEDUCTION, ContractKind.CONTRACT, False, False),
        (AmendmentKind.ADDITION, ContractKind.SPENDING_ORDER, False, False),
        (AmendmentKind.REDUCTION, ContractKind.CONTRACT, True, False),
    ],
)
def test_what_changes_a_contract_is_published_and_what_carries_it_out_is_not(
    kind, contract, is_write_off, asked
):
    assert asks_notice(kind, contract, is_write_off=is_write_off) is asked


def test_a_change_starts_the_clock_and_its_notice_stops_it(centre, frozen):
    amendment = changed(centre)
    running = clock_of(amendment)
    assert (running.ends_on, running.state) == (LAST, ClockState.RUNNING)
    (view,) = [one for one in running_of(centre.project_id, CHANGED) if one.uid == running.uid]
    assert view.stop is not None
    assert view.stop.endpoint == "contracts.publish_change"
    assert "243号" in view.limit.citation
    frozen(LAST)

    publish_change(amendment.id, centre.owner, NOTICE)

    stopped = clock_of(amendment)
    assert (stopped.state, stopped.done_on) == (ClockState.STOPPED, LAST)


def test_a_changed_schedule_with_its_paper_is_a_change_as_well(centre):
    contract = sign(centre, signed_on=SIGNED)
    rows = [one.terms for one in contract.live_instalments]
    rows[2] = replace(rows[2], due_count=20)
    command = Revise(contract.version, tuple(rows), CHANGED, "按补充协议调整", "补充协议（一）")

    revise_schedule(contract.id, centre.owner, command)

    assert clock_of(contract.amendments[-1]).ends_on == LAST


def test_a_deduction_runs_no_clock_and_takes_no_notice(centre):
    amendment = changed(centre, AmendmentKind.DEDUCTION)

    with refused() as errors:
        publish_change(amendment.id, centre.owner, replace(NOTICE, published_on=CHANGED))

    assert codes(errors) == ["no_change_notice"]
    assert not db.session.query(Clock).filter_by(subject_uid=amendment.uid).count()


def test_before_the_rule_was_in_force_nothing_runs(app, frozen):
    frozen(date(2022, 11, 15))
    centre = make_centre()
    contract = sign(centre)
    command = Amend(
        version=contract.version,
        kind=AmendmentKind.ADDITION,
        amount=Money.yuan(10_000),
        on=date(2022, 11, 14),
        reason="增加一个接口",
        document="补充协议（一）",
        schedule=tuple(one.terms for one in contract.live_instalments),
    )
    amend(contract.id, centre.finance, command)

    assert not db.session.query(Clock).filter_by(key="change_notice").count()
    uid = contract.amendments[-1].id
    publish_change(uid, centre.owner, PublishChange(date(2022, 11, 15), "第三条"))
    assert contract.amendments[-1].notice is not None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"published_on": date(2024, 9, 20)}, ["future_date", "explanation_needed"]),
        ({"published_on": date(2024, 9, 11)}, ["before_change"]),
        ({"clauses": " "}, ["clauses_missing"]),
        ({"published_on": date(2024, 9, 18)}, ["explanation_needed"]),
        ({"published_on": date(2024, 9, 18), "explanation": "网站停机"}, []),
        ({"read": 7}, ["notice_changed"]),
    ],
)
def test_a_wrong_notice_is_refused_and_a_late_one_explained(centre, frozen, changes, expected):
    amendment = changed(centre)
    frozen(date(2024, 9, 19))
    command = replace(NOTICE, **changes)
    if not expected:
        assert publish_change(amendment.id, centre.owner, command)
        return

    with refused() as errors:
        publish_change(amendment.id, centre.owner, command)

    assert codes(errors) == expected
    assert amendment.notice is None


def test_a_notice_is_put_right_by_another_and_both_stay(centre, frozen):
    amendment = changed(centre)
    frozen(date(2024, 9, 19))
    first = publish_change(amendment.id, centre.owner, NOTICE)
    again = replace(NOTICE, published_on=CHANGED, read=first)
    with refused() as errors:
        publish_change(amendment.id, centre.owner, again)
    assert codes(errors) == ["notice_correction_unexplained"]

    publish_change(amendment.id, centre.owner, replace(again, reason="日期看错"))

    assert amendment.notice is not None
    assert (amendment.notice.supersedes_id, len(amendment.notices)) == (first, 2)
    assert clock_of(amendment).done_on == CHANGED


def test_a_contract_that_ends_waits_for_no_notice_any_more(centre, frozen):
    amendment = changed(centre)
    terminate(amendment.contract_id, centre.owner, Terminate(CHANGED, "不再需要", True, "解除协议"))

    assert clock_of(amendment).state is ClockState.DROPPED
    assert not amendment.contract.amendments[-1].asks_notice
    frozen(LAST)
    publish_change(amendment.id, centre.owner, NOTICE)
    assert amendment.notice is not None


def test_a_change_of_before_an_update_gets_its_clock_from_the_hourly_run(centre):
    amendment = changed(centre)
    assert refresh(SYSTEM) == 0
    assert [row.subject_uid for row, _stop in waiting(LAST)].count(amendment.uid) == 1


def test_the_page_says_until_when_and_loses_nothing(centre, client, login, frozen):
    amendment = changed(centre)
    frozen(date(2024, 9, 19))
    login(client, centre.owner)
    address = f"/amendments/{amendment.id}/notice"
    page = Reader(client.get(address))
    assert "最迟2024-09-14 周六（财办库〔2023〕243号第一条）" in page.words

    fields = page.fields | {"published_on": "2024-09-18", "clauses": "第三条", "url": "没有网址"}
    answer = Reader(client.post(address, data=fields))
    assert answer.status == 422
    assert "请填写以 http:// 或 https:// 开头的网址" in answer.words
    assert answer.fields["clauses"] == "第三条"

    fields["url"] = "https://www.ccgp-hunan.gov.cn/change/1"
    answer = Reader(client.post(address, data=fields))
    assert answer.status == 422
    assert "超过2个工作日上限" in answer.words
    assert client.post(address, data=fields | {"explanation": "网站停机"}).status_code == 303
    shown = Reader(client.get(f"/contracts/{amendment.contract_id}")).words
    assert "2024-09-18公告" in shown
    assert "网站停机" in shown
    assert db.session.query(ChangeNotice).count() == 1


def test_others_do_not_publish_for_a_project_that_is_not_theirs(centre, client, login):
    amendment = changed(centre)
    login(client, make_person("other", Role.PROJECT_OWNER))

    assert client.get(f"/amendments/{amendment.id}/notice").status_code == 403
    assert client.get("/amendments/999/notice").status_code == 404
