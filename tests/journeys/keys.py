"""The journeys without a mouse: what a test clicks, fills in and chooses is done with keys alone.

``by_keyboard`` puts these in the place of the locator's own actions. Each puts the focus on the
stop before its target, presses Tab until the target has it, sees that it shows, and then presses
what a person would; so a target that Tab does not lead to fails the journey.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import ElementHandle, Locator, expect

MOST_TABS = 8  # a date is three stops and its calendar
MOST_OPTIONS = 60

# What takes the focus for it: the control of a label, or the link around the words.
TAKES_FOCUS = """one => {
  const around = one.closest("a[href], button, summary, input, select, textarea, label") ?? one;
  return around.control ?? around;
}"""
BEFORE = """one => {
  const all = "a[href], button, summary, input, select, textarea, [tabindex]";
  const isRadio = one.type === "radio";
  const group = (other) => isRadio && other.type === "radio" && other.name === one.name;
  const stops = [...document.querySelectorAll(all)].filter((other) => other === one ||
    (other.tabIndex >= 0 && !other.disabled && !group(other) && other.checkVisibility()));
  document.activeElement?.blur();
  stops.slice(0, stops.indexOf(one)).reverse().some((other) => {
    other.focus();
    return other === document.activeElement;
  });
}"""
HAS_FOCUS = """one => one === document.activeElement || (one.type === "radio" &&
  document.activeElement.type === "radio" && one.name === document.activeElement.name)"""
SHOWS = """() => {
  const one = document.activeElement;
  return [one, one.labels?.[0], one.nextElementSibling, one.parentElement].some((part) => {
    const style = part && getComputedStyle(part);
    return style && (style.outlineStyle !== "none" || style.boxShadow !== "none");
  });
}"""


def by_keyboard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the test ends every locator acts through the keyboard."""
    for name, action in {
        "click": click,
        "check": check,
        "fill": fill,
        "select_option": select_option,
    }.items():
        monkeypatch.setattr(Locator, name, action)


def click(target: Locator, **_options: Any) -> None:
    one = _reach(target)
    kind = one.get_attribute("type")
    if kind == "radio":
        _choose(target, one)
    else:
        one.press("Space" if kind == "checkbox" else "Enter")


def check(target: Locator, **_options: Any) -> None:
    if not target.is_checked():
        click(target)
    expect(target).to_be_checked()


def fill(target: Locator, text: str, **_options: Any) -> None:
    one = _reach(target)
    kind = one.get_attribute("type")
    if kind == "date":
        target.page.keyboard.type(f"{date.fromisoformat(text):%m%d%Y}")
    elif kind == "time":
        target.page.keyboard.type(text.replace(":", "") + "AM")
    else:
        one.press("Control+a")
        target.page.keyboard.type(text)
    expect(target).to_have_value(text)


def select_option(target: Locator, *, label: str, **_options: Any) -> None:
    one = _reach(target)
    one.press("Home")
    for _ in range(MOST_OPTIONS):
        if one.evaluate("one => one.selectedOptions[0].label") == label:
            return
        one.press("ArrowDown")
    raise AssertionError(f"no option {label}")


def _reach(target: Locator) -> ElementHandle:
    """Step on it with Tab."""
    expect(target).to_be_visible()
    one = target.evaluate_handle(TAKES_FOCUS).as_element()
    assert one is not None, f"nothing to step on: {target}"
    one.evaluate(BEFORE)
    for _ in range(MOST_TABS):
        target.page.keyboard.press("Tab")
        if one.evaluate(HAS_FOCUS):
            assert target.page.evaluate(SHOWS), f"the focus cannot be seen on {target}"
            return one
    where = target.page.evaluate("document.activeElement.outerHTML.slice(0, 160)")
    raise AssertionError(f"Tab does not lead to {target}, but to {where}")


def _choose(target: Locator, one: ElementHandle) -> None:
    """One of a group: the arrows go from one to the next, Space takes the first."""
    keyboard = target.page.keyboard
    keyboard.press("Space")
    for _ in range(MOST_OPTIONS):
        if one.evaluate("one => one.checked"):
            return
        keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows do not lead to {target}")
