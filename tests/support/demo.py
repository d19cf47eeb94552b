"""The demonstration centre for tests: built once for a state of the source, on SQLite.

It is kept between test runs, and built by one process while the others wait. PostgreSQL receives
the same rows; that the centre can be built there as well is shown by the tests of the demo.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, create_engine, insert, select, text

from tracker.infra.backup.manifest import FILES
from tracker.infra.db import Base

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".pytest_cache" / "demo"
MADE_FROM = ("tracker", "migrations", "tests/support", "requirements.lock")
NAME = "tracker.db"

Build = Callable[[Path], None]


def built(build: Build) -> Path:
    """The folder with the database and the files; ``build`` makes them in an empty one."""
    folder = KEPT / fingerprint()
    KEPT.mkdir(parents=True, exist_ok=True)
    with _locked(KEPT / "lock"):
        if not folder.exists():
            for old in KEPT.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            unfinished = KEPT / "unfinished"
            unfinished.mkdir()
            build(unfinished)
            unfinished.rename(folder)
    return folder


@cache
def fingerprint() -> str:
    """Of everything that the centre is made from."""
    found = hashlib.sha256()
    for name in MADE_FROM:
        start = ROOT / name
        for file in sorted(start.rglob("*")) if start.is_dir() else [start]:
            if file.is_file() and not {"static", "__pycache__"} & set(file.parts):
                found.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return found.hexdigest()[:20]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Wait for whoever else is at it; the lock ends with its process."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def copy_files(source: Path, target: Path) -> None:
    shutil.copytree(source / FILES, target / FILES, dirs_exist_ok=True)


def copy_rows(source: Path, url: str) -> None:
    """Fill a database on PostgreSQL, which has the schema, with the rows of one on SQLite."""
    with _connected(f"sqlite:///{source}") as reader, _connected(url) as writer:
        # Foreign keys and the triggers that guard the audit chain rest meanwhile.
        writer.execute(text("SET session_replication_role = replica"))
        for table in Base.metadata.tables.values():
            if rows := [dict(row) for row in reader.execute(select(table)).mappings()]:
                writer.execute(insert(table), rows)
            if "id" in table.columns:
                sequence = f"pg_get_serial_sequence('\"{table.name}\"', 'id')"
                writer.execute(text(f'SELECT setval({sequence}, max(id)) FROM "{table.name}"'))


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
