"""Which entries are asked for. The address holds it, so that a selection can be kept and sent.

What cannot be understood is left out, and the page says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from tracker.accounts.rules import POLICY
from tracker.history.rules.kinds import KINDS
from tracker.kernel.labels import Label

PAGE = 50
LONGEST = 100
YEARS = range(1990, 2100)

# These rows of POLICY guard pages and are never recorded.
_NEVER_RECORDED = frozenset({"accounts.manage", "accounts.self", "reminders.manage"})
ACTIONS: Mapping[str, Label] = {
    name: permission.label
    for name, permission in POLICY.items()
    if not name.endswith(".read") and name not in _NEVER_RECORDED
}

T = TypeVar("T")


@dataclass(frozen=True)
class Filters:
    """``person`` is an actor's uid, ``project`` a code or part of a name, days are inclusive.

    ``before`` and ``after`` are sequence numbers: a page stays the same while entries are added.
    """

    person: str = ""
    project: str = ""
    kind: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None
    after: int | None = None

    @property
    def is_narrowed(self) -> bool:
        return replace(self, before=None, after=None) != Filters()

    def older_than(self, seq: int) -> Filters:
        return replace(self, before=seq, after=None)

    def newer_than(self, seq: int) -> Filters:
        return replace(self, before=None, after=seq)

    def newest(self) -> Filters:
        return replace(self, before=None, after=None)


def read(args: Mapping[str, str]) -> tuple[Filters, tuple[Label, ...]]:
    """The filters of an address, and what was wrong with it."""
    problems: list[Label] = []

    def take(name: str, convert: Callable[[str], T], otherwise: T) -> T:
        text = args.get(name, "").strip()
        if not text:
            return otherwise
        try:
            return convert(text)
        except ValueError:
            problems.append(ignored(name, text))
            return otherwise

    since, until = take("since", _day, None), take("until", _day, None)
    if since and until and since > until:
        since, until = until, since
        problems.append(Label("开始日期晚于结束日期，已对调", "The days were in the wrong order"))
    filters = Filters(
        person=args.get("person", "").strip(),
        project=args.get("project", "").strip()[:LONGEST],
        kind=take("kind", _one_of(KINDS), ""),
        action=take("action", _one_of(ACTIONS), ""),
        since=since,
        until=until,
        before=take("before", _number, None),
        after=take("after", _number, None),
    )
    return filters, tuple(problems)


def write(filters: Filters) -> dict[str, str]:
    """The query string of these filters: what is set."""
    return {name: str(value) for name, value in vars(filters).items() if value not in ("", None)}


def ignored(name: str, text: str) -> Label:
    """What is said about a part of an address that means nothing."""
    part = f"{name}={text[:40]}"
    return Label(
        f"地址中的“{part}”无法识别，已忽略这个条件",
        f"“{part}” in the address means nothing and was left out",
    )


def _one_of(known: Collection[str]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text not in known:
            raise ValueError(text)
        return text

    return check


def _day(text: str) -> date | None:
    day = date.fromisoformat(text)
    if day.year not in YEARS:
        raise ValueError(text)
    return day


def _number(text: str) -> int | None:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ValueError(text)
    return int(text)
