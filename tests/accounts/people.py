"""People for the tests of accounts, made through the use cases."""

from __future__ import annotations

from tracker.accounts import queries
from tracker.accounts.rules import SYSTEM, Actor, Role
from tracker.accounts.rules.people import PersonDraft
from tracker.accounts.service.people import add_person

PASSWORD = "correct horse 2022"


def added(login: str = "wanghaiyan", *roles: Role, **fields: object) -> int:
    """The id of a new person; an administrator unless roles are given."""
    draft = PersonDraft(
        login=login,
        name=str(fields.pop("name", login.title())),
        roles=frozenset(roles or {Role.ADMIN}),
        **fields,  # type: ignore[arg-type]
    )
    return add_person(draft, PASSWORD, SYSTEM, must_change=False)


def actor(person_id: int) -> Actor:
    person = queries.person(person_id)
    return Actor(person.id, person.uid, person.name, frozenset(person.roles))
