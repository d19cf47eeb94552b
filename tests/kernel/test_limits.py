"""The file of limits: what it must hold, and which version counts on which day."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.kernel.limits import BadLimits, Direction, events, read, shipped

EVENTS = """
[events.a]
label = { zh = "甲", en = "A" }
[events.b]
label = { zh = "乙", en = "B" }
"""
ROW = """
[[limit]]
key = "x"
label = { zh = "某时限", en = "A limit" }
after = "a"
before = "b"
value = 3
unit = "working_day"
party = "buyer"
source = "政府采购法"
article = "第一条"
valid_from = 2020-01-01
verified = true
"""


def test_every_row_of_the_file_has_its_document_and_both_events() -> None:
    for row in shipped().rows:
        assert row.source
        assert row.value > 0
        assert (row.after in events() and row.before in events()) is row.is_time


def test_what_was_not_seen_says_so() -> None:
    unseen = {row.key for row in shipped().rows if not row.verified}

    assert unseen == {"usual_payment"}


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (date(2019, 8, 31), None),
        (date(2019, 9, 1), 30),
        (date(2023, 12, 14), 30),
        (date(2023, 12, 15), 10),
    ],
)
def test_the_version_in_force_on_the_day_counts(on: date, value: int | None) -> None:
    found = shipped().in_force("usual_payment", on)

    assert (found and found.value) == value


def test_a_repealed_limit_is_in_force_to_its_last_day() -> None:
    book = read(EVENTS + ROW + "valid_to = 2021-12-31\n")

    assert book.in_force("x", date(2021, 12, 31)) is not None
    assert book.in_force("x", date(2022, 1, 1)) is None


def test_a_limit_is_for_its_methods_only() -> None:
    book = shipped()
    on = date(2022, 6, 1)

    assert book.binding("bidding", on, "open_tender") is not None
    assert book.binding("bidding", on, "competitive_consultation") is None
    assert book.binding("filing", on, "below_threshold") is None
    assert book.binding("filing", on, "") is not None


@pytest.mark.parametrize(
    ("source", "article", "citation"),
    [
        ("政府采购法", "第四十六条", "《政府采购法》第四十六条"),
        ("财库〔2014〕214号", "第十条", "财库〔2014〕214号第十条"),
        ("87号令", "第十六条", "87号令第十六条"),
        (
            "保障中小企业款项支付条例（国务院令第802号）",
            "第九条",
            "《保障中小企业款项支付条例》（国务院令第802号）第九条",
        ),
    ],
)
def test_a_law_is_cited_by_name_and_a_notice_by_number(
    source: str, article: str, citation: str
) -> None:
    text = ROW.replace("政府采购法", source).replace("第一条", article)

    (row,) = read(EVENTS + text).rows

    assert row.citation == citation


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (ROW.replace('after = "a"', 'after = "z"'), "no such event: z"),
        (ROW.replace("working_day", "fortnight"), "no such unit: fortnight"),
        (ROW.replace('before = "b"\n', ""), "needs both its events"),
        (ROW.replace("value = 3", "value = 0"), "above zero"),
        (ROW.replace("政府采购法", " "), "its source"),
        (ROW.replace('party = "buyer"\n', ""), "party"),
        (ROW.replace('"buyer"', '"nobody"'), "nobody"),
        (ROW + "valid_to = 2019-12-31\n", "ends before it begins"),
        (ROW + ROW, "two versions from 2020-01-01"),
        (ROW + "colour = 1\n", "colour"),
    ],
)
def test_a_wrong_row_is_refused_with_its_name_and_the_reason(wrong: str, reason: str) -> None:
    with pytest.raises(BadLimits, match=r"^x") as error:
        read(EVENTS + wrong)

    assert reason in str(error.value)


def test_a_minimum_and_a_maximum_read_differently() -> None:
    bounds = {row.direction: row.bound.zh for row in shipped().rows if row.is_time}

    assert bounds[Direction.AT_LEAST].startswith("不少于")
    assert bounds[Direction.AT_MOST].startswith("不超过")
