"""Pieces of pages that stand in every cell of a table.

They are written in Python because a macro of Jinja costs several times as much, and the register
shows hundreds of them. Templates import them from ``components/`` like any macro.
"""

from __future__ import annotations

from functools import lru_cache

from flask import Flask
from markupsafe import Markup, escape

from tracker.infra import filters
from tracker.infra.i18n import translated
from tracker.kernel.money import Money

_DECORATIVE = Markup('<i class="ti ti-%s" aria-hidden="true"></i>')
_NAMED = Markup('<i class="ti ti-%s" role="img" aria-label="%s"></i>')
_NONE = Markup('<span class="amount amount-none">%s</span>')
_BAR = (
    '<svg class="bar bar-thin" viewBox="0 0 {} 1" preserveAspectRatio="none" {} focusable="false">'
    '<path class="bar-done" d="M0 0H{}V1H0z"/></svg>'
)


@lru_cache(maxsize=512)
def icon(name: str, label: str = "") -> Markup:
    """A Tabler outline icon; decorative unless it has a label."""
    return _NAMED % (name, label) if label else _DECORATIVE % name


def amount(money: Money | None, missing: str = "—") -> Markup:
    """By the 万元/元 switch, exact 元 in the title; ``None`` shows ``missing``."""
    if money is None:
        return _NONE % missing
    exact = str(money)
    shown = exact if filters.money_unit() == "yuan" else filters.wan(money)
    title = translated("%(yuan)s元", yuan=exact)
    return Markup(f'<span class="amount" title="{title}">{shown}</span>')  # noqa: S704 - digits


def share_bar(part: Money | int, whole: Money | int, label: str = "") -> Markup:
    """The thin grey bar under a paid amount; its view box carries the scale, in 万元."""
    described = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return Markup(_BAR.format(_scaled(whole) or 1, described, _scaled(part)))  # noqa: S704 - escaped


def _scaled(value: Money | int) -> object:
    return value.wan4 if isinstance(value, Money) else value


def init_app(app: Flask) -> None:
    """Make the pieces known to ``components/``, under names of their own."""
    pieces = {"icon": icon, "amount": amount, "share_bar": share_bar}
    app.jinja_env.globals.update({f"piece_{name}": piece for name, piece in pieces.items()})
