"""The rules of reminding as files: every kind has one, and one that cannot hold is refused."""

from __future__ import annotations

import pytest

from tracker.accounts.rules import GroupKind, Role
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.rulebook import RuleBroken, read, rule, rulebook

GOOD = """leads = [7, 1, 0]
repeat = 7
source = "单位提醒规则"
"""


def test_every_kind_has_its_file_and_every_file_its_kind() -> None:
    assert rulebook().keys() == KINDS.keys()
    for name, kind in KINDS.items():
        assert (kind.cadence, kind.single_from) == (rule(name).cadence, rule(name).single_from)


def test_a_file_says_when_and_whom() -> None:
    found = read(
        "x",
        GOOD + 'single_from = 3\ngroup = "acceptance"\nescalate = [{ after = 7, role = "leader" }]',
    )

    assert (found.cadence.leads, found.cadence.repeat, found.single_from) == ((7, 1, 0), 7, 3)
    assert found.group is GroupKind.ACCEPTANCE
    assert [(one.after, one.role) for one in found.escalations] == [(7, Role.LEADER)]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("leads = [7, 1]\nrepeat = 7", 1, "source is missing"),
        (GOOD.replace("单位提醒规则", " "), 3, "source is missing"),
        (GOOD.replace("[7, 1, 0]", "[7, 7, 0]"), 1, "overlap"),
        (GOOD.replace("[7, 1, 0]", "[1, 7, 0]"), 1, "out of order"),
        (GOOD.replace("[7, 1, 0]", "[]"), 1, "whole days"),
        (GOOD.replace("[7, 1, 0]", "[-1]"), 1, "whole days"),
        (GOOD.replace("[7, 1, 0]", '["7"]'), 1, "whole days"),
        (GOOD.replace("repeat = 7", "repeat = 0"), 2, "1 day or more"),
        (GOOD + 'escalate = [{ after = 7, role = "boss" }]', 4, "unknown role: boss"),
        (GOOD + "escalate = [{ after = 7 }]", 4, "unknown role: None"),
        (GOOD + 'escalate = [{ after = 0, role = "leader" }]', 4, "after the due day"),
        (GOOD + 'group = "party"', 4, "unknown group: party"),
        (GOOD + "stages = [1]", 4, "unknown key: stages"),
        (GOOD + '\n[[parts]]\ndays = 3\nlabel = { zh = "a", en = "a" }', 5, "no source"),
        (
            GOOD + '[[parts]]\ndays = 9\nlabel = { zh = "a", en = "a" }\nsource = "法"',
            4,
            "first lead of 7",
        ),
    ],
)
def test_a_file_that_cannot_hold_is_refused_with_its_line(
    text: str, line: int, problem: str
) -> None:
    with pytest.raises(RuleBroken, match=rf"^data/reminders/x\.toml:{line}: .*{problem}"):
        read("x", text)


def test_what_is_no_toml_at_all_is_refused_with_its_place() -> None:
    with pytest.raises(RuleBroken, match=r"data/reminders/x\.toml: .*line 1"):
        read("x", "leads = [7,, 1]")


def test_a_kind_without_a_file_is_refused() -> None:
    with pytest.raises(RuleBroken, match=r"data/reminders/nothing\.toml"):
        rule("nothing")
