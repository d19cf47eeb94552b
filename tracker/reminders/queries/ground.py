"""What a sweep asks before it looks: what was recorded since, and whether all else is as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from sqlalchemy import select

from tracker.accounts.queries import away_on
from tracker.contracts.models import Contract
from tracker.infra import clock
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.procurement.models import Supplier
from tracker.projects.models import Project
from tracker.reminders.models import SweepMark
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.ground import EVERYTHING, MOST, Recorded, Touched, touched_by
from tracker.settings.queries import approvals

Head = tuple[int, str]


def recorded_since(mark: SweepMark, until: Head) -> Touched:
    """What the entries after the mark are about; everything if the log is not the one it saw."""
    if (mark.seq, mark.hash) == until:
        return Touched()
    query = select(AuditEntry.hash).filter_by(seq=mark.seq)
    is_same = db.session.scalar(query) == mark.hash if mark.seq else True
    if not is_same or not 0 <= until[0] - mark.seq <= MOST:
        return EVERYTHING
    columns = (
        AuditEntry.action,
        AuditEntry.subject_kind,
        AuditEntry.subject_uid,
        AuditEntry.project_uid,
    )
    new = select(*columns).where(AuditEntry.seq > mark.seq, AuditEntry.seq <= until[0])
    return touched_by(Recorded(*row) for row in db.session.execute(new))


def project_ids(touched: Touched) -> Sequence[int]:
    """The row numbers of the projects that were touched."""
    suppliers = select(Supplier.id).where(Supplier.uid.in_(touched.suppliers))
    of_suppliers = select(Contract.project_id).where(Contract.supplier_id.in_(suppliers))
    condition = Project.uid.in_(touched.projects) | Project.id.in_(of_suppliers)
    return db.session.scalars(select(Project.id).where(condition).order_by(Project.id)).all()


def ground(today: date) -> str:
    """One state of all that decides about reminders and that no entry tells of, as a fingerprint.

    The program with its files of rules, the kinds, the year (what was not paid stands in the new
    one), who is away, whether payments are applied for.
    """
    parts = (
        _program(),
        [(kind.name, kind.cadence, kind.single_from, kind.group) for kind in KINDS.values()],
        today.year,
        sorted(away_on(clock.today())),
        approvals().is_on(today),
    )
    return sha256(repr(parts).encode()).hexdigest()


@cache
def _program() -> str:
    """The sources and data of the product, and the calendar it brings along."""
    digest = sha256(version("chinesecalendar").encode())
    root = Path(str(files("tracker")))
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".toml"):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
