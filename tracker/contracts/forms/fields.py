"""Fields that only contracts have: a ratio, a whole number; and what every form shares."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from flask_babel import gettext as _
from wtforms import Field
from wtforms.widgets import TextInput

LONGEST_TEXT = 1000
LARGEST_RATIO = 1000  # per cent: an amount of digits that fits; the rules say what is possible

T = TypeVar("T")


def filled(value: T | None) -> T:
    """A field's value in a form that is valid."""
    if value is None:
        raise ValueError("only a valid form makes a command")
    return value


def strip(text: str | None) -> str:
    """Filter of text fields: what was typed, without blanks around it."""
    return (text or "").strip()


class _Typed(Field):
    """A one-line field that keeps what was typed when it cannot be read."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self._text()

    def _text(self) -> str:
        return str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = unicodedata.normalize("NFKC", valuelist[0]).strip() if valuelist else ""
        self.data = None
        if typed:
            self.data = self._read(typed)

    def _read(self, typed: str) -> int:
        raise NotImplementedError


class RatioField(_Typed):
    """A percentage with up to four decimals. data: millionths or None."""

    def _text(self) -> str:
        percent = (Decimal(self.data or 0) / 10_000).normalize()
        places = -int(percent.as_tuple().exponent)
        return f"{percent:.2f}" if places <= 2 else f"{percent:f}"

    def _read(self, typed: str) -> int:
        try:
            percent = Decimal(typed.removesuffix("%").strip())
        except InvalidOperation as error:
            raise ValueError(_("比例应为数字，例如30或33.3333")) from error
        millionths = percent * 10_000
        if not percent.is_finite() or abs(percent) > LARGEST_RATIO:
            raise ValueError(_("比例应为数字，例如30或33.3333"))
        if millionths != int(millionths):
            raise ValueError(_("比例最多四位小数"))
        return int(millionths)


class CountField(_Typed):
    """A whole number from 0 to ``most``. data: int or None."""

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(*args, **kwargs)

    def _read(self, typed: str) -> int:
        if not typed.isdecimal() or int(typed) > self.most:
            raise ValueError(_("请填写0至%(most)s的整数", most=self.most))
        return int(typed)
