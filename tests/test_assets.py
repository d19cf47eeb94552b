"""Front-end files and lock files: exactly the known ones, from whatever registry one uses."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.support.source import ROOT
from tools import assets
from tracker.infra import resources


def test_the_front_end_files_are_the_known_ones() -> None:
    assert assets.hashes(assets.VENDOR) == assets.known_hashes()
    assert assets.known_hashes().keys() == assets.SOURCES.keys()


def test_the_style_sheets_load_nothing_from_another_host() -> None:
    for style in assets.VENDOR.glob("*.css"):
        urls = re.findall(r"""url\(\s*["']?([^"')]{1,40})""", style.read_text("utf-8"))
        assert [url for url in urls if not url.startswith(("data:", "./", "#"))] == []
        assert "@import" not in style.read_text("utf-8")


def test_every_locked_package_is_pinned_by_hash_and_no_registry_is_named() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock", "requirements-npm.lock"):
        text = (ROOT / lock).read_text()
        packages = re.findall(r"^([a-z0-9][\w.-]*)==", text, re.M)
        assert len(packages) == len(re.findall(r"^[a-z].*\\\n    --hash=sha256:", text, re.M))
        assert "://" not in text

    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    del locked[""]
    assert all(package["integrity"] for package in locked.values())
    assert [name for name, package in locked.items() if "resolved" in package] == []


def test_a_wheel_carries_pages_migrations_and_front_end_files(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])

    packed = set(zipfile.ZipFile(wheel).namelist())

    assert {f"tracker/static/vendor/{name}" for name in assets.SOURCES} <= packed
    assert "tracker/_bundled/templates/base.html" in packed
    assert "tracker/_bundled/migrations/env.py" in packed
    assert "tracker/translations/en/LC_MESSAGES/messages.mo" in packed


def test_templates_and_migrations_are_found_in_the_checkout_and_in_a_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert resources.resource("templates") == ROOT / "templates"

    bundled = tmp_path / "tracker" / "_bundled" / "templates"
    bundled.mkdir(parents=True)
    monkeypatch.setattr(resources, "PACKAGE", tmp_path / "tracker")

    assert resources.resource("templates") == bundled
