"""A consultation with its people and offers, for the tests of negotiation records and reviews."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tests.projects.office import Office, make_person, make_project, seat
from tracker.accounts.rules import Actor, Role
from tracker.kernel.money import Money
from tracker.procurement import service
from tracker.procurement.rules.categories import Category, Organisation
from tracker.procurement.rules.methods import Method
from tracker.procurement.rules.negotiation import Capacity, Content, Party, Person
from tracker.procurement.rules.tenders import TenderDetails

HELD = date(2022, 11, 10)


@dataclass(frozen=True)
class Meeting:
    """A tender by consultation; ``member`` sits in the group, ``auditor`` supervises."""

    office: Office
    project_id: int
    tender_id: int
    member: Actor
    auditor: Actor

    @property
    def content(self) -> Content:
        return Content(
            held_on=HELD,
            time="09:30",
            place="区政务中心三楼会议室",
            people=(
                insider(self.office.owner, Capacity.BUYER),
                outsider("张专家"),
                outsider("王专家"),
                insider(self.member, Capacity.GROUP),
                insider(self.auditor, Capacity.SUPERVISOR),
            ),
            parties=(
                party("甲公司", "7120000", "6793600", points="质保期2年延至3年"),
                party("乙公司", "7050000", "6880000"),
                party("丙公司", "7300000", "7010000"),
            ),
            points="两轮磋商",
            conclusion="推荐甲公司为第一成交候选人",
        )


def make_meeting(office: Office, method: str = "competitive_consultation") -> Meeting:
    project_id = make_project(office)
    member = make_person("member", "周监", Role.PROCUREMENT)
    auditor = make_person("auditor", "纪晓", Role.AUDITOR)
    seat(member)
    details = TenderDetails(
        title="指挥中心建设",
        method=Method(method),
        category=Category.SERVICES,
        organisation=Organisation.DISPERSED,
        budget=Money.yuan(900_000),
        years=1,
    )
    tender_id = service.plan_tender(project_id, details, office.owner)
    return Meeting(office, project_id, tender_id, member, auditor)


def insider(actor: Actor, capacity: Capacity) -> Person:
    return Person(actor.name, capacity, actor.uid)


def outsider(name: str, capacity: Capacity = Capacity.EXPERT) -> Person:
    return Person(name, capacity, unit="省评审专家库")


def party(name: str, *offers: str, points: str = "") -> Party:
    return Party(name, tuple(Money.yuan(offer) for offer in offers), points)


def with_people(content: Content, *people: Person) -> Content:
    return replace(content, people=people)
