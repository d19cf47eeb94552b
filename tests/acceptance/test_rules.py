"""The rules of acceptance: states, outcomes, rosters, standards, and the frozen shape."""

from __future__ import annotations

import hashlib
import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.acceptance.documents.invitation import Meeting, invitation
from tracker.acceptance.rules import frozen, planning, reading, roster, stored
from tracker.acceptance.rules.commands import Item, Plan, SeatDraft
from tracker.acceptance.rules.evidence import pieces
from tracker.acceptance.rules.kinds import (
    ROUND_STATES,
    Category,
    RoundKind,
    RoundState,
    Seat,
    Verdict,
)
from tracker.acceptance.rules.outcome import Outcome, outcome
from tracker.acceptance.rules.planning import PartFacts
from tracker.acceptance.rules.reading import FormDocument
from tracker.acceptance.rules.roster import Seated
from tracker.acceptance.rules.standards import kinds_for, needs_round, team_for, triggers_of
from tracker.contracts.rules.kinds import Trigger
from tracker.infra.canonical import canonical
from tracker.kernel.money import Money
from tracker.kernel.states import IllegalTransition
from tracker.projects.rules import Duty
from tracker.projects.rules.documents import DocumentKind

DAY = date(2022, 11, 28)
PASS, FAIL = Verdict.PASS, Verdict.FAIL

# --- states and outcomes --------------------------------------------------------------------------

ALLOWED = {
    ("draft", "open"),
    ("draft", "voided"),
    ("open", "accepted"),
    ("open", "rejected"),
    ("open", "voided"),
}


@pytest.mark.parametrize("before", RoundState)
@pytest.mark.parametrize("after", RoundState)
def test_a_round_moves_as_the_table_says_and_not_otherwise(before, after):
    refused = nullcontext() if (before, after) in ALLOWED else pytest.raises(IllegalTransition)

    with refused:
        ROUND_STATES.check(before, after)


people = st.lists(st.sampled_from("abcdefg"), unique=True).map(frozenset)
verdicts = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(Verdict))


@given(people, verdicts)
def test_a_round_passes_only_if_everybody_signed_and_everybody_passed_it(signers, given_):
    result = outcome(signers, given_)

    everybody = bool(signers) and all(signer in given_ for signer in signers)
    passed = everybody and all(given_[signer] is PASS for signer in signers)
    assert (result is Outcome.ACCEPTED) == passed
    assert (result is Outcome.PENDING) == (not everybody)


@given(people, verdicts, st.sampled_from("xyz"))
def test_whoever_is_not_on_the_roster_changes_nothing(signers, given_, stranger):
    assert outcome(signers, given_ | {stranger: FAIL}) is outcome(signers, given_)


def test_two_hundred_members_are_counted_and_not_rounded():
    signers = frozenset(str(no) for no in range(200))
    all_but_one = dict.fromkeys(sorted(signers)[1:], PASS)

    assert outcome(signers, all_but_one) is Outcome.PENDING
    assert outcome(signers, all_but_one | {sorted(signers)[0]: FAIL}) is Outcome.REJECTED


# --- standards ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "least"),
    [("0.01", 3), ("499999.99", 3), ("500000.00", 5), ("500000.01", 5), ("90000000", 5)],
)
def test_the_team_grows_with_the_amount(amount, least):
    team = team_for(Money.yuan(amount), DAY)

    assert (team.least, team.odd) == (least, True)


@pytest.mark.parametrize(
    ("trigger", "on", "since", "needed"),
    [
        (Trigger.FINAL_ACCEPTANCE, DAY, DAY, True),
        (Trigger.PRELIMINARY_ACCEPTANCE, DAY, DAY, True),
        (Trigger.ASSESSMENT, DAY, DAY, True),
        (Trigger.FINAL_ACCEPTANCE, date(2022, 11, 27), DAY, False),
        (Trigger.FINAL_ACCEPTANCE, DAY, None, False),
        (Trigger.DELIVERY, DAY, DAY, False),
        (Trigger.SIGNING, DAY, DAY, False),
        (Trigger.WARRANTY_END, DAY, DAY, False),
    ],
)
def test_a_round_is_needed_from_the_units_day_on_for_what_is_an_acceptance(
    trigger, on, since, needed
):
    assert needs_round(trigger, on, since) is needed


def test_every_kind_of_round_meets_something_and_nothing_is_met_by_two():
    met = [trigger for kind in RoundKind for trigger in triggers_of(kind)]

    assert len(met) == len(set(met))
    assert all(triggers_of(kind) for kind in RoundKind)
    assert kinds_for([Trigger.SIGNING]) == ()


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (None, "unknown_part"),
        (PartFacts("u", 2, Trigger.FINAL_ACCEPTANCE, None), "wrong_part"),
        (PartFacts("u", 2, Trigger.PRELIMINARY_ACCEPTANCE, DAY), "part_met"),
        (PartFacts("u", 2, Trigger.PRELIMINARY_ACCEPTANCE, None, "YS-1"), "part_taken"),
        (PartFacts("u", 2, Trigger.PRELIMINARY_ACCEPTANCE, None), None),
    ],
)
def test_a_round_unlocks_what_fits_it_is_open_and_free(part, code):
    facts = {part.uid: part} if part else {}

    found = list(planning.part_problems(RoundKind.PRELIMINARY, ["u"], facts))

    assert [error.code for error in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("trigger", "met_on", "expected"),
    [
        (Trigger.PRELIMINARY_ACCEPTANCE, None, True),
        (Trigger.PRELIMINARY_ACCEPTANCE, DAY, False),
        (Trigger.FINAL_ACCEPTANCE, None, False),
    ],
)
def test_a_round_names_an_instalment_if_one_waits_for_its_kind(trigger, met_on, expected):
    facts = {"u": PartFacts("u", 2, trigger, met_on)}

    found = [error.code for error in planning.gaps(Plan(RoundKind.PRELIMINARY), DAY, facts)]

    assert ("no_part" in found) is expected


# --- rosters --------------------------------------------------------------------------------------

TEAM = team_for(Money.yuan(100), DAY)
AMOUNT = Money.yuan(100)


def seated(uid: str, seat: Seat = Seat.MEMBER, **changes) -> Seated:
    usual = {
        "name": uid,
        "post": "",
        "department": "",
        "is_active": True,
        "is_in_group": True,
    }
    return Seated(uid=uid, seat=seat, **(usual | changes))


LEADER, B, C, D = (
    seated("a", Seat.LEADER),
    seated("b"),
    seated("c"),
    seated("d"),
)


@pytest.mark.parametrize(
    ("people_", "expected"),
    [
        ((LEADER, B, C), []),
        ((LEADER, B), [("too_few", "roster")]),
        ((LEADER, B, C, D), [("even_number", "roster")]),
        ((LEADER, B, C, seated("o", Seat.OBSERVER, is_in_group=False)), []),
        ((LEADER, B, seated("e", Seat.EXPERT, is_in_group=False)), []),
        ((B, C, D), [("one_leader", "roster")]),
        ((LEADER, seated("b", Seat.LEADER), C), [("one_leader", "roster")]),
        ((LEADER, B, B), [("seat_twice", "roster-2-person")]),
        ((LEADER, B, seated("c", is_in_group=False)), [("not_in_group", "roster-2-person")]),
        ((LEADER, B, seated("c", is_active=False)), [("inactive", "roster-2-person")]),
    ],
)
def test_a_group_is_large_enough_odd_led_and_of_the_acceptance_group(people_, expected):
    found = roster.problems(people_, TEAM, AMOUNT)

    assert [(error.code, error.field) for error in found] == expected


@pytest.mark.parametrize(
    ("seat", "duty", "reason", "code"),
    [
        (Seat.LEADER, Duty.PROCUREMENT, "", "leader_handled"),
        (Seat.LEADER, Duty.PROCUREMENT, "人手不足", "leader_handled"),
        (Seat.MEMBER, Duty.PROCUREMENT, "", "overlap_unexplained"),
        (Seat.MEMBER, Duty.PROCUREMENT, "人手不足", None),
        (Seat.EXPERT, Duty.CONTRACT, " ", "overlap_unexplained"),
        (Seat.LEADER, Duty.CONTRACT, "", "overlap_unexplained"),
        (Seat.OBSERVER, Duty.PROCUREMENT, "", None),
        (Seat.LEADER, Duty.HANDLER, "", None),
    ],
)
def test_who_handled_the_procurement_never_leads_and_sits_only_with_a_reason(
    seat, duty, reason, code
):
    one = seated("x", seat, duties=frozenset({duty}), overlap_reason=reason)
    others = {Seat.LEADER: (B, C), Seat.OBSERVER: (LEADER, B, C)}.get(seat, (LEADER, B))
    people_ = (one, *others)

    found = roster.problems(people_, TEAM, AMOUNT)

    assert [error.code for error in found] == ([code] if code else [])


# --- what is stored and frozen --------------------------------------------------------------------

texts = st.text(max_size=30)
items = st.lists(st.builds(Item, texts, st.sampled_from(Category), texts, texts, texts))
seats = st.lists(st.builds(SeatDraft, texts, st.sampled_from(Seat), texts))
results = st.dictionaries(st.integers(1, 60), st.sampled_from(Verdict))


@given(items, seats, results)
def test_what_is_stored_is_read_back_as_it_was(items_, seats_, results_):
    assert stored.items(stored.items_text(items_)) == tuple(items_)
    assert stored.roster(stored.roster_text(seats_)) == tuple(seats_)
    assert stored.results(stored.results_text(results_)) == results_


def sample() -> frozen.Frozen:
    return frozen.Frozen(
        head=frozen.Head(
            uid="00000000-0000-4000-8000-000000000001",
            number="YS-2022-06-1",
            revision=1,
            round_no=1,
            follows="",
            unit="区数据资源中心",
            opened_at=datetime(2022, 11, 11, 1, 20, tzinfo=UTC),
            opened_by="王海燕",
        ),
        contract=frozen.ContractFacts(
            project_uid="00000000-0000-4000-8000-000000000002",
            project_code="2022-06",
            project_name="综合指挥中心",
            uid="00000000-0000-4000-8000-000000000003",
            number="FR-SJ-2022-006",
            name="建设合同",
            amount=Money.yuan("6793600.00"),
            supplier="湖南某某信息技术公司",
            method="竞争性磋商",
            signed_on=date(2022, 3, 10),
            service_from=date(2022, 3, 10),
            service_to=date(2023, 4, 10),
        ),
        plan=Plan(
            kind=RoundKind.PRELIMINARY,
            items=(Item("3.1", Category.TECHNICAL, "LED大屏1套", "43.2㎡", "到货单"),),
            meet_at=datetime(2022, 11, 15, 6, 30, tzinfo=UTC),
            place="三楼",
            sign_by=date(2022, 11, 18),
            delivered_on=date(2022, 10, 31),
        ),
        parts=[
            frozen.Part(
                "00000000-0000-4000-8000-000000000004",
                2,
                "初验款",
                Money.yuan("2717440.00"),
                "preliminary_acceptance",
                "初验合格后12日内",
            )
        ],
        documents=[
            frozen.Document(
                "00000000-0000-4000-8000-000000000005", "到货单.pdf", "evidence", 1, 1024, "ab" * 32
            )
        ],
        roster=[seated("a", Seat.LEADER, duties=frozenset({Duty.CONTRACT}), overlap_reason="少人")],
        team=TEAM,
    )


def test_the_fingerprint_of_schema_1_never_changes():
    """What was signed years ago must still verify: a new shape needs a new schema version."""
    text = canonical(frozen.content(sample()))

    assert hashlib.sha256(text.encode()).hexdigest() == (
        "ca5177f4ad4751b9c3890dd0cb95f520002662b840a2783bf26336ef0d6983a8"
    )


def test_the_fingerprint_of_schema_2_never_changes():
    known = replace(sample().contract, plan_number="芙财采计〔2022〕0061号")
    content = frozen.content(replace(sample(), contract=known))
    text = canonical(content)

    assert content["schema_version"] == 2
    assert reading.read(json.loads(text)).contract.plan_number == "芙财采计〔2022〕0061号"
    assert hashlib.sha256(text.encode()).hexdigest() == (
        "106dd43880bc48c486bb5dd321ba9018c388f6b93044af505b9dfdf818b8e263"
    )


def test_the_frozen_content_is_read_back_for_the_pages():
    form = reading.read(json.loads(canonical(frozen.content(sample()))))

    assert (form.contract.amount, form.parts[0].amount) == (
        Money.yuan("6793600.00"),
        Money.yuan("2717440.00"),
    )
    assert (form.kind, form.items[0].called) == (RoundKind.PRELIMINARY, "3.1")
    assert form.meet_at == datetime(2022, 11, 15, 6, 30, tzinfo=UTC)
    assert (form.roster[0].overlap, form.roster[0].overlap_reason) == (Duty.CONTRACT, "少人")
    assert not form.is_late


@given(texts, st.lists(texts, max_size=4))
def test_the_pieces_of_what_shows_an_item_are_its_text_again(text, names):
    documents = [
        FormDocument(str(no), f"{name}.pdf", DocumentKind.EVIDENCE, 1, 1, "")
        for no, name in enumerate(names)
    ]

    assert "".join(piece.text for piece in pieces(text, documents)) == text


def test_a_piece_that_names_a_file_leads_to_it():
    document = FormDocument("u1", "到货单.pdf", DocumentKind.EVIDENCE, 1, 1, "")

    found = [(piece.text, piece.uid) for piece in pieces("到货单、照片6张", [document])]

    assert found == [("到货单", "u1"), ("、", ""), ("照片6张", "")]


# --- the invitation -------------------------------------------------------------------------------


def test_the_invitation_is_a_calendar_entry_that_keeps_to_short_lines():
    meeting = Meeting(
        uid="x@tracker",
        sequence=3,
        stamp=datetime(2022, 11, 11, 1, 20, tzinfo=UTC),
        begins=datetime(2022, 11, 15, 6, 30, tzinfo=UTC),
        summary="初验：综合指挥中心信息化建设项目，含大屏、平台、接入；服务器和存储，以及等保整改",
        place="区机关大楼，3楼",
        description="YS-2022-06-1",
        people=["何志远", "周敏"],
    )

    lines = invitation(meeting).split(b"\r\n")

    assert lines[0] == b"BEGIN:VCALENDAR"
    assert b"DTSTART:20221115T063000Z" in lines
    assert b"DTEND:20221115T083000Z" in lines
    assert "LOCATION:区机关大楼，3楼".encode() in lines
    assert b"STATUS:CONFIRMED" in lines
    assert all(len(line) <= 75 for line in lines)
