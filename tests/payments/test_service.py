"""Recording and reversing payments on a real database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.contracts.centre import Centre, make_centre, make_person, sign
from tests.contracts.refusals import codes, refused
from tracker.accounts.rules import SYSTEM, Role, RoleMissing
from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.kinds import ProofKind
from tracker.contracts.rules.terms import Proof
from tracker.contracts.service.facts import record_trigger
from tracker.infra import audit, clock
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db, transaction
from tracker.kernel.errors import NotFound
from tracker.kernel.money import ZERO, Money
from tracker.payments import queries, service
from tracker.payments.models import Payment
from tracker.payments.rules import errors
from tracker.payments.rules.commands import PaymentKind, RecordPayment, ReversePayment
from tracker.payments.rules.lists import Asked
from tracker.projects.models import BudgetLine, Project
from tracker.projects.rules import EntryKind, NewEntry, NewLine, Stage
from tracker.projects.service import add_line
from tracker.settings.models import FiscalYear

Freeze = Callable[[date], None]


def yuan(amount: str) -> Money:
    return Money.yuan(amount)


def budget(centre: Centre, year: int, amount: str) -> int:
    today = clock.today()
    entries = tuple(
        NewEntry(kind, yuan(amount), today, "年初批复")
        for kind in (EntryKind.APPROVED, EntryKind.ALLOTTED)
    )
    return add_line(centre.project_id, NewLine(year, "财政拨款", entries=entries), SYSTEM)


def first(contract: Contract) -> Instalment:
    return contract.live_instalments[0]


def command(line_id: int | None, amount: str = "627000.00", **more: object) -> RecordPayment:
    typed = {"paid_on": clock.today(), "voucher": "2021-11-01", **more}
    return RecordPayment(amount=yuan(amount), budget_line_id=line_id, **typed)


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(date(2021, 11, 1))
    return make_centre()


def close(year: int) -> None:
    with transaction():
        row = FiscalYear.usual(year)
        row.closed_on = clock.today()
        db.session.add(row)
        audit.record("funding.close_year", row, SYSTEM)


# --- recording ------------------------------------------------------------------------------------


def test_a_payment_settles_its_instalment_and_counts_in_the_year_of_its_day(centre: Centre) -> None:
    line = budget(centre, 2021, "700000")
    instalment = first(sign(centre))

    service.record(instalment.id, centre.finance, command(line))

    (row,) = queries.payments_of_instalment(instalment.id)
    assert (row.amount, row.fiscal_year, row.kind) == (yuan("627000"), 2021, PaymentKind.PAYMENT)
    assert (row.recorded_by, row.voucher) == ("finance", "2021-11-01")
    assert instalment.settled_on == date(2021, 11, 1)
    assert instalment.open == ZERO
    assert queries.spent_on([line]) == {line: yuan("627000")}


def test_parts_add_up_and_only_the_last_one_settles(centre: Centre) -> None:
    line = budget(centre, 2021, "700000")
    instalment = first(sign(centre))

    service.record(instalment.id, centre.finance, command(line, "600000"))
    assert instalment.settled_on is None

    service.record(instalment.id, centre.finance, command(line, "27000", voucher="2021-11-02"))
    assert instalment.settled_on == date(2021, 11, 1)
    assert len(queries.payments_of_contract(instalment.contract_id)) == 2


def test_the_stage_of_the_project_follows(centre: Centre) -> None:
    line = budget(centre, 2021, "700000")
    instalment = first(sign(centre))
    assert Stage.PAYMENT in db.session.get_one(Project, centre.project_id).claims

    service.record(instalment.id, centre.finance, command(line))

    assert Stage.PAYMENT not in db.session.get_one(Project, centre.project_id).claims


def test_more_than_is_open_is_refused_and_leaves_nothing(centre: Centre) -> None:
    line = budget(centre, 2021, "700000")
    instalment = first(sign(centre))

    with pytest.raises(errors.Overpaid) as caught:
        service.record(instalment.id, centre.finance, command(line, "627000.01"))

    assert caught.value.params == {"more": yuan("0.01")}
    assert queries.payments_of_project(centre.project_id) == ()


def test_several_mistakes_come_together(centre: Centre) -> None:
    line = budget(centre, 2021, "700000")
    instalment = first(sign(centre))

    with refused() as found:
        wrong = command(line, "627001", paid_on=date(2021, 11, 2), voucher="")
        service.record(instalment.id, centre.finance, wrong)

    assert codes(found) == ["overpaid", "future_date", "voucher_missing"]


def test_without_a_budget_line_an_explanation_is_asked_for(centre: Centre) -> None:
    instalment = first(sign(centre))

    with pytest.raises(errors.NoBudgetLine):
        service.record(instalment.id, centre.finance, command(None))

    explained = command(None, explanation="预算追加文件在途")
    service.record(instalment.id, centre.finance, explained)
    (row,) = queries.payments_of_instalment(instalment.id)
    assert row.explanation == "预算追加文件在途"


def test_a_line_of_another_project_is_refused(centre: Centre) -> None:
    instalment = first(sign(centre))
    with transaction():
        foreign = BudgetLine(category="office", year=2021, fund_source="财政拨款")
        db.session.add(foreign)
        audit.record("budget.record", foreign, SYSTEM)

    with refused() as found:
        service.record(instalment.id, centre.finance, command(foreign.id))

    assert "wrong_line" in codes(found)


def test_a_voucher_that_was_used_is_asked_about_until_its_payment_is_reversed(
    centre: Centre,
) -> None:
    line = budget(centre, 2021, "700000")
    instalment = first(sign(centre))
    payment = service.record(instalment.id, centre.finance, command(line, "1"))

    with pytest.raises(errors.VoucherUsed):
        service.record(instalment.id, centre.finance, command(line, "2"))

    mistake = ReversePayment(yuan("1"), PaymentKind.CORRECTION, clock.today(), "金额有误")
    service.reverse(payment, centre.finance, mistake)
    service.record(instalment.id, centre.finance, command(line, "2"))


def test_a_closed_year_takes_no_payment(centre: Centre, frozen: Freeze) -> None:
    line = budget(centre, 2021, "700000")
    instalment = first(sign(centre))
    frozen(date(2022, 1, 10))
    close(2021)

    late = command(line, paid_on=date(2021, 12, 30))
    with pytest.raises(errors.ClosedYear):
        service.record(instalment.id, centre.finance, late)


def test_only_a_leader_s_override_opens_an_instalment_before_its_trigger(centre: Centre) -> None:
    line = budget(centre, 2021, "700000")
    second = sign(centre).live_instalments[1]
    early = command(line, "100000")
    leader = make_person("leader", Role.LEADER)

    with pytest.raises(errors.NotTriggered):
        service.record(second.id, centre.finance, early)
    with pytest.raises(RoleMissing):
        service.override(second.id, centre.finance, "供应商停产风险")
    service.override(second.id, leader, "供应商停产风险")
    service.record(second.id, centre.finance, early)

    (row,) = queries.payments_of_instalment(second.id)
    assert (row.override_by, row.override_reason) == ("leader", "供应商停产风险")
    (listed,) = queries.payment_ledger(Asked(), row.paid_on.year).rows
    assert (listed.override_by, listed.override_reason) == ("leader", "供应商停产风险")


def test_an_override_that_was_not_needed_is_not_on_the_payment(centre: Centre) -> None:
    line = budget(centre, 2021, "700000")
    second = sign(centre).live_instalments[1]
    service.override(second.id, make_person("leader", Role.LEADER), "供应商停产风险")
    record_trigger(
        second.id, centre.owner, date(2021, 11, 1), Proof(ProofKind.ACCEPTANCE, "初验报告")
    )

    service.record(second.id, centre.finance, command(line, "100000"))

    (row,) = queries.payments_of_instalment(second.id)
    assert row.override_reason == ""


def test_only_finance_records_payments(centre: Centre) -> None:
    instalment = first(sign(centre))

    for actor in (centre.owner, centre.auditor):
        with pytest.raises(RoleMissing):
            service.record(instalment.id, actor, command(None))


def test_what_does_not_exist_is_not_found(centre: Centre) -> None:
    with pytest.raises(NotFound):
        service.record(99, centre.finance, command(None))
    mistake = ReversePayment(yuan("1"), PaymentKind.CORRECTION, clock.today(), "有误")
    with pytest.raises(NotFound):
        service.reverse(99, centre.finance, mistake)


def test_one_use_case_is_one_entry_in_the_history(centre: Centre) -> None:
    line = budget(centre, 2021, "700000")
    instalment = first(sign(centre))
    before = db.session.scalar(select(func.count()).select_from(AuditEntry))

    service.record(instalment.id, centre.finance, command(line))

    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.seq > before)).all()
    assert [entry.action for entry in entries] == ["payments.record"]
    assert "627,000.00" in entries[0].detail


# --- reversing ------------------------------------------------------------------------------------


def paid(centre: Centre) -> tuple[Instalment, int]:
    line = budget(centre, 2021, "700000")
    instalment = first(sign(centre))
    return instalment, service.record(instalment.id, centre.finance, command(line))


def test_a_reversal_opens_the_amount_again_and_leaves_the_payment(centre: Centre) -> None:
    instalment, payment = paid(centre)

    back = ReversePayment(yuan("400000"), PaymentKind.REFUND, clock.today(), "账号错误")
    service.reverse(payment, centre.finance, back)

    original, row = queries.payments_of_instalment(instalment.id)
    assert (original.amount, original.left) == (yuan("627000"), yuan("227000"))
    assert (row.amount, row.reverses_id, row.prior_year) == (yuan("-400000"), payment, False)
    assert instalment.open == yuan("400000")
    assert instalment.settled_on is None


def test_no_more_is_reversed_than_is_left(centre: Centre) -> None:
    _, payment = paid(centre)
    back = ReversePayment(yuan("400000"), PaymentKind.REFUND, clock.today(), "账号错误")
    service.reverse(payment, centre.finance, back)

    with pytest.raises(errors.ReversedTooMuch) as caught:
        service.reverse(payment, centre.finance, back)

    assert caught.value.params == {"left": yuan("227000")}


def test_money_that_comes_back_next_year_leaves_the_old_one_as_it_was(
    centre: Centre, frozen: Freeze
) -> None:
    instalment, payment = paid(centre)
    frozen(date(2022, 3, 1))

    back = ReversePayment(yuan("400000"), PaymentKind.REFUND, clock.today(), "账号错误")
    reversal = service.reverse(payment, centre.finance, back)

    row = db.session.get_one(Payment, reversal)
    assert (row.fiscal_year, row.prior_year) == (2022, True)
    assert queries.spent_on([row.budget_line_id]) == {row.budget_line_id: yuan("627000")}
    assert instalment.open == yuan("400000")
    assert [each.id for each in queries.payments_of_year(2022)] == [reversal]


def test_a_correction_counts_in_its_year_until_that_is_closed(
    centre: Centre, frozen: Freeze
) -> None:
    _, payment = paid(centre)
    frozen(date(2022, 1, 5))
    mistake = ReversePayment(yuan("1"), PaymentKind.CORRECTION, clock.today(), "多记1元")

    open_year = db.session.get_one(Payment, service.reverse(payment, centre.finance, mistake))
    assert (open_year.fiscal_year, open_year.prior_year) == (2021, False)

    close(2021)
    closed = db.session.get_one(Payment, service.reverse(payment, centre.finance, mistake))
    assert (closed.fiscal_year, closed.prior_year) == (2022, True)


# --- at once --------------------------------------------------------------------------------------


def test_two_payments_at_once_never_exceed_the_instalment(centre: Centre, app: Flask) -> None:
    line = budget(centre, 2021, "2000000")
    instalment_id = first(sign(centre)).id
    db.session.rollback()
    ready = threading.Barrier(2)
    outcomes: list[str] = []

    def pay(voucher: str) -> None:
        with app.app_context():
            part = command(line, "400000", voucher=voucher)
            ready.wait()
            try:
                service.record(instalment_id, centre.finance, part)
            except errors.Overpaid as error:
                outcomes.append(error.code)
            else:
                outcomes.append("paid")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=pay, args=(voucher,)) for voucher in ("甲", "乙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["overpaid", "paid"]
    assert db.session.scalar(select(func.sum(Payment.amount))) == yuan("400000")


def test_parts_that_fit_together_are_both_recorded_at_once(centre: Centre, app: Flask) -> None:
    line = budget(centre, 2021, "2000000")
    instalment_id = first(sign(centre)).id
    db.session.rollback()

    def pay(voucher: str) -> None:
        with app.app_context():
            service.record(instalment_id, centre.finance, command(line, "300000", voucher=voucher))
            db.session.remove()

    threads = [threading.Thread(target=pay, args=(voucher,)) for voucher in ("甲", "乙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert db.session.scalar(select(func.sum(Payment.amount))) == yuan("600000")
