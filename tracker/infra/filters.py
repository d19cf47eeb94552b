"""How money, days and instants read on a page (interface guide, section 3)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask, g, has_request_context, request

from tracker.infra import clock, i18n
from tracker.infra.files.store import shown_size
from tracker.infra.undo import undo_address
from tracker.kernel.labels import Label
from tracker.kernel.money import Money

UNIT_COOKIE = "money_unit"
_UNIT = "tracker_money_unit"
_ZH = "一二三四五六日"
_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def money_unit() -> str:
    """``wan`` (万元) or ``yuan`` (元): the person's choice for overviews."""
    if not has_request_context():
        return "wan"
    found: str | None = g.get(_UNIT)
    if found is None:  # a page asks for every amount, and a cookie that is not there is slow
        found = "yuan" if request.cookies.get(UNIT_COOKIE) == "yuan" else "wan"
        setattr(g, _UNIT, found)
    return found


def yuan(value: Money | None) -> str:
    """元 with two decimals and thousands separators; ``—`` for nothing."""
    return "—" if value is None else str(value)


def wan(value: Money | None) -> str:
    """万元, rounded half-up to two decimals."""
    return "—" if value is None else f"{value.wan:,.2f}"


def money(value: Money | None) -> str:
    """In the unit the person chose for overviews."""
    return yuan(value) if money_unit() == "yuan" else wan(value)


def day(value: date | None) -> str:
    """2022-11-30"""
    return "" if value is None else value.isoformat()


def _name(value: date) -> str:
    if i18n.lang() == "en":
        return _EN[value.weekday()]
    return f"周{_ZH[value.weekday()]}"


def weekday(value: date | None) -> str:
    """2022-11-30 周三"""
    return "" if value is None else f"{value.isoformat()} {_name(value)}"


def short_day(value: date | None) -> str:
    """11-30 周三 in the current year, with the year in any other."""
    if value is None:
        return ""
    if value.year != clock.today().year:
        return weekday(value)
    return f"{value:%m-%d} {_name(value)}"


def long_day(value: date) -> str:
    """2022年11月15日 星期二"""
    if i18n.lang() == "en":
        return f"{_EN[value.weekday()]} {value.isoformat()}"
    return f"{value.year}年{value.month}月{value.day}日 星期{_ZH[value.weekday()]}"


def moment(value: datetime | None) -> str:
    """An instant in Shanghai time, to the minute."""
    return "" if value is None else f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"


def percent(value: Decimal | None, places: int = 1) -> str:
    """0.841 → 84.1%"""
    return "—" if value is None else f"{value * 100:.{places}f}%"


def size(value: int) -> str:
    """2.1 MB"""
    return shown_size(value)


def label(value: Any) -> str:
    """A Label, or whatever has one (an enum member)."""
    return i18n.label(value if isinstance(value, Label) else value.label)


def init_app(app: Flask) -> None:
    """Make the filters known to the templates."""
    amounts, days = (yuan, wan, money, percent), (day, weekday, short_day, long_day, moment)
    for function in (*amounts, *days, size, label, undo_address):
        app.jinja_env.filters[function.__name__] = function
