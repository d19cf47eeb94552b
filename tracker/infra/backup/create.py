"""Making a backup. It bears its name only after its own copy has been unpacked and examined."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from flask import current_app
from sqlalchemy.orm import Session

from tracker.config import Config
from tracker.infra import lease, verification
from tracker.infra.backup import anchors, archive, keys
from tracker.infra.backup.anchors import Anchor
from tracker.infra.backup.databases import Database, database_of
from tracker.infra.backup.errors import CannotWrite, Damaged, Unsound
from tracker.infra.backup.facts import CHAIN, facts
from tracker.infra.backup.manifest import FILES, Facts, Manifest
from tracker.infra.backup.rotation import SUFFIX, UNSOUND_SUFFIX, archive_name
from tracker.infra.clock import SHANGHAI
from tracker.infra.verification import Verdict


@dataclass(frozen=True)
class Backup:
    """A backup that was found good; ``keys`` is the file with them, if it was asked for."""

    path: Path
    manifest: Manifest
    verdict: Verdict
    keys: Path | None

    @property
    def summary(self) -> str:
        return self.path.name


def create(folder: Path | None = None, *, with_keys: bool = False, prefix: str = ".new-") -> Backup:
    """Back up database and attachments into ``folder`` and note the chain's head.

    Raises ``Damaged`` and leaves nothing when the copy is not what was copied; raises ``Unsound``
    when it is, but the chain itself does not check: that copy stays, under a name that says so.
    ``prefix`` begins the name of the folder it works in.
    """
    config: Config = current_app.config["TRACKER"]
    folder = folder or config.backups
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=prefix, dir=folder) as work:
            return _create(config, folder, Path(work), with_keys)
    except OSError as error:
        raise CannotWrite(name=error.filename or folder, why=error.strerror) from error


def _create(config: Config, folder: Path, work: Path, with_keys: bool) -> Backup:
    database, now = database_of(config), lease.database_now().astimezone(SHANGHAI)
    copy = work / database.member
    found = database.dump(copy)
    sources = {database.member: copy, **_attachments(config.data)}
    manifest = Manifest(
        product_version=version("tracker"),
        created_at=now.isoformat(),
        database=database.kind,
        facts=found,
        keys=keys.fingerprints(config),
        members=tuple(archive.member(name, path) for name, path in sources.items()),
    )
    draft = work / "draft"
    archive.pack(draft, manifest, sources)
    copy.unlink()
    verdict = examine(draft, work / "copy", database, config.audit_key)
    name = archive_name(now, (path.name for path in folder.iterdir()))
    path = folder / f"{name}{SUFFIX if verdict.is_sound else UNSOUND_SUFFIX}"
    draft.replace(path)
    if verdict.problem:
        raise Unsound(name=path.name, what=verdict.problem.what)
    anchor = Anchor(now.date(), found.seq, found.head, found.counts.get(CHAIN, 0))
    anchors.append(config.data, anchor)
    return Backup(
        path, manifest, verdict, _write_keys(folder / name, config) if with_keys else None
    )


def _write_keys(stem: Path, config: Config) -> Path:
    path = stem.with_name(f"{stem.name}.keys")
    keys.write(path, config)
    return path


def _attachments(data: Path) -> Mapping[str, Path]:
    """Every attachment by its name in the archive; links lead elsewhere and are left out."""
    files = sorted(path for path in (data / FILES).rglob("*") if path.is_file())
    return {path.relative_to(data).as_posix(): path for path in files if not path.is_symlink()}


def examine(path: Path, folder: Path, database: Database, key: bytes) -> Verdict:
    """Unpack an archive, compare its copy with its manifest, and check the chain in the copy."""
    folder.mkdir()
    manifest = archive.unpack(path, folder)
    with database.opened(folder / database.member) as engine:
        with engine.connect() as connection:
            compare(facts(connection), manifest.facts)
        with Session(engine) as session:
            return verification.verify(key, session, folder)


def compare(found: Facts, expected: Facts) -> None:
    """Raise ``Damaged`` and say where, unless the copy holds what the original held."""
    if found == expected:
        return
    tables = sorted({*found.counts, *expected.counts})
    off = (name for name in tables if found.counts.get(name) != expected.counts.get(name))
    raise Damaged(what=next(off, CHAIN))
