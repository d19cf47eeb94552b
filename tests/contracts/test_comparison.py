"""Two versions of a schedule side by side."""

from __future__ import annotations

import pytest

from tests.contracts.terms import make_terms
from tracker.contracts.rules.comparison import Change, compared, total
from tracker.contracts.rules.versions import Placed
from tracker.kernel.money import Money


def placed(no: int, uid: str, amount: str, **more: object) -> Placed:
    return Placed(make_terms(no, amount=amount, uid=uid, **more), Money.yuan(amount))


OLD = (placed(1, "a", "300"), placed(2, "b", "500"), placed(3, "c", "200"))


def test_a_payment_is_the_same_one_wherever_it_stands_and_whatever_it_is_called() -> None:
    new = (OLD[0], placed(2, "d", "100"), placed(3, "b", "400", name="初验款"))

    pairs = compared(OLD, new)

    assert [(pair.shown.terms.uid, pair.change, pair.more) for pair in pairs] == [
        ("a", Change.SAME, Money.yuan(0)),
        ("d", Change.ADDED, Money.yuan(100)),
        ("b", Change.CHANGED, -Money.yuan(100)),
        ("c", Change.DROPPED, -Money.yuan(200)),
    ]
    assert total(new) - total(OLD) == -Money.yuan(200)
    assert [pair.earlier and pair.earlier.terms.no for pair in pairs] == [1, None, 2, None]


@pytest.mark.parametrize("what", ["no", "name", "due_count", "amount"])
def test_any_difference_counts_as_a_change(what: str) -> None:
    other = {
        "no": placed(2, "a", "300", name="第1笔"),
        "name": placed(1, "a", "300", name="预付款"),
        "due_count": placed(1, "a", "300", due_count=20),
        "amount": placed(1, "a", "301"),
    }[what]

    (pair,) = compared(OLD[:1], (other,))

    assert pair.change is Change.CHANGED
