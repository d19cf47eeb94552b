"""Every time limit of the file at its boundary, counted by hand across 国庆 2022 and 春节 2023."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.contracts.calendar import LAW
from tracker.kernel.limits import Direction, Limit, shipped

# Thursday 2022-09-29: off 10-01 to 10-07, worked on Saturday 10-08 and Sunday 10-09.
# Thursday 2023-01-19: off 01-21 to 01-27, worked on Saturday 01-28 and Sunday 01-29.
BEFORE_NATIONAL_DAY, BEFORE_SPRING_FESTIVAL = date(2022, 9, 29), date(2023, 1, 19)
ONE, TWO, THREE = ("09-30", "01-20"), ("10-08", "01-28"), ("10-09", "01-29")
FIVE, SEVEN = ("10-11", "01-31"), ("10-13", "02-02")
LAST = {
    "intention": ("10-29", "02-18"),
    "bidding": ("10-19", "02-08"),
    "tender_notice": FIVE,
    "tender_documents": FIVE,
    "tender_clarification": ("10-14", "02-03"),
    "negotiation_response": THREE,
    "negotiation_clarification": THREE,
    "quotation_response": THREE,
    "quotation_clarification": THREE,
    "consultation_response": THREE,  # ten days, as it happens
    "consultation_documents": FIVE,
    "consultation_clarification": ("10-04", "01-24"),  # a minimum in days does not move
    "single_source_notice": FIVE,
    "report": TWO,
    "confirmation": FIVE,
    "result": TWO,
    "result_notice": ONE,
    "challenge_window": SEVEN,
    "bond_losers": FIVE,
    "bond_winner": FIVE,
    "inquiry": THREE,
    "suspension": ("10-31", "02-20"),  # the thirtieth day is a Saturday
    "challenge": SEVEN,
    "complaint": ("11-15", "03-07"),
    "signing": ("10-31", "02-20"),
    "publishing": TWO,
    "filing": SEVEN,
    "change_notice": TWO,
    "sme_payment": ("11-28", "03-20"),
    "usual_payment": ("10-18", "02-07"),
}


def newest(key: str) -> Limit:
    return shipped().versions(key)[0]


def test_no_time_limit_is_left_out() -> None:
    assert list(LAST) == [key for key in shipped().keys if newest(key).is_time]


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("key", list(LAST))
def test_the_day_before_the_day_and_the_day_after(key: str, which: int) -> None:
    limit, since = newest(key), (BEFORE_NATIONAL_DAY, BEFORE_SPRING_FESTIVAL)[which]
    last = date.fromisoformat(f"{since.year}-{LAST[key][which]}")

    kept = [LAW.one(limit, since, last + timedelta(days=n)).is_kept for n in (-1, 0, 1)]

    is_least = limit.direction is Direction.AT_LEAST
    assert kept == ([False, True, True] if is_least else [True, True, False])
