"""Password hashes (argon2id) and session tokens.

Hashing takes about 0.1 s and 64 MiB on purpose, so it happens outside transactions. An unknown
login costs the same as a known one.
"""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from tracker.accounts.rules.passwords import MAX_LENGTH


def hashed(password: str) -> str:
    """The password's salted hash, as it is stored."""
    return _hasher().hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether the password belongs to the hash; without a hash, False after the same work."""
    if len(password) > MAX_LENGTH:
        return False
    try:
        return _hasher().verify(password_hash or _nobodys_hash(), password) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(password_hash)


def new_token() -> str:
    """A session token: whoever holds a cookie with an older one is signed out."""
    return secrets.token_urlsafe(32)


def _hasher() -> PasswordHasher:
    return _test_hasher() if current_app.testing else _real_hasher()


@cache
def _real_hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _test_hasher() -> PasswordHasher:
    """Tests sign in thousands of times."""
    return PasswordHasher.from_parameters(profiles.CHEAPEST)


@cache
def _nobodys_hash() -> str:
    return hashed(secrets.token_urlsafe())
