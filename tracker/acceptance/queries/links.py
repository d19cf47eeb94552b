"""How the page of one round names the others."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from tracker.acceptance.models import Acceptance
from tracker.acceptance.queries.values import Link
from tracker.infra.db import db


def link(one: Acceptance | None) -> Link | None:
    """The round as others refer to it."""
    return Link(one.id, one.number, one.revision, one.state) if one else None


def later_of(one: Acceptance) -> Sequence[Link]:
    """Rounds and drafts that came of this one."""
    query = select(Acceptance).where(
        (Acceptance.follows_id == one.id) | (Acceptance.replaces_id == one.id)
    )
    rows = db.session.scalars(query.order_by(Acceptance.id))
    return [found for found in map(link, rows) if found is not None]
