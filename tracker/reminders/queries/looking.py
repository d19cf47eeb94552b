"""What a sweep looks at: everything that is due on some projects, and what else is open there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, select

from tracker.infra.db import db
from tracker.projects.models import Project
from tracker.reminders.models import Obligation
from tracker.reminders.models.looks import OF_THE_UNIT
from tracker.reminders.queries.outstanding import outstanding, standings
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.looking import comes_up_on, horizon_of
from tracker.reminders.rules.obligations import Kind, Outstanding
from tracker.reminders.rules.planning import Found
from tracker.reminders.rules.states import ObligationState


@dataclass
class Sight:
    """What was found, and when something of a project comes up that lies further ahead."""

    found: list[Found] = field(default_factory=list)
    later: dict[int, date] = field(default_factory=dict)

    def comes_up(self, project_id: int, on: date) -> None:
        self.later[project_id] = min(on, self.later.get(project_id, on))


def sight_of(projects: Collection[int], today: date) -> Sight:
    """Everything due within the horizon on these projects, and whatever else is still open."""
    sight = Sight()
    query = select(Project.code, Project.id).where(Project.id.in_(projects))
    ids = dict(db.session.execute(query).all())
    others = _still_open(Obligation.project_id.in_(projects))
    for kind in KINDS.values():
        if kind.of_unit:
            continue
        for item in _of_projects(kind, projects, ids, today, sight):
            sight.found.append(_found(kind, item, ids[item.story.project]))
        sight.found += _no_items(kind, others, sight)
    return sight


def sight_of_unit(today: date, *, is_whole: bool) -> Sight:
    """The same of all that belongs to no project; unless ``is_whole``, of the kinds alone of which
    nothing else tells that they changed."""
    sight = Sight()
    others = _still_open(Obligation.project_id.is_(None))
    for kind in KINDS.values():
        if kind.of_unit and (is_whole or kind.apart is not None):
            for item in outstanding(kind, horizon_of(kind, today), today):
                sight.found.append(_found(kind, item, OF_THE_UNIT))
        elif not is_whole:
            continue
        sight.found += _no_items(kind, others, sight)
    return sight


def _of_projects(
    kind: Kind, projects: Collection[int], ids: Mapping[str, int], today: date, sight: Sight
) -> Iterator[Outstanding]:
    """The items within the horizon. Kinds of which there may be thousands tell the days of the
    rest; of others they are read with all their words."""
    horizon = horizon_of(kind, today)
    is_large = kind.light is not None and kind.days is not None
    for item in outstanding(kind, horizon if is_large else date.max, today, projects):
        if item.standing.due_on <= horizon:
            yield item
        else:
            sight.comes_up(ids[item.story.project], comes_up_on(kind, item.standing.due_on))
    for day in kind.days(projects) if is_large and kind.days else ():
        if day.due_on > horizon:
            sight.comes_up(day.project_id, comes_up_on(kind, day.due_on))


def _found(kind: Kind, item: Outstanding, project_id: int) -> Found:
    return Found(kind, item.subject_uid, item.standing, item, project_id)


def _no_items(kind: Kind, others: Mapping[str, Mapping[str, int]], sight: Sight) -> Iterable[Found]:
    """What is open in the books and not due within the horizon: it may be done."""
    seen = {one.subject_uid for one in sight.found if one.kind is kind}
    rest = {uid: key for uid, key in others.get(kind.name, {}).items() if uid not in seen}
    if not rest:
        return []
    now = standings(kind, rest)
    return [Found(kind, uid, one, project_id=rest[uid]) for uid, one in now.items()]


def _still_open(condition: ColumnElement[bool]) -> Mapping[str, Mapping[str, int]]:
    """The subjects of open obligations with their projects, by kind."""
    query = select(Obligation.kind, Obligation.subject_uid, Obligation.project_id)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for kind, uid, project_id in db.session.execute(
        query.where(condition, Obligation.state == ObligationState.OPEN)
    ):
        found[kind][uid] = project_id or OF_THE_UNIT
    return found
