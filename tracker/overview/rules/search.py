"""Finding by words: width, case and composition of characters make no difference."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

LONGEST = 100


def normalise(text: str) -> str:
    """NFKC, lower case: ``ＦＲ－０６`` and ``（2022年）`` read like ``fr-06`` and ``(2022年)``."""
    return unicodedata.normalize("NFKC", text).casefold()


def words(query: str) -> tuple[str, ...]:
    """The words of a query, normalised; of a very long one only the beginning counts."""
    return tuple(normalise(query[:LONGEST]).split())


def text(texts: Iterable[str]) -> str:
    """What is kept of a record to find it by: its texts, normalised, each on a line of its own."""
    return "\n".join(dict.fromkeys(normalise(one).strip() for one in texts if one.strip()))
