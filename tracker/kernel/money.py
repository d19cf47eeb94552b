"""Money in whole fen (分), from edge to edge; no float ever touches an amount.

``Money.parse`` reads what people type; ``Money.yuan`` reads what programs write. Rounding is
half-up, away from zero for negative amounts. Amounts have no upper bound, but typed ones stay
under 10^13 yuan, which every column and ``capitals`` can hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label

LONGEST = 15  # digits in fen of the largest amount a person may type
MILLION = 1_000_000

# What Chinese input methods and spreadsheets produce, and what we read it as.
TYPED = "０１２３４５６７８９，．。＋－−￥\u3000\u00a0\u2009\u202f"
READ = "0123456789,..+--¥    "
PLAIN = str.maketrans(TYPED, READ)

# Separators must make groups of three: "1,23" is a slip, and guessing would be wrong.
AMOUNT = re.compile(
    r"¥? ?(?P<sign>[+-]?) ?¥? ?"
    r"(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)"
    r"(?:\.(?P<fraction>[0-9]+))?"
    r" ?(?P<unit>万元|万|元)?"
)

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


class MoneyError(RuleViolation):
    """A text that cannot be taken as an amount."""


class NotAnAmount(MoneyError):
    code = "not_an_amount"
    label = Label(
        "金额应为数字，例如 1,234.50 或 12.5万元",
        "Enter the amount as a number, such as 1,234.50 or 12.5万元",
    )


class TooManyDecimals(MoneyError):
    code = "too_many_decimals"
    label = Label(
        "金额最多两位小数，以万元填写时最多六位",
        "At most two decimals are allowed, or six when the amount is in 万元",
    )


class AmountTooLarge(MoneyError):
    code = "amount_too_large"
    label = Label("金额须小于10万亿元", "The amount must be less than 10 trillion yuan")


class NegativeAmount(MoneyError):
    code = "negative_amount"
    label = Label("金额不能为负数", "The amount must not be negative")


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount of yuan, exact to the fen."""

    fen: int

    def __post_init__(self) -> None:
        if type(self.fen) is not int:
            raise TypeError(f"fen must be a whole number, not {self.fen!r}")

    @classmethod
    def yuan(cls, amount: str | Decimal | int) -> Money:
        """The amount written by a program in yuan; ``ValueError`` if it is finer than a fen."""
        if not isinstance(amount, str | Decimal | int):
            raise TypeError(f"yuan must be exact, not {amount!r}")
        value = Decimal(amount)
        money = cls(int(value * 100))
        if money.decimal != value:
            raise ValueError(f"{amount} yuan is not a whole number of fen")
        return money

    @classmethod
    def parse(cls, text: str, *, signed: bool = False) -> Money:
        """The amount a person typed; raises a ``MoneyError`` that says what to correct.

        Understands separators, full-width characters, ￥, 元 and 万元. Negative amounts are
        refused unless ``signed``.
        """
        match = AMOUNT.fullmatch(text.translate(PLAIN).strip())
        if match is None:
            raise NotAnAmount
        fen = _fen(match)
        if match["sign"] != "-":
            return cls(fen)
        if fen and not signed:
            raise NegativeAmount
        return cls(-fen)

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen) if isinstance(other, Money) else NotImplemented

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen) if isinstance(other, Money) else NotImplemented

    def __neg__(self) -> Money:
        return Money(-self.fen)

    def __abs__(self) -> Money:
        return Money(abs(self.fen))

    def __bool__(self) -> bool:
        return self.fen != 0

    def __str__(self) -> str:
        return f"{self.decimal:,f}"

    @property
    def decimal(self) -> Decimal:
        """Yuan with exactly two decimals."""
        return Decimal(self.fen).scaleb(-2)

    @property
    def plain(self) -> str:
        """Yuan without separators, for files and form fields: 1234.50."""
        return f"{self.decimal:f}"

    @property
    def wan(self) -> Decimal:
        """万元 with two decimals, half-up; total up in fen before rounding."""
        return Decimal(_half_up(self.fen, 10_000)).scaleb(-2)

    @property
    def wan4(self) -> Decimal:
        """万元 with four decimals, half-up, as the yearly self-assessment wants them."""
        return Decimal(_half_up(self.fen, 100)).scaleb(-4)

    def times(self, millionths: int) -> Money:
        """This amount × ``millionths`` ÷ 1,000,000, half-up; 300,000 millionths are 30 %."""
        return Money(_half_up(self.fen * millionths, MILLION))

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Parts in proportion to ``weights`` that add up to this amount.

        Each is cut to the fen and the last takes the rest, so none has the wrong sign.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights must not be negative, and one must be positive")
        sign = -1 if self.fen < 0 else 1
        parts = [Money(sign * (abs(self.fen) * weight // total)) for weight in weights[:-1]]
        return [*parts, self - sum(parts, start=ZERO)]

    def capitals(self) -> str:
        """The amount in words for papers (大写金额), without the leading 人民币.

        Rules of 支付结算办法 附一: 正确填写票据和结算凭证的基本规定. 整 is written after 角, too.
        ``ValueError`` for a negative amount, which no paper may carry, and above 10^13 yuan.
        """
        if not 0 <= self.fen <= 10**LONGEST:
            raise ValueError(f"{self} has no form in words")
        yuan, rest = divmod(self.fen, 100)
        jiao, fen = divmod(rest, 10)
        words = f"{_numeral(yuan)}元" if yuan or not rest else ""
        if jiao:
            words += f"{DIGITS[jiao]}角"
        if not fen:
            return f"{words}整"
        zero = "零" if yuan and not jiao else ""
        return f"{words}{zero}{DIGITS[fen]}分"


ZERO = Money(0)


def _fen(match: re.Match[str]) -> int:
    """Fen of a typed amount, by moving the point in its digits: exact at any length."""
    places = 6 if (match["unit"] or "").startswith("万") else 2
    fraction = (match["fraction"] or "").rstrip("0")
    if len(fraction) > places:
        raise TooManyDecimals
    whole = match["whole"].replace(",", "").replace(" ", "")
    digits = f"{whole}{fraction:0<{places}}".lstrip("0")
    if len(digits) > LONGEST:
        raise AmountTooLarge
    return int(digits or "0")


def _half_up(numerator: int, denominator: int) -> int:
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -rounded if numerator < 0 else rounded


def _numeral(number: int) -> str:
    """Capitals of a whole number, one 零 for each run of zeros that skips a place."""
    for size, unit in UNITS:
        if number >= size:
            head, rest = divmod(number, size)
            gap = "零" if 0 < rest < size // 10 else ""
            return f"{_numeral(head)}{unit}{gap}{_numeral(rest) if rest else ''}"
    return DIGITS[number]
