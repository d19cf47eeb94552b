"""Pieces of pages that stand in every cell of a table.

They are written in Python because a macro of Jinja costs several times as much, and the register
shows hundreds of them. Templates import them from ``components/`` like any macro.
"""

from __future__ import annotations

from functools import lru_cache

from flask import Flask
from markupsafe import Markup, escape

from tracker.infra import filters
from tracker.infra.i18n import translated as _
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
    title = _("%(yuan)s元", yuan=exact)
    return Markup(f'<span class="amount" title="{title}">{shown}</span>')  # noqa: S704 - digits


def gap(money: Money, word: str = "", exact: bool = False) -> Markup:
    """▲ 缺 and the amount, red."""
    word = escape(word) if word else _("缺")
    shown = str(money) if exact else filters.money(money)
    title = _("%(yuan)s元", yuan=str(money))
    sign = icon("alert-triangle")
    return Markup(f'<span class="gap" title="{title}">{sign} {word}{shown}</span>')  # noqa: S704 - escaped


def surplus(money: Money | None, exact: bool = False) -> Markup:
    """余 and the amount, grey; a zero reads 平."""
    if not money:
        return Markup(f'<span class="even">{_("平")}</span>')  # noqa: S704 - a text of ours
    shown = str(money) if exact else filters.money(money)
    title = _("%(yuan)s元", yuan=str(money))
    word = _("余")
    return Markup(f'<span class="surplus" title="{title}">{word}{shown}</span>')  # noqa: S704 - digits


def share_bar(part: Money | int, whole: Money | int, label: str = "") -> Markup:
    """The thin grey bar under a paid amount; its view box carries the scale, in 万元."""
    described = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return Markup(_BAR.format(_scaled(whole) or 1, described, _scaled(part)))  # noqa: S704 - escaped


def _scaled(value: Money | int) -> object:
    return value.wan4 if isinstance(value, Money) else value


def init_app(app: Flask) -> None:
    """Make the pieces known to ``components/``, under names of their own."""
    pieces = (icon, amount, gap, surplus, share_bar)
    app.jinja_env.globals.update({f"piece_{piece.__name__}": piece for piece in pieces})
