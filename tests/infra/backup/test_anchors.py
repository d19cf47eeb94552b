"""Heads of the chain that were noted outside the database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tracker.infra.backup import anchors
from tracker.infra.backup.anchors import Anchor, first_broken, parse, still_binding

DAY = date(2022, 11, 15)
A, B, C = ("a" * 64, "b" * 64, "c" * 64)


def test_a_line_is_read_as_it_was_written(tmp_path: Path) -> None:
    noted = [Anchor(DAY, 219, A, 219), Anchor(DAY, 219, A, 219, restored=True)]
    for anchor in noted:
        anchors.append(tmp_path, anchor)

    lines = (tmp_path / anchors.FILE).read_text().splitlines()

    assert lines[0] == f"2022-11-15 219 {A} 219"
    assert [parse(line) for line in lines] == noted


@pytest.mark.parametrize("line", ["", "2022-11-15 219", f"2022-13-15 1 {A} 1", f"x 1 {A} 1"])
def test_a_line_that_is_not_whole_is_no_anchor(line: str) -> None:
    assert parse(line) is None


@pytest.mark.parametrize(
    ("hashes", "named"),
    [
        ({1: A, 2: B}, None),
        ({1: A, 2: C}, "第2条"),
        ({1: A}, "第2条"),
        ({1: C, 2: B}, "第1条"),
    ],
)
def test_a_chain_that_was_cut_or_rewritten_is_noticed(
    hashes: dict[int, str], named: str | None
) -> None:
    found = first_broken([Anchor(DAY, 1, A, 1), Anchor(DAY, 2, B, 2)], hashes)

    assert (found is None) if named is None else named in str(found)


def test_a_restore_releases_only_what_came_after_its_point() -> None:
    before, lost = Anchor(DAY, 1, A, 1), Anchor(DAY, 5, B, 5)
    back, after = Anchor(DAY, 3, C, 3, restored=True), Anchor(DAY, 6, A, 6)

    assert still_binding([before, lost, back, after]) == [before, back, after]


def test_an_empty_chain_binds_to_nothing() -> None:
    assert still_binding([Anchor(DAY, 0, "0" * 64, 0)]) == []
