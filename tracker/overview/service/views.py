"""Use cases of one's own views of the register. A preference: nothing of it enters the history."""

from __future__ import annotations

from sqlalchemy import select

from tracker.accounts.models import User
from tracker.accounts.rules import Actor, allow
from tracker.infra.db import db, lock, transaction
from tracker.kernel.errors import NotFound
from tracker.overview.models import SavedView
from tracker.overview.rules.views import check_room, checked_name


def save(name: str, query: str, actor: Actor) -> int:
    """Keep a query string of the register under a name; the id of the view."""
    allow("projects.read", actor)
    with transaction():
        others = _views_of(actor)
        name = checked_name(name, {one.name for one in others})
        check_room(len(others))
        view = SavedView(user_id=actor.id, name=name, query=query)
        db.session.add(view)
        db.session.flush()
        return view.id


def rename(view_id: int, name: str, actor: Actor) -> None:
    """Give one's own view another name."""
    allow("projects.read", actor)
    with transaction():
        views = _views_of(actor)
        view = _own(views, view_id)
        view.name = checked_name(name, {one.name for one in views if one is not view})


def remove(view_id: int, actor: Actor) -> None:
    """Forget one's own view; projects are not touched."""
    allow("projects.read", actor)
    with transaction():
        db.session.delete(_own(_views_of(actor), view_id))


def _views_of(actor: Actor) -> list[SavedView]:
    """One person's changes follow one another, so that no name is taken twice."""
    lock(User, actor.id)
    return list(db.session.scalars(select(SavedView).filter_by(user_id=actor.id)))


def _own(views: list[SavedView], view_id: int) -> SavedView:
    found = next((one for one in views if one.id == view_id), None)
    if found is None:
        raise NotFound
    return found
