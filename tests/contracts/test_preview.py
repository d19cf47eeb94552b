"""What a draft comes to while it is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.contracts.calendar import LAW
from tests.contracts.centre import worked_example
from tests.contracts.terms import make_terms
from tracker.contracts.rules.due import Landmarks, Share
from tracker.contracts.rules.kinds import DueFrom, Trigger
from tracker.contracts.rules.preview import Ground, Known, YearLine, preview
from tracker.contracts.rules.schedule import Price
from tracker.contracts.rules.versions import Existing
from tracker.kernel.durations import DurationUnit
from tracker.kernel.money import ZERO, Money

TODAY = date(2022, 11, 15)
GROUND = Ground(
    price=Price(Money.yuan(2_090_000)),
    landmarks=Landmarks(date(2021, 10, 18), warranty_months=12),
    law=LAW,
    today=TODAY,
    closing_day=lambda year: date(year, 12, 25),
)
DAYS = DurationUnit.CALENDAR_DAY


def test_the_worked_example_is_drawn_with_its_days_and_years():
    draft = preview(worked_example(), GROUND)

    assert [(row.due_on, row.pay_by_on, row.year) for row in draft.rows] == [
        (date(2021, 11, 8), None, 2021),
        (date(2022, 12, 30), date(2022, 12, 23), 2022),
        (date(2023, 6, 21), None, 2023),
        (date(2024, 6, 24), None, 2024),
    ]
    assert [row.opens_year for row in draft.rows] == [False, True, True, True]
    assert [row.is_fixed for row in draft.rows] == [True, False, False, False]
    assert draft.rows[3].expected_on == date(2024, 5, 31)
    assert draft.is_balanced


def test_an_agreed_date_is_a_fact():
    row = make_terms(1, amount="9", trigger=Trigger.ON_DATE, expected_on=date(2022, 12, 1))

    (drawn,) = preview([row], GROUND).rows

    assert (drawn.due_on, drawn.is_fixed) == (date(2022, 12, 22), True)


def test_a_year_without_a_holiday_notice_is_provisional():
    row = make_terms(1, amount="9", expected_on=date(2099, 1, 5))

    (drawn,) = preview([row], GROUND).rows

    assert drawn.is_provisional


def test_an_empty_board_is_neither_right_nor_wrong():
    draft = preview([], replace(GROUND, price=Price(ZERO)))

    assert (draft.rows, draft.fixes, draft.years) == ((), (), ())
    assert not draft.is_balanced
    assert draft.percent == "100.00"


def test_too_much_is_told_with_ways_out():
    draft = preview([make_terms(no, ratio=300_000) for no in (1, 2, 3, 4)], GROUND)

    assert draft.is_too_much
    assert (draft.difference, draft.difference_percent) == (Money.yuan(418_000), "20.00")
    assert (draft.percent, draft.whole) == ("120.00", Money.yuan(2_508_000))
    assert len(draft.fixes) == 2


def test_the_limit_for_a_small_supplier_is_shown_beside_its_row():
    rows = [make_terms(1, ratio=1_000_000, due_count=75, due_unit=DAYS)]

    quiet = preview(rows, GROUND).rows[0].excess
    told = preview(rows, replace(GROUND, is_sme=True)).rows[0].excess

    assert quiet is None
    assert told.actual.zh == "75日"


def known(no: int, amount: str, paid: str = "0", **more: object) -> Known:
    row = make_terms(no, amount=amount, uid=f"u{no}", expected_on=date(2022, 12, 9))
    open_amount = Money.yuan(amount) - Money.yuan(paid)
    years = {2022: Money.yuan(paid)} if Money.yuan(paid) else {}
    return Known(
        Existing(row, Money.yuan(amount), Money.yuan(paid)),
        Share(open_amount, 2022, years),
        **more,
    )


def test_years_are_compared_with_the_version_in_force():
    ground = replace(
        GROUND, price=Price(Money.yuan(100)), known=(known(1, "60", "60"), known(2, "40"))
    )
    rows = [one.existing.terms for one in ground.known]
    slipped = [rows[0], replace(rows[1], expected_on=date(2022, 12, 12))]

    draft = preview(slipped, ground)

    assert draft.years == (
        YearLine(2022, Money.yuan(60), Money.yuan(100)),
        YearLine(2023, Money.yuan(40), ZERO),
    )
    assert [line.is_more for line in draft.years] == [False, True]
    assert draft.years[0].change == Money.yuan(40)
    assert [row.is_locked for row in draft.rows] == [True, False]


def test_what_happened_to_an_instalment_counts_in_the_draft():
    facts = {"triggered_on": date(2022, 11, 1), "invoiced_on": date(2022, 11, 10)}
    ground = replace(GROUND, price=Price(Money.yuan(40)), known=(known(1, "40", **facts),))
    row = replace(ground.known[0].existing.terms, due_from=DueFrom.INVOICE, due_count=1)

    (drawn,) = preview([row], ground).rows

    assert (drawn.due_on, drawn.is_fixed) == (date(2022, 11, 11), True)
