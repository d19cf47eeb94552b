"""The only writer of the register's index: with each fact, and by an hourly run for what time does.

A use case that writes evidence of a project has its rows reckoned again in the same transaction.
The rows of the index are locked after everything else and in the order of their ids, so that of two
who change one project at the same moment the second sees what the first has done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, inspect, select, update

from tracker.accounts.models import Department, Group, User
from tracker.contracts.models import Contract
from tracker.infra import audit, clock, lease
from tracker.infra.db import Evidence, db, insert_once, transaction
from tracker.overview.models import ProjectIndex, ProjectYear
from tracker.overview.queries.reckoning import kept, reckoned
from tracker.overview.rules.index import Entry, Reckoned, YearEntry
from tracker.procurement.models import Supplier
from tracker.projects.models import Project

JOB = "overview.index"
LEASE_SECONDS = 1800
BATCH = 200
NO_PART_OF_A_PROJECT = (Department, Group, Supplier, User)


@dataclass(frozen=True)
class Refreshed:
    """How many projects had rows that were not up to date."""

    changed: int

    @property
    def summary(self) -> str:
        return f"{self.changed} changed"


@audit.follows
def follow(written: Collection[Evidence]) -> None:
    """Reckon again the projects that this evidence belongs to."""
    if ids := _touched(written):
        for batch in _batches(sorted(ids)):
            _write(batch)


def tick() -> None:
    """The scheduled run; another process that is at it makes this one unnecessary."""
    with lease.hold(JOB, LEASE_SECONDS) as held:
        if held:
            lease.beat(JOB, lambda: Refreshed(refresh()))


def refresh() -> int:
    """Bring the whole index up to date; how many projects had to change.

    Looks first, and takes the write lock only for what is off.
    """
    changed = 0
    for batch in _batches(db.session.scalars(select(Project.id).order_by(Project.id)).all()):
        wanted, found = reckoned(batch, clock.today()), kept(batch)
        off = [key for key in batch if found.get(key) != wanted.get(key)]
        if off:
            with transaction():
                _write(off)
        changed += len(off)
    return changed


def _write(ids: Sequence[int]) -> None:
    found = kept(ids, to_write=True)
    for key, one in reckoned(ids, clock.today()).items():
        if one != found.get(key):
            _store(key, one, found.get(key))


def _store(key: int, one: Reckoned, known: Reckoned | None) -> None:
    entry = _columns(one.entry)
    if known is None:
        insert_once(ProjectIndex, **entry)
    else:
        db.session.execute(update(ProjectIndex).filter_by(project_id=key).values(entry))
        if known.years == one.years:
            return
    db.session.execute(delete(ProjectYear).filter_by(project_id=key))
    if rows := [{"project_id": key, **_columns(year)} for year in one.years]:
        db.session.execute(insert(ProjectYear), rows)


def _columns(row: Entry | YearEntry) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__slots__}


def _touched(written: Collection[Evidence]) -> set[int]:
    """The projects of this evidence, by whatever it says of where it belongs."""
    return {key for row in written for key in _projects_of(row) if key is not None}


def _projects_of(row: Evidence) -> Iterable[int | None]:
    if isinstance(row, Project):
        return (row.id,)
    if isinstance(row, Supplier):
        return db.session.scalars(select(Contract.project_id).filter_by(supplier_id=row.id))
    if hasattr(row, "project_id"):
        return (row.project_id,)
    return (key for parent in _parents(row) for key in _projects_of(parent))


def _parents(row: Evidence) -> Iterable[Evidence]:
    """What the row is a part of: the contract of an amendment, the round of a rectification."""
    models = audit.evidence_models()
    for attribute in inspect(type(row)).column_attrs:
        table = audit.referred_table(attribute.columns[0])
        model = models.get(table.name) if table is not None else None
        key = getattr(row, attribute.key)
        if model is None or model in NO_PART_OF_A_PROJECT or key is None:
            continue
        if (parent := db.session.get(model, key)) is not None:
            yield parent


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), BATCH):
        yield ids[first : first + BATCH]
