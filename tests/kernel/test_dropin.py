from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from tracker.kernel.dropin import discover


def folder(path: Path, name: str, modules: dict[str, str]) -> ModuleType:
    """A package called ``name`` with the given sources; the caller has ``path`` on sys.path."""
    package = path / name
    package.mkdir()
    for module, source in {"__init__": "", **modules}.items():
        (package / f"{module}.py").write_text(source, encoding="utf-8")
    return import_module(name)


def test_every_module_of_the_folder_is_found_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    kinds = folder(tmp_path, "dropin_found", {"b": "KIND = 2", "a": "KIND = 1"})

    found = discover(kinds, "KIND")

    assert list(found.items()) == [("a", 1), ("b", 2)]


def test_shared_code_with_an_underscore_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    kinds = folder(tmp_path, "dropin_shared", {"_shared": "", "a": "KIND = 1"})

    assert discover(kinds, "KIND") == {"a": 1}


def test_a_module_that_forgets_the_name_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    kinds = folder(tmp_path, "dropin_forgets", {"a": "KINDS = 1"})

    with pytest.raises(AttributeError, match="KIND"):
        discover(kinds, "KIND")


def test_an_empty_folder_has_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)

    assert discover(folder(tmp_path, "dropin_empty", {}), "KIND") == {}
