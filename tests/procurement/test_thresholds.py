"""Thresholds by category and day, judged by one year's budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tracker.kernel.money import Money
from tracker.procurement.rules import AwardDetails, Method
from tracker.procurement.rules.awards import ApprovalMissing, Savings, check_approval
from tracker.procurement.rules.categories import Category, Organisation
from tracker.procurement.rules.tenders import (
    BelowProcedure,
    TenderDetails,
    asks_approval,
    check_threshold,
)
from tracker.procurement.rules.thresholds import all_thresholds, thresholds

DAY = date(2022, 3, 1)


def details(budget: str, **changes: object) -> TenderDetails:
    made = TenderDetails(
        title="运维服务",
        method=Method("below_threshold"),
        category=Category.SERVICES,
        organisation=Organisation.OWN,
        budget=Money.yuan(budget),
    )
    return replace(made, **changes)


@pytest.mark.parametrize(
    ("category", "procedure", "open_tender", "floor_2025"),
    [
        (Category.GOODS, "500000", "2000000", "300000"),
        (Category.SERVICES, "800000", "2000000", "300000"),
        (Category.WORKS, "1000000", None, "600000"),
    ],
)
def test_the_amounts_of_hunan_by_category(category, procedure, open_tender, floor_2025):
    for day in (date(2021, 1, 1), date(2024, 12, 31), date(2025, 1, 1)):
        found = thresholds(category, day)
        assert found.procedure.amount == Money.yuan(procedure)
        assert (found.open_tender is None) == (open_tender is None)
    assert thresholds(category, date(2025, 1, 1)).city_floor.amount == Money.yuan(floor_2025)
    assert thresholds(category, date(2024, 12, 31)).city_floor.amount == Money.yuan("300000")


def test_before_the_first_row_nothing_is_judged():
    found = thresholds(Category.SERVICES, date(2020, 12, 31))

    assert not found.reaches_open(Money.yuan("9000000"))
    assert not found.reaches_procedure(Money.yuan("9000000"))


def test_every_row_has_a_source():
    assert all(row.source and row.categories for row in all_thresholds())


@pytest.mark.parametrize(
    ("budget", "years", "asked"),
    [
        ("799999.99", 1, False),
        ("800000", 1, True),
        ("2399999.97", 3, False),
        ("2400000", 3, True),
        ("1600000", 2, True),
    ],
)
def test_own_procurement_at_the_threshold_of_one_year_is_explained(budget, years, asked):
    plan = details(budget, years=years)
    found = thresholds(Category.SERVICES, DAY)

    if asked:
        with pytest.raises(BelowProcedure) as refused:
            check_threshold(plan, found)
        assert refused.value.field == "explanation"
        check_threshold(replace(plan, explanation="应急"), found)
    else:
        check_threshold(plan, found)


@pytest.mark.parametrize(
    ("budget", "years", "method", "asked"),
    [
        ("1999999.99", 1, "competitive_consultation", False),
        ("2000000", 1, "competitive_consultation", True),
        ("2000000", 1, "open_tender", False),
        ("5999999.97", 3, "competitive_consultation", False),
        ("6000000", 3, "competitive_consultation", True),
    ],
)
def test_another_method_than_the_open_tender_asks_approval_from_the_threshold_on(
    budget, years, method, asked
):
    plan = details(budget, years=years, method=Method(method))
    found = thresholds(Category.SERVICES, DAY)

    assert asks_approval(plan.method.spec, plan.annual_budget, found) is asked


@pytest.mark.parametrize(
    ("budget", "uncertain"),
    [("299999.99", False), ("300000", True), ("799999.99", True), ("800000", False)],
)
def test_between_city_floor_and_province_it_is_said_that_the_figure_is_not_known(budget, uncertain):
    found = thresholds(Category.SERVICES, DAY)

    assert found.is_uncertain(Money.yuan(budget)) is uncertain


def test_an_award_without_a_tender_needs_the_approval_as_well():
    award = AwardDetails(
        method=Method("competitive_consultation"),
        supplier_id=1,
        amount=Money.yuan("6000000"),
        annual_amount=Money.yuan("2000000"),
        years=3,
        starts_on=DAY,
        notice_on=DAY,
        category=Category.SERVICES,
    )
    found = thresholds(Category.SERVICES, DAY)

    with pytest.raises(ApprovalMissing) as refused:
        check_approval(award, award.method.spec, found)
    assert refused.value.field == "approval_number"
    check_approval(replace(award, approval_number="芙财采批〔2022〕6号"), award.method.spec, found)
    below = replace(award, annual_amount=Money.yuan("1999999.99"))
    check_approval(below, below.method.spec, found)
    check_approval(award, Method("open_tender").spec, found)


@pytest.mark.parametrize(
    ("budget", "amount", "saved", "exceeded", "share"),
    [
        ("7200000", "6793600", "406400", "0", "0.0564"),
        ("100", "100", "0", "0", "0.0000"),
        ("100", "110", "0", "10", "0.0000"),
    ],
)
def test_what_an_award_saved(budget, amount, saved, exceeded, share):
    savings = Savings(Money.yuan(budget), Money.yuan(amount))

    assert savings.saved == Money.yuan(saved)
    assert savings.exceeded == Money.yuan(exceeded)
    assert f"{savings.share:.4f}" == share
