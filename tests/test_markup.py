"""The reader of markup finds what it is there to find (tests/support/markup.py)."""

from __future__ import annotations

import pytest

from tests.support.markup import Markup

PAGE = "<html><body><main><h1>x</h1>{}</main></body></html>"


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        ("<p><b>x</p></b>", "</p> closes ['b']"),
        ("<section>", "</main> closes ['section']"),
        ("</i>", "</i> closes ['main']"),
        ("<p><div>x</div></p>", "<div> within <p>"),
        ("<a href='/'><button>x</button></a>", "<button> within a link or button"),
        ("<form><form></form></form>", "<form> within <form>"),
        ("<b id='x'></b><i id='x'></i>", "id 'x' 2 times"),
        ("<label for='x'>x</label>", "for='x' refers to nothing"),
        ("<input aria-describedby='x y'><b id='x'></b>", "aria-describedby='y' refers to nothing"),
        ("<a href='#x'>x</a>", "href='x' refers to nothing"),
        ("<b class='x' class='y'></b>", "<b> has class twice"),
        ("<span/>", "<span/> does not close"),
    ],
)
def test_each_kind_of_mistake_is_found(markup: str, problem: str) -> None:
    found = Markup(PAGE.format(markup)).problems

    assert any(one.endswith(problem) for one in found), found


def test_a_page_without_mistakes_has_none_and_tells_its_elements() -> None:
    page = Markup(
        PAGE.format(
            "<label for='x'>x</label><input id='x' type='text'><br>"
            "<svg><rect width='1'/></svg><p class='a'>x <a href='#x'>y</a></p>"
        )
    )

    assert page.problems == []
    assert {("input", "", "text"), ("p", "a", "")} <= page.elements
