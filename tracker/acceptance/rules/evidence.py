"""Which file an item speaks of: people write 到货单、照片6张, and a file is called 到货单.pdf."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from tracker.acceptance.rules.reading import FormDocument

_BETWEEN = re.compile(r"([、，,；;]\s*)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text; ``uid`` is that of the file it names, if there is one."""

    text: str
    uid: str = ""


def pieces(text: str, documents: Sequence[FormDocument]) -> tuple[Piece, ...]:
    """The text in pieces, those that name a file with its uid; joined they are the text again."""
    known = {PurePath(one.name).stem: one.uid for one in documents}
    known |= {one.name: one.uid for one in documents}
    return tuple(Piece(part, known.get(part.strip(), "")) for part in _BETWEEN.split(text) if part)
