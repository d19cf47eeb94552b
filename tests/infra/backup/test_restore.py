"""A restore gives back what there was, and refuses before it touches anything."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from tests.infra.backup import office
from tests.support.applications import make_app
from tracker.infra import database
from tracker.infra.backup import anchors, archive
from tracker.infra.backup.create import create
from tracker.infra.backup.errors import (
    Damaged,
    InUse,
    NotEmpty,
    NotOurs,
    OtherDatabase,
    OtherKey,
    OtherVersion,
)
from tracker.infra.backup.manifest import Manifest
from tracker.infra.backup.restore import restore
from tracker.infra.db import db


@pytest.fixture
def backup(app: Flask) -> Path:
    office.make_office(app)
    return create().path


def database_file() -> Path:
    return Path(db.engine.url.database or "")


def test_everything_is_as_it_was(app: Flask, backup: Path) -> None:
    before = office.contents()
    office.add_department("新科室")
    office.attach(app, "后来的内容")

    done = restore(backup, force=True)

    assert office.contents() == before
    assert office.attached(app) == "验收报告"
    assert done.verdict.is_sound
    assert done.foreign_keys == ()
    assert len(done.aside) == 2
    assert all(Path(place).exists() for place in done.aside)


def test_work_goes_on_where_the_backup_ended(app: Flask, backup: Path) -> None:
    office.add_department("新科室")
    create()  # notes a head that the restored chain does not have
    restore(backup, force=True)

    office.add_department("又一科室")
    later = create()

    assert later.verdict.is_sound
    assert anchors.check(office.data(app)) == (3, None)


def test_an_empty_installation_needs_no_force(app: Flask, backup: Path) -> None:
    before = office.contents()
    (office.data(app) / office.ATTACHMENT).unlink()
    (office.data(app) / "files" / "ab").rmdir()
    office.wipe()

    done = restore(backup)

    assert office.contents() == before
    assert done.aside == ()
    assert office.attached(app) == "验收报告"


def test_data_in_the_way_is_not_replaced_without_force(app: Flask, backup: Path) -> None:
    office.add_department("新科室")
    before = office.contents()

    with pytest.raises(NotEmpty):
        restore(backup)

    assert office.contents() == before


def test_attachments_in_the_way_count_as_data(app: Flask, backup: Path) -> None:
    office.wipe()

    with pytest.raises(NotEmpty):
        restore(backup)


def test_the_old_data_can_be_taken_back(app: Flask, backup: Path) -> None:
    """What was put aside is whole: an SQLite file, or a dump of PostgreSQL."""
    office.add_department("新科室")

    place = Path(restore(backup, force=True).aside[0])

    if not office.is_sqlite():
        assert place.read_bytes()[:5] == b"PGDMP"
        return
    with closing(sqlite3.connect(place)) as old:
        names = {name for (name,) in old.execute("SELECT name FROM department")}
    assert names == {"办公室", "数据资源室", "新科室"}


def test_a_lost_audit_key_costs_the_proof_and_not_the_data(app: Flask, backup: Path) -> None:
    before = office.contents()
    office.configure(app, audit_key=b"another key")

    done = restore(backup, force=True, other_key=True)

    assert office.contents() == before
    assert done.foreign_keys == ("audit",)
    assert "第1条" in str(done.verdict.problem)


def test_a_database_in_use_is_not_replaced(app: Flask, backup: Path, database_url: str) -> None:
    other = create_engine(database_url)
    with other.connect() as connection:
        connection.execute(text("SELECT count(*) FROM department"))

        with pytest.raises(InUse):
            restore(backup, force=True)
    other.dispose()

    assert office.departments() == ["办公室", "数据资源室"]


# --- whatever the kind of database, and SQLite itself ---------------------------------------------


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Flask]:
    with make_app(f"sqlite:///{tmp_path / 'tracker.db'}", tmp_path) as app:
        database.upgrade()
        yield app


@pytest.fixture
def sqlite_backup(sqlite: Flask) -> Path:
    office.make_office(sqlite)
    return create().path


def forged(path: Path, folder: Path, change: Callable[[Manifest], Manifest]) -> Path:
    """The same files under another manifest, whole in itself."""
    folder.mkdir()
    told = archive.unpack(path, folder)
    sources = {one.name: folder / one.name for one in told.members}
    target = folder / "forged.tar.gz"
    archive.pack(target, change(told), sources)
    return target


def with_facts(**changes: Any) -> Callable[[Manifest], Manifest]:
    return lambda told: replace(told, facts=replace(told.facts, **changes))


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda content: content[: len(content) // 2], Damaged),
        (lambda content: content[:-4] + b"\0\0\0\0", Damaged),
        (lambda content: b"x" + content[1:], NotOurs),
    ],
    ids=["cut off", "changed at its end", "no archive"],
)
def test_a_damaged_archive_changes_nothing(
    sqlite: Flask, sqlite_backup: Path, spoil: Callable[[bytes], bytes], error: type[Exception]
) -> None:
    sqlite_backup.write_bytes(spoil(sqlite_backup.read_bytes()))
    office.add_department("新科室")
    before = office.contents()

    with pytest.raises(error):
        restore(sqlite_backup, force=True)

    assert office.contents() == before
    assert not list(office.data(sqlite).glob("*replaced*"))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda told: replace(told, database="oracle"), OtherDatabase),
        (with_facts(revision="9999"), OtherVersion),
        (lambda told: replace(told, members=told.members[1:]), Damaged),
    ],
    ids=["another database", "a newer version", "no database in it"],
)
def test_an_archive_that_does_not_fit_changes_nothing(
    sqlite: Flask,
    sqlite_backup: Path,
    tmp_path: Path,
    change: Callable[[Manifest], Manifest],
    error: type[Exception],
) -> None:
    path = forged(sqlite_backup, tmp_path / "forged", change)
    before = office.contents()

    with pytest.raises(error):
        restore(path, force=True)

    assert office.contents() == before


def test_a_copy_that_is_not_what_is_said_of_it_is_damaged(
    sqlite: Flask, sqlite_backup: Path, tmp_path: Path
) -> None:
    path = forged(sqlite_backup, tmp_path / "forged", with_facts(seq=3))

    with pytest.raises(Damaged, match="audit_entry"):
        restore(path, force=True)


def test_another_audit_key_is_refused_with_both_fingerprints(
    sqlite: Flask, sqlite_backup: Path
) -> None:
    ours = sqlite.config["TRACKER"].audit_key
    office.configure(sqlite, audit_key=b"another key")

    with pytest.raises(OtherKey, match=r"[0-9a-f]{16}.*[0-9a-f]{16}"):
        restore(sqlite_backup, force=True)

    assert ours == b"only for tests"


def test_another_session_key_is_only_told(sqlite: Flask, sqlite_backup: Path) -> None:
    office.configure(sqlite, secret_key="another")

    done = restore(sqlite_backup, force=True)

    assert done.foreign_keys == ("secret",)
    assert done.verdict.is_sound


def test_what_an_older_database_left_beside_it_is_not_mixed_in(
    sqlite: Flask, sqlite_backup: Path
) -> None:
    """A -wal of other pages under the right name would be applied without a question."""
    before = office.contents()
    path = database_file()
    with closing(sqlite3.connect(path)) as old:
        old.execute("PRAGMA journal_mode=WAL")
        old.execute("UPDATE department SET name = name || '旧'")
        old.commit()
        for suffix in ("-wal", "-shm"):  # as a killed process leaves them
            Path(f"{path}{suffix}.kept").write_bytes(Path(f"{path}{suffix}").read_bytes())
    office.wipe()
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}.kept").rename(f"{path}{suffix}")
    (office.data(sqlite) / office.ATTACHMENT).unlink()
    (office.data(sqlite) / "files" / "ab").rmdir()

    done = restore(sqlite_backup)

    assert office.contents() == before
    assert done.verdict.is_sound


def test_a_damaged_database_is_kept_aside_with_what_belongs_to_it(
    sqlite: Flask, sqlite_backup: Path
) -> None:
    before = office.contents()
    db.engine.dispose()
    path = database_file()
    path.write_bytes(b"not a database" * 100)
    Path(f"{path}-wal").write_bytes(b"its log")

    done = restore(sqlite_backup, force=True)

    assert office.contents() == before
    assert Path(done.aside[0]).read_bytes() == b"not a database" * 100
    assert Path(f"{done.aside[0]}-wal").read_bytes() == b"its log"


def test_a_damaged_page_in_the_copy_is_found_although_its_sum_is_right(
    sqlite: Flask, sqlite_backup: Path, tmp_path: Path
) -> None:
    """An archive made of a database that was broken already."""
    folder = tmp_path / "broken"
    folder.mkdir()
    told = archive.unpack(sqlite_backup, folder)
    copy = folder / "database.sqlite3"
    content = bytearray(copy.read_bytes())
    content[4096 * 3 : 4096 * 5] = b"\xff" * 4096 * 2
    copy.write_bytes(content)
    sources = {one.name: folder / one.name for one in told.members}
    members = tuple(archive.member(name, path) for name, path in sources.items())
    archive.pack(folder / "broken.tar.gz", replace(told, members=members), sources)
    before = office.contents()

    with pytest.raises(Damaged):
        restore(folder / "broken.tar.gz", force=True)

    assert office.contents() == before
