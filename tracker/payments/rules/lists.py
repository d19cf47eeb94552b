"""What the lists of payments are asked for by their address, and what could not be understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from tracker.kernel.labels import Label

PER_PAGE = 50
LONGEST_QUERY = 100
EARLIEST, LATEST = 2000, 2100

V = TypeVar("V", bound=StrEnum)


class ApplicationView(StrEnum):
    """Which applications: those that wait for a decision, one's own, those to be paid, all."""

    WAITING = "waiting"
    MINE = "mine"
    TO_PAY = "to-pay"
    ALL = "all"

    @property
    def label(self) -> Label:
        return _APPLICATION_VIEWS[self]


class InvoiceView(StrEnum):
    """Which invoices: all, valid and not paid, paid, voided."""

    ALL = "all"
    UNPAID = "unpaid"
    PAID = "paid"
    VOIDED = "voided"

    @property
    def label(self) -> Label:
        return _INVOICE_VIEWS[self]


_APPLICATION_VIEWS = {
    ApplicationView.WAITING: Label("待我审核", "For my approval"),
    ApplicationView.MINE: Label("我申请的", "My applications"),
    ApplicationView.TO_PAY: Label("待支付", "To be paid"),
    ApplicationView.ALL: Label("全部", "All"),
}
_INVOICE_VIEWS = {
    InvoiceView.ALL: Label("全部", "All"),
    InvoiceView.UNPAID: Label("未付", "Not paid"),
    InvoiceView.PAID: Label("已付", "Paid"),
    InvoiceView.VOIDED: Label("已作废", "Voided"),
}


@dataclass(frozen=True)
class Asked:
    """The filters of an address; ``problems`` say which of them were ignored."""

    view: str = ""
    year: int | None = None
    query: str = ""
    project: str = ""
    supplier: str = ""
    page: int = 1
    problems: tuple[Label, ...] = ()


@dataclass(frozen=True)
class Place:
    """Which page of a list is shown: the nearest to the one asked for."""

    page: int
    pages: int
    count: int

    @classmethod
    def of(cls, asked: int, count: int) -> Place:
        pages = max(1, -(-count // PER_PAGE))
        return cls(min(max(asked, 1), pages), pages, count)

    @property
    def offset(self) -> int:
        return (self.page - 1) * PER_PAGE


def read(arguments: Mapping[str, str]) -> Asked:
    """The filters in an address; what is not a year or a page is ignored, and said."""
    problems: list[Label] = []
    year = _number(arguments.get("year", ""), EARLIEST, LATEST, problems)
    page = _number(arguments.get("page", ""), 1, 10**6, problems)
    return Asked(
        view=arguments.get("view", ""),
        year=year,
        query=arguments.get("q", "").strip()[:LONGEST_QUERY],
        project=arguments.get("project", "").strip()[:LONGEST_QUERY],
        supplier=arguments.get("supplier", "").strip()[:LONGEST_QUERY],
        page=page or 1,
        problems=tuple(problems),
    )


def chosen(views: type[V], text: str, usual: V) -> tuple[V, tuple[Label, ...]]:
    """The view of that name; another name gives the usual one, and says so."""
    if text in frozenset(views):
        return views(text), ()
    return usual, (_ignored(text),) if text else ()


def _number(text: str, lowest: int, highest: int, problems: list[Label]) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdecimal() and lowest <= int(text[:9]) <= highest:
        return int(text[:9])
    problems.append(_ignored(text))
    return None


def _ignored(text: str) -> Label:
    shown = text[:40]
    return Label(f"没有“{shown}”这个筛选条件，已忽略", f"There is no filter “{shown}”: ignored")
