"""The house rules, one test each: layers, sizes, names, permission, the clock, money."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.support import source
from tests.support.applications import make_app
from tracker.accounts.rules import POLICY
from tracker.app import PUBLIC

LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
BANNED_NAMES = {"utils", "util", "helpers", "helper", "misc", "common", "manager"}
CLOCKS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime"),
}
OUTSIDE_MONEY = (
    "tracker/scheduler.py",
    "tracker/cli.py",
    "tracker/app.py",
    "tracker/infra/documents/docx.py",  # points and millimetres
    "tracker/infra/documents/pdf.py",
)
TYPES = ast.FunctionDef | ast.AsyncFunctionDef


@pytest.fixture(scope="module")
def wired_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application, without a database behind it."""
    with make_app("sqlite://", tmp_path_factory.mktemp("wired")) as app:
        yield app


def test_every_import_respects_the_contracts() -> None:
    # In a process of its own: import-linter takes over the logging of the one it runs in.
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"

    done = subprocess.run([sys.executable, "-c", program], cwd=source.ROOT, capture_output=True)

    assert done.returncode == 0, done.stdout.decode()


def test_kernel_and_rules_load_neither_flask_nor_sqlalchemy() -> None:
    pure = [
        path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for path, _ in source.modules("tracker")
        if path.startswith("tracker/kernel/") or re.search(r"/rules(\.py|/)", path)
    ]
    program = (
        f"import importlib, sys; [importlib.import_module(name) for name in {pure!r}]; "
        "sys.exit(' '.join({'flask', 'sqlalchemy', 'werkzeug'} & set(sys.modules)) or 0)"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=source.ROOT, capture_output=True)

    assert (done.returncode, done.stderr) == (0, b"")


def test_no_module_and_no_function_is_too_long() -> None:
    too_long = [
        f"{path}: {length} lines" for path, length in _module_lengths() if length > LONGEST_MODULE
    ]
    for path, tree in source.modules("tracker", "tools"):
        functions = (node for node in ast.walk(tree) if isinstance(node, TYPES))
        for function in functions:
            length = (function.end_lineno or 0) - function.lineno + 1
            if length > LONGEST_FUNCTION:
                too_long.append(f"{path}:{function.lineno} {function.name}: {length} lines")

    assert too_long == []


def _module_lengths() -> Iterator[tuple[str, int]]:
    for path, _tree in source.modules("tracker", "tools"):
        yield path, len((source.ROOT / path).read_text("utf-8").splitlines())


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    names = [path for path, _ in source.modules("tracker", "tools", "tests")]

    assert [name for name in names if Path(name).stem in BANNED_NAMES] == []


def test_every_endpoint_is_public_or_has_an_action_in_the_policy(wired_app: Flask) -> None:
    actions = {
        endpoint: getattr(view, "action", None)
        for endpoint, view in wired_app.view_functions.items()
        if endpoint not in PUBLIC
    }

    assert {name: action for name, action in actions.items() if action not in POLICY} == {}
    assert PUBLIC - wired_app.view_functions.keys() == set()


def test_every_action_named_anywhere_is_in_the_policy() -> None:
    named = [
        (f"{path}:{call.lineno}", source.constant(call.args[0]))
        for path, tree in source.modules("tracker")
        for call in source.calls(tree, "allow", "allows", "requires")
        if call.args and source.constant(call.args[0])
    ]
    for path, template in source.templates():
        for call in source.template_calls(template, "may"):
            named.append((f"{path}:{call.lineno}", source.constant(call.args[0])))

    assert [(where, action) for where, action in named if action not in POLICY] == []


def test_a_page_that_changes_nothing_is_got_and_one_that_does_is_posted(wired_app: Flask) -> None:
    """Only GET and POST exist; a plain form can send no other."""
    methods = {
        method
        for rule in wired_app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert methods <= {"GET", "POST"}


def test_only_the_clock_module_asks_for_the_time() -> None:
    asked = [
        f"{path}:{node.lineno}"
        for path, tree in source.modules("tracker")
        if path != "tracker/infra/clock.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ".".join(source.dotted(node.func).split(".")[-2:]) in CLOCKS
    ]

    assert asked == []


def test_no_floating_point_number_comes_near_money() -> None:
    floats = [
        f"{path}:{node.lineno}"
        for path, tree in source.modules("tracker")
        if path not in OUTSIDE_MONEY
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
    ]

    assert floats == []
