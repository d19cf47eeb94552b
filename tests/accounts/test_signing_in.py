"""Signing in: tries, locks, passwords, sessions."""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from tests.accounts.people import PASSWORD, actor, added
from tracker.accounts.models import Credential, LoginThrottle
from tracker.accounts.queries import sign_in_state
from tracker.accounts.rules import Role, RoleMissing
from tracker.accounts.rules.passwords import (
    LOCKED_FOR,
    TRIES,
    LoginLocked,
    PasswordTooShort,
    PasswordUnchanged,
    WrongCredentials,
    WrongPassword,
)
from tracker.accounts.service.people import deactivate
from tracker.accounts.service.signing_in import (
    authenticate,
    change_password,
    reset_password,
    sign_out_everywhere,
)
from tracker.infra import audit, clock
from tracker.infra.db import db
from tracker.kernel.errors import DomainError, NotFound

WRONG = "wrong horse 2022"
NEW = "battery staple 2023"


def refusal(login: str, password: str = WRONG) -> str:
    with pytest.raises(DomainError) as caught:
        authenticate(login, password)
    return caught.value.text()


def refusals(login: str, count: int) -> list[str]:
    return [refusal(login) for _ in range(count)]


def token(person_id: int) -> str:
    db.session.rollback()
    return db.session.get_one(Credential, person_id).session_token


def entries() -> list[str]:
    return [entry.action for entry in db.session.query(audit.AuditEntry).order_by("seq")]


def test_the_right_password_opens_whatever_the_spelling_of_the_login(app):
    person_id = added("wanghaiyan")

    assert authenticate(" WangHaiYan ", PASSWORD) == person_id
    assert entries() == ["accounts.add_person", "accounts.sign_in"]


def test_a_known_and_an_unknown_login_get_the_same_answers_until_they_are_locked(app, frozen):
    frozen(clock.now())
    added("wanghaiyan")

    known, unknown = refusals("wanghaiyan", TRIES + 1), refusals("nobody", TRIES + 1)

    assert known == unknown
    assert known[0] == "账号或密码不正确\n还可再试4次，之后锁定15分钟"
    assert known[3] == "账号或密码不正确\n还可再试1次，之后锁定15分钟"
    assert known[4] == known[5]
    assert "已锁定" in known[4]


def test_a_deactivated_person_is_answered_like_an_unknown_one(app):
    added("admin")
    leaver = added("wanghaiyan", Role.FINANCE)
    deactivate(leaver, actor(added("other")))

    assert refusal("wanghaiyan", PASSWORD) == refusal("nobody")


def test_a_locked_login_refuses_the_right_password_until_the_time_is_over(app, frozen):
    start = clock.now()
    frozen(start)
    person_id = added("wanghaiyan")
    refusals("wanghaiyan", TRIES)

    frozen(start + LOCKED_FOR - timedelta(seconds=1))
    with pytest.raises(LoginLocked):
        authenticate("wanghaiyan", PASSWORD)

    frozen(start + LOCKED_FOR)
    assert authenticate("wanghaiyan", PASSWORD) == person_id


def test_after_a_lock_the_tries_begin_anew(app, frozen):
    start = clock.now()
    frozen(start)
    refusals("nobody", TRIES)

    frozen(start + LOCKED_FOR)

    assert "还可再试4次" in refusal("nobody")


def test_a_sign_in_forgets_earlier_failures(app):
    added("wanghaiyan")
    refusals("wanghaiyan", TRIES - 1)
    authenticate("wanghaiyan", PASSWORD)

    assert "还可再试4次" in refusal("wanghaiyan")


def test_counts_of_made_up_logins_do_not_pile_up(app, frozen):
    start = clock.now()
    frozen(start)
    for number in range(3):
        refusal(f"nobody{number}")

    frozen(start + timedelta(days=2))
    refusal("another")

    assert [row.login for row in db.session.query(LoginThrottle)] == ["another"]


def test_tries_sent_at_the_same_moment_are_all_counted(app):
    barrier, answers = Barrier(TRIES + 2), []

    def attempt() -> None:
        with app.app_context():
            barrier.wait()
            try:
                authenticate("wanghaiyan", WRONG)
            except DomainError as error:
                answers.append(type(error))

    threads = [Thread(target=attempt) for _ in range(TRIES + 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count(WrongCredentials) == TRIES - 1
    assert answers.count(LoginLocked) == 3


def test_an_endless_password_is_refused_without_hashing_it(app):
    added("wanghaiyan")

    assert "还可再试4次" in refusal("wanghaiyan", "x" * 100_000)


@pytest.mark.parametrize("login", ["", "\0", "'; --", "x" * 1000, "\ufffd"])
def test_any_login_gets_an_answer_in_words(app, login):
    assert "账号或密码不正确" in refusal(login)


def test_an_outdated_hash_is_renewed_at_the_next_sign_in(app, monkeypatch):
    person_id = added("wanghaiyan")
    before = db.session.get_one(Credential, person_id).password_hash
    monkeypatch.setattr(app, "testing", False)

    authenticate("wanghaiyan", PASSWORD)

    after = db.session.get_one(Credential, person_id).password_hash
    assert "m=65536" in after
    assert "m=65536" not in before


def test_a_changed_password_replaces_the_old_one_and_ends_all_sessions(app):
    person_id = added("wanghaiyan", Role.FINANCE)
    before = token(person_id)

    change_password(PASSWORD, NEW, actor(person_id))

    assert token(person_id) != before
    assert authenticate("wanghaiyan", NEW) == person_id
    assert "不正确" in refusal("wanghaiyan", PASSWORD)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (WRONG, NEW, WrongPassword),
        (PASSWORD, PASSWORD, PasswordUnchanged),
        (PASSWORD, "short", PasswordTooShort),
    ],
)
def test_a_password_change_that_is_refused_changes_nothing(app, old, new, error):
    person_id = added("wanghaiyan", Role.FINANCE)
    before = token(person_id)

    with pytest.raises(error):
        change_password(old, new, actor(person_id))

    assert token(person_id) == before


def test_an_administrator_gives_a_new_password_that_must_be_changed(app):
    admin = added("admin")
    person_id = added("wanghaiyan", Role.FINANCE)
    before = token(person_id)
    refusals("wanghaiyan", TRIES)
    assert sign_in_state(person_id).locked_until is not None

    reset_password(person_id, NEW, actor(admin))

    state = sign_in_state(person_id)
    assert (state.locked_until, state.must_change) == (None, True)
    assert token(person_id) != before
    assert authenticate("wanghaiyan", NEW) == person_id


def test_only_an_administrator_resets_passwords(app):
    person_id = added("wanghaiyan", Role.FINANCE)

    with pytest.raises(RoleMissing):
        reset_password(person_id, NEW, actor(person_id))


def test_resetting_the_password_of_nobody_is_not_found(app):
    with pytest.raises(NotFound):
        reset_password(999, NEW, actor(added("admin")))


def test_signing_out_everywhere_makes_a_new_session_token(app):
    person_id = added("wanghaiyan", Role.FINANCE)
    before = token(person_id)

    sign_out_everywhere(actor(person_id))

    assert token(person_id) != before
    assert entries()[-1] == "accounts.sign_out_everywhere"


def test_no_password_hash_or_token_gets_into_the_history_or_the_log(app, caplog):
    caplog.set_level(logging.DEBUG)
    admin, person_id = added("admin"), added("wanghaiyan", Role.FINANCE)
    refusals("wanghaiyan", TRIES)
    reset_password(person_id, NEW, actor(admin))
    change_password(NEW, PASSWORD, actor(person_id))

    credential = db.session.get_one(Credential, person_id)
    secrets = {PASSWORD, NEW, WRONG, credential.password_hash, credential.session_token}
    history = [f"{e.payload}{e.detail}{e.reason}" for e in db.session.query(audit.AuditEntry)]
    told = "".join([*history, caplog.text])
    assert [secret for secret in secrets if secret in told] == []
    assert "wanghaiyan" not in caplog.text
