"""Attribution, uncontracted service years, the unit's year, and what the sweep may do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.contracts.rules.kinds import Pricing, YearEndChoice
from tracker.funding.rules import awards, carrying
from tracker.funding.rules.attribution import Claim, attribute
from tracker.funding.rules.carrying import CarryOver, Decide
from tracker.funding.rules.facts import (
    ContractFacts,
    InstalmentFacts,
    PaymentFacts,
    ProjectFacts,
)
from tracker.funding.rules.lines import LineFacts, unit_year
from tracker.funding.rules.matrix import matrix
from tracker.funding.rules.overview import Overview
from tracker.funding.rules.page import PAGE_ROWS, FundingPage, View
from tracker.kernel.errors import RuleViolation
from tracker.kernel.money import ZERO, Money
from tracker.kernel.workdays import WorkCalendar
from tracker.projects.rules import EntryKind, line_figures

WEEKDAYS_ONLY = WorkCalendar(frozenset(), frozenset(), frozenset())
WEBSITE = ProjectFacts(10, "2022-10", "门户网站运维")
CENTRE = ProjectFacts(6, "2022-06", "综合指挥中心")
TODAY = date(2022, 11, 15)


def yuan(amount: str) -> Money:
    return Money.yuan(amount)


def contract(
    number: str,
    *instalments: InstalmentFacts,
    project: ProjectFacts = WEBSITE,
    amount: Money | None = None,
    pricing: Pricing = Pricing.FIXED,
    signed_on: date = date(2022, 1, 10),
    service_to: date | None = None,
) -> ContractFacts:
    total = sum((instalment.amount for instalment in instalments), start=ZERO)
    return ContractFacts(
        id=hash(number),
        number=number,
        project=project,
        amount=total if amount is None else amount,
        signed_on=signed_on,
        instalments=instalments,
        pricing=pricing,
        service_to=service_to,
    )


def instalment(
    amount: str, due_on: date | None, *payments: PaymentFacts, no: int = 1, withdrawn: bool = False
) -> InstalmentFacts:
    return InstalmentFacts(no, no, f"第{no}笔", yuan(amount), due_on, payments, withdrawn)


def line(project: ProjectFacts | None, year: int, paid: str = "0", **entries: str) -> LineFacts:
    figures = line_figures([(EntryKind(kind), yuan(amount)) for kind, amount in entries.items()])
    return LineFacts(1, project, year, figures, yuan(paid))


# --- attribution --------------------------------------------------------------------------------


def test_the_later_contract_bears_the_gap() -> None:
    june = contract("A", instalment("439720.00", date(2023, 6, 15)))
    december = contract("C", instalment("219860.00", date(2023, 12, 15)))

    found = matrix((december, june), [line(WEBSITE, 2023, approved="600000.00")], TODAY)

    first, last = (row.cell(2023) for row in found.rows)
    assert (first.budgeted, first.gap) == (yuan("439720.00"), ZERO)
    assert (last.budgeted, last.gap) == (yuan("160280.00"), yuan("59580.00"))
    assert found.total(2023).gap == yuan("59580.00")


def test_what_is_paid_comes_before_what_is_due_earlier() -> None:
    paid = Claim("B", due=Money(80), paid=Money(80))
    open_ = Claim("A", due=Money(50), paid=ZERO, first_open_on=date(2023, 1, 5))

    assert attribute(Money(100), [open_, paid]) == [Money(20), Money(80)]


def test_what_is_left_over_goes_to_the_last_one() -> None:
    early = Claim("A", due=Money(50), paid=ZERO, first_open_on=date(2023, 1, 5))
    late = Claim("B", due=Money(30), paid=ZERO, first_open_on=date(2023, 9, 5))

    assert attribute(Money(100), [late, early]) == [Money(50), Money(50)]


def test_on_the_same_day_the_number_decides() -> None:
    day = date(2023, 6, 1)
    claims = [Claim("B", Money(50), ZERO, day), Claim("A", Money(50), ZERO, day)]

    assert attribute(Money(60), claims) == [Money(10), Money(50)]


def test_without_a_contract_there_is_nobody_to_share_with() -> None:
    assert attribute(Money(5), []) == []


fen = st.integers(0, 10**9).map(Money)
claims = st.builds(
    lambda number, paid, open_, day: Claim(str(number), paid + open_, paid, day),
    st.integers(0, 99),
    fen,
    fen,
    st.none() | st.dates(date(2023, 1, 1), date(2023, 12, 31)),
)


@given(st.integers(-(10**9), 10**10).map(Money), st.lists(claims, min_size=1, max_size=6))
def test_the_shares_always_add_up_to_the_budget(budget: Money, asked: list[Claim]) -> None:
    assert sum(attribute(budget, asked), start=ZERO) == budget


@given(fen, st.lists(claims, min_size=1, max_size=6))
def test_nobody_gets_more_than_is_due_while_another_lacks(
    budget: Money, asked: list[Claim]
) -> None:
    shares = attribute(budget, asked)

    short = any(share < claim.due for share, claim in zip(shares, asked, strict=True))
    over = any(share > claim.due for share, claim in zip(shares, asked, strict=True))
    assert not (short and over)


# --- rows ---------------------------------------------------------------------------------------


def test_a_project_with_a_budget_and_no_contract_is_a_row_of_its_own() -> None:
    found = matrix((), [line(CENTRE, 2023, requested="1000.00")], TODAY)

    (only,) = found.rows
    assert only.contract is None
    assert only.cell(2023).due == ZERO
    assert only.cell(2023).budgeted == yuan("1000.00")


def test_a_finished_contract_does_not_take_a_later_budget() -> None:
    done = contract("A", instalment("10", date(2022, 3, 1), PaymentFacts(yuan("10"), 2022)))

    found = matrix((done,), [line(WEBSITE, 2023, requested="90")], TODAY)

    finished, waiting = found.rows
    assert finished.cell(2023).empty
    assert waiting.contract is None
    assert waiting.cell(2023).surplus == yuan("90")


@pytest.mark.parametrize(
    "alive",
    [
        contract("A", instalment("10", None)),
        contract("A", instalment("10", date(2024, 3, 1))),
        contract("A", instalment("10", date(2022, 3, 1)), service_to=date(2023, 2, 1)),
    ],
    ids=["undated", "due later", "still serving"],
)
def test_a_living_contract_holds_the_budget_of_a_year_in_which_nothing_is_due(
    alive: ContractFacts,
) -> None:
    found = matrix((alive,), [line(WEBSITE, 2023, approved="90")], TODAY)

    (only,) = found.rows
    assert only.cell(2023).surplus == yuan("90")


def test_a_contract_signed_later_does_not_hold_an_older_budget() -> None:
    later = contract("A", instalment("10", date(2023, 3, 1)), signed_on=date(2023, 1, 5))

    found = matrix((later,), [line(WEBSITE, 2022, approved="90")], date(2023, 2, 1))

    assert [row.contract for row in found.rows] == [later, None]
    assert found.total(2022).surplus == yuan("90")


def test_undated_money_stands_in_no_year() -> None:
    (row,) = matrix((contract("A", instalment("10", None)),), (), TODAY).rows

    assert row.undated == yuan("10")
    assert row.cells == {}
    assert row.check is not None
    assert row.check.holds


def test_a_withdrawn_instalment_counts_no_longer() -> None:
    one = instalment("10", date(2023, 1, 1), withdrawn=True)
    two = instalment("30", date(2023, 1, 1), no=2)

    (row,) = matrix((contract("A", one, two, amount=yuan("30")),), (), TODAY).rows

    assert row.cell(2023).due == yuan("30")
    assert row.check is not None
    assert row.check.holds


def test_as_used_work_only_has_to_stay_under_its_ceiling() -> None:
    under = contract("A", instalment("10", TODAY), amount=yuan("12"), pricing=Pricing.ACTUAL)
    over = contract("B", instalment("13", TODAY), amount=yuan("12"), pricing=Pricing.ACTUAL)

    checks = [row.check for row in matrix((under, over), (), TODAY).rows]

    assert [check.holds for check in checks if check] == [True, False]
    assert [check.difference for check in checks if check] == [yuan("-2"), yuan("1")]


def test_gaps_are_not_set_off_against_the_rests_of_other_projects() -> None:
    short = contract("A", instalment("100", date(2023, 5, 1)), project=CENTRE)
    rich = contract("B", instalment("100", date(2023, 5, 1)))
    lines = [line(CENTRE, 2023, approved="40"), line(WEBSITE, 2023, approved="150")]

    total = matrix((short, rich), lines, TODAY).total(2023)

    assert (total.due, total.budgeted) == (yuan("200"), yuan("190"))
    assert (total.gap, total.surplus) == (yuan("60"), yuan("50"))
    assert (total.contracts, total.instalments, total.short) == (2, 2, 1)


def test_the_cash_figures_follow_what_has_arrived() -> None:
    due = contract("A", instalment("100", date(2022, 12, 1), PaymentFacts(yuan("30"), 2022)))
    late = matrix((due,), [line(WEBSITE, 2022, approved="200", allotted="80")], TODAY)
    early = matrix((due,), [line(WEBSITE, 2022, approved="200", allotted="180")], TODAY)

    assert late.total(2022).cash_gap == yuan("20")
    assert early.total(2022).cash_surplus == yuan("80")
    assert late.rows[0].cell(2022).paid == yuan("30")


def test_a_matrix_knows_its_years_and_its_empty_cells() -> None:
    found = matrix((contract("A", instalment("10", date(2024, 1, 1))),), (), TODAY)

    assert found.years == (2024,)
    assert found.rows[0].cell(2022).empty
    assert found.rows[0].amount == yuan("10")


# --- uncontracted service years -----------------------------------------------------------------


def test_a_service_year_from_15_september_falls_into_two_years() -> None:
    waiting = awards.OpenServiceYear(WEBSITE, "某某传媒", 3, date(2023, 9, 15), yuan("659580.00"))

    assert waiting.by_year == {2023: yuan("219860.00"), 2024: yuan("439720.00")}


def test_36_months_from_september_touch_four_years() -> None:
    shares = awards.by_year(yuan("6618888.00"), date(2025, 9, 1), 36)

    assert shares == {
        2025: yuan("735432.00"),
        2026: yuan("2206296.00"),
        2027: yuan("2206296.00"),
        2028: yuan("1470864.00"),
    }


@given(fen, st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(1, 48))
def test_the_shares_of_the_years_add_up(amount: Money, starts_on: date, months: int) -> None:
    assert sum(awards.by_year(amount, starts_on, months).values(), start=ZERO) == amount


# --- the unit's year ----------------------------------------------------------------------------


def test_the_unit_s_year_counts_every_line_and_unlined_payments() -> None:
    lines = [
        line(CENTRE, 2022, paid="300.00", approved="900.00", allotted="700.00"),
        line(None, 2022, approved="100.00", allotted="100.00", spent="60.00"),
    ]

    found = unit_year(lines, unlined=yuan("40.00"))

    assert found.approved == yuan("1000.00")
    assert found.allotted == yuan("800.00")
    assert found.spent == yuan("400.00")
    assert found.execution_rate == Decimal("0.5")
    assert lines[0].left == yuan("400.00")


def test_before_anything_has_arrived_there_is_no_execution_rate() -> None:
    assert unit_year([line(CENTRE, 2023, requested="10")]).execution_rate is None


# --- the turn of the year -----------------------------------------------------------------------


def test_the_sweep_looks_30_days_past_the_year_end() -> None:
    assert carrying.sweep_until(2022, WEEKDAYS_ONLY) == date(2023, 1, 30)


@pytest.mark.parametrize(
    ("amount", "open_", "reason", "error"),
    [
        ("0", "10", "年内付清", carrying.AmountNotPositive),
        ("10.01", "10", "年内付清", carrying.DecidedTooMuch),
        ("1", "0", "年内付清", carrying.NothingOpen),
        ("1", "10", " ", carrying.ReasonMissing),
    ],
)
def test_a_decision_is_about_what_is_open(
    amount: str, open_: str, reason: str, error: type[RuleViolation]
) -> None:
    command = Decide(YearEndChoice.PAY, yuan(amount), reason)

    (found,) = carrying.decision_violations(command, yuan(open_))

    assert type(found) is error


def test_all_that_is_open_may_be_decided() -> None:
    command = Decide(YearEndChoice.MOVE, yuan("10"), "推迟初验")

    assert carrying.decision_violations(command, yuan("10")) == []


@pytest.mark.parametrize(
    ("amount", "on", "document", "error"),
    [
        ("-1", TODAY, "财预〔2023〕1号", carrying.AmountNotPositive),
        ("10.01", TODAY, "财预〔2023〕1号", carrying.MoreThanLeft),
        ("1", date(2022, 11, 16), "财预〔2023〕1号", carrying.BookedInFuture),
        ("1", TODAY, "", carrying.DocumentMissing),
    ],
)
def test_no_more_leaves_a_line_than_has_arrived_unspent(
    amount: str, on: date, document: str, error: type[RuleViolation]
) -> None:
    command = CarryOver(yuan(amount), on, document, "初验推迟")

    (found,) = carrying.movement_violations(command, yuan("10"), TODAY)

    assert type(found) is error


def test_the_whole_rest_of_a_line_may_leave_it_today() -> None:
    command = CarryOver(yuan("10"), TODAY, "文号", "理由")

    assert carrying.movement_violations(command, yuan("10"), TODAY) == []


def test_a_year_closes_once_and_only_after_its_last_payment_day() -> None:
    deadline, day_after = date(2022, 12, 25), date(2022, 12, 26)

    with pytest.raises(carrying.YearNotOver):
        carrying.check_closing(2022, deadline, None, deadline)
    carrying.check_closing(2022, deadline, None, day_after)
    with pytest.raises(carrying.AlreadyClosed):
        carrying.check_closing(2022, deadline, day_after, day_after)


def test_the_suggestion_shows_what_would_still_be_missing() -> None:
    centre = contract(
        "A",
        instalment("475.55", date(2022, 12, 1)),
        instalment("183.43", date(2023, 5, 10), no=2),
        project=CENTRE,
    )
    website = contract("B", instalment("24.60", date(2023, 10, 1)))
    lines = [
        line(CENTRE, 2022, approved="648.56", allotted="648.56"),
        line(CENTRE, 2023, requested="100.00"),
    ]

    found = carrying.suggest(matrix((centre, website), lines, TODAY), 2022)

    assert found is not None
    assert found.project == CENTRE
    assert (found.surplus, found.gap) == (yuan("173.01"), yuan("83.43"))
    assert (found.amount, found.remaining) == (yuan("83.43"), yuan("24.60"))
    assert found.others == ((WEBSITE, yuan("24.60")),)


def test_there_is_nothing_to_suggest_when_no_project_has_both() -> None:
    short = contract("A", instalment("10", date(2023, 5, 10)), project=CENTRE)
    lines = [line(WEBSITE, 2022, allotted="50")]

    assert carrying.suggest(matrix((short,), lines, TODAY), 2022) is None
    assert carrying.suggest(matrix((), (), TODAY), 2022) is None


def test_rows_beyond_a_page_go_to_the_next_and_the_sums_are_those_of_all() -> None:
    contracts = [
        ContractFacts(
            id=number,
            number=f"HT-{number:03}",
            project=ProjectFacts(number, f"2022-{number:03}", "项目"),
            amount=Money(100),
            signed_on=date(2022, 1, 1),
            instalments=(InstalmentFacts(number, 1, "", Money(100), date(2023, 3, 1)),),
        )
        for number in range(PAGE_ROWS + 1)
    ]
    whole = Overview(TODAY, 2022, 2023, matrix(contracts, [], TODAY))
    page = FundingPage(whole, 2022, date(2022, 12, 25), View(number=9))

    assert (page.pages, page.number, len(page.shown)) == (2, 2, 1)
    assert page.sums(2023).due == Money(100 * (PAGE_ROWS + 1))
    assert len(page.main_uses) + page.minor_uses.contracts == PAGE_ROWS + 1
