"""Which papers are missing, and how long they are kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.kernel.labels import Label
from tracker.projects.rules.attachments import READ_ACTIONS, read_action
from tracker.projects.rules.documents import (
    EXPECTED,
    DocumentKind,
    Fact,
    Missing,
    Subject,
    Target,
    missing,
)
from tracker.projects.rules.retention import all_retentions, retention

CONTRACT, RECEIPT, INVOICE = DocumentKind.CONTRACT, DocumentKind.RECEIPT, DocumentKind.INVOICE


def subject(kind: str, uid: str, *facts: Fact, part_of: tuple[str, ...] = ()) -> Subject:
    return Subject(Target(kind, uid), Label(uid, uid), part_of, facts)


SIGNED = subject("contract", "c", Fact.SIGNED, part_of=("p",))
PAID = [subject("payment", f"pay{n}", Fact.PAID, part_of=("i", "c", "p")) for n in (1, 2)]


def told(found: tuple[Missing, ...]) -> list[tuple[DocumentKind, str]]:
    return [(one.kind, one.subject.target.uid) for one in found]


def test_every_fact_calls_for_a_paper():
    assert set(EXPECTED) == set(Fact)


def test_what_has_not_happened_calls_for_nothing():
    assert missing([subject("contract", "c"), subject("project", "p")], []) == ()


def test_a_signed_contract_calls_for_its_text_and_a_payment_for_its_receipt():
    assert told(missing([SIGNED, PAID[0]], [])) == [(CONTRACT, "c"), (RECEIPT, "pay1")]


@pytest.mark.parametrize("place", ["c", "p"])
def test_a_paper_answers_the_record_it_belongs_to_or_is_part_of(place):
    assert missing([SIGNED], [(CONTRACT, place)]) == ()


@pytest.mark.parametrize("held", [(CONTRACT, "another"), (INVOICE, "c"), (RECEIPT, "i")])
def test_a_paper_of_another_record_or_kind_does_not(held):
    assert told(missing([SIGNED], [held])) == [(CONTRACT, "c")]


def test_one_receipt_put_with_the_contract_does_not_pass_for_those_of_all_payments():
    assert told(missing(PAID, [(RECEIPT, "c")])) == [(RECEIPT, "pay2")]
    assert missing(PAID, [(RECEIPT, "c"), (RECEIPT, "c")]) == ()


def test_a_record_s_own_paper_is_never_used_up_by_another():
    assert told(missing(PAID, [(RECEIPT, "pay2")])) == [(RECEIPT, "pay1")]


@given(st.lists(st.sampled_from(["pay1", "pay2", "i", "c", "p", "elsewhere"])))
def test_a_further_paper_never_makes_more_missing(places):
    held = [(RECEIPT, place) for place in places]

    counts = [len(missing(PAID, held[:size])) for size in range(len(held) + 1)]

    assert counts == sorted(counts, reverse=True)


def test_every_retention_has_a_source_and_covers_known_kinds():
    for row in all_retentions():
        assert row.source
        assert row.article
        assert row.kinds <= set(DocumentKind)
    assert set().union(*(row.kinds for row in all_retentions())) == set(DocumentKind)


@pytest.mark.parametrize(
    ("kind", "on", "until"),
    [
        (DocumentKind.PROCUREMENT_FILE, date(2022, 2, 8), date(2037, 12, 31)),
        (DocumentKind.RECEIPT, date(2022, 4, 14), date(2052, 12, 31)),
        (DocumentKind.CONTRACT, date(2022, 12, 31), date(2052, 12, 31)),
        (DocumentKind.CONTRACT, date(2015, 12, 31), date(2030, 12, 31)),
        (DocumentKind.CONTRACT, date(2016, 1, 1), date(2046, 12, 31)),
    ],
)
def test_the_longest_rule_in_force_holds_from_the_end_of_the_year(kind, on, until):
    rule = retention(kind, on)

    assert rule is not None
    assert rule.until(on) == until


def test_before_there_was_a_rule_there_is_none():
    assert retention(DocumentKind.RECEIPT, date(2015, 12, 31)) is None


def test_a_file_is_read_by_whoever_may_read_its_record():
    assert read_action(Target("payment", "x")) == "payments.read"
    assert read_action(Target("project", "x")) == "projects.read"
    assert set(READ_ACTIONS) <= {
        "acceptance",
        "acceptance_addendum",
        "amendment",
        "budget_entry",
        "contract",
        "instalment",
        "invoice",
        "payment",
        "rectification",
    }
