"""MODEL 8, invariants 1, 3, 5 and 6, over generated histories of a project with two contracts.

The machine below does to plain facts what the use cases do to rows: it pays, reverses, revises,
amends, slips, carries over, waits, closes years. After every step the figures must still add up.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tracker.funding.rules.cells import Cell, Total
from tracker.funding.rules.facts import (
    ContractFacts,
    InstalmentFacts,
    PaymentFacts,
    ProjectFacts,
)
from tracker.funding.rules.lines import LineFacts
from tracker.funding.rules.matrix import Matrix, matrix
from tracker.kernel.money import ZERO, Money
from tracker.projects.rules import EntryKind, line_figures

PROJECT = ProjectFacts(1, "2021-01", "开放数据平台")
FIRST_YEAR, LAST_YEAR = 2021, 2026
contracts = st.integers(0, 1)
places = st.integers(0, 3)
amounts = st.integers(1, 10**8).map(Money)
years = st.integers(FIRST_YEAR, LAST_YEAR)
days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
shares = st.integers(1, 1_000_000)
moves = st.sampled_from(
    [EntryKind.REQUESTED, EntryKind.APPROVED, EntryKind.ADJUSTED, EntryKind.ALLOTTED]
)


@dataclass
class Book:
    """One contract while its history is made up."""

    number: str
    amount: Money = ZERO
    instalments: list[InstalmentFacts] = field(default_factory=list)

    def facts(self) -> ContractFacts:
        return ContractFacts(
            id=int(self.number),
            number=self.number,
            project=PROJECT,
            amount=self.amount,
            signed_on=date(FIRST_YEAR, 1, 1),
            instalments=tuple(self.instalments),
        )

    def change(self, place: int, **values: object) -> None:
        self.instalments[place] = replace(self.instalments[place], **values)


class History(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.today = date(FIRST_YEAR, 6, 1)
        self.books = [Book("1"), Book("2")]
        self.entries: dict[int, list[tuple[EntryKind, Money]]] = {}
        self.closed: dict[int, Total] = {}

    def matrix(self) -> Matrix:
        lines = [
            LineFacts(year, PROJECT, year, line_figures(entries))
            for year, entries in self.entries.items()
        ]
        return matrix([book.facts() for book in self.books], lines, self.today)

    @initialize(parts=st.lists(st.tuples(amounts, st.none() | days), min_size=4, max_size=4))
    def sign(self, parts: list[tuple[Money, date | None]]) -> None:
        for number, book in enumerate(self.books):
            book.instalments = [
                InstalmentFacts(10 * number + place, place, "", amount, due_on)
                for place, (amount, due_on) in enumerate(parts)
            ]
            book.amount = sum((part for part, _ in parts), start=ZERO)

    @precondition(lambda self: self.today.year not in self.closed)
    @rule(which=contracts, place=places, share=shares)
    def pay(self, which: int, place: int, share: int) -> None:
        instalment = self.books[which].instalments[place]
        amount = instalment.open.times(share)
        if amount:
            payment = PaymentFacts(amount, self.today.year)
            self.books[which].change(place, payments=(*instalment.payments, payment))

    @precondition(lambda self: self.today.year not in self.closed)
    @rule(pick=st.integers(0, 99), share=shares, refund=st.booleans())
    def reverse(self, pick: int, share: int, refund: bool) -> None:
        paid = [
            (book, place)
            for book in self.books
            for place, instalment in enumerate(book.instalments)
            if instalment.paid
        ]
        if paid:
            book, place = paid[pick % len(paid)]
            self.reverse_one(book, place, share, refund)

    def reverse_one(self, book: Book, place: int, share: int, refund: bool) -> None:
        """Part of what was paid in the first year comes back; MODEL 6.2 says where it counts."""
        instalment = book.instalments[place]
        year = instalment.payments[0].year
        booked = self.today.year if refund or year in self.closed else year
        amount = min(instalment.paid_in(year), instalment.paid).times(share)
        reversal = PaymentFacts(-amount, booked, prior_year=booked != year)
        if amount:
            book.change(place, payments=(*instalment.payments, reversal))

    @rule(which=contracts, giver=places, taker=places, share=shares)
    def revise(self, which: int, giver: int, taker: int, share: int) -> None:
        """A new version moves unpaid money from one instalment to another; all of it withdraws."""
        book = self.books[which]
        old, new = book.instalments[giver], book.instalments[taker]
        moved = old.open.times(share)
        if giver == taker or new.withdrawn:
            return
        emptied = old.amount == moved and not old.payments
        book.change(giver, amount=old.amount - moved, withdrawn=emptied or old.withdrawn)
        book.change(taker, amount=new.amount + moved)

    @rule(which=contracts, place=places, amount=amounts, deducted=st.booleans())
    def amend(self, which: int, place: int, amount: Money, deducted: bool) -> None:
        book = self.books[which]
        instalment = book.instalments[place]
        signed = -min(amount, instalment.open) if deducted else amount
        if not instalment.withdrawn:
            book.change(place, amount=instalment.amount + signed)
            book.amount += signed

    @rule(which=contracts, place=places, due_on=st.none() | days)
    def slip(self, which: int, place: int, due_on: date | None) -> None:
        self.books[which].change(place, due_on=due_on)

    @rule(year=years, kind=moves, amount=amounts)
    def enter(self, year: int, kind: EntryKind, amount: Money) -> None:
        if year not in self.closed:
            self.entries.setdefault(year, []).append((kind, amount))

    @rule(year=years, share=shares)
    def carry_over(self, year: int, share: int) -> None:
        if {year, year + 1} & self.closed.keys():
            return
        before = self.sums()
        left = line_figures(self.entries.get(year, [])).allotted
        if amount := max(ZERO, left).times(share):
            self.entries[year].append((EntryKind.CARRIED_OUT, amount))
            self.entries.setdefault(year + 1, []).append((EntryKind.CARRIED_IN, amount))
        assert self.sums() == before

    def sums(self) -> tuple[Money, Money]:
        """Budgeted and allotted over all years, which carrying over must not change."""
        figures = [line_figures(entries) for entries in self.entries.values()]
        return (
            sum((line.budgeted for line in figures), start=ZERO),
            sum((line.allotted for line in figures), start=ZERO),
        )

    @precondition(lambda self: self.today.year < LAST_YEAR)
    @rule(count=st.integers(1, 500))
    def wait(self, count: int) -> None:
        """Time alone changes nothing in a year that is past (invariant 5)."""
        before = self.past(self.today.year)
        known = self.today.year
        self.today += timedelta(days=count)
        assert self.past(known) == before

    def past(self, until: int) -> list[list[Cell]]:
        """Rows with something in those years; a line that nobody fell due on may find a holder."""
        rows = ([row.cell(year) for year in range(FIRST_YEAR, until)] for row in self.matrix().rows)
        return [cells for cells in rows if any(cell != Cell() for cell in cells)]

    @rule()
    def close_last_year(self) -> None:
        year = self.today.year - 1
        if year >= FIRST_YEAR and year not in self.closed:
            self.closed[year] = self.matrix().total(year)

    @invariant()
    def every_contract_adds_up(self) -> None:
        for row in self.matrix().rows:
            assert row.check is None or row.check.holds

    @invariant()
    def nothing_open_stands_in_a_past_year(self) -> None:
        total = self.matrix().total(self.today.year - 1)
        assert total.due == total.paid

    @invariant()
    def the_cells_of_a_year_hold_its_budget(self) -> None:
        found = self.matrix()
        for year, entries in self.entries.items():
            figures = line_figures(entries)
            total = found.total(year)
            assert (total.budgeted, total.allotted) == (figures.budgeted, figures.allotted)

    @invariant()
    def a_closed_year_never_changes(self) -> None:
        found = self.matrix()
        for year, total in self.closed.items():
            assert found.total(year) == total


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
