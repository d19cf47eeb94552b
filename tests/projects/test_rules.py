"""Stages, details, duties and budget figures; no database."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.projects.office import TODAY, entry, line
from tracker.accounts.rules import SYSTEM, Actor, Role
from tracker.kernel.errors import Violations
from tracker.kernel.money import ZERO, Money
from tracker.projects import rules
from tracker.projects.rules import (
    BadCode,
    BadYear,
    BudgetCategory,
    Duty,
    EntryKind,
    FundSourceMissing,
    FutureEntry,
    ImplausibleDay,
    LineBelowZero,
    NameMissing,
    NegativeEntry,
    NotApprovedYet,
    NotYourProject,
    OverlapUnexplained,
    ProjectDetails,
    ProjectType,
    ReasonMissing,
    SpentIsDerived,
    SpentOutsideYear,
    Stage,
    StillOpen,
    line_figures,
)

K = EntryKind


# --- stages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "stage"),
    [
        (set(), Stage.INITIATION),
        ({"procurement"}, Stage.PROCUREMENT),
        ({"procurement", "performance"}, Stage.PERFORMANCE),
        ({"performance", "contract"}, Stage.CONTRACT),
        ({"performance", "contract", "acceptance"}, Stage.ACCEPTANCE),
        ({"performance", "contract", "acceptance", "payment"}, Stage.PAYMENT),
        ({"payment", "archived"}, Stage.ARCHIVED),
    ],
)
def test_the_first_stage_that_is_claimed_decides(claims, stage):
    assert rules.stage(claims) is stage


@pytest.mark.parametrize("claim", [s for s in Stage if s not in (Stage.INITIATION, Stage.ARCHIVED)])
def test_nothing_is_archived_while_any_feature_claims_the_project(claim):
    with pytest.raises(StillOpen) as refused:
        rules.check_can_archive({claim})

    assert claim.label.zh in str(refused.value)


def test_a_project_that_nobody_claims_can_be_archived():
    rules.check_can_archive(frozenset())


# --- details ------------------------------------------------------------------------------------

DETAILS = ProjectDetails("2022-06", "指挥中心", ProjectType.PARTS, 1, 1, date(2022, 1, 10))


@pytest.mark.parametrize("code", ["2022-06", "2022-14", "2031-100", "2000-01", "2022-12345"])
def test_a_number_is_the_year_and_a_number_in_it(code):
    rules.check_details(replace(DETAILS, code=code))


@pytest.mark.parametrize(
    "code", ["", "2022", "2022-6", "22-06", "2022_06", "2022-06 ", "1999-01", "2022-0006", "项目六"]
)
def test_any_other_number_is_refused(code):
    with pytest.raises(BadCode) as refused:
        rules.check_details(replace(DETAILS, code=code))

    assert refused.value.field == "code"


def test_everything_that_is_wrong_is_said_at_once():
    wrong = replace(DETAILS, code="x", name=" ", started_on=date(202, 1, 1))

    with pytest.raises(Violations) as refused:
        rules.check_details(wrong)

    assert [type(e) for e in refused.value.errors] == [BadCode, NameMissing, ImplausibleDay]


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        ([], "2022-01"),
        (["2022-01", "2022-03"], "2022-04"),
        (["2021-14", "2023-02"], "2022-01"),
        (["2022-99"], "2022-100"),
        (["2022-ab", "2022-02"], "2022-03"),
    ],
)
def test_the_next_number_follows_the_highest_of_its_year(taken, free):
    assert rules.next_code(2022, taken) == free


def test_aliases_are_lines_without_blanks_repeats_and_the_name():
    text = " 指挥中心 \n\n指挥中心\n区指挥中心\n综合指挥中心项目\n"

    assert rules.clean_aliases(text, "综合指挥中心项目") == ("指挥中心", "区指挥中心")


# --- people -------------------------------------------------------------------------------------


def person(key: int, *roles: Role) -> Actor:
    return Actor(key, f"u{key}", f"人员{key}", frozenset(roles))


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (person(1, Role.PROJECT_OWNER), True),  # the owner
        (person(2, Role.PROJECT_OWNER), True),  # the head of department
        (person(3, Role.PROJECT_OWNER), True),  # a member
        (person(4, Role.PROJECT_OWNER), False),
        (person(4, Role.FINANCE), True),
        (person(4, Role.LEADER), True),
        (person(4, Role.ADMIN, Role.AUDITOR, Role.PROCUREMENT), False),
        (SYSTEM, True),
    ],
)
def test_who_may_edit_a_project(actor, may):
    owner = person(1, Role.PROJECT_OWNER)

    with nullcontext() if may else pytest.raises(NotYourProject):
        rules.check_may_edit(actor, owner, 2, {3})


INCOMPATIBLE = {
    frozenset({Duty.PROCUREMENT, Duty.ACCEPTANCE}),
    frozenset({Duty.CONTRACT, Duty.ACCEPTANCE}),
    frozenset({Duty.REQUIREMENT, Duty.APPROVAL}),
    frozenset({Duty.DRAFTING, Duty.REVIEW}),
}


@pytest.mark.parametrize(("held", "new"), list(permutations(Duty, 2)))
def test_duties_that_do_not_go_together_need_a_reason(held, new):
    refused = {held, new} in INCOMPATIBLE

    with pytest.raises(OverlapUnexplained) if refused else nullcontext():
        rules.check_duty("刘洋", new, {held}, " ")
    rules.check_duty("刘洋", new, {held}, "科室只有两人")


@pytest.mark.parametrize("duty", Duty)
def test_nobody_has_a_duty_twice(duty):
    with pytest.raises(rules.AlreadyAssigned):
        rules.check_duty("刘洋", duty, {duty}, "科室只有两人")


# --- entries ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EntryKind)
@pytest.mark.parametrize("amount", ["-0.01", "0.00", "0.01"])
def test_only_an_adjustment_may_reduce_and_nothing_is_zero(kind, amount):
    fine = amount == "0.01" or (amount == "-0.01" and kind is K.ADJUSTED)

    with nullcontext() if fine else pytest.raises(NegativeEntry):
        rules.check_entry(entry(kind, amount), BudgetCategory.OFFICE, TODAY)


def test_spending_of_a_project_is_never_typed():
    with pytest.raises(SpentIsDerived):
        rules.check_entry(entry(K.SPENT, "1.00"), None, TODAY)


@pytest.mark.parametrize(("days", "fine"), [(-1, True), (0, True), (1, False)])
def test_no_entry_is_dated_after_today(days, fine):
    late = entry(K.ALLOTTED, "1.00", TODAY + timedelta(days))

    with nullcontext() if fine else pytest.raises(FutureEntry):
        rules.check_entry(late, None, TODAY)


def test_an_entry_needs_its_reason():
    with pytest.raises(ReasonMissing):
        rules.check_entry(entry(K.ALLOTTED, "1.00", reason=" "), None, TODAY)


@pytest.mark.parametrize(
    ("year", "fine"), [(1999, False), (2000, True), (2099, True), (2100, False)]
)
def test_the_year_of_a_line_is_plausible(year, fine):
    with nullcontext() if fine else pytest.raises(BadYear):
        rules.check_line(line(year=year), TODAY)


def test_a_line_says_where_its_money_comes_from():
    with pytest.raises(FundSourceMissing):
        rules.check_line(replace(line(), fund_source=" "), TODAY)


def test_an_error_in_a_row_names_the_field_of_that_row():
    wrong = line(entry(K.APPROVED, "0.00"))

    with pytest.raises(NegativeEntry) as refused:
        rules.check_line(wrong, TODAY, at="lines-2-")

    assert refused.value.field == "lines-2-approved"


# --- figures ------------------------------------------------------------------------------------


def figures(*entries: tuple[EntryKind, str]) -> rules.LineFigures:
    return line_figures([(kind, Money.yuan(amount)) for kind, amount in entries])


@pytest.mark.parametrize(
    ("entries", "budgeted", "allotted"),
    [
        ((), "0", "0"),
        (((K.REQUESTED, "100"),), "100", "0"),
        (((K.REQUESTED, "100"), (K.REQUESTED, "80")), "80", "0"),
        (((K.REQUESTED, "100"), (K.APPROVED, "90")), "90", "0"),
        (((K.APPROVED, "90"), (K.REQUESTED, "100")), "90", "0"),
        (((K.APPROVED, "90"), (K.ADJUSTED, "-30"), (K.ALLOTTED, "50")), "60", "50"),
        (((K.APPROVED, "90"), (K.ALLOTTED, "50"), (K.ALLOTTED, "40")), "90", "90"),
        (((K.APPROVED, "90"), (K.ALLOTTED, "90"), (K.CARRIED_OUT, "20")), "70", "70"),
        (((K.APPROVED, "90"), (K.ALLOTTED, "90"), (K.RETURNED, "20")), "70", "70"),
        # The bureau carries money over before it approves the new year's budget: it counts.
        (((K.REQUESTED, "100"), (K.CARRIED_IN, "20")), "120", "20"),
        (((K.REQUESTED, "100"), (K.CARRIED_IN, "20"), (K.APPROVED, "90")), "110", "20"),
        (((K.SPENT, "5"),), "0", "0"),
    ],
)
def test_the_figures_of_a_line(entries, budgeted, allotted):
    result = figures(*entries)

    assert (result.budgeted, result.allotted) == (Money.yuan(budgeted), Money.yuan(allotted))


amounts = st.integers(1, 10**11).map(Money)
entries = st.lists(st.tuples(st.sampled_from(EntryKind), amounts), max_size=12)


@given(entries, entries)
def test_the_order_of_entries_matters_only_among_requests(before, after):
    requests = [each for each in before + after if each[0] is K.REQUESTED]
    others = [each for each in before + after if each[0] is not K.REQUESTED]

    assert line_figures(before + after) == line_figures(others + requests)


@given(entries, amounts)
def test_carrying_over_between_two_lines_changes_no_total(first, amount):
    out, into = (K.CARRIED_OUT, amount), (K.CARRIED_IN, amount)
    before, old, new = line_figures(first), line_figures([*first, out]), line_figures([into])

    assert old.budgeted + new.budgeted == before.budgeted
    assert old.allotted + new.allotted == before.allotted


@given(entries, st.sampled_from(EntryKind), amounts)
def test_no_entry_that_fits_leaves_less_than_nothing(before, kind, amount):
    new = entry(kind, "1.00")
    new = replace(new, amount=-amount if kind is K.ADJUSTED else amount)
    old, after = line_figures(before), line_figures([*before, (kind, new.amount)])

    try:
        rules.check_fits(new, 2022, old, after)
    except (LineBelowZero, NotApprovedYet):
        return
    assert after.budgeted >= min(old.budgeted, ZERO)
    assert after.allotted >= min(old.allotted, ZERO)


@pytest.mark.parametrize(
    ("before", "new", "error"),
    [
        ([(K.REQUESTED, "10")], (K.ADJUSTED, "5"), NotApprovedYet),
        ([(K.APPROVED, "10")], (K.ADJUSTED, "-10"), None),
        ([(K.APPROVED, "10")], (K.ADJUSTED, "-10.01"), LineBelowZero),
        ([(K.APPROVED, "10"), (K.ALLOTTED, "4")], (K.CARRIED_OUT, "4"), None),
        ([(K.APPROVED, "10"), (K.ALLOTTED, "4")], (K.CARRIED_OUT, "4.01"), LineBelowZero),
        ([(K.APPROVED, "10"), (K.ALLOTTED, "4")], (K.RETURNED, "4.01"), LineBelowZero),
    ],
)
def test_what_fits_on_a_line(before, new, error):
    kind, amount = new
    old, after = figures(*before), figures(*before, new)

    with pytest.raises(error) if error else nullcontext():
        rules.check_fits(entry(kind, amount), 2022, old, after)


@pytest.mark.parametrize(
    ("on", "fine"),
    [
        (date(2021, 12, 31), False),
        (date(2022, 1, 1), True),
        (date(2022, 12, 31), True),
        (date(2023, 1, 1), False),
    ],
)
def test_spending_is_dated_in_the_year_that_pays(on, fine):
    with nullcontext() if fine else pytest.raises(SpentOutsideYear):
        rules.check_fits(entry(K.SPENT, "1.00", on), 2022, figures(), figures((K.SPENT, "1.00")))
