"""Bilingual text carried by data, enums and errors.

Chinese is the source language: any language but "en" is answered in Chinese.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Label:
    """One text in both languages; it may hold ``{named}`` places for ``format``."""

    zh: str
    en: str

    def text(self, lang: str) -> str:
        """The text in ``lang``: "en" is English, anything else Chinese."""
        return self.en if lang == "en" else self.zh

    def format(self, lang: str, /, **params: object) -> str:
        """The text with its places filled; a labelled value is named in the same language."""
        return self.text(lang).format(**{key: _named(x, lang) for key, x in params.items()})

    def filled(self, **params: object) -> Label:
        """The same text with its places filled, in both languages."""
        return Label(self.format("zh", **params), self.format("en", **params))


class Labelled(Protocol):
    """Anything with a name for people, such as an enum member."""

    @property
    def label(self) -> Label: ...


def _named(value: object, lang: str) -> object:
    found = value if isinstance(value, Label) else getattr(value, "label", None)
    return found.text(lang) if isinstance(found, Label) else value
