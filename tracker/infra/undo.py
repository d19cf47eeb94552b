"""What can be taken back at once: the next page says what was done, with the button 撤销 beside it.

The bar (``undo_bar`` of components/layout.html) stays until the page is left, so that nobody has to
hurry, and works without scripts: its button posts to the address that takes the step back.
"""

from __future__ import annotations

from flask import flash

_MARK = "undo "


def offer(text: str, address: str) -> None:
    """Say ``text`` on the next page and offer to take it back by a POST to ``address``."""
    flash(text, _MARK + address)


def undo_address(category: str) -> str:
    """Where the button of such a message leads; empty for any other message."""
    return category.removeprefix(_MARK) if category.startswith(_MARK) else ""
