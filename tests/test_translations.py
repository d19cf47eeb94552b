"""Chinese is the source language, and everything a person sees has an English text as well."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from flask.testing import FlaskClient
from jinja2 import nodes

from tests.support import source
from tools import translations

MARKS = ("_", "_l", "_n", "gettext", "ngettext", "lazy_gettext")
PLACEHOLDER = re.compile(r"\{(\w*)[^}]*\}|%\((\w+)\)")


def test_every_text_has_an_english_one() -> None:
    catalogue = translations.read()
    known = {message.id for message in catalogue}

    assert [m.id for m in translations.collect() if m.id and m.id not in known] == []
    assert translations.untranslated(catalogue) == []
    assert not catalogue.fuzzy, "pybabel would not compile it"


def test_a_page_is_shown_in_the_chosen_language(client: FlaskClient) -> None:
    chinese = client.get("/login").text
    client.set_cookie("language", "en")
    english = client.get("/login").text

    assert '<html lang="zh-CN"' in chinese
    assert "登录" in chinese
    assert '<html lang="en"' in english
    assert "Sign in" in english


def test_the_catalogue_holds_no_text_that_is_no_longer_used() -> None:
    used = {message.id for message in translations.collect()}

    assert [m.id for m in translations.read() if m.id and m.id not in used] == []


def test_texts_are_marked_as_they_stand_so_that_they_can_be_collected() -> None:
    """A text built by an f-string, an operator or a variable is never found in the catalogue."""
    built = [
        f"{path}:{call.lineno}"
        for path, tree in source.modules("tracker")
        for call in source.calls(tree, *MARKS)
        if isinstance(call.func, ast.Name) and call.args and not source.constant(call.args[0])
    ]

    assert built == []


def test_no_template_shows_chinese_that_cannot_be_translated() -> None:
    bare = [
        f"{path}:{data.lineno} {data.data.strip()}"
        for path, template in source.templates()
        for data in template.find_all(nodes.TemplateData)
        if source.CHINESE.search(data.data.replace("中文</button>", ""))  # names its language
    ]
    bare += [
        f"{path}:{text.lineno} {text.value}"
        for path, template in source.templates()
        for text in _unmarked(template)
        if source.CHINESE.search(text.value)
    ]

    assert bare == []


def _unmarked(template: nodes.Template) -> Iterator[nodes.Const]:
    marked = {
        id(argument)
        for mark in MARKS
        for call in source.template_calls(template, mark)
        for argument in call.args
    }
    for text in template.find_all(nodes.Const):
        if isinstance(text.value, str) and id(text) not in marked:
            yield text


def test_every_label_is_filled_in_both_languages_with_the_same_parameters() -> None:
    wrong = []
    for path, tree in source.modules("tracker"):
        for call in source.calls(tree, "Label"):
            texts = [source.constant(argument) for argument in call.args]
            if len(texts) != 2 or None in texts:
                continue  # built from other labels
            zh, en = (str(text) for text in texts)
            if bool(zh) != bool(en) or _placeholders(zh) != _placeholders(en):
                wrong.append(f"{path}:{call.lineno} {zh} / {en}")

    assert wrong == []


def _placeholders(text: str) -> set[str]:
    return {"".join(names) for names in PLACEHOLDER.findall(text)}
