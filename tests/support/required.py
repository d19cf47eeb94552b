"""Tests that need more than Python: skipped in sight where it is missing, a failure in CI."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skip the test, or fail it where TRACKER_REQUIRE_ALL says that nothing may be missing."""
    if os.environ.get("TRACKER_REQUIRE_ALL", "0") not in ("", "0"):
        pytest.fail(f"TRACKER_REQUIRE_ALL is set, but {what}", pytrace=False)
    pytest.skip(what)
