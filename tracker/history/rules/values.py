"""A value of the audit chain as people read it: amounts in 元, codes by their words, rows by name.

The chain holds canonical JSON (分, ISO days, uids). What an old entry holds and this version does
not know, a removed code or a malformed text, is shown as it stands: history is never hidden.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from tracker.accounts.rules import Role
from tracker.deadlines.rules.frozen import FrozenRule, LimitKey, LimitUnit
from tracker.history.rules.columns import kind_label
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.procurement.rules.methods import Method, StepKey, fact_label
from tracker.procurement.rules.offers import PartiesText, PeopleText
from tracker.projects.rules import BudgetCategory, Stage

BLANK = Label("（空）", "(blank)")
YES, NO = Label("是", "Yes"), Label("否", "No")

Names = Mapping[tuple[str, str], Label]
"""What the rows that are referred to are called, by kind and uid."""


class Shape(StrEnum):
    """What the JSON of a column stands for."""

    TEXT = "text"
    MONEY = "money"
    INSTANT = "instant"
    FLAG = "flag"
    SHARE = "share"
    LINES = "lines"
    CODE = "code"
    CODES = "codes"
    REFERENCE = "reference"
    RECORD = "record"  # a reference whose kind another column names
    SCHEDULE = "schedule"
    FACTS = "facts"  # of a step: JSON by fact
    COUNT = "count"
    RESULTS = "results"
    LONG = "long"


@dataclass(frozen=True)
class Form:
    """How a column is written: ``codes`` makes something with a label of each, ``kind`` is what
    it refers to.
    """

    shape: Shape
    codes: Callable[[str], Any] | None = None
    kind: str = ""


PLAIN = Form(Shape.TEXT)


@dataclass(frozen=True)
class KindName:
    """A kind of evidence as a value: what a file belongs to."""

    value: str

    @property
    def label(self) -> Label:
        return kind_label(self.value)


# What the column's type in the database does not tell.
SPECIAL: Mapping[tuple[str, str], Form] = {
    ("award", "method"): Form(Shape.CODE, Method),
    ("acceptance", "content"): Form(Shape.LONG),
    ("acceptance", "items"): Form(Shape.COUNT),
    ("acceptance", "part_uids"): Form(Shape.COUNT),
    ("acceptance", "roster"): Form(Shape.COUNT),
    ("attachment", "subject_kind"): Form(Shape.CODE, KindName),
    ("attachment", "subject_uid"): Form(Shape.RECORD),
    ("clock", "frozen"): Form(Shape.CODE, FrozenRule),
    ("clock", "key"): Form(Shape.CODE, LimitKey),
    ("clock", "subject_kind"): Form(Shape.CODE, KindName),
    ("clock", "subject_uid"): Form(Shape.RECORD),
    ("negotiation_record", "parties"): Form(Shape.CODE, PartiesText),
    ("negotiation_record", "people"): Form(Shape.CODE, PeopleText),
    ("limit_version", "key"): Form(Shape.CODE, LimitKey),
    ("limit_version", "unit"): Form(Shape.CODE, LimitUnit),
    ("budget_line", "category"): Form(Shape.CODE, BudgetCategory),
    ("instalment", "ratio"): Form(Shape.SHARE),
    ("project", "claims"): Form(Shape.CODES, Stage),
    ("schedule_version", "rows"): Form(Shape.SCHEDULE),
    ("step_record", "facts"): Form(Shape.FACTS),
    ("step_record", "step"): Form(Shape.CODE, StepKey),
    ("tender", "method"): Form(Shape.CODE, Method),
    ("signature", "results"): Form(Shape.RESULTS),
    ("user", "role_codes"): Form(Shape.CODES, Role),
}


def same(text: object) -> Label:
    """Data reads alike in both languages."""
    return Label(str(text), str(text))


def is_blank(value: Any) -> bool:
    """Nothing was entered; ``False`` and zero are something."""
    return value is None or value in ("", [])


def shown(value: Any, form: Form, names: Names) -> Label:
    """The value in words."""
    if is_blank(value):
        return BLANK
    if form.shape is Shape.REFERENCE:
        return names.get((form.kind, value)) or same(str(value)[:8])
    if form.shape is Shape.RECORD:
        named = (label for (_kind, uid), label in names.items() if uid == value)
        return next(named, same(str(value)[:8]))
    try:
        return _READERS[form.shape](value, form)
    except (ValueError, TypeError, KeyError, ArithmeticError):
        return same(value)


def joined(labels: Sequence[Label]) -> Label:
    """Several in one line."""
    zh, en = (separator.join for separator in ("、", ", "))
    return Label(zh(one.zh for one in labels), en(one.en for one in labels))


def _money(value: int, _form: Form) -> Label:
    """Never a minus sign: what is taken off says so."""
    if value < 0:
        return Label(f"减{Money(-value)}元", f"less {Money(-value)} yuan")
    return Label(f"{Money(value)}元", f"{Money(value)} yuan")


def _instant(value: str, _form: Form) -> Label:
    """It is stored as Shanghai time already."""
    return same(f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M}")


def _share(value: int, _form: Form) -> Label:
    """Millionths as percent."""
    return same(f"{(Decimal(value) / 10_000).normalize():f}%")


def _code(value: str, form: Form) -> Label:
    if form.codes is None:
        return same(value)
    member: Label = form.codes(value).label
    return member


def _schedule(value: str, _form: Form) -> Label:
    """How many instalments a frozen schedule has, and what they come to."""
    amounts = [Money(row["comes_to"]) for row in json.loads(value)]
    total = sum(amounts, ZERO)
    return Label(
        f"{len(amounts)}笔，合计{total}元", f"{len(amounts)} instalments, {total} yuan in all"
    )


def _facts(value: str, _form: Form) -> Label:
    """Each fact with its name; amounts stand in 分, as they are stored."""
    parts = [(fact_label(key), _fact(one)) for key, one in json.loads(value).items()]
    return joined(
        [Label(f"{name.zh}：{text}", f"{name.en}: {text}") for name, text in parts if text]
    )


def _fact(value: Any) -> str:
    """A list is told by the names in it."""
    if isinstance(value, list):
        return "/".join(one["name"] if isinstance(one, dict) else str(one) for one in value)
    return str(value)


def _count(value: str | Sequence[Any], _form: Form) -> Label:
    """How many a list holds; itself is on the page of the record."""
    count = len(json.loads(value) if isinstance(value, str) else value)
    return Label(f"{count}项", f"{count} entries")


def _results(value: str, _form: Form) -> Label:
    """How many items passed, and which did not."""
    results = json.loads(value)
    failed = "、".join(no for no, result in results.items() if result == "fail")
    passed = len(results) - len(failed.split("、")) if failed else len(results)
    if not failed:
        return Label(f"{passed}项合格", f"{passed} items passed")
    return Label(f"{passed}项合格，第{failed}项不合格", f"{passed} items passed, not {failed}")


def _long(value: str, _form: Form) -> Label:
    return Label(f"{len(value)}个字符", f"{len(value)} characters")


_READERS: Mapping[Shape, Callable[[Any, Form], Label]] = {
    Shape.TEXT: lambda value, _form: same(value),
    Shape.MONEY: _money,
    Shape.INSTANT: _instant,
    Shape.FLAG: lambda value, _form: YES if value else NO,
    Shape.SHARE: _share,
    Shape.LINES: lambda value, _form: joined([same(one) for one in value]),
    Shape.CODE: _code,
    Shape.CODES: lambda value, form: joined([_code(one, form) for one in value]),
    Shape.SCHEDULE: _schedule,
    Shape.FACTS: _facts,
    Shape.COUNT: _count,
    Shape.RESULTS: _results,
    Shape.LONG: _long,
}
