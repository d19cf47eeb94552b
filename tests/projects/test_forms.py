"""What the forms of projects make of what people type and paste."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from tracker.projects.forms.register import normal_code, without_row


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2022-06", "2022-06"),
        (" 2022-06 ", "2022-06"),
        ("２０２２－０６", "2022-06"),
        ("2022—06", "2022-06"),
        ("2022 - 06", "2022-06"),
        (None, ""),
    ],
)
def test_a_number_is_read_as_input_methods_write_it(typed, code):
    assert normal_code(typed) == code


def rows(*names: str) -> MultiDict[str, str]:
    return MultiDict((name, name) for name in names)


def test_dropping_a_row_closes_the_others_up():
    posted = rows("code", "lines-0-year", "lines-1-year", "lines-1-on", "lines-2-year")

    left = without_row(posted, "1")

    assert list(left.items()) == [
        ("code", "code"),
        ("lines-0-year", "lines-0-year"),
        ("lines-1-year", "lines-2-year"),
    ]


@pytest.mark.parametrize("dropped", ["", "7", "x", "-1"])
def test_rows_are_numbered_without_gaps_whatever_is_posted(dropped):
    posted = rows("lines-3-year", "lines-12-year")

    assert list(without_row(posted, dropped)) == ["lines-0-year", "lines-1-year"]
