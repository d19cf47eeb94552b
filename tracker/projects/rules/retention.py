"""How long papers must be kept (``data/retention.toml``): of several rules, the longest."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from tracker.kernel.fiscal import year_end
from tracker.kernel.labels import Label
from tracker.projects.rules.documents import DocumentKind


@dataclass(frozen=True, slots=True)
class Retention:
    """One row of the file: kept for ``years`` after the end of the year of filing."""

    key: str
    label: Label
    years: int
    source: str
    article: str
    valid_from: date
    kinds: frozenset[DocumentKind]

    def until(self, on: date) -> date:
        """The last day on which a paper put on record on ``on`` must still be there."""
        return year_end(on.year + self.years)


@cache
def all_retentions() -> tuple[Retention, ...]:
    """Every row of the file."""
    data = tomllib.loads(files("tracker").joinpath("data/retention.toml").read_text("utf-8"))
    return tuple(
        Retention(
            **{
                **row,
                "label": Label(row["label"]["zh"], row["label"]["en"]),
                "kinds": frozenset(map(DocumentKind, row["kinds"])),
            }
        )
        for row in data["retention"]
    )


def retention(kind: DocumentKind, on: date) -> Retention | None:
    """The longest rule in force on ``on`` for a paper of that kind."""
    in_force: dict[str, Retention] = {}
    for row in sorted(all_retentions(), key=lambda row: row.valid_from):
        if row.valid_from <= on and kind in row.kinds:
            in_force[row.key] = row
    return max(in_force.values(), key=lambda row: row.years, default=None)
