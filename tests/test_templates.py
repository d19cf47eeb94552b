"""Pages: every one compiles, links to what exists, and asks nothing of another host."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import nodes

from tests.support import source
from tests.support.applications import make_app

STATIC = source.ROOT / "tracker" / "static"
OWN_FILES = [
    file
    for folder in (source.TEMPLATES, STATIC)
    for file in sorted(folder.rglob("*"))
    if file.suffix in (".html", ".txt", ".css", ".js") and "vendor" not in file.parts
]
ELSEWHERE = re.compile(r"""(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+(?:\.[a-z0-9-]+)+""", re.I)
AGAINST_POLICY = re.compile(
    r"""<style|<script(?![^>]*\bsrc=)|\sstyle\s*=|\son[a-z]+\s*=|javascript:""", re.I
)


@pytest.fixture(scope="module")
def wired_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application, without a database behind it."""
    with make_app("sqlite://", tmp_path_factory.mktemp("wired")) as app:
        yield app


def test_every_template_compiles(wired_app: Flask) -> None:
    for name in wired_app.jinja_env.list_templates(extensions=["html", "txt"]):
        wired_app.jinja_env.get_template(name)


def test_every_link_leads_to_an_endpoint(wired_app: Flask) -> None:
    dangling = [
        f"{path}:{line} {endpoint}"
        for path, line, endpoint in _links()
        if _absolute(endpoint, path) not in wired_app.view_functions
    ]

    assert dangling == []


def _links() -> Iterator[tuple[str, int, str]]:
    for path, tree in source.modules("tracker"):
        for call in source.calls(tree, "url_for"):
            if call.args and (endpoint := source.constant(call.args[0])):
                yield path, call.lineno, endpoint
    for path, template in source.templates():
        for page_call in source.template_calls(template, "url_for"):
            if page_call.args and (endpoint := source.constant(page_call.args[0])):
                yield path, page_call.lineno, endpoint


def _absolute(endpoint: str, path: str) -> str:
    """``.index`` in a file of the reminders is ``reminders.index``."""
    return f"{path.split('/')[1]}{endpoint}" if endpoint.startswith(".") else endpoint


def test_every_static_file_that_a_page_names_is_there() -> None:
    names = [
        (f"{path}:{call.lineno}", source.constant(keyword.value))
        for path, template in source.templates()
        for call in source.template_calls(template, "url_for")
        for keyword in call.kwargs
        if keyword.key == "filename" and source.constant(keyword.value)
    ]

    assert [(where, name) for where, name in names if not (STATIC / str(name)).is_file()] == []


def test_nothing_is_asked_of_another_host() -> None:
    found = [
        f"{source.relative(file)}: {match.group()}"
        for file in OWN_FILES
        for match in ELSEWHERE.finditer(file.read_text("utf-8"))
    ]

    assert found == []


def test_no_page_needs_an_inline_script_or_style() -> None:
    found = [
        f"{path}:{data.lineno} {match.group().strip()}"
        for path, template in source.templates()
        for data in template.find_all(nodes.TemplateData)
        for match in AGAINST_POLICY.finditer(data.data)
    ]

    assert found == []


def test_no_data_is_marked_as_safe() -> None:
    found = [
        f"{path}:{found.lineno}"
        for path, template in source.templates()
        for found in template.find_all(nodes.Filter)
        if found.name == "safe"
    ]

    assert found == []
