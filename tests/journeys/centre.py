"""The small centre in which the journeys take place, as it stands on 2022-11-15.

One project with a contract and something to do; a supplier; people with addresses for mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.overview import centre as parts
from tracker.accounts import queries as accounts
from tracker.accounts.rules import SYSTEM, Actor, Role
from tracker.accounts.rules.people import PersonDraft
from tracker.accounts.service import groups, people
from tracker.settings import service as settings
from tracker.settings.rules import UnitDraft
from tracker.settings.rules.approval import ApprovalChange

TODAY = date(2022, 11, 15)
PASSWORD = "correct horse 2022"
UNIT, CONTACT = "区数据资源中心", "办公室 王海燕，内线 8001"
SUPPLIER = "湖南某某信息技术公司"


@dataclass(frozen=True)
class Place:
    """What journeys refer to; the contract is that of project 2022-06."""

    centre: parts.Centre
    contract_id: int


def open_centre() -> Place:
    """Acceptances are signed from the new year on; until then they are recorded."""
    settings.set_unit(UnitDraft(UNIT, (), CONTACT, date(2023, 1, 1)), SYSTEM)
    settings.set_payment_approval(ApprovalChange(False, TODAY, "上线初期不实行"), SYSTEM)
    owner = _person("owner", "陈立", Role.PROJECT_OWNER)
    centre = parts.Centre(
        owner=owner,
        finance=_person("finance", "李晓雯", Role.FINANCE),
        leader=_person("leader", "何志远", Role.LEADER),
        auditor=_person("auditor", "孙悦", Role.AUDITOR),
        department_id=groups.add_department("项目应用室", owner.id, SYSTEM),
    )
    return Place(centre, parts.command_centre(centre))


def _person(login: str, name: str, role: Role) -> Actor:
    draft = PersonDraft(login, name, frozenset({role}), email=f"{login}@example.cn")
    key = people.add_person(draft, PASSWORD, SYSTEM, must_change=False)
    person = accounts.person(key)
    return Actor(person.id, person.uid, person.name, frozenset(person.roles))
