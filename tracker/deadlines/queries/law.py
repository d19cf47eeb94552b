"""The limits in their versions, and the work calendar: what clocks are reckoned by."""

from __future__ import annotations

from sqlalchemy import select

from tracker.deadlines.models import LimitVersion
from tracker.infra.db import db
from tracker.infra.memo import remembered
from tracker.kernel.deadlines import Law
from tracker.kernel.limits import LimitBook, shipped
from tracker.settings.queries import work_calendar


def book() -> LimitBook:
    """The rows of the file and the versions an administrator added."""
    return remembered("limits", _book)


def _book() -> LimitBook:
    pattern = shipped()
    added = db.session.scalars(
        select(LimitVersion).filter_by(withdrawn_on=None).order_by(LimitVersion.id)
    )
    known = {key: pattern.versions(key)[0] for key in pattern.keys}
    return pattern.with_rows(
        version.as_limit(known[version.key]) for version in added if version.key in known
    )


def law() -> Law:
    """Limits and work calendar as they are now."""
    return Law(book(), work_calendar())
