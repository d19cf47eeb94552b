"""The views of the register that people keep for themselves."""

from __future__ import annotations

from sqlalchemy import select

from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.overview.models import SavedView
from tracker.overview.rules.views import OwnView


def own_views(person_id: int) -> tuple[OwnView, ...]:
    """Those of one person, in the order in which they were made."""
    query = select(SavedView).filter_by(user_id=person_id).order_by(SavedView.id)
    return tuple(OwnView(row.id, row.name, row.query) for row in db.session.scalars(query))


def own_view(view_id: int, person_id: int) -> OwnView:
    """One of this person's; ``NotFound`` also for somebody else's."""
    found = next((one for one in own_views(person_id) if one.id == view_id), None)
    if found is None:
        raise NotFound
    return found
