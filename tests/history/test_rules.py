"""How the audit chain reads: names, values, filters, and who may read whose history."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import source
from tracker.accounts.rules import SYSTEM, Actor, Role, RoleMissing
from tracker.contracts.rules import frozen
from tracker.contracts.rules.kinds import Basis, Trigger
from tracker.contracts.rules.terms import Terms
from tracker.history.queries.names import _TITLES
from tracker.history.queries.told import _forms
from tracker.history.rules import columns, filters
from tracker.history.rules.columns import column_label, kind_label
from tracker.history.rules.filters import ACTIONS, Filters
from tracker.history.rules.kinds import KINDS
from tracker.history.rules.reading import check_may_read
from tracker.history.rules.values import SPECIAL, Form, Shape, joined, same, shown
from tracker.infra.audit import evidence_models
from tracker.kernel.durations import DurationUnit
from tracker.kernel.labels import Label
from tracker.kernel.money import Money

# --- names ----------------------------------------------------------------------------------------


def test_every_kind_of_evidence_has_a_name_and_its_rows_have_titles() -> None:
    assert KINDS.keys() == evidence_models().keys()
    assert _TITLES.keys() == evidence_models().keys()


def test_every_column_of_evidence_has_a_name_in_both_languages() -> None:
    known = {(kind, name) for kind, names in columns._OF_KIND.items() for name in names}
    common = columns._COMMON.keys()

    assert [key for key in _forms() if key not in known and key[1] not in common] == []


def test_no_column_is_named_that_does_not_exist() -> None:
    names = {name for _kind, name in _forms()}

    assert [
        (kind, name)
        for kind, labels in columns._OF_KIND.items()
        for name in labels
        if (kind, name) not in _forms()
    ] == []
    assert columns._COMMON.keys() - names == set()
    assert SPECIAL.keys() - _forms().keys() == set()


def test_what_is_no_longer_known_is_shown_by_its_code() -> None:
    assert kind_label("no_such_kind") == same("no_such_kind")
    assert column_label("project", "colour") == same("colour")


def test_every_action_that_is_recorded_can_be_asked_for() -> None:
    recorded = {
        source.constant(call.args[0])
        for path, tree in source.modules("tracker")
        for call in source.calls(tree, "record", "_record")
        if len(call.args) >= 3 and source.constant(call.args[0])
    }

    assert len(recorded) > 20
    assert recorded - ACTIONS.keys() == set()
    assert "projects.read" not in ACTIONS


# --- values ---------------------------------------------------------------------------------------

SCHEDULE = frozen.write(
    [
        (
            Terms(1, "首付款", Basis.FIXED, Trigger.SIGNING, 5, DurationUnit.CALENDAR_DAY),
            Money.yuan("100"),
        ),
        (
            Terms(2, "尾款", Basis.FIXED, Trigger.SIGNING, 5, DurationUnit.CALENDAR_DAY),
            Money.yuan("200.50"),
        ),
    ]
)


@pytest.mark.parametrize(
    ("kind", "name", "value", "zh", "en"),
    [
        ("payment", "amount", 203808000, "2,038,080.00元", "2,038,080.00 yuan"),
        ("payment", "amount", -4000000, "减40,000.00元", "less 40,000.00 yuan"),
        ("payment", "amount", 0, "0.00元", "0.00 yuan"),
        ("payment", "paid_on", "2022-11-15", "2022-11-15", "2022-11-15"),
        (
            *("payment", "recorded_at", "2022-11-15T16:20:00.000000+08:00"),
            *("2022-11-15 16:20", "2022-11-15 16:20"),
        ),
        ("payment", "kind", "refund", "款项退回", "Money returned"),
        ("payment", "backfilled", False, "否", "No"),
        ("payment", "voucher", "", "（空）", "(blank)"),
        ("payment", "invoice", None, "（空）", "(blank)"),
        ("payment", "invoice", "u-1", "发票一", "Invoice one"),
        ("payment", "invoice", "0123456789", "01234567", "01234567"),
        ("instalment", "ratio", 300000, "30%", "30%"),
        ("instalment", "ratio", 333333, "33.3333%", "33.3333%"),
        ("instalment", "ratio", 1000000, "100%", "100%"),
        ("instalment", "fiscal_year", 2022, "2022", "2022"),
        ("user", "role_codes", ["finance", "leader"], "财务、领导", "Finance, Leader"),
        ("project", "aliases", ["甲", "乙"], "甲、乙", "甲, 乙"),
        ("project", "aliases", [], "（空）", "(blank)"),
        ("project", "stage", "payment", "付款", "Payment"),
        ("budget_line", "category", "staff", "人员经费", "Staff expenditure"),
        (
            "schedule_version",
            "rows",
            SCHEDULE,
            "2笔，合计300.50元",
            "2 instalments, 300.50 yuan in all",
        ),
    ],
)
def test_a_value_reads_as_people_write_it(
    kind: str, name: str, value: Any, zh: str, en: str
) -> None:
    form = SPECIAL.get((kind, name)) or _forms()[kind, name]
    names = {("invoice", "u-1"): Label("发票一", "Invoice one")}

    found = shown(value, form, names)

    assert (found.zh, en if name == "kind" else found.en) == (zh, en)


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("abolished", Shape.CODE),
        (["abolished"], Shape.CODES),
        ("no instant", Shape.INSTANT),
        ("no schedule", Shape.SCHEDULE),
        ("no share", Shape.SHARE),
        ("no amount", Shape.MONEY),
    ],
)
def test_what_this_version_cannot_read_is_shown_as_it_stands(value: Any, shape: Shape) -> None:
    assert shown(value, Form(shape, Role), {}) == same(value)


@given(st.lists(st.text(max_size=5), min_size=1, max_size=4))
def test_several_are_joined_in_the_way_of_each_language(texts: list[str]) -> None:
    found = joined([same(text) for text in texts])

    assert (found.zh, found.en) == ("、".join(texts), ", ".join(texts))


# --- filters --------------------------------------------------------------------------------------

DAYS = st.none() | st.dates(date(1990, 1, 1), date(2099, 12, 31))
TEXTS = st.text("abc指挥 %_", max_size=10).map(str.strip)


@given(
    st.builds(
        Filters,
        person=TEXTS,
        project=TEXTS,
        kind=st.sampled_from(["", *KINDS]),
        action=st.sampled_from(["", *ACTIONS]),
        since=DAYS,
        before=st.none() | st.integers(0, 10**8),
    )
)
def test_an_address_says_what_was_asked(asked: Filters) -> None:
    assert filters.read(filters.write(asked)) == (asked, ())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("kind", "table"),
        ("action", "projects.read"),
        ("since", "2022-13-01"),
        ("since", "yesterday"),
        ("until", "0001-01-01"),
        ("until", "9999-12-31"),
        ("before", "-1"),
        ("before", "9999999999"),
        ("after", "1.5"),
        ("after", "２"),
    ],
)
def test_what_means_nothing_is_left_out_and_told(name: str, text: str) -> None:
    asked, (problem,) = filters.read({name: text})

    assert asked == Filters()
    assert f"{name}={text}" in problem.zh


def test_days_in_the_wrong_order_are_put_right() -> None:
    asked, (problem,) = filters.read({"since": "2022-11-30", "until": "2022-11-01"})

    assert (asked.since, asked.until) == (date(2022, 11, 1), date(2022, 11, 30))
    assert "对调" in problem.zh


def test_a_page_is_not_a_filter() -> None:
    assert not Filters(before=12).is_narrowed
    assert Filters(person="x", before=12).is_narrowed
    assert Filters(person="x", before=12).newest() == Filters(person="x")


# --- who may read ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.AUDITOR, KINDS.keys()),
        (Role.LEADER, KINDS.keys()),
        (Role.FINANCE, {"project", "contract", "payment", "supplier", "budget_line"}),
        (Role.ADMIN, {"user", "project"}),
    ],
)
def test_a_record_is_read_by_whoever_may_see_it(role: Role, kinds: set[str]) -> None:
    for kind in kinds:
        check_may_read(kind, Actor(1, "u", "n", frozenset({role})))


@pytest.mark.parametrize(
    ("role", "kind"),
    [(Role.FINANCE, "user"), (Role.ADMIN, "unit"), (Role.PROJECT_OWNER, "leading_group")],
)
def test_what_one_may_not_see_has_no_history_for_one(role: Role, kind: str) -> None:
    with pytest.raises(RoleMissing):
        check_may_read(kind, Actor(1, "u", "n", frozenset({role})))


def test_the_system_reads_everything() -> None:
    check_may_read("unit", SYSTEM)
