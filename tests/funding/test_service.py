"""The turn of the year on a real database: decisions, carrying over, returning, closing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event, select

from tests.contracts.centre import Centre, award, make_centre, make_person, sign
from tests.contracts.refusals import codes, refused
from tracker.accounts.rules import SYSTEM, Role, RoleMissing
from tracker.contracts.rules.kinds import YearEndChoice
from tracker.funding import queries, service
from tracker.funding.documents import as_json
from tracker.funding.rules.carrying import (
    AlreadyClosed,
    CarryOver,
    Decide,
    DecidedTooMuch,
    MoreThanLeft,
    Return,
    YearNotOver,
)
from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.money import ZERO, Money
from tracker.payments.rules.commands import RecordPayment
from tracker.payments.service import record
from tracker.projects.models import BudgetEntry, BudgetLine
from tracker.projects.rules import BudgetCategory, EntryKind, NewEntry, NewLine, YearIsClosed
from tracker.projects.service import add_basic_line, add_line
from tracker.settings.queries import fiscal_year

Freeze = Callable[[date], None]


def yuan(amount: str) -> Money:
    return Money.yuan(amount)


def new_line(year: int, **amounts: str) -> NewLine:
    entries = tuple(
        NewEntry(EntryKind(kind), yuan(amount), clock.today(), "登记")
        for kind, amount in amounts.items()
    )
    return NewLine(year, "财政拨款", entries=entries)


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(date(2022, 11, 15))
    return make_centre()


def decide(choice: YearEndChoice = YearEndChoice.MOVE, amount: str = "627000") -> Decide:
    return Decide(choice, yuan(amount), "初验推迟")


def carry(amount: str = "300000") -> CarryOver:
    return CarryOver(yuan(amount), clock.today(), "财预〔2022〕88号", "初验推迟")


# --- decisions ------------------------------------------------------------------------------------


def test_the_sweep_asks_about_what_is_open_around_the_year_end(centre: Centre) -> None:
    contract = sign(centre)
    overdue, around, later, _ = contract.live_instalments

    page = queries.year_end_page(2022, clock.today())

    assert [item.id for item in page.items] == [overdue.id, around.id]
    assert page.total_open == yuan("1254000")
    assert page.undecided == 2
    assert page.items[1].pay_by_on == date(2022, 12, 23)
    assert not page.can_close
    with pytest.raises(NotFound):
        queries.sweep_item(later.id, 2022)


def test_a_decision_explains_and_changes_no_figure(centre: Centre) -> None:
    second = sign(centre).live_instalments[1]
    before = as_json(queries.overview(2021, 2024, clock.today()))

    service.decide(second.id, 2022, centre.finance, decide())
    leader = make_person("leader", Role.LEADER)
    service.decide(second.id, 2022, leader, decide(YearEndChoice.CARRY_OVER))

    assert as_json(queries.overview(2021, 2024, clock.today())) == before
    newest, oldest = queries.sweep_item(second.id, 2022).decisions
    assert (newest.choice, newest.decided_by) == (YearEndChoice.CARRY_OVER, "leader")
    assert (oldest.choice, oldest.amount) == (YearEndChoice.MOVE, yuan("627000"))


def test_no_more_is_decided_about_than_is_open(centre: Centre) -> None:
    second = sign(centre).live_instalments[1]

    with pytest.raises(DecidedTooMuch):
        service.decide(second.id, 2022, centre.finance, decide(amount="627000.01"))
    with pytest.raises(RoleMissing):
        service.decide(second.id, 2022, centre.owner, decide())
    with pytest.raises(NotFound):
        service.decide(99, 2022, centre.finance, decide())


# --- carrying over --------------------------------------------------------------------------------


def test_carrying_over_writes_a_pair_that_changes_no_total(centre: Centre) -> None:
    line_id = add_line(
        centre.project_id, new_line(2022, approved="700000", allotted="700000"), SYSTEM
    )

    uid = service.carry_over(line_id, centre.finance, carry())

    out, into = db.session.scalars(
        select(BudgetEntry).filter_by(carry_uid=uid).order_by(BudgetEntry.id)
    )
    assert (out.kind, into.kind) == (EntryKind.CARRIED_OUT, EntryKind.CARRIED_IN)
    assert (out.line.year, into.line.year) == (2022, 2023)
    assert out.amount == into.amount == yuan("300000")
    assert out.document_number == "财预〔2022〕88号"
    assert out.line.figures.allotted == yuan("400000")
    assert into.line.figures.budgeted == into.line.figures.allotted == yuan("300000")


def test_money_goes_to_the_same_line_of_the_next_year_when_there_is_one(centre: Centre) -> None:
    line_id = add_line(
        centre.project_id, new_line(2022, approved="700000", allotted="700000"), SYSTEM
    )
    next_id = add_line(centre.project_id, new_line(2023, requested="731500"), SYSTEM)

    service.carry_over(line_id, centre.finance, carry())

    assert db.session.get_one(BudgetLine, next_id).figures.budgeted == yuan("1031500")
    assert len(db.session.scalars(select(BudgetLine)).all()) == 2


def test_a_line_of_another_source_is_not_the_same_one(centre: Centre) -> None:
    line_id = add_line(
        centre.project_id, new_line(2022, approved="700000", allotted="700000"), SYSTEM
    )
    other = replace(new_line(2023, requested="1"), fund_source="上级补助")
    add_line(centre.project_id, other, SYSTEM)

    service.carry_over(line_id, centre.finance, carry())

    assert len(db.session.scalars(select(BudgetLine)).all()) == 3


def test_no_more_is_carried_over_than_has_arrived_and_is_unspent(centre: Centre) -> None:
    line_id = add_line(
        centre.project_id, new_line(2022, approved="900000", allotted="700000"), SYSTEM
    )
    instalment = sign(centre).live_instalments[0]
    paid = RecordPayment(yuan("627000"), clock.today(), "凭证1", line_id)
    record(instalment.id, centre.finance, paid)

    with pytest.raises(MoreThanLeft) as caught:
        service.carry_over(line_id, centre.finance, carry("73000.01"))

    assert caught.value.params == {"left": yuan("73000"), "missing": yuan("0.01")}
    service.carry_over(line_id, centre.finance, carry("73000"))
    assert queries.line_rest(line_id).left == ZERO


def test_basic_expenditure_is_carried_over_as_well(centre: Centre) -> None:
    line = NewLine(
        2022,
        "财政拨款",
        category=BudgetCategory.OFFICE,
        entries=new_line(2022, approved="100", allotted="100").entries,
    )
    line_id = add_basic_line(line, SYSTEM)

    service.carry_over(line_id, centre.finance, carry("40"))

    (rest,) = queries.year_end_page(2023, clock.today()).lines
    assert (rest.title, rest.left) == (BudgetCategory.OFFICE.label, yuan("40"))


def test_several_mistakes_come_together(centre: Centre) -> None:
    line_id = add_line(centre.project_id, new_line(2022, allotted="700000"), SYSTEM)

    with refused() as found:
        wrong = CarryOver(ZERO, date(2022, 11, 16), " ", "")
        service.carry_over(line_id, centre.finance, wrong)

    assert codes(found) == [
        "amount_not_positive",
        "reason_missing",
        "booked_in_future",
        "document_missing",
    ]


def test_the_bureau_takes_money_back(centre: Centre) -> None:
    line_id = add_line(
        centre.project_id, new_line(2022, approved="700000", allotted="700000"), SYSTEM
    )

    back = Return(yuan("200000"), clock.today(), "财预〔2022〕90号", "两年未用完")
    service.return_unspent(line_id, centre.finance, back)

    figures = db.session.get_one(BudgetLine, line_id).figures
    assert (figures.budgeted, figures.allotted) == (yuan("500000"), yuan("500000"))


def test_only_finance_moves_money(centre: Centre) -> None:
    for actor in (centre.owner, centre.auditor):
        with pytest.raises(RoleMissing):
            service.carry_over(1, actor, carry())
        with pytest.raises(RoleMissing):
            service.return_unspent(1, actor, Return(yuan("1"), clock.today(), "文号", "理由"))
        with pytest.raises(RoleMissing):
            service.close_year(2022, actor)
    with pytest.raises(NotFound):
        service.carry_over(99, centre.finance, carry())
    with pytest.raises(NotFound):
        queries.line_rest(99)


# --- closing --------------------------------------------------------------------------------------


def test_a_year_is_closed_once_after_its_last_payment_day(centre: Centre, frozen: Freeze) -> None:
    with pytest.raises(YearNotOver):
        service.close_year(2022, centre.finance)
    with pytest.raises(YearNotOver):
        service.close_year(2023, centre.finance)

    frozen(date(2022, 12, 26))
    assert queries.year_end_page(2022, clock.today()).can_close
    service.close_year(2022, centre.finance)

    assert fiscal_year(2022).closed_on == date(2022, 12, 26)
    with pytest.raises(AlreadyClosed):
        service.close_year(2022, centre.finance)


def test_nothing_leaves_or_enters_a_closed_year(centre: Centre, frozen: Freeze) -> None:
    old = add_line(centre.project_id, new_line(2021, allotted="700000"), SYSTEM)
    line_id = add_line(centre.project_id, new_line(2022, allotted="700000"), SYSTEM)
    frozen(date(2022, 12, 26))
    service.close_year(2022, centre.finance)

    for from_line in (old, line_id):
        with pytest.raises(YearIsClosed):
            service.carry_over(from_line, centre.finance, carry("1"))


# --- reads ----------------------------------------------------------------------------------------


def test_the_unit_s_year_as_of_a_day(centre: Centre, frozen: Freeze) -> None:
    line_id = add_line(
        centre.project_id, new_line(2022, approved="700000", allotted="700000"), SYSTEM
    )
    instalment = sign(centre).live_instalments[0]
    frozen(date(2022, 11, 20))
    for no, line in enumerate((line_id, None)):
        paid = RecordPayment(yuan("100000"), clock.today(), f"凭证{no}", line, None, "预算在途")
        record(instalment.id, centre.finance, paid)

    before, after = (queries.unit_year(2022, date(2022, 11, day)) for day in (19, 20))

    assert (before.approved, before.spent) == (yuan("700000"), ZERO)
    assert (after.spent, after.unlined) == (yuan("200000"), yuan("100000"))


def test_the_service_years_without_a_contract_are_listed_outside_the_figures(
    centre: Centre,
) -> None:
    award(centre)

    found = queries.overview(2022, 2023, clock.today())

    assert found.matrix.rows == ()
    assert [each.service_year for each in found.open_service_years] == [1, 2, 3]
    assert found.open_service_years[1].by_year == {2022: yuan("219860"), 2023: yuan("439720")}
    assert queries.overview(2025, 2026, clock.today()).open_service_years == ()


def test_what_other_programs_get(centre: Centre) -> None:
    contract = sign(centre)
    add_line(centre.project_id, new_line(2022, approved="700000", allotted="500000"), SYSTEM)

    found = as_json(queries.overview(2022, 2025, clock.today()))

    assert list(found["years"]) == ["2022", "2023", "2024", "2025"]
    assert found["years"]["2022"] == {
        "due": "1254000.00",
        "brought_in": "627000.00",
        "paid": "0.00",
        "budgeted": "700000.00",
        "allotted": "500000.00",
        "gap": "554000.00",
    }
    (row,) = found["contracts"]
    assert (row["project"], row["contract"]) == ("2021-06", contract.number)
    assert (row["amount"], row["undated"], row["check"]) == ("2090000.00", "0.00", True)


def test_the_number_of_queries_does_not_grow_with_the_contracts(centre: Centre) -> None:
    def count() -> int:
        statements: list[str] = []
        record_one = lambda *args: statements.append(args[2])  # noqa: E731
        db.session.rollback()
        db.session.expire_all()
        event.listen(db.engine, "before_cursor_execute", record_one)
        queries.overview(2021, 2024, clock.today())
        queries.year_end_page(2022, clock.today())
        event.remove(db.engine, "before_cursor_execute", record_one)
        return len(statements)

    sign(centre)
    add_line(centre.project_id, new_line(2022, approved="1", allotted="1"), SYSTEM)
    one = count()
    for number in range(5):
        sign(centre, number=f"HT-2022-{number}")
    add_line(centre.project_id, new_line(2023, requested="1"), SYSTEM)

    assert count() <= one
