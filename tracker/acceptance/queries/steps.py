"""What the pages of single steps show, refused to those who may not take the step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.acceptance.models import Acceptance
from tracker.acceptance.queries.drafting import Person, people
from tracker.acceptance.queries.page import find, round_page
from tracker.acceptance.queries.rights import (
    check_notes,
    check_prepares,
    check_seats,
    check_voids,
)
from tracker.acceptance.queries.values import RoundPage
from tracker.acceptance.rules.errors import NotRejected
from tracker.acceptance.rules.standards import usual_sign_days
from tracker.accounts.rules import Actor
from tracker.settings.queries import work_calendar


@dataclass(frozen=True, slots=True)
class RosterPage:
    """Whose seat may be given to whom, and the usual last day to sign then."""

    round: RoundPage
    seated: tuple[Person, ...]
    people: tuple[Person, ...]
    sign_by: date


def void_page(acceptance_id: int, actor: Actor, today: date) -> RoundPage:
    """For voiding; refused as the use case would refuse it."""
    return _page(acceptance_id, actor, today, check_voids)


def roster_page(acceptance_id: int, actor: Actor, today: date) -> RosterPage:
    """For seating another; refused as the use case would refuse it."""
    page = _page(acceptance_id, actor, today, check_seats)
    usual = work_calendar().after(today, usual_sign_days())
    return RosterPage(
        round=page,
        seated=tuple(Person(one.uid, one.name) for one in page.form.roster),
        people=tuple(people(today)),
        sign_by=max(usual, page.form.sign_by or usual),
    )


def demand_page(acceptance_id: int, actor: Actor, today: date) -> RoundPage:
    """For what follows a failed round; refused to outsiders before they fill in anything."""
    return _page(acceptance_id, actor, today, _check_follows)


def note_page(acceptance_id: int, actor: Actor, today: date) -> RoundPage:
    """For noting something beside the signatures; refused as the use case would refuse it."""
    return _page(acceptance_id, actor, today, check_notes)


def _page(
    acceptance_id: int, actor: Actor, today: date, check: Callable[[Acceptance, Actor], Any]
) -> RoundPage:
    check(find(acceptance_id), actor)
    return round_page(acceptance_id, actor, today)


def _check_follows(one: Acceptance, actor: Actor) -> None:
    if one.rectification is None:
        raise NotRejected
    if one.rectification.owner_id != actor.id:
        check_prepares(one.project, actor)
