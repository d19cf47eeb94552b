"""Who must be there, what must be offered, and how offers compare."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.contracts.refusals import codes, refused
from tests.procurement.meetings import HELD, outsider, party
from tracker.kernel.money import Money
from tracker.procurement.rules.negotiation import (
    Capacity,
    Content,
    Person,
    RecordKind,
    Required,
    check_complete,
    check_draft,
    kind_for,
)
from tracker.procurement.rules.offers import (
    compared,
    read_parties,
    read_people,
    write_parties,
    write_people,
)

REQUIRED = Required(suppliers=3, fewer=2, panel=3, experts=(2, 3))
MEMBER, SUPERVISOR = (
    Person("周监", Capacity.GROUP, "u-1"),
    Person("纪晓", Capacity.SUPERVISOR, "u-2"),
)
BUYER = Person("王海燕", Capacity.BUYER, "u-3")
PANEL = (BUYER, outsider("张专家"), outsider("王专家"))
CONTENT = Content(
    held_on=HELD,
    place="会议室",
    people=(*PANEL, MEMBER, SUPERVISOR),
    parties=(party("甲", "3", "2"), party("乙", "4"), party("丙", "5")),
    points="",
    conclusion="推荐甲",
)
GROUP = frozenset({"u-1"})


def test_a_complete_record_passes() -> None:
    check_complete(CONTENT, REQUIRED, GROUP)


@pytest.mark.parametrize(
    ("panel", "code"),
    [
        (PANEL[:2], "panel_too_small"),
        ((*PANEL, outsider("刘专家")), "panel_even"),
        ((BUYER, Person("李", Capacity.BUYER, "u-9"), outsider("张专家")), "experts_too_few"),
        (
            (
                BUYER,
                Person("李", Capacity.BUYER, "u-9"),
                outsider("张专家"),
                outsider("王专家"),
                outsider("刘专家"),
            ),
            "experts_too_few",
        ),
    ],
)
def test_the_panel_has_its_size_and_its_share_of_experts(
    panel: tuple[Person, ...], code: str
) -> None:
    content = replace(CONTENT, people=(*panel, MEMBER, SUPERVISOR))

    with refused() as errors:
        check_complete(content, REQUIRED, GROUP)

    assert codes(errors) == [code]


def test_two_thirds_experts_are_enough_for_a_panel_of_three() -> None:
    check_complete(replace(CONTENT, people=(*PANEL, MEMBER, SUPERVISOR)), REQUIRED, GROUP)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"place": " "}, "place_missing"),
        ({"conclusion": ""}, "conclusion_missing"),
        ({"people": (*PANEL, MEMBER)}, "supervisor_missing"),
        ({"people": (*PANEL, SUPERVISOR)}, "group_missing"),
        ({"parties": ()}, "no_party"),
        ({"parties": CONTENT.parties[:1]}, "below_fewest"),
        ({"parties": CONTENT.parties[:2]}, "too_few_suppliers"),
        ({"parties": (*CONTENT.parties[:2], party("丙"))}, "no_offer"),
    ],
)
def test_what_the_rule_requires_cannot_be_missing(changes: dict[str, object], code: str) -> None:
    with refused() as errors:
        check_complete(replace(CONTENT, **changes), REQUIRED, GROUP)

    assert codes(errors) == [code]


def test_two_suppliers_go_on_with_the_ground_written_down() -> None:
    content = replace(CONTENT, parties=CONTENT.parties[:2], explanation="财政部门已批准")

    check_complete(content, REQUIRED, GROUP)


def test_a_supplier_that_made_no_offer_is_explained_in_its_points() -> None:
    parties = (*CONTENT.parties[:2], party("丙", points="书面放弃最后报价"))

    check_complete(replace(CONTENT, parties=parties), REQUIRED, GROUP)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"held_on": date(2022, 11, 16)}, "future_meeting"),
        ({"people": (*PANEL, PANEL[0])}, "listed_twice"),
        ({"people": (Person("张专家", Capacity.EXPERT),)}, "unit_missing"),
        ({"parties": (party("甲", "1"), party("甲", "2"))}, "listed_twice"),
        ({"parties": (party("甲", "0"),)}, "offer_not_positive"),
    ],
)
def test_what_cannot_be_is_not_even_a_draft(changes: dict[str, object], code: str) -> None:
    with refused() as errors:
        check_draft(replace(CONTENT, **changes), date(2022, 11, 15))

    assert codes(errors) == [code]


def test_the_lowest_offer_of_each_round_and_of_all_is_marked() -> None:
    first, second, third = compared(
        (
            party("甲", "7120000", "6793600"),
            party("乙", "7050000", "6880000"),
            party("丙", "7300000"),
        )
    )

    assert [lowest for _offer, lowest in first.offers] == [False, True]
    assert [lowest for _offer, lowest in second.offers] == [True, False]
    assert third.offers[1] == (None, False)
    assert [one.is_lowest for one in (first, second, third)] == [True, False, False]


def test_what_is_written_is_read_back() -> None:
    people, parties = CONTENT.people, (*CONTENT.parties, party("丁", points="未报价"))

    assert read_people(write_people(people)) == people
    assert read_parties(write_parties(parties)) == parties
    assert parties[0].last == Money.yuan(2)


def test_only_methods_with_talks_have_a_record() -> None:
    assert kind_for("single_source") is RecordKind.TALK
    assert kind_for("open_tender") is None
