"""MODEL 7, the worked example: one contract over the turn of two years, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from tracker.funding.rules.facts import (
    ContractFacts,
    InstalmentFacts,
    PaymentFacts,
    ProjectFacts,
)
from tracker.funding.rules.lines import LineFacts
from tracker.funding.rules.matrix import Row, matrix
from tracker.kernel.money import ZERO, Money
from tracker.projects.rules import EntryKind, line_figures

PROJECT = ProjectFacts(1, "2021-01", "开放数据平台")
YEARS = (2021, 2022, 2023, 2024)
Entry = tuple[EntryKind, Money]


def yuan(amount: int) -> Money:
    return Money.yuan(amount)


PAID_FIRST = PaymentFacts(yuan(627_000), 2021)
PAID_PART = PaymentFacts(yuan(400_000), 2022)
PAID_REST = PaymentFacts(yuan(227_000), 2023)
CAME_BACK = PaymentFacts(yuan(-400_000), 2023, prior_year=True)

IN_2022: tuple[Entry, ...] = (
    (EntryKind.APPROVED, yuan(700_000)),
    (EntryKind.ALLOTTED, yuan(700_000)),
)
IN_2023: tuple[Entry, ...] = ((EntryKind.REQUESTED, yuan(731_500)),)
APPROVED_2023: tuple[Entry, ...] = (*IN_2023, (EntryKind.APPROVED, yuan(731_500)))
OUT = ((EntryKind.CARRIED_OUT, yuan(227_000)),)
IN = ((EntryKind.CARRIED_IN, yuan(227_000)),)


@dataclass(frozen=True)
class Case:
    """What was known on a day, and what the model says about it (yuan)."""

    as_of: date
    second_due_on: date
    second_paid: tuple[PaymentFacts, ...]
    line_2022: tuple[Entry, ...]
    line_2023: tuple[Entry, ...]
    due: tuple[int, int, int, int]
    budgeted_2023: int
    gap_2023: int
    prior_reversed: int = 0


CASES = (
    Case(
        as_of=date(2022, 11, 15),
        second_due_on=date(2022, 12, 30),
        second_paid=(),
        line_2022=IN_2022,
        line_2023=IN_2023,
        due=(627_000, 627_000, 731_500, 104_500),
        budgeted_2023=731_500,
        gap_2023=0,
    ),
    Case(
        as_of=date(2022, 11, 28),
        second_due_on=date(2023, 1, 3),
        second_paid=(),
        line_2022=IN_2022,
        line_2023=IN_2023,
        due=(627_000, 0, 1_358_500, 104_500),
        budgeted_2023=731_500,
        gap_2023=627_000,
    ),
    Case(
        as_of=date(2022, 12, 22),
        second_due_on=date(2023, 1, 3),
        second_paid=(PAID_PART,),
        line_2022=IN_2022,
        line_2023=IN_2023,
        due=(627_000, 400_000, 958_500, 104_500),
        budgeted_2023=731_500,
        gap_2023=227_000,
    ),
    Case(
        as_of=date(2023, 1, 20),
        second_due_on=date(2023, 1, 3),
        second_paid=(PAID_PART, PAID_REST),
        line_2022=IN_2022 + OUT,
        line_2023=APPROVED_2023 + IN,
        due=(627_000, 400_000, 958_500, 104_500),
        budgeted_2023=958_500,
        gap_2023=0,
    ),
    Case(
        as_of=date(2023, 3, 1),
        second_due_on=date(2023, 1, 3),
        second_paid=(PAID_PART, PAID_REST, CAME_BACK),
        line_2022=IN_2022 + OUT,
        line_2023=APPROVED_2023 + IN,
        due=(627_000, 400_000, 1_358_500, 104_500),
        budgeted_2023=958_500,
        gap_2023=400_000,
        prior_reversed=400_000,
    ),
)


def row(case: Case) -> Row:
    contract = ContractFacts(
        id=1,
        number="CSCG-GK-202107260125-1",
        project=PROJECT,
        amount=yuan(2_090_000),
        signed_on=date(2021, 10, 18),
        instalments=(
            InstalmentFacts(1, 1, "首付款", yuan(627_000), date(2021, 11, 8), (PAID_FIRST,)),
            InstalmentFacts(2, 2, "初验款", yuan(627_000), case.second_due_on, case.second_paid),
            InstalmentFacts(3, 3, "终验款", yuan(731_500), date(2023, 6, 21)),
            InstalmentFacts(4, 4, "质保金", yuan(104_500), date(2024, 6, 24)),
        ),
    )
    lines = (
        LineFacts(1, PROJECT, 2022, line_figures(case.line_2022)),
        LineFacts(2, PROJECT, 2023, line_figures(case.line_2023)),
    )
    (only,) = matrix((contract,), lines, case.as_of).rows
    return only


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.as_of.isoformat())
def test_each_row_of_the_worked_example(case: Case) -> None:
    found = row(case)

    assert tuple(found.cell(year).due for year in YEARS) == tuple(map(yuan, case.due))
    assert found.cell(2023).budgeted == yuan(case.budgeted_2023)
    assert found.cell(2023).gap == yuan(case.gap_2023)
    assert found.prior_reversed == yuan(case.prior_reversed)
    assert found.undated == ZERO
    assert found.check is not None
    assert found.check.accounted == yuan(2_090_000)
    assert found.check.holds


def test_when_the_estimate_slips_the_old_year_has_all_its_money_over() -> None:
    slipped = row(CASES[1])

    assert slipped.cell(2022).surplus == yuan(700_000)
    assert slipped.cell(2022).cash_surplus == yuan(700_000)


def test_after_the_carry_over_the_old_line_holds_473000() -> None:
    carried = row(CASES[3])

    assert carried.cell(2022).budgeted == yuan(473_000)
    assert carried.cell(2022).allotted == yuan(473_000)


def test_had_nobody_touched_it_the_second_would_stand_in_2023_as_brought_in() -> None:
    untouched = Case(
        as_of=date(2023, 1, 1),
        second_due_on=date(2022, 12, 30),
        second_paid=(),
        line_2022=IN_2022,
        line_2023=IN_2023,
        due=(627_000, 0, 1_358_500, 104_500),
        budgeted_2023=731_500,
        gap_2023=627_000,
    )

    found = row(untouched)

    assert found.cell(2023).brought_in == yuan(627_000)
    assert tuple(found.cell(year).due for year in YEARS) == tuple(map(yuan, untouched.due))
    assert found.check is not None
    assert found.check.holds
