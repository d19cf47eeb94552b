"""What follows from evidence is kept until the chain has another entry, and no longer."""

from __future__ import annotations

import pytest
from flask import Flask

from tracker.accounts.rules import SYSTEM
from tracker.accounts.service import groups
from tracker.infra import memo
from tracker.infra.db import db, transaction
from tracker.infra.memo import remembered


def test_a_value_is_worked_out_once_while_nothing_is_written(app: Flask) -> None:
    found = iter(range(1, 100))

    assert [remembered("key", lambda: next(found)) for _ in range(3)] == [1, 1, 1]
    assert remembered("another", lambda: next(found)) == 2


def test_another_entry_of_the_chain_ends_it(app: Flask) -> None:
    found = iter(range(1, 100))
    remembered("key", lambda: next(found))

    groups.add_department("办公室", None, SYSTEM)

    assert remembered("key", lambda: next(found)) == 2


def test_a_new_snapshot_alone_does_not(app: Flask) -> None:
    found = iter(range(1, 100))
    remembered("key", lambda: next(found))
    db.session.rollback()

    assert remembered("key", lambda: next(found)) == 1


def test_who_writes_reads_for_himself(app: Flask) -> None:
    found = iter(range(1, 100))
    remembered("key", lambda: next(found))

    with transaction():
        assert remembered("key", lambda: next(found)) == 2
    assert remembered("key", lambda: next(found)) == 1


def test_no_more_is_kept_than_there_is_room_for(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memo, "MOST", 2)
    found = iter(range(1, 100))
    for key in "abc":
        remembered(key, lambda: next(found))

    assert remembered("c", lambda: next(found)) == 3
    assert remembered("a", lambda: next(found)) == 4
