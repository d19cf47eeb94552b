"""Restoring a backup: everything is checked first, and what is replaced is kept aside."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from tracker.config import Config
from tracker.infra import clock, lease, verification
from tracker.infra import database as migrations
from tracker.infra.backup import anchors, archive, keys
from tracker.infra.backup.anchors import Anchor
from tracker.infra.backup.create import compare
from tracker.infra.backup.databases import Database, database_of
from tracker.infra.backup.errors import (
    CannotWrite,
    Damaged,
    NotEmpty,
    OtherDatabase,
    OtherKey,
    OtherVersion,
)
from tracker.infra.backup.facts import CHAIN, facts
from tracker.infra.backup.manifest import FILES, Manifest
from tracker.infra.db import db
from tracker.infra.verification import Verdict


@dataclass(frozen=True)
class Restored:
    """``aside`` is where the old data is now; ``foreign_keys`` differ from those of the backup."""

    manifest: Manifest
    verdict: Verdict
    aside: tuple[str, ...]
    foreign_keys: tuple[str, ...]


def restore(path: Path, *, force: bool = False, other_key: bool = False) -> Restored:
    """Put database and attachments back as they were, bring them up to this version, and verify.

    Refuses before it touches anything: what is not ours or not whole, another format, kind of
    database or audit key (unless ``other_key``), and data in the way (unless ``force``).
    """
    config: Config = current_app.config["TRACKER"]
    database = database_of(config)
    try:
        manifest = archive.read_manifest(path)
        foreign = _check_fits(manifest, database, config, other_key)
        aside = _replace(path, database, config, force)
    except OSError as error:
        raise CannotWrite(name=error.filename or path, why=error.strerror) from error
    if not migrations.is_current():
        migrations.upgrade()
    _note(config.data, manifest)
    verdict = verification.verify(config.audit_key)
    return Restored(manifest, verdict, aside, foreign)


def _check_fits(
    manifest: Manifest, database: Database, config: Config, other_key: bool
) -> tuple[str, ...]:
    """Names of the keys that are not those of the backup."""
    if manifest.database != database.kind:
        raise OtherDatabase(theirs=manifest.database, ours=database.kind)
    if not migrations.is_known(manifest.facts.revision):
        raise OtherVersion(theirs=manifest.product_version)
    if not any(member.name == database.member for member in manifest.members):
        raise Damaged(what=database.member)
    ours = keys.fingerprints(config)
    foreign = tuple(name for name, print_ in ours.items() if manifest.keys.get(name) != print_)
    if keys.AUDIT in foreign and not other_key:
        raise OtherKey(theirs=manifest.keys.get(keys.AUDIT), ours=ours[keys.AUDIT])
    return foreign


def _replace(path: Path, database: Database, config: Config, force: bool) -> tuple[str, ...]:
    """Unpack, check and put in place; where the old data is."""
    files = config.data / FILES
    has_files = files.is_dir() and any(files.iterdir())
    is_empty = database.is_empty()
    if not force and (has_files or not is_empty):
        raise NotEmpty
    database.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=database.folder) as work:
        manifest = archive.unpack(path, Path(work))
        copy = Path(work) / database.member
        if (found := database.check_copy(copy)) is not None:
            compare(found, manifest.facts)
        stamp = f"{clock.now().astimezone(clock.SHANGHAI):%Y%m%d-%H%M%S}"
        database.check_unused()
        aside = [] if is_empty else [database.set_aside(stamp)]
        database.put_in_place(copy)
        if has_files:
            aside.append(str(files.rename(files.with_name(f"{FILES}.replaced-{stamp}"))))
        if (unpacked := Path(work) / FILES).is_dir():
            shutil.rmtree(files, ignore_errors=True)  # there may be an empty folder
            shutil.move(unpacked, files)
    with db.engine.connect() as connection:
        compare(facts(connection), manifest.facts)
    return tuple(aside)


def _note(data: Path, manifest: Manifest) -> None:
    """The chain now ends where the backup's did; older anchors beyond that no longer bind it."""
    found = manifest.facts
    count = found.counts.get(CHAIN, 0)
    day = lease.database_now().astimezone(clock.SHANGHAI).date()
    anchors.append(data, Anchor(day, found.seq, found.head, count, restored=True))
