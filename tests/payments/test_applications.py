"""付款申请 on a real database: three people, every state, and what happens meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.contracts.centre import make_person
from tests.contracts.refusals import codes, refused
from tests.payments import applying as make
from tests.payments.applying import TODAY, Office
from tracker.accounts.rules import Role, RoleMissing
from tracker.contracts.models import Instalment
from tracker.contracts.rules.kinds import AmendmentKind
from tracker.contracts.rules.terms import Amend, Dispute, Terminate
from tracker.contracts.service import disputes, ending, facts, schedule
from tracker.infra import clock
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.infra.verification import verify
from tracker.kernel.errors import DomainError, NotFound
from tracker.kernel.money import Money
from tracker.payments import service
from tracker.payments.models import Payment, PaymentApplication
from tracker.payments.rules import errors, refusals
from tracker.payments.rules.applying import ApplicationState
from tracker.payments.rules.commands import PaymentKind, ReversePayment
from tracker.projects.rules import NotYourProject

Freeze = Callable[[date], None]
State = ApplicationState


@pytest.fixture
def office(app: Flask, frozen: Freeze) -> Office:
    frozen(TODAY)
    return make.open_office()


def read(application_id: int) -> PaymentApplication:
    db.session.rollback()
    return db.session.get_one(PaymentApplication, application_id)


def states() -> list[State]:
    db.session.rollback()
    query = select(PaymentApplication.state).order_by(PaymentApplication.id)
    return list(db.session.scalars(query))


# --- the whole way --------------------------------------------------------------------------------


def test_three_people_take_a_payment_from_applying_to_recording(office: Office) -> None:
    key = make.apply(office)
    service.approve(key, office.leader, "同意")
    paid = make.pay(office, key)

    found = read(key)
    assert (found.state, found.payment_id, found.number) == (State.PAID, paid, f"FK2021-{key:04}")
    assert [(step.state, step.by_name, step.opinion) for step in found.steps] == [
        (State.SUBMITTED, "owner", ""),
        (State.APPROVED, "leader", "同意"),
        (State.PAID, "finance", ""),
    ]
    assert (found.applicant_id, found.approver_id) == (office.owner.id, office.leader.id)
    assert db.session.get_one(Instalment, office.instalment_id).settled_on == TODAY


def test_every_step_is_one_entry_of_the_history_and_the_chain_is_sound(
    office: Office, app: Flask
) -> None:
    before = db.session.scalar(select(func.max(AuditEntry.seq)))
    first = make.apply(office)
    service.send_back(first, office.leader, "缺考核表")
    make.pay(office, make.approved(office))

    query = select(AuditEntry.action).where(AuditEntry.seq > before).order_by(AuditEntry.seq)
    assert list(db.session.scalars(query)) == [
        "payments.apply",
        "payments.send_back",
        "payments.apply",
        "payments.approve",
        "payments.record",
    ]
    assert verify(app.config["TRACKER"].audit_key).is_sound


def test_a_returned_application_stays_as_it_was_and_the_next_follows_it(office: Office) -> None:
    first = make.apply(office)
    service.send_back(first, office.leader, "发票抬头有误")
    second = make.apply(office, "600000")
    third = make.apply(office, "27000")

    assert read(second).follows_id == first
    assert read(third).follows_id is None
    assert (read(first).state, read(first).amount) == (State.RETURNED, Money.yuan("627000"))
    assert read(first).steps[-1].opinion == "发票抬头有误"


def test_the_account_and_the_invoices_are_kept_as_they_were(office: Office) -> None:
    invoice = make.invoice(office)
    key = make.apply(office, invoice_ids=(invoice,), payee_bank=" 某某银行 ")

    found = read(key)
    assert [one.number for one in found.invoices] == ["24430001"]
    assert (found.payee_bank, found.payee_account) == ("某某银行", "62000001")


# --- applying -------------------------------------------------------------------------------------


def test_parts_under_way_never_ask_for_more_than_is_open(office: Office) -> None:
    make.apply(office, "600000")

    with pytest.raises(refusals.AppliedTooMuch) as caught:
        make.apply(office, "27000.01")
    make.apply(office, "27000")
    with pytest.raises(refusals.AllAppliedFor):
        make.apply(office, "0.01")

    assert caught.value.params["more"] == Money.yuan("0.01")


def test_what_is_withdrawn_or_returned_may_be_asked_for_again(office: Office) -> None:
    service.withdraw(make.apply(office), office.owner)
    service.send_back(make.apply(office), office.leader, "重填")
    key = make.approved(office)
    service.revoke(key, office.leader, "账户待核实")
    key = make.approved(office)
    service.withdraw(key, office.owner, "供应商要求缓付")
    make.apply(office)

    assert states() == [
        State.WITHDRAWN,
        State.RETURNED,
        State.REVOKED,
        State.WITHDRAWN,
        State.SUBMITTED,
    ]


def test_several_mistakes_come_together(office: Office) -> None:
    with refused() as found:
        wrong = {"payee": " ", "reason": "", "invoice_ids": (99,), "explanation": ""}
        make.apply(office, "627001", **wrong)

    assert codes(found) == [
        "applied_too_much",
        "payee_missing",
        "purpose_missing",
        "wrong_invoice",
        "not_explained",
    ]
    assert "没有发票" in str(found[-1])


def test_before_the_condition_only_a_leader_s_override_lets_one_apply(office: Office) -> None:
    second = make.contract_of(office, db.session.get_one).live_instalments[1].id
    wanted = make.command(office)

    with pytest.raises(errors.NotTriggered):
        service.apply(second, office.owner, wanted)
    service.override(second, office.leader, "供应商停产风险")
    service.apply(second, office.owner, wanted)

    assert states() == [State.SUBMITTED]


def test_whoever_may_not_change_the_project_may_not_apply(office: Office) -> None:
    stranger = make_person("stranger", Role.PROJECT_OWNER)

    with pytest.raises(NotYourProject):
        service.apply(office.instalment_id, stranger, make.command(office))
    for actor in (office.leader, office.centre.auditor):
        with pytest.raises(RoleMissing):
            service.apply(office.instalment_id, actor, make.command(office))


def test_while_payments_are_not_approved_nobody_applies(app: Flask, frozen: Freeze) -> None:
    frozen(TODAY)
    office = make.open_office(approves=False)

    with pytest.raises(refusals.ApprovalIsOff):
        make.apply(office)


def test_what_does_not_exist_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        service.apply(99, office.owner, make.command(office))
    with pytest.raises(NotFound):
        service.approve(99, office.leader)


# --- duties that do not go together ---------------------------------------------------------------


def test_nobody_approves_returns_or_records_an_application_of_their_own(office: Office) -> None:
    both = make_person("both", Role.FINANCE)
    everything = type(both)(
        both.id, both.uid, both.name, frozenset({Role.FINANCE, Role.LEADER, Role.PROJECT_OWNER})
    )
    key = service.apply(office.instalment_id, everything, make.command(office))

    with pytest.raises(refusals.OwnApplication):
        service.approve(key, everything)
    with pytest.raises(refusals.OwnApplication):
        service.send_back(key, everything, "不行")
    service.approve(key, office.leader)
    with pytest.raises(refusals.AppliedForIt):
        service.record(office.instalment_id, everything, make.payment(office, key))

    assert read(key).state is State.APPROVED


def test_who_approved_does_not_record(office: Office) -> None:
    both = type(office.deputy)(
        office.deputy.id,
        office.deputy.uid,
        office.deputy.name,
        frozenset({Role.LEADER, Role.FINANCE}),
    )
    key = make.apply(office)
    service.approve(key, both)

    with pytest.raises(refusals.ApprovedIt):
        service.record(office.instalment_id, both, make.payment(office, key))
    make.pay(office, key)


def test_only_leaders_decide_and_only_the_applicant_withdraws(office: Office) -> None:
    key = make.apply(office)

    for actor in (office.finance, office.owner, office.centre.auditor):
        with pytest.raises(RoleMissing):
            service.approve(key, actor)
        with pytest.raises(RoleMissing):
            service.send_back(key, actor, "不行")
    with pytest.raises(refusals.NotYourApplication):
        service.withdraw(key, office.finance)

    assert read(key).state is State.SUBMITTED


def test_returning_and_taking_back_an_approved_one_need_words(office: Office) -> None:
    key = make.apply(office)

    with pytest.raises(refusals.NoOpinion):
        service.send_back(key, office.leader, "  ")
    service.approve(key, office.leader)
    with pytest.raises(refusals.NoWithdrawReason):
        service.withdraw(key, office.owner)
    with pytest.raises(refusals.NoWithdrawReason):
        service.revoke(key, office.leader, " ")

    assert read(key).state is State.APPROVED


# --- what happens meanwhile -----------------------------------------------------------------------


def test_what_was_withdrawn_meanwhile_is_not_approved_and_says_who_did(office: Office) -> None:
    key = make.apply(office)
    service.withdraw(key, office.owner)

    with pytest.raises(refusals.AlreadyMoved) as caught:
        service.approve(key, office.leader)

    assert "owner撤回" in str(caught.value)
    assert read(key).state is State.WITHDRAWN


def test_the_second_leader_learns_that_the_first_has_decided(office: Office) -> None:
    key = make.apply(office)
    service.approve(key, office.leader)

    for late in (
        lambda: service.approve(key, office.deputy),
        lambda: service.send_back(key, office.deputy, "缺发票"),
    ):
        with pytest.raises(refusals.AlreadyMoved) as caught:
            late()
        assert "leader审核通过" in str(caught.value)
    assert len(read(key).steps) == 2


def deduct(office: Office, amount: str) -> None:
    contract = make.contract_of(office, db.session.get_one)
    uid = contract.live_instalments[0].uid
    schedule.amend(
        contract.id,
        office.owner,
        Amend(
            version=contract.version,
            kind=AmendmentKind.DEDUCTION,
            amount=Money.yuan(amount),
            on=TODAY,
            reason="考核扣款",
            document="考核表",
            instalment_uid=uid,
        ),
    )


def test_after_a_deduction_it_is_neither_approved_nor_paid_and_nothing_is_lost(
    office: Office,
) -> None:
    waiting, ready = make.apply(office, "300000"), make.approved(office, "327000")
    deduct(office, "27000")

    with pytest.raises(refusals.NoLongerOpen) as caught:
        service.approve(waiting, office.leader)
    assert caught.value.params["less"] == Money.yuan("27000")

    service.send_back(waiting, office.leader, "已扣款27000元，请按273000元重新申请")
    again = make.approved(office, "273000")
    make.pay(office, ready, "327000")
    make.pay(office, again, "273000", voucher="2021-11-02")
    assert read(again).follows_id == waiting


def test_an_approved_amount_that_is_no_longer_open_is_not_paid(office: Office) -> None:
    key = make.approved(office)
    deduct(office, "27000")

    with pytest.raises(errors.Overpaid):
        make.pay(office, key)
    with pytest.raises(refusals.DiffersFromApplication):
        make.pay(office, key, "600000")
    service.withdraw(key, office.owner, "考核扣款")
    make.pay(office, make.approved(office, "600000"), "600000")


def test_when_the_contract_ended_meanwhile_it_is_said(office: Office) -> None:
    key = make.apply(office)
    ended = Terminate(on=TODAY, reason="供应商违约", document="解除通知", early=True)
    ending.terminate(office.contract_id, office.owner, ended)

    with pytest.raises(refusals.ContractOver):
        service.approve(key, office.leader)
    with pytest.raises(refusals.ContractOver):
        make.apply(office)
    service.withdraw(key, office.owner)


def test_a_dispute_or_a_voided_invoice_meanwhile_stops_the_approval(office: Office) -> None:
    invoice = make.invoice(office)
    key = make.apply(office, invoice_ids=(invoice,))
    facts.void_invoice(invoice, office.owner, "抬头有误")
    with pytest.raises(refusals.InvoiceVoided):
        service.approve(key, office.leader)

    disputes.dispute(
        office.instalment_id, office.owner, Dispute(Money.yuan("627000"), TODAY, "质量")
    )
    with pytest.raises(errors.IsDisputed):
        service.approve(key, office.leader)


# --- recording ------------------------------------------------------------------------------------


def test_a_payment_needs_an_approved_application_of_exactly_its_amount(office: Office) -> None:
    with pytest.raises(refusals.NeedsApplication):
        make.pay(office, None)
    waiting = make.apply(office, "400000")
    with pytest.raises(refusals.NotApproved):
        make.pay(office, waiting, "400000")
    service.approve(waiting, office.leader)
    with pytest.raises(refusals.DiffersFromApplication):
        make.pay(office, waiting, "399999.99")
    make.pay(office, waiting, "400000")
    with refused() as found:
        make.pay(office, waiting, "400000", voucher="2021-11-02")

    assert "not_approved" in codes(found)
    assert db.session.scalar(select(func.sum(Payment.amount))) == Money.yuan("400000")


def test_an_application_of_another_instalment_pays_nothing_here(office: Office) -> None:
    second = make.contract_of(office, db.session.get_one).live_instalments[1].id
    service.override(second, office.leader, "供应商停产风险")
    key = service.apply(second, office.owner, make.command(office))
    service.approve(key, office.leader)

    with pytest.raises(refusals.NotApproved):
        make.pay(office, key)


def test_a_payment_dated_before_its_approval_is_explained(office: Office, frozen: Freeze) -> None:
    frozen(date(2021, 11, 3))
    key = make.approved(office)

    with pytest.raises(refusals.PaidBeforeApproval):
        make.pay(office, key, paid_on=TODAY)
    make.pay(office, key, paid_on=TODAY, explanation="紧急支付，事后补审")


def test_payments_of_the_time_before_need_no_application(office: Office, frozen: Freeze) -> None:
    early = {"paid_on": date(2021, 10, 29), "backfilled": True}

    make.pay(office, None, "100000", **early)
    with pytest.raises(refusals.NeedsApplication):
        make.pay(office, None, "100000", backfilled=True, voucher="2021-11-02")


def test_switched_off_payments_are_direct_again_from_that_day_on(
    office: Office, frozen: Freeze
) -> None:
    make.approval(False, date(2021, 11, 10))
    with pytest.raises(refusals.NeedsApplication):
        make.pay(office, None)

    frozen(date(2021, 11, 10))
    make.pay(office, None, "1000")
    with pytest.raises(refusals.NeedsApplication):
        make.pay(office, None, "1000", paid_on=date(2021, 11, 9), voucher="2021-11-09")


def test_money_that_came_back_is_applied_for_again(office: Office) -> None:
    paid = make.pay(office, make.approved(office))
    back = ReversePayment(Money.yuan("627000"), PaymentKind.REFUND, TODAY, "账号错误")
    service.reverse(paid, office.finance, back)

    with pytest.raises(refusals.NeedsApplication):
        make.pay(office, None, voucher="2021-11-02")
    make.pay(office, make.approved(office), voucher="2021-11-02")

    assert states() == [State.PAID, State.PAID]


# --- at once --------------------------------------------------------------------------------------


def at_once(app: Flask, *steps: Callable[[], object]) -> list[str]:
    """What became of each, run in threads that start together."""
    db.session.rollback()
    ready = threading.Barrier(len(steps))
    outcomes: list[str] = []

    def run(step: Callable[[], object]) -> None:
        with app.app_context(), clock.frozen(TODAY):
            ready.wait()
            try:
                step()
            except DomainError as error:
                outcomes.append(error.code)
            else:
                outcomes.append("done")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_two_leaders_at_once_decide_once(office: Office, app: Flask) -> None:
    key = make.apply(office)

    outcomes = at_once(
        app,
        lambda: service.approve(key, office.leader),
        lambda: service.send_back(key, office.deputy, "缺发票"),
    )

    assert outcomes == ["already_moved", "done"]
    assert len(read(key).steps) == 2


def test_an_approval_and_a_withdrawal_at_once_leave_one_of_them(office: Office, app: Flask) -> None:
    key = make.apply(office)

    outcomes = at_once(
        app,
        lambda: service.approve(key, office.leader),
        lambda: service.withdraw(key, office.owner),
    )

    # Withdrawing what has just been approved wants a reason; approving what is gone is refused.
    assert outcomes in (["already_moved", "done"], ["done", "no_withdraw_reason"])
    assert len(read(key).steps) == 2


def test_two_applications_at_once_never_ask_for_more_than_is_open(
    office: Office, app: Flask
) -> None:
    outcomes = at_once(
        app, lambda: make.apply(office, "400000"), lambda: make.apply(office, "400000")
    )

    assert outcomes == ["applied_too_much", "done"]
    assert states() == [State.SUBMITTED]


def test_an_application_is_paid_once_by_two_at_once(office: Office, app: Flask) -> None:
    key = make.approved(office, "300000")
    second = make.payment(office, key, "300000", voucher="乙")

    outcomes = at_once(
        app,
        lambda: make.pay(office, key, "300000"),
        lambda: service.record(office.instalment_id, office.cashier, second),
    )

    assert outcomes == ["done", "not_approved"]
    assert db.session.scalar(select(func.count(Payment.id))) == 1
