"""The project's own source as syntax trees, for tests of the house rules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
CHINESE = re.compile(r"[\u3400-\u9fff]")


@cache
def modules(*folders: str) -> tuple[tuple[str, ast.Module], ...]:
    """(path from the root, tree) of every Python module in these folders."""
    files = sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))
    return tuple((relative(file), ast.parse(file.read_text("utf-8"))) for file in files)


@cache
def templates() -> tuple[tuple[str, nodes.Template], ...]:
    """(path from the root, tree) of every template."""
    parse = jinja2.Environment(autoescape=True).parse
    files = sorted(file for file in TEMPLATES.rglob("*") if file.suffix in (".html", ".txt"))
    return tuple((relative(file), parse(file.read_text("utf-8"))) for file in files)


def relative(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Calls of functions or methods with one of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in names:
            yield node


def dotted(node: ast.AST) -> str:
    """``datetime.now`` for that expression, whatever it is an attribute of."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""


def template_calls(tree: nodes.Template, name: str) -> Iterator[nodes.Call]:
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == name:
            yield call


def constant(node: Any) -> str | None:
    """The text of a string constant, in Python or in a template; None for anything else."""
    value = getattr(node, "value", None)
    return value if isinstance(value, str) else None
