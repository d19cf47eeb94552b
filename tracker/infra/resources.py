"""Where the folders beside the package are: templates and migrations.

In a checkout they lie beside ``tracker/``; a built wheel carries copies inside it.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def resource(name: str) -> Path:
    """The folder ``name``, from the wheel or from the checkout this code runs in."""
    bundled = PACKAGE / "_bundled" / name
    return bundled if bundled.is_dir() else PACKAGE.parent / name


FONTS = PACKAGE / "static" / "vendor" / "fonts"
"""Where set-up puts the fonts."""
