"""Secrets that people type in: one file each in the data folder, readable by its owner alone.

They are not in the database, so that no dump, backup or copied database carries them: a copy on
another machine can send nothing, and after a restore elsewhere they are typed in again.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from flask import current_app

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label

FOLDER = "secrets"


class SecretMissing(RuleViolation):
    code = "secret_missing"
    label = Label(
        "本机没有保存这个地址和密钥，请重新填写",
        "This installation does not hold the address and key; enter them again",
    )


def keep(text: str) -> str:
    """Store a secret; the reference to read it by."""
    folder = _folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    reference = uuid.uuid4().hex
    descriptor = os.open(folder / reference, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return reference


def read(reference: str) -> str:
    """The secret kept under ``reference``; raises ``SecretMissing``."""
    try:
        return (_folder() / reference).read_text("utf-8")
    except OSError as error:
        raise SecretMissing from error


def forget(reference: str) -> None:
    """Remove a secret that nothing refers to any more."""
    (_folder() / reference).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(current_app.config["TRACKER"].data) / FOLDER
