"""Terms in words, and schedules kept as frozen JSON."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.terms import make_terms
from tracker.contracts.rules import frozen, kinds
from tracker.contracts.rules.kinds import Basis, DueFrom, Trigger
from tracker.contracts.rules.ratios import percent_of, show_ratio
from tracker.contracts.rules.state import ContractStatus, InstalmentState
from tracker.kernel.durations import DurationUnit
from tracker.kernel.money import ZERO, Money

VOCABULARIES = [
    *(
        each
        for each in vars(kinds).values()
        if isinstance(each, type) and each.__module__ == kinds.__name__
    ),
    InstalmentState,
    ContractStatus,
]


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_word_has_a_label_of_its_own(vocabulary: type[StrEnum]):
    labels = [member.label for member in vocabulary]

    assert all(label.zh and label.en for label in labels)
    assert len({label.zh for label in labels}) == len(labels)


def test_every_wait_has_a_name():
    assert Trigger.PRELIMINARY_ACCEPTANCE.awaited.zh == "待初验"
    assert all(trigger.awaited.en for trigger in Trigger)


@pytest.mark.parametrize(
    ("changes", "zh"),
    [
        ({"trigger": Trigger.PRELIMINARY_ACCEPTANCE}, "初验合格后15个工作日内"),
        (
            {"trigger": Trigger.DELIVERY, "due_from": DueFrom.INVOICE},
            "到货并收到发票后15个工作日内",
        ),
        ({"trigger": Trigger.SIGNING, "due_count": 0}, "合同签订当日"),
        (
            {
                "trigger": Trigger.ON_DATE,
                "expected_on": date(2022, 12, 1),
                "due_count": 10,
                "due_unit": DurationUnit.CALENDAR_DAY,
            },
            "2022-12-01后10日内",
        ),
    ],
)
def test_a_condition_in_words(changes, zh):
    assert make_terms(1, ratio=1, **changes).condition.zh == zh


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(270_000, "27%"), (333_333, "33.3333%"), (1_000_000, "100%"), (5, "0.0005%")],
)
def test_ratios_read_without_needless_zeros(ratio, text):
    assert show_ratio(ratio) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 3, "33.33"), (2, 3, "66.67"), (6, 5, "120.00"), (1, 0, "100.00")],
)
def test_percentages_have_two_decimals(part, whole, text):
    assert percent_of(Money(part), Money(whole)) == text


rows = st.builds(
    make_terms,
    st.integers(1, 60),
    name=st.text(min_size=1, max_size=20),
    basis=st.sampled_from(Basis),
    ratio=st.none() | st.integers(1, 1_000_000),
    amount=st.none() | st.integers(1, 10**12).map(lambda fen: Money(fen).plain),
    trigger=st.sampled_from(Trigger),
    due_count=st.integers(0, 3650),
    due_unit=st.sampled_from(DurationUnit),
    due_from=st.sampled_from(DueFrom),
    expected_on=st.none() | st.dates(),
    uid=st.uuids().map(str),
)


@given(st.lists(st.tuples(rows, st.integers(0, 10**13).map(Money)), max_size=5))
def test_a_frozen_schedule_reads_back_as_it_was(schedule):
    read = frozen.read(frozen.write(schedule))

    assert [(placed.terms, placed.amount) for placed in read] == schedule


def test_a_version_says_what_its_ratio_was():
    (ratio, typed) = frozen.read(
        frozen.write([(make_terms(1, ratio=300_000), Money(1)), (make_terms(2, amount="1"), ZERO)])
    )

    assert (ratio.ratio_text, typed.ratio_text) == ("30%", "")
