"""What the lists of payments have in common: tabs, neighbouring pages, ignored filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import request, url_for

from tracker.infra import i18n
from tracker.kernel.labels import Label
from tracker.payments.rules.lists import Asked, Place

V = TypeVar("V", bound=StrEnum)


@dataclass(frozen=True)
class Tab:
    text: str
    href: str
    count: int
    active: bool


@dataclass(frozen=True)
class Pager:
    """The addresses of the neighbouring pages, empty at the ends."""

    previous: str
    next: str


def address(endpoint: str, **changes: Any) -> str:
    """This list with the present filters, and what ``changes``."""
    kept = {name: value for name, value in request.args.items() if value}
    return url_for(endpoint, **{**kept, **changes})


def tabs(endpoint: str, views: type[V], chosen: V, counts: Mapping[V, int]) -> list[Tab]:
    """The views of a list with how many each has."""
    return [
        Tab(
            text=i18n.label(view.label),  # type: ignore[attr-defined]
            href=address(endpoint, view=view.value, page=None),
            count=counts[view],
            active=view is chosen,
        )
        for view in views
    ]


def pager(endpoint: str, place: Place) -> Pager:
    """The neighbours of the page shown."""
    before, after = place.page - 1, place.page + 1
    return Pager(
        previous=address(endpoint, page=before) if before >= 1 else "",
        next=address(endpoint, page=after) if after <= place.pages else "",
    )


def filtered(asked: Asked, unknown: tuple[Label, ...], place: Place) -> tuple[Label, ...]:
    """What the address asked for in vain."""
    problems = [*asked.problems, *unknown]
    if asked.page > place.pages:
        problems.append(
            Label(
                f"没有第{asked.page}页，已显示最近的一页（共{place.pages}页）",
                f"There is no page {asked.page} of {place.pages}; the nearest is shown",
            )
        )
    return tuple(problems)
