"""A version of a limit as text, frozen on the clock that runs by it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tracker.kernel.labels import Label
from tracker.kernel.limits import Direction, Limit, Party, Severity, shipped, unit_label


def freeze(limit: Limit) -> str:
    """The limit as text; ``thaw`` reads it back."""
    return json.dumps(
        {
            "key": limit.key,
            "label": {"zh": limit.label.zh, "en": limit.label.en},
            "after": limit.after,
            "before": limit.before,
            "direction": limit.direction,
            "value": limit.value,
            "unit": limit.unit,
            "party": limit.party,
            "severity": limit.severity,
            "by_itself": limit.by_itself,
            "source": limit.source,
            "article": limit.article,
            "valid_from": limit.valid_from.isoformat(),
            "verified": limit.verified,
        },
        ensure_ascii=False,
    )


@lru_cache(maxsize=256)
def thaw(text: str) -> Limit:
    """The limit as it was when it was frozen; many clocks hold the same text."""
    data = json.loads(text)
    return Limit(
        **{
            **data,
            "label": Label(**data["label"]),
            "direction": Direction(data["direction"]),
            "party": Party(data["party"]),
            "severity": Severity(data["severity"]),
            "valid_from": date.fromisoformat(data["valid_from"]),
        }
    )


@dataclass(frozen=True, slots=True)
class LimitKey:
    """The key of a limit, as people read it."""

    value: str

    @property
    def label(self) -> Label:
        versions = shipped().versions(self.value)
        return versions[0].label if versions else Label(self.value, self.value)


@dataclass(frozen=True, slots=True)
class LimitUnit:
    """The unit of a limit, as people read it."""

    value: str

    @property
    def label(self) -> Label:
        return unit_label(self.value)


@dataclass(frozen=True, slots=True)
class FrozenRule:
    """A frozen limit, as people read it: 不超过30日，《政府采购法》第四十六条."""

    value: str

    @property
    def label(self) -> Label:
        limit = thaw(self.value)
        return Label(f"{limit.bound.zh}，{limit.citation}", f"{limit.bound.en}, {limit.citation}")
