"""MODEL 7 on a real database: the worked example, done by the use cases as it happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Flask

from tests.contracts.centre import Centre, make_centre, sign
from tracker.accounts.rules import SYSTEM
from tracker.contracts.models import Contract
from tracker.contracts.rules.kinds import ProofKind, YearEndChoice
from tracker.contracts.rules.terms import Proof
from tracker.contracts.service.facts import estimate, record_trigger
from tracker.funding import queries, service
from tracker.funding.documents import as_json
from tracker.funding.rules.carrying import CarryOver, Decide
from tracker.infra import clock
from tracker.kernel.money import Money
from tracker.payments.rules.commands import PaymentKind, RecordPayment, ReversePayment
from tracker.payments.service import record, reverse
from tracker.projects.rules import EntryKind, NewEntry, NewLine
from tracker.projects.service import add_entry, add_line

Freeze = Callable[[date], None]
YEARS = ("2021", "2022", "2023", "2024")


def line(centre: Centre, year: int, amount: int, *kinds: EntryKind) -> int:
    entries = tuple(NewEntry(k, Money.yuan(amount), clock.today(), "登记") for k in kinds)
    return add_line(centre.project_id, NewLine(year, "财政拨款", entries=entries), SYSTEM)


def pay(centre: Centre, contract: Contract, no: int, line_id: int, amount: int) -> int:
    paid = RecordPayment(
        Money.yuan(amount), clock.today(), f"凭证{clock.today()}", line_id, explanation="照实登记"
    )
    return record(contract.live_instalments[no - 1].id, centre.finance, paid)


def figures(day: date) -> tuple[tuple[str, ...], str, str, str]:
    """Due by year, what 2023 holds, what it lacks, what came back: of the only contract."""
    found = as_json(queries.overview(2021, 2024, day))
    (row,) = found["contracts"]
    assert row["check"] is True
    assert found["years"]["2023"]["gap"] == row["years"]["2023"]["gap"]
    due = tuple(row["years"][year]["due"].removesuffix(".00") for year in YEARS)
    planned = row["years"]["2023"]
    return due, planned["budgeted"], planned["gap"], row["prior_reversed"]


def test_the_worked_example_as_it_happened(app: Flask, frozen: Freeze) -> None:
    frozen(date(2021, 10, 18))
    centre = make_centre()
    contract = sign(centre)
    line_2021 = line(centre, 2021, 627_000, EntryKind.APPROVED, EntryKind.ALLOTTED)
    frozen(date(2021, 11, 8))
    pay(centre, contract, 1, line_2021, 627_000)
    frozen(date(2022, 2, 10))
    line_2022 = line(centre, 2022, 700_000, EntryKind.APPROVED, EntryKind.ALLOTTED)
    frozen(date(2022, 10, 20))
    line_2023 = line(centre, 2023, 731_500, EntryKind.REQUESTED)
    second = contract.live_instalments[1].id

    assert figures(date(2022, 11, 15)) == (
        ("627000", "627000", "731500", "104500"),
        "731500.00",
        "0.00",
        "0.00",
    )

    frozen(date(2022, 11, 28))
    estimate(second, centre.owner, date(2022, 12, 12))

    assert figures(date(2022, 11, 28)) == (
        ("627000", "0", "1358500", "104500"),
        "731500.00",
        "627000.00",
        "0.00",
    )
    suggestion = queries.funding_page(2022, date(2022, 11, 28)).suggestion
    assert suggestion is not None
    assert (suggestion.amount, suggestion.remaining) == (Money.yuan(627_000), Money(0))

    frozen(date(2022, 12, 22))
    record_trigger(
        second, centre.owner, date(2022, 12, 12), Proof(ProofKind.ACCEPTANCE, "初验报告")
    )
    part = pay(centre, contract, 2, line_2022, 400_000)
    decided = Decide(YearEndChoice.CARRY_OVER, Money.yuan(227_000), "初验推迟，余款结转")
    service.decide(second, 2022, centre.finance, decided)

    assert figures(date(2022, 12, 22)) == (
        ("627000", "400000", "958500", "104500"),
        "731500.00",
        "227000.00",
        "0.00",
    )

    frozen(date(2023, 1, 10))
    pay(centre, contract, 2, line_2023, 227_000)
    frozen(date(2023, 1, 20))
    approved = NewEntry(EntryKind.APPROVED, Money.yuan(731_500), clock.today(), "二下批复")
    add_entry(line_2023, approved, SYSTEM)
    carried = CarryOver(Money.yuan(227_000), clock.today(), "财预〔2023〕1号", "结转初验款")
    service.carry_over(line_2022, centre.finance, carried)

    assert figures(date(2023, 1, 20)) == (
        ("627000", "400000", "958500", "104500"),
        "958500.00",
        "0.00",
        "0.00",
    )

    service.close_year(2022, centre.finance)
    frozen(date(2023, 3, 1))
    back = ReversePayment(Money.yuan(400_000), PaymentKind.REFUND, clock.today(), "账号错误，退回")
    reverse(part, centre.finance, back)

    assert figures(date(2023, 3, 1)) == (
        ("627000", "400000", "1358500", "104500"),
        "958500.00",
        "400000.00",
        "400000.00",
    )
