"""Use cases about people: adding, changing, leaving, coming back."""

from __future__ import annotations

from sqlalchemy import select

from tracker.accounts import passwords
from tracker.accounts.leaving import close_account, refuse_last_administrator
from tracker.accounts.models import Credential, Department, User
from tracker.accounts.rules import SYSTEM, Actor, Role, allow
from tracker.accounts.rules.passwords import check_password
from tracker.accounts.rules.people import (
    LoginTaken,
    OwnDeputy,
    PersonChanged,
    PersonDraft,
    UnknownDepartment,
    UnknownPerson,
    checked,
)
from tracker.infra import audit
from tracker.infra.db import db, lock, transaction

LANGUAGES = ("zh", "en")


def add_person(draft: PersonDraft, password: str, actor: Actor, *, must_change: bool = True) -> int:
    """Add a person with a password to begin with; returns the new id."""
    allow("accounts.add_person", actor)
    return _add("accounts.add_person", draft, password, actor, must_change)


def create_admin(login: str, name: str, password: str) -> int:
    """Add an administrator from the command line; ``LoginTaken`` when the login exists."""
    draft = PersonDraft(login, name, frozenset({Role.ADMIN}))
    return _add("accounts.create_admin", draft, password, SYSTEM, False)


def edit_person(person_id: int, draft: PersonDraft, version: int, actor: Actor) -> None:
    """Change a person; ``PersonChanged`` when somebody else did since ``version`` was read."""
    allow("accounts.edit_person", actor)
    draft = checked(draft)
    with transaction():
        user = lock(User, person_id)
        if user.version != version:
            raise PersonChanged
        _check_references(draft, person_id)
        if Role.ADMIN not in draft.roles:
            refuse_last_administrator(user)
        _write(user, draft)
        user.version += 1
        audit.record("accounts.edit_person", user, actor, detail=user.name)


def deactivate(person_id: int, actor: Actor) -> None:
    """Close a leaver's account; ``StillHolds`` until their work is handed over."""
    allow("accounts.deactivate", actor)
    with transaction():
        user = lock(User, person_id)
        close_account(user)
        audit.record("accounts.deactivate", user, actor, detail=user.name)


def reactivate(person_id: int, actor: Actor) -> None:
    """Open the account of somebody who came back, with the roles they had."""
    allow("accounts.reactivate", actor)
    with transaction():
        user = lock(User, person_id)
        user.active = True
        user.version += 1
        audit.record("accounts.reactivate", user, actor, detail=user.name)


def choose_deputy(deputy_id: int | None, actor: Actor) -> None:
    """Name who stands in for the actor, or nobody."""
    allow("accounts.choose_deputy", actor)
    with transaction():
        user = lock(User, actor.id)
        _check_deputy(deputy_id, user.id)
        user.deputy_id = deputy_id
        user.version += 1
        audit.record("accounts.choose_deputy", user, actor)


def choose_language(language: str, actor: Actor) -> None:
    """Remember the language of the person's pages; a preference, so it needs no history."""
    allow("accounts.self", actor)
    if language in LANGUAGES:
        with transaction():
            lock(User, actor.id).language = language


def choose_shortcuts(actor: Actor, *, on: bool) -> None:
    """Turn single-letter keys on or off; a preference, so it needs no history."""
    allow("accounts.self", actor)
    with transaction():
        lock(User, actor.id).shortcuts = on


def _add(action: str, draft: PersonDraft, password: str, actor: Actor, must_change: bool) -> int:
    draft = checked(draft)
    check_password(password, draft.login, draft.name)
    password_hash = passwords.hashed(password)
    with transaction():
        _check_references(draft, None)
        user = User()
        _write(user, draft)
        db.session.add(user)
        db.session.flush()  # the credential needs the new id
        db.session.add(
            Credential(
                user_id=user.id,
                password_hash=password_hash,
                session_token=passwords.new_token(),
                must_change=must_change,
            )
        )
        audit.record(action, user, actor, detail=user.name)
        return user.id


def _write(user: User, draft: PersonDraft) -> None:
    user.login = draft.login
    user.name = draft.name
    user.post = draft.post
    user.email = draft.email
    user.department_id = draft.department_id
    user.deputy_id = draft.deputy_id
    user.role_codes = frozenset(str(role) for role in draft.roles)


def _check_references(draft: PersonDraft, person_id: int | None) -> None:
    same_login = select(User.id).where(User.login == draft.login, User.id != (person_id or 0))
    if db.session.scalar(same_login) is not None:
        raise LoginTaken(field="login", login=draft.login)
    department_id = draft.department_id
    if department_id is not None and db.session.get(Department, department_id) is None:
        raise UnknownDepartment(field="department_id")
    _check_deputy(draft.deputy_id, person_id)


def _check_deputy(deputy_id: int | None, person_id: int | None) -> None:
    if deputy_id is None:
        return
    if deputy_id == person_id:
        raise OwnDeputy(field="deputy_id")
    deputy = db.session.get(User, deputy_id)
    if deputy is None or not deputy.active:
        raise UnknownPerson(field="deputy_id")
