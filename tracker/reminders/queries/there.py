"""Which kinds there is anything of at all, in one question: only those are asked further."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, bindparam, exists, literal, select

from tracker.infra.db import db
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import Kind

_ALWAYS = literal(value=True)  # of a kind that cannot tell


def kinds_of(projects: Collection[int] | None = None) -> list[Kind]:
    """The kinds that may have something outstanding, of all projects or of these."""
    named = {} if projects is None else {"projects": list(projects)}
    question = _question(tuple(KINDS), of_some=projects is not None)
    row = db.session.execute(question, named).one()
    return [kind for kind, is_there in zip(KINDS.values(), row, strict=True) if is_there]


@cache
def _question(kinds: tuple[str, ...], *, of_some: bool) -> Select[*tuple[bool, ...]]:
    return select(*(_is_there(KINDS[name], of_some=of_some) for name in kinds))


def _is_there(kind: Kind, *, of_some: bool) -> Any:
    if kind.there is None:
        return _ALWAYS.label(kind.name)
    found = cast(Select[int], kind.there)
    if of_some:
        (project_id,) = found.selected_columns
        found = found.where(project_id.in_(bindparam("projects", expanding=True)))
    return exists(found).label(kind.name)
