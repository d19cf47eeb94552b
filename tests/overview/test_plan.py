from datetime import date

import pytest

from tracker.contracts.rules.kinds import Basis, Trigger
from tracker.contracts.rules.terms import Terms
from tracker.funding.rules.facts import (
    ContractFacts,
    InstalmentFacts,
    PaymentFacts,
    ProjectFacts,
)
from tracker.funding.rules.lines import LineFacts
from tracker.funding.rules.matrix import Row, matrix
from tracker.kernel.durations import DurationUnit
from tracker.kernel.money import ZERO, Money
from tracker.overview.rules.plan import Phase, bands, phase, share
from tracker.projects.rules import LineFigures

TODAY = date(2022, 11, 15)
PROJECT = ProjectFacts(1, "2022-06", "综合指挥中心信息化建设")


def yuan(amount: str) -> Money:
    return Money.yuan(amount)


def instalment(no: int, amount: str, due_on: date | None, **fields: object) -> InstalmentFacts:
    made = {"id": no, "no": no, "name": f"第{no}笔", "amount": yuan(amount), "due_on": due_on}
    return InstalmentFacts(**{**made, **fields})  # type: ignore[arg-type]


def line(year: int, budgeted: str, allotted: str) -> LineFacts:
    figures = LineFigures(
        approved=yuan(budgeted), allotted_entries=yuan(allotted), is_approved=True
    )
    return LineFacts(year, PROJECT, year, figures)


def row(*instalments: InstalmentFacts, lines: tuple[LineFacts, ...] = ()) -> Row:
    amount = sum((one.amount for one in instalments if not one.withdrawn), start=ZERO)
    contract = ContractFacts(1, "FR-SJ-2022-006", PROJECT, amount, date(2022, 3, 10), instalments)
    return matrix([contract], lines, TODAY).rows[0]


def test_the_plan_of_the_command_centre_reads_as_drawn() -> None:
    drawn = row(
        instalment(
            1, "2038080", date(2022, 4, 15), payments=(PaymentFacts(yuan("2038080"), 2022),)
        ),
        instalment(2, "2717440", date(2022, 11, 30)),
        instalment(3, "1834272", date(2023, 5, 10)),
        instalment(4, "203808", date(2024, 5, 10)),
        lines=(line(2022, "8863200", "6485600"), line(2023, "1000000", "0")),
    )

    this, following, later = bands(drawn, TODAY)

    assert (this.phase, this.due, this.paid) == (
        Phase.RUNNING,
        yuan("4755520"),
        yuan("2038080"),
    )
    assert (this.cover, this.surplus, this.shortage) == (yuan("6485600"), yuan("1730080"), ZERO)
    assert (following.phase, following.cover) == (Phase.PLANNING, yuan("1000000"))
    assert following.shortage == yuan("834272")
    assert [part.shortage for part in following.parts] == [yuan("834272")]
    assert (later.phase, later.cover, later.shortage, later.surplus) == (
        Phase.LATER,
        None,
        ZERO,
        ZERO,
    )


def test_a_part_paid_across_the_year_end_stands_in_both_years() -> None:
    split = row(
        instalment(2, "627000", date(2021, 12, 20), payments=(PaymentFacts(yuan("400000"), 2021),))
    )

    before, now = bands(split, TODAY)

    assert (before.year, before.phase, before.due) == (2021, Phase.PAST, yuan("400000"))
    assert (now.year, now.due) == (2022, yuan("227000"))
    assert [part.is_whole for band in (before, now) for part in band.parts] == [False, False]


def test_what_has_no_due_day_stands_last_and_in_no_year() -> None:
    open_end = row(instalment(1, "10", date(2023, 1, 5)), instalment(2, "5", None))

    dated, undated = bands(open_end, TODAY)

    assert (dated.year, undated.year, undated.phase) == (2023, None, Phase.UNDATED)
    assert (undated.due, undated.cover) == (yuan("5"), None)


def test_the_last_parts_of_a_year_lack_what_its_budget_does_not_hold() -> None:
    short = row(
        instalment(1, "100", date(2023, 3, 1)),
        instalment(2, "100", date(2023, 9, 1)),
        lines=(line(2023, "130", "0"),),
    )

    (band,) = bands(short, TODAY)

    assert [part.shortage for part in band.parts] == [ZERO, yuan("70")]
    assert sum((part.shortage for part in band.parts), start=ZERO) == band.shortage


def test_withdrawn_rows_and_prior_year_reversals_stand_in_no_band() -> None:
    reversal = PaymentFacts(yuan("-40"), 2022, prior_year=True)
    paid = PaymentFacts(yuan("40"), 2021)
    plan = row(
        instalment(1, "40", date(2021, 6, 1), payments=(paid, reversal)),
        instalment(2, "7", date(2023, 6, 1), withdrawn=True),
    )

    before, now = bands(plan, TODAY)

    assert (before.year, before.due) == (2021, yuan("40"))
    assert (now.year, now.due) == (2022, yuan("40"))


def test_a_project_without_contract_has_no_plan() -> None:
    assert bands(Row(PROJECT, None, {}), TODAY) == ()


def test_an_unlisted_year_being_planned_lacks_everything() -> None:
    (band,) = bands(row(instalment(1, "10", date(2023, 1, 5))), TODAY)

    assert (band.is_listed, band.shortage) == (False, yuan("10"))


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2021, Phase.PAST),
        (2022, Phase.RUNNING),
        (2023, Phase.PLANNING),
        (2024, Phase.LATER),
        (None, Phase.UNDATED),
    ],
)
def test_the_phase_of_a_year_follows_from_today(year: int | None, expected: Phase) -> None:
    assert phase(year, TODAY) is expected


def terms(**fields: object) -> Terms:
    made = {
        "no": 2,
        "name": "初验款",
        "basis": Basis.RATIO,
        "trigger": Trigger.PRELIMINARY_ACCEPTANCE,
        "due_count": 12,
        "due_unit": DurationUnit.CALENDAR_DAY,
        "ratio": 400_000,
    }
    return Terms(**{**made, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (terms(), "40%"),
        (terms(ratio=333_333), "33.3333%"),
        (terms(basis=Basis.CUMULATIVE_RATIO, ratio=800_000), "至80%"),
        (terms(basis=Basis.FIXED, ratio=None, amount=Money(1)), ""),
    ],
)
def test_the_share_reads_as_agreed(given: Terms, text: str) -> None:
    assert share(given).zh == text
