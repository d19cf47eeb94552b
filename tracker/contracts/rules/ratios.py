"""Ratios in whole millionths, as people read and write them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from tracker.kernel.money import Money


def percent_of(part: Money, whole: Money) -> str:
    """``part`` as a percentage of ``whole``, two decimals, half-up."""
    if not whole:
        return "100.00"
    share = Decimal(part.fen * 100) / Decimal(whole.fen)
    return f"{share.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"


def show_ratio(ratio: int) -> str:
    """A ratio as people write it: 27%, 33.3333%."""
    return f"{(Decimal(ratio) / 10_000).normalize():f}%"
