"""A backup holds what the database held, and bears its name only when that was proved."""

from __future__ import annotations

import stat
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from tests.infra.backup import office
from tests.infra.test_audit import tamper
from tests.support.applications import make_app
from tracker.infra import verification
from tracker.infra.backup import anchors, archive, keys
from tracker.infra.backup.create import create
from tracker.infra.backup.errors import CannotCheck, CannotWrite, ToolMissing, Unsound
from tracker.infra.db import db


@pytest.fixture(name="app")
def _app_with_office(app: Flask) -> Flask:
    office.make_office(app)
    return app


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_says_what_it_holds(app: Flask) -> None:
    made = create()

    told = archive.read_manifest(made.path)
    assert made.verdict.is_sound
    assert (told.facts.counts["department"], told.facts.seq) == (2, 2)
    assert told.facts.head == made.verdict.head
    assert [one.name for one in told.members][1:] == [office.ATTACHMENT]
    assert files(made.path.parent) == [made.path.name]
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600


def test_the_head_of_the_chain_is_noted_outside_the_database(app: Flask) -> None:
    made = create()

    assert anchors.check(office.data(app)) == (1, None)
    noted = (office.data(app) / anchors.FILE).read_text()
    assert noted.endswith(f" 2 {made.verdict.head} 2\n")


def test_a_cut_chain_no_longer_holds_to_its_anchor(app: Flask) -> None:
    create()
    head = "f" * 64
    noted = office.data(app) / anchors.FILE

    noted.write_text(f"{noted.read_text()}2022-11-15 9 {head} 9\n")

    assert "第9条" in str(anchors.check(office.data(app))[1])


def test_an_old_database_put_back_is_whole_by_itself_and_told_by_its_anchor(app: Flask) -> None:
    """Everything as it was the day before: only the head noted since knows better."""
    with db.engine.connect() as connection:
        (before,) = connection.execute(text("SELECT max(seq) FROM audit_entry")).one()
    office.add_department("后来的科室")
    made = create()
    tamper(
        "DELETE FROM department WHERE name = '后来的科室'",
        f"DELETE FROM audit_entry WHERE seq > {before}",
    )
    db.session.remove()

    whole = verification.verify(app.config["TRACKER"].audit_key)
    broken = anchors.check(office.data(app))[1]

    assert made.verdict.entries == before + 1
    assert whole.is_sound
    assert f"第{before + 1}条" in str(broken)


def test_a_line_of_anchors_that_was_scribbled_on_is_named(app: Flask) -> None:
    create()
    noted = office.data(app) / anchors.FILE

    noted.write_text(f"{noted.read_text()}scribble\n")

    assert "第2行" in str(anchors.check(office.data(app))[1])


def test_keys_are_in_a_file_of_their_own_only_when_asked_for(app: Flask) -> None:
    without = create()
    made = create(with_keys=True)

    assert without.keys is None
    assert made.keys is not None
    assert stat.S_IMODE(made.keys.stat().st_mode) == 0o600
    assert "TRACKER_AUDIT_KEY=only for tests\n" in made.keys.read_text()
    assert b"only for tests" not in made.manifest.as_bytes()
    assert made.manifest.keys["audit"] == keys.fingerprint(b"only for tests")


def test_what_others_are_writing_is_not_waited_for_and_not_in_it(
    app: Flask, database_url: str
) -> None:
    other = create_engine(database_url)
    with other.connect() as connection:
        token = "INSERT INTO form_token VALUES ('half', '2022-11-15 00:00:00', '', '')"
        connection.execute(text(token))

        made = create()

        connection.rollback()
    other.dispose()
    assert made.manifest.facts.counts["form_token"] == 0


def test_a_log_that_does_not_check_is_kept_but_never_called_good(app: Flask) -> None:
    office.tamper()

    with pytest.raises(Unsound, match="department"):
        create()

    (kept,) = files(office.data(app) / "backups")
    assert kept.endswith(".unsound.tar.gz")
    assert not (office.data(app) / anchors.FILE).exists()


def test_a_link_among_the_attachments_is_not_followed(app: Flask) -> None:
    (office.data(app) / "files" / "link").symlink_to("/etc/hosts")

    assert [one.name for one in create().manifest.members][1:] == [office.ATTACHMENT]


def test_a_folder_that_cannot_be_written_is_named(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CannotWrite, match="file"):
        create(tmp_path / "file" / "below")


# --- PostgreSQL -----------------------------------------------------------------------------------


@pytest.fixture
def postgresql(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    databases = request.getfixturevalue("_postgresql")
    with make_app(databases.fresh(tmp_path), tmp_path) as app:
        yield app


def test_missing_tools_are_named_in_one_line(postgresql: Flask, tmp_path: Path) -> None:
    office.configure(postgresql, pg_bin=str(tmp_path))

    with pytest.raises(ToolMissing, match="pg_dump"):
        create()

    assert files(office.data(postgresql) / "backups") == []


@pytest.fixture
def poor(postgresql: Flask) -> Iterator[str]:
    """The URL of an account that may read everything and create no database."""
    name = f"poor_{uuid.uuid4().hex[:8]}"
    with db.engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {name} LOGIN PASSWORD 'poor'"))
        for kind in ("TABLES", "SEQUENCES"):
            connection.execute(text(f"GRANT SELECT ON ALL {kind} IN SCHEMA public TO {name}"))
    yield db.engine.url.set(username=name, password="poor").render_as_string(hide_password=False)
    with db.engine.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {name}"))
        connection.execute(text(f"DROP ROLE {name}"))


def test_an_account_that_cannot_check_its_copy_is_told_what_it_lacks(
    poor: str, tmp_path: Path
) -> None:
    with make_app(poor, tmp_path), pytest.raises(CannotCheck, match="CREATEDB"):
        create()

    assert files(tmp_path / "backups") == []
