from dataclasses import replace
from datetime import date

import pytest

from tracker.accounts.rules import Actor, Role
from tracker.contracts.rules.kinds import DueFrom, Trigger
from tracker.contracts.rules.state import InstalmentFacts
from tracker.kernel.money import ZERO, Money
from tracker.overview.rules.actions import Rights, Situation, further, offered

TODAY = date(2022, 11, 15)
OWED = InstalmentFacts(amount=Money(100), due_on=TODAY, expected_on=date(2022, 11, 1))
MET = replace(OWED, triggered_on=date(2022, 11, 1))
EVERYTHING = Rights(
    pays=True,
    overrides=True,
    records=True,
    invoices=True,
    estimates=True,
    deducts=True,
    disputes=True,
    settles=True,
)


def names(facts: InstalmentFacts, rights: Rights = EVERYTHING, **fields: object) -> list[str]:
    usual = {"facts": facts, "trigger": Trigger.FINAL_ACCEPTANCE, "uninvoiced": Money(100)}
    one = Situation(**{**usual, **fields})  # type: ignore[arg-type]
    return [action.endpoint.split(".")[1] for action in offered(one, rights, TODAY)]


@pytest.mark.parametrize(
    ("facts", "fields", "expected"),
    [
        (MET, {}, ["new", "invoice"]),
        (MET, {"uninvoiced": ZERO}, ["new"]),
        (OWED, {}, ["trigger", "estimate", "override"]),
        (OWED, {"trigger": Trigger.SIGNING}, ["trigger", "override"]),
        (OWED, {"is_overridden": True}, ["new", "trigger", "estimate"]),
        (
            replace(OWED, due_from=DueFrom.INVOICE),
            {},
            ["trigger", "invoice", "estimate", "override"],
        ),
        (replace(MET, triggered_on=date(2022, 12, 1)), {}, ["override"]),
        (replace(MET, is_disputed=True), {}, ["invoice"]),
        (replace(MET, paid=Money(100)), {}, []),
        (replace(OWED, is_withdrawn=True), {}, []),
    ],
)
def test_only_what_can_be_done_is_offered(
    facts: InstalmentFacts, fields: dict[str, object], expected: list[str]
) -> None:
    assert names(facts, **fields) == expected


def test_nothing_is_offered_to_whom_may_do_nothing() -> None:
    assert names(MET, Rights()) == []
    assert names(OWED, Rights()) == []
    assert further(MET, Rights()) == ()


def test_rare_actions_depend_on_the_dispute() -> None:
    def rare(facts: InstalmentFacts) -> list[str]:
        return [action.endpoint.split(".")[1] for action in further(facts, EVERYTHING)]

    assert rare(MET) == ["deduct", "dispute"]
    assert rare(replace(MET, is_disputed=True)) == ["deduct", "undispute"]
    assert rare(replace(MET, paid=Money(100))) == []


@pytest.mark.parametrize(
    ("role", "edits", "expected"),
    [
        (Role.FINANCE, True, ["pays", "records", "invoices", "estimates"]),
        (Role.PROJECT_OWNER, True, ["records", "invoices", "estimates"]),
        (Role.PROJECT_OWNER, False, []),
        (Role.LEADER, True, ["overrides"]),
        (Role.AUDITOR, True, []),
    ],
)
def test_rights_come_from_roles_and_from_having_to_do_with_the_project(
    role: Role, edits: bool, expected: list[str]
) -> None:
    rights = Rights.of(Actor(1, "u", "某", frozenset({role})), edits=edits)

    main = ("pays", "overrides", "records", "invoices", "estimates")
    assert [name for name in main if getattr(rights, name)] == expected
