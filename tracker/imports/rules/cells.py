"""One cell of a spreadsheet, and how a text, an amount, a day, a share… is read from it. Pure.

Whatever can be read exactly is taken as people and spreadsheets write it; everything else is
refused in words. No amount ever passes through a binary fraction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from tracker.imports.rules import errors
from tracker.kernel.durations import Duration, DurationUnit
from tracker.kernel.money import Money
from tracker.projects.rules import FIRST_YEAR, LAST_YEAR

S = TypeVar("S", bound=StrEnum)

LONGEST = 500  # characters of a text
EXACT_DIGITS = 15  # a spreadsheet rounds longer numbers
MOST_OF_A_TERM = 3650
_DAY_ZERO = date(1899, 12, 30)  # what day numbers of spreadsheets count from
_MILLIONTHS_OF_PERCENT = 10_000
_MILLION = 1_000_000
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(0?0:00(:00)?)?|(\d{4})(\d\d)(\d\d)")
_TERM = re.compile(r"(\d{1,4})(?:个)?(工作日|日历日|自然日|日|天|月)(?:内)?")
_UNITS = {
    "工作日": DurationUnit.WORKING_DAY,
    "月": DurationUnit.MONTH,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the file has it: a text, a number, a day or nothing.

    ``is_percent``: the sheet shows the number as a percentage.
    """

    value: str | Decimal | date | None = None
    is_percent: bool = False
    is_formula: bool = False

    @property
    def is_blank(self) -> bool:
        return self.value is None or self.value == ""

    @property
    def shown(self) -> str:
        """What stood there, to be told again."""
        if isinstance(self.value, Decimal):
            return f"{self.value:f}"
        return "" if self.value is None else str(self.value)


BLANK = Cell()


def text(cell: Cell) -> str:
    """The text without blanks around it; a number as it is shown."""
    if isinstance(cell.value, date):
        raise errors.DayNotText(day=cell.value)
    found = cell.shown.strip()
    if isinstance(cell.value, Decimal) and len(found) > EXACT_DIGITS:
        raise errors.RoundedNumber(shown=found)
    if len(found) > LONGEST:
        raise errors.TooLong(most=LONGEST)
    return found


def code(cell: Cell) -> str:
    """A project number; what a spreadsheet made a day of (2022-06) is read back."""
    if isinstance(cell.value, date) and cell.value.day == 1:
        return f"{cell.value.year}-{cell.value.month:02}"
    return "".join(_narrow(text(cell)).split()).translate(str.maketrans("—–−", "---"))


def lines(cell: Cell) -> tuple[str, ...]:
    """Several texts in one cell, apart by 、, ； or a new line."""
    parts = (part.strip() for part in re.split(r"[、;；\n]", text(cell)))
    return tuple(dict.fromkeys(part for part in parts if part))


def money(cell: Cell) -> Money:
    """An amount in yuan: 1,234.50, 12.5万元 or a number."""
    if isinstance(cell.value, date):
        raise errors.DayNotAmount
    return Money.parse(cell.shown)


def day(cell: Cell) -> date:
    """A day: one of the sheet, its number, or a text such as 2022-06-15 or 2022年6月15日."""
    if isinstance(cell.value, date):
        return cell.value
    typed = _narrow(cell.shown)
    if isinstance(cell.value, Decimal) and len(typed) == 5 and typed.isdecimal():
        return _DAY_ZERO + timedelta(days=int(typed))
    match = _DAY.fullmatch(typed)
    parts = [part for part in match.groups()[:3] + match.groups()[5:] if part] if match else []
    try:
        year, month, number = (int(part) for part in parts)
        return date(year, month, number)
    except ValueError as error:
        raise errors.NotADay(shown=typed) from error


def year(cell: Cell) -> int:
    """A fiscal year in four digits."""
    typed = _narrow(cell.shown).removesuffix("年").removesuffix("年度")
    if not re.fullmatch(r"\d{4}", typed) or not FIRST_YEAR <= int(typed) <= LAST_YEAR:
        raise errors.NotAYear(first=FIRST_YEAR, last=LAST_YEAR)
    return int(typed)


def whole(cell: Cell) -> int:
    """A whole number of at most four digits."""
    typed = _narrow(cell.shown)
    if not re.fullmatch(r"\d{1,4}", typed):
        raise errors.NotWhole(shown=typed)
    return int(typed)


def ratio(cell: Cell) -> int:
    """A share in millionths: 30%, 30 or a cell shown as a percentage. 0.3 alone says too little."""
    typed = _narrow(cell.shown).replace("%", "") if isinstance(cell.value, str) else cell.shown
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", typed):
        raise errors.NotARatio(shown=cell.shown)
    number = Decimal(typed)
    if not cell.is_percent and "%" not in _narrow(cell.shown) and number <= 1:
        raise errors.UnclearRatio(shown=typed, percent=f"{(number * 100).normalize():f}%")
    millionths = number * (_MILLION if cell.is_percent else _MILLIONTHS_OF_PERCENT)
    if millionths != int(millionths):
        raise errors.RatioTooFine
    return int(millionths)


def term(cell: Cell) -> Duration:
    """A length of time: 15个工作日, 30日, 2个月."""
    typed = _narrow(cell.shown)
    match = _TERM.fullmatch(typed)
    if match is None or int(match[1]) > MOST_OF_A_TERM:
        raise errors.NotATerm(shown=typed)
    return Duration(int(match[1]), _UNITS.get(match[2], DurationUnit.CALENDAR_DAY))


def choice(cell: Cell, members: Iterable[S]) -> S:
    """One of an enumeration, by its Chinese or English words."""
    typed = text(cell)
    offered = list(members)
    by_word: Mapping[str, S] = {
        word.casefold(): member for member in offered for word in _words(member)
    }
    if (found := by_word.get(typed.casefold())) is None:
        words = "、".join(member.label.zh for member in offered)  # type: ignore[attr-defined]
        raise errors.NotOffered(shown=typed, offered=words)
    return found


def _words(member: StrEnum) -> tuple[str, str]:
    label = member.label  # type: ignore[attr-defined]
    return label.zh, label.en


def _narrow(typed: str) -> str:
    """Full-width digits and letters as half-width ones, without blanks inside."""
    return "".join(unicodedata.normalize("NFKC", typed).split())
