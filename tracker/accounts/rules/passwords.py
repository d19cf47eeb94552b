"""Passwords and failed sign-ins: what is accepted, and how often one may try.

A refusal to sign in never tells whether the login or the password was wrong.
"""

from __future__ import annotations

from datetime import timedelta

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label

MIN_LENGTH = 10
MAX_LENGTH = 1024  # a longer one would only keep the hash function busy
FEWEST_DIFFERENT = 4
TRIES = 5
LOCKED_FOR = timedelta(minutes=15)


class WrongCredentials(RuleViolation):
    code = "wrong_credentials"
    label = Label(
        "账号或密码不正确\n还可再试{left}次，之后锁定{minutes}分钟",
        "The login or the password is wrong\nTries left: {left}; then locked for {minutes} minutes",
    )


class LoginLocked(RuleViolation):
    code = "login_locked"
    label = Label(
        "账号或密码多次不正确，已锁定\n请在{until}之后再试，或请系统管理员重设密码",
        "Locked after too many wrong logins or passwords\n"
        "Try again after {until}, or ask the administrator to reset the password",
    )


class WrongPassword(RuleViolation):
    code = "wrong_password"
    label = Label("原密码不正确", "The present password is wrong")


class PasswordNotConfirmed(RuleViolation):
    code = "password_not_confirmed"
    label = Label(
        "登录密码不正确，没有签署\n还可再试{left}次，之后锁定{minutes}分钟",
        "The password is wrong and nothing was signed\n"
        "Tries left: {left}; then locked for {minutes} minutes",
    )


class PasswordTooShort(RuleViolation):
    code = "password_too_short"
    label = Label("密码至少{least}个字符", "A password has at least {least} characters")


class PasswordTooLong(RuleViolation):
    code = "password_too_long"
    label = Label("密码最多{most}个字符", "A password has at most {most} characters")


class PasswordGuessable(RuleViolation):
    code = "password_guessable"
    label = Label(
        "密码太容易猜到：除去账号和姓名，至少要有{fewest}个不同的字符",
        "Too easy to guess: without login and name it needs {fewest} different characters",
    )


class PasswordUnchanged(RuleViolation):
    code = "password_unchanged"
    label = Label("新密码不能与原密码相同", "The new password must differ from the present one")


def check_password(password: str, login: str, name: str) -> None:
    """Refuse a password that is too short, too long, or one that a colleague would try first."""
    if len(password) < MIN_LENGTH:
        raise PasswordTooShort(field="password", least=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise PasswordTooLong(field="password", most=MAX_LENGTH)
    rest = password.casefold().replace(login.casefold(), "").replace(name.casefold(), "")
    if len(set(rest)) < FEWEST_DIFFERENT:
        raise PasswordGuessable(field="password", fewest=FEWEST_DIFFERENT)


def tries_left(failures: int) -> int:
    """How many more wrong tries there are before the login is locked."""
    return max(TRIES - failures, 0)
