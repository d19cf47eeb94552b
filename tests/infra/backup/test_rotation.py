"""Which archives stay, and what they are called."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.infra.backup.rotation import archive_name, surplus
from tracker.infra.clock import SHANGHAI

FIRST = datetime(2022, 1, 1, 0, 20, tzinfo=SHANGHAI)

moments = st.integers(0, 3 * 365 * 24).map(lambda hours: FIRST + timedelta(hours=hours))
archives = st.sets(moments).map(lambda days: [f"{archive_name(day)}.tar.gz" for day in days])


def daily(days: int) -> list[str]:
    return [f"{archive_name(FIRST + timedelta(days=day))}.tar.gz" for day in range(days)]


def kept(names: list[str]) -> list[str]:
    gone = set(surplus(names))
    return sorted(name for name in names if name not in gone)


def test_fourteen_days_stay_and_the_last_of_each_month_before() -> None:
    left = kept(daily(90))  # until 2022-03-31

    assert left[:2] == ["tracker-20220131-002000.tar.gz", "tracker-20220228-002000.tar.gz"]
    assert left[2:] == daily(90)[-14:]


def test_twelve_months_stay() -> None:
    months = {name[8:14] for name in kept(daily(3 * 365))}

    assert len(months) == 12
    assert min(months) == "202401"


def test_nothing_is_lost_by_the_mere_passing_of_time() -> None:
    """Days without an archive do not count."""
    old = daily(14)

    assert surplus([*old, "tracker-20251231-002000.tar.gz"]) == old[:1]


def test_of_an_earlier_day_the_last_stays_and_of_the_newest_all() -> None:
    names = ["tracker-20221114-090000.tar.gz", "tracker-20221114-180000.tar.gz"]
    today = ["tracker-20221115-002000.tar.gz", "tracker-20221115-090000.tar.gz"]

    assert surplus([*names, *today]) == names[:1]


def test_of_the_same_second_the_one_made_last_is_the_newest() -> None:
    first, second = "tracker-20221114-090000.tar.gz", "tracker-20221114-090000-2.tar.gz"

    assert surplus([second, first, "tracker-20221115-090000.tar.gz"]) == [first]


def test_unsound_archives_do_not_push_out_sound_ones() -> None:
    sound = daily(14)
    unsound = [name.replace(".tar", ".unsound.tar") for name in daily(30)[14:]]

    assert surplus([*sound, *unsound]) == unsound[:-3]


def test_what_is_not_ours_is_not_touched() -> None:
    assert surplus(["tracker.db", "tracker-1.tar.gz", "tracker-20221115-002000.keys", "x"]) == []


@given(archives)
def test_a_second_rotation_removes_nothing(names: list[str]) -> None:
    assert surplus(kept(names)) == []


@given(archives)
def test_the_newest_stays_and_few_others(names: list[str]) -> None:
    left = kept(names)

    assert left[-1:] == sorted(names)[-1:]
    assert len({name[8:16] for name in left}) <= 14 + 12


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        ([], "tracker-20220101-002000"),
        (["tracker-20220101-002000.tar.gz"], "tracker-20220101-002000-2"),
        (
            ["tracker-20220101-002000.keys", "tracker-20220101-002000-2.unsound.tar.gz"],
            "tracker-20220101-002000-3",
        ),
    ],
)
def test_two_in_the_same_second_have_names_of_their_own(taken: list[str], name: str) -> None:
    assert archive_name(FIRST, taken) == name
