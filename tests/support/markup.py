"""What is wrong with a page's markup: tags that do not match, ids twice, references to nothing.

Browsers mend such mistakes silently; screen readers then read something else than people see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
CLOSED_BY_ITSELF = frozenset({"path", "rect", "circle", "line", "use", "polygon", "polyline"})
NOT_IN_P = frozenset(
    {"p", "div", "ul", "ol", "dl", "table", "section", "form", "h1", "h2", "h3", "header", "footer"}
)
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form", "list")

Element = tuple[str, str, str]  # tag, classes, type or role


class Markup(HTMLParser):
    """One page, read strictly: ``problems`` and the kinds of elements of its main part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.elements: set[Element] = set()
        self._open: list[str] = []
        self._ids: Counter[str] = Counter()
        self._references: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        self.problems += [f"left open: <{tag}>" for tag in self._open]
        self.problems += self._mismatches()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        twice = [name for name, times in Counter(name for name, _ in attrs).items() if times > 1]
        self.problems += [f"<{tag}> has {name} twice" for name in twice]
        if "p" in self._open and tag in NOT_IN_P and "svg" not in self._open:
            self._say(f"<{tag}> within <p>")
        if tag in ("a", "button") and {"a", "button"} & set(self._open):
            self._say(f"<{tag}> within a link or button")
        if tag == "form" and "form" in self._open:
            self._say("<form> within <form>")
        if "main" in self._open:
            kind = named.get("type") or named.get("role") or ""
            self.elements.add((tag, named.get("class", ""), kind))
        self._note(named)
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()
            if tag not in CLOSED_BY_ITSELF:
                self._say(f"<{tag}/> does not close")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self._say(f"</{tag}> closes {self._open[-1:]}")
            if tag not in self._open:
                return
            while self._open[-1] != tag:
                self._open.pop()
        self._open.pop()

    def _note(self, named: dict[str, str]) -> None:
        if "id" in named:
            self._ids[named["id"]] += 1
        for name in REFERENCES:
            self._references += [(name, target) for target in named.get(name, "").split()]
        if named.get("href", "").startswith("#"):
            self._references.append(("href", named["href"][1:]))

    def _mismatches(self) -> Iterator[str]:
        for name, times in self._ids.items():
            if times > 1 or not name:
                yield f"id {name!r} {times} times"
        for attribute, target in self._references:
            if target and target not in self._ids:
                yield f"{attribute}={target!r} refers to nothing"

    def _say(self, problem: str) -> None:
        self.problems.append(f"line {self.getpos()[0]}: {problem}")
