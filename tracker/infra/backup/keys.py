"""Keys stay out of the archive; it only says which ones it needs."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from pathlib import Path

from tracker.config import Config

AUDIT, SECRET = "audit", "secret"


def fingerprint(key: bytes) -> str:
    """Tells keys apart and gives nothing away of a random one."""
    return hmac.new(key, b"tracker key fingerprint", hashlib.sha256).hexdigest()[:16]


def fingerprints(config: Config) -> Mapping[str, str]:
    """Of the keys in use."""
    return {
        AUDIT: fingerprint(config.audit_key),
        SECRET: fingerprint(config.secret_key.encode()),
    }


def write(path: Path, config: Config) -> None:
    """The keys as settings of the environment, readable by their owner alone."""
    text = (
        f"TRACKER_AUDIT_KEY={config.audit_key.decode()}\nTRACKER_SECRET_KEY={config.secret_key}\n"
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
