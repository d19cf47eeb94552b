"""Two versions of the same record side by side, when somebody else changed it meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wtforms import HiddenField


@dataclass(frozen=True)
class Difference:
    """One field: what is stored now, and what this person typed."""

    label: str
    stored: str
    typed: str


def differences(typed: Any, stored: Any) -> tuple[Difference, ...]:
    """Where two filled forms differ, as a person reads the fields; ``stored`` names the fields."""
    pairs = [(field, typed[field.name]) for field in stored if not isinstance(field, HiddenField)]
    texts = (Difference(str(mine.label.text), _shown(now), _shown(mine)) for now, mine in pairs)
    return tuple(each for each in texts if each.stored != each.typed)


def _shown(field: Any) -> str:
    """What a person sees in the field: the chosen words, not their codes; rows in a row."""
    if hasattr(field, "entries"):
        return "；".join(_shown(entry) for entry in field.entries)
    if hasattr(field, "form"):
        visible = (inner for inner in field if not isinstance(inner, HiddenField))
        return " ".join(filter(None, map(_shown, visible)))
    if hasattr(field, "iter_choices"):
        chosen = (choice for choice in field.iter_choices() if choice.selected)
        return "、".join(str(choice.label) for choice in chosen)
    return str(field._value()).strip()
