"""Method files are looked at when the program starts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tracker
from tests.procurement.test_methods import DUMMY

PACKAGE = Path(tracker.__file__).parent
RUN = "from tracker.cli import main; main()"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The program in a place of its own, where a file may be added."""
    shutil.copytree(
        PACKAGE, tmp_path / "tracker", ignore=shutil.ignore_patterns("static", "__pycache__")
    )
    shutil.copytree(PACKAGE.parent / "migrations", tmp_path / "migrations")
    shutil.copytree(PACKAGE.parent / "templates", tmp_path / "templates")
    return tmp_path


def upgrade(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("TRACKER_")},
        "PYTHONPATH": str(folder),
        "TRACKER_DATA": str(folder / "data"),
    }
    return subprocess.run(
        [sys.executable, "-c", RUN, "upgrade"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_wrong_method_file_stops_the_start_with_its_line_and_reason(copy: Path) -> None:
    text = DUMMY.replace('who = "panel"', 'who = "nobody"')
    (copy / "tracker" / "data" / "methods" / "innovation.toml").write_text(text, "utf-8")
    line = next(no for no, one in enumerate(text.splitlines(), 1) if "nobody" in one)

    stopped = upgrade(copy)

    assert stopped.returncode == 1
    assert f"innovation.toml:{line}: who: “nobody” is none of" in stopped.stderr
    assert "Traceback" not in stopped.stderr


def test_a_right_one_is_taken(copy: Path) -> None:
    (copy / "tracker" / "data" / "methods" / "innovation.toml").write_text(DUMMY, "utf-8")

    started = upgrade(copy)

    assert (started.returncode, "Error" in started.stderr) == (0, False)
