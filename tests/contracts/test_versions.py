"""A new version never changes a paid fen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.refusals import codes, refused
from tests.contracts.terms import make_terms
from tracker.contracts.rules.kinds import Basis, Trigger
from tracker.contracts.rules.schedule import Price, ScheduleTotalMismatch
from tracker.contracts.rules.versions import Existing, next_version
from tracker.kernel.errors import RuleViolation
from tracker.kernel.money import ZERO, Money

MILLION = Money.yuan(1_000_000)
RAISED = Money.yuan(1_080_000)


def existing(*rows: tuple[str, str, str]) -> list[Existing]:
    """(uid, amount, paid) of fixed instalments."""
    return [
        Existing(make_terms(no, amount=amount, uid=uid), Money.yuan(amount), Money.yuan(paid))
        for no, (uid, amount, paid) in enumerate(rows, 1)
    ]


def cumulative_example() -> list[Existing]:
    """30/至80/至95/余5 % of 1,000,000.00, the first paid."""
    rows = [
        (make_terms(1, ratio=300_000, uid="a"), "300000", "300000"),
        (make_terms(2, basis=Basis.CUMULATIVE_RATIO, ratio=800_000, uid="b"), "500000", "0"),
        (make_terms(3, basis=Basis.CUMULATIVE_RATIO, ratio=950_000, uid="c"), "150000", "0"),
        (make_terms(4, ratio=50_000, uid="d"), "50000", "0"),
    ]
    return [Existing(row, Money.yuan(amount), Money.yuan(paid)) for row, amount, paid in rows]


def test_an_addition_with_cumulative_ratios_spreads_over_what_is_open():
    old = cumulative_example()

    revision = next_version(old, [each.terms for each in old], Price(RAISED))

    assert [revision.kept[uid].amount for uid in "abcd"] == [
        Money.yuan(amount) for amount in (300_000, 564_000, 162_000, 54_000)
    ]


def test_an_addition_with_plain_ratios_is_refused_and_offered_to_the_last():
    old = [
        Existing(
            make_terms(no, ratio=ratio, uid=uid),
            MILLION.times(ratio),
            Money.yuan(300_000 * (no < 2)),
        )
        for no, (uid, ratio) in enumerate(
            [("a", 300_000), ("b", 500_000), ("c", 150_000), ("d", 50_000)], 1
        )
    ]

    with pytest.raises(ScheduleTotalMismatch) as mismatch:
        next_version(old, [each.terms for each in old], Price(RAISED))

    assert str(mismatch.value) == "各笔合计比合同金额少24,000.00元（2.22%）"
    assert mismatch.value.fixes[-1].no == 4
    assert mismatch.value.fixes[-1].amount == Money.yuan(78_000)


def test_rows_are_kept_added_and_withdrawn():
    old = existing(("a", "60", "60"), ("b", "40", "0"))
    proposal = [old[0].terms, make_terms(2, amount="10"), make_terms(3, amount="30")]

    revision = next_version(old, proposal, Price(Money.yuan(100)))

    assert set(revision.kept) == {"a"}
    assert [placed.amount for placed in revision.added] == [Money.yuan(10), Money.yuan(30)]
    assert revision.withdrawn == {"b"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": Money.yuan(50)}, "paid_changed"),
        ({"name": "别的"}, "paid_changed"),
        ({"trigger": Trigger.DELIVERY}, "paid_changed"),
    ],
)
def test_a_paid_instalment_is_locked_whole(change, code):
    old = existing(("a", "60", "60"), ("b", "40", "0"))
    proposal = [replace(old[0].terms, **change), old[1].terms]

    with refused() as errors:
        next_version(old, proposal, Price(Money.yuan(100)))

    assert codes(errors) == [code]


def test_a_paid_instalment_may_move_to_another_place():
    old = existing(("a", "60", "60"), ("b", "40", "0"))
    proposal = [replace(old[1].terms, no=1), replace(old[0].terms, no=2)]

    revision = next_version(old, proposal, Price(Money.yuan(100)))

    assert revision.kept["a"].terms.no == 2


def test_a_partly_paid_instalment_keeps_what_was_paid():
    old = existing(("a", "60", "20"), ("b", "40", "0"))

    def proposal(first, second):
        return [
            replace(old[0].terms, amount=Money.yuan(first)),
            replace(old[1].terms, amount=Money.yuan(second)),
        ]

    next_version(old, proposal("20", "80"), Price(Money.yuan(100)))
    with refused() as errors:
        next_version(old, proposal("19.99", "80.01"), Price(Money.yuan(100)))

    assert codes(errors) == ["below_paid"]
    assert errors[0].field == "instalments-0-amount"


def test_a_partly_paid_instalment_cannot_be_dropped():
    old = existing(("a", "60", "20"), ("b", "40", "0"))

    with refused() as errors:
        next_version(old, [replace(old[1].terms, amount=Money.yuan(100))], Price(Money.yuan(100)))

    assert codes(errors) == ["paid_dropped"]


def test_a_deduction_cannot_be_dropped_with_its_instalment():
    row = make_terms(1, amount="60", uid="a", deducted="5")
    old = [Existing(row, Money.yuan(55))]

    with refused() as errors:
        next_version(old, [make_terms(1, amount="60")], Price(Money.yuan(60)))

    assert codes(errors) == ["deducted_dropped"]


def test_a_trigger_that_happened_cannot_be_exchanged():
    row = make_terms(1, amount="60", uid="a")
    old = [Existing(row, Money.yuan(60), is_triggered=True)]

    with refused() as errors:
        next_version(old, [replace(row, trigger=Trigger.DELIVERY)], Price(Money.yuan(60)))

    assert codes(errors) == ["trigger_happened"]


@pytest.mark.parametrize("uids", [("x", "b"), ("a", "a")])
def test_a_row_that_is_not_in_force_is_refused(uids):
    old = existing(("a", "60", "0"), ("b", "40", "0"))
    proposal = [replace(each.terms, uid=uid) for each, uid in zip(old, uids, strict=True)]

    with refused() as errors:
        next_version(old, proposal, Price(Money.yuan(100)))

    assert codes(errors) == ["unknown_instalment"]


@given(st.data())
def test_no_version_changes_a_paid_fen(data):
    amounts = data.draw(st.lists(st.integers(1, 10**6), min_size=1, max_size=5))
    old = [
        Existing(
            make_terms(no, amount=Money(fen).plain, uid=f"u{no}"),
            Money(fen),
            Money(data.draw(st.integers(0, fen))),
        )
        for no, fen in enumerate(amounts, 1)
    ]
    chosen = data.draw(st.lists(st.sampled_from(old), unique_by=lambda each: each.uid))
    proposal = [
        replace(each.terms, no=no, amount=Money(data.draw(st.integers(1, 10**6))))
        for no, each in enumerate(chosen, 1)
    ]
    total = sum((row.amount or ZERO for row in proposal), start=ZERO)

    try:
        revision = next_version(old, proposal, Price(total))
    except RuleViolation:
        return

    for each in old:
        if each.uid in revision.withdrawn:
            assert each.paid == ZERO
        else:
            assert revision.kept[each.uid].amount >= each.paid
            if each.is_locked:
                assert revision.kept[each.uid].amount == each.amount
