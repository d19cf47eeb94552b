"""Every page that answers GET, with an address on the demonstration centre of 2022-11-15."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.acceptance.models import Acceptance, Rectification
from tracker.acceptance.rules.kinds import RoundState
from tracker.accounts.models import User
from tracker.accounts.rules import Role, allows
from tracker.contracts.models import Amendment, Contract, Instalment, Invoice
from tracker.infra.db import db
from tracker.payments.models import Payment, PaymentApplication
from tracker.procurement.models import (
    Award,
    ContentReview,
    NegotiationRecord,
    StepRecord,
    Supplier,
    Tender,
)
from tracker.procurement.rules.negotiation import RecordState as TalkState
from tracker.procurement.rules.tenders import TenderStatus
from tracker.projects.models import Attachment, BudgetLine, Project
from tracker.projects.queries import may_edit
from tracker.projects.rules.documents import DocumentKind
from tracker.reminders.models import Obligation, Robot

CODE, CONTRACT = "2022-06", "FR-SJ-2022-006"

# An account for each role; a page is looked at closely as the first that may open it.
ROLES = ("owner2", "finance", "admin", "leader", "auditor", "procurement", "acceptance")

# Pages that anybody sees, that only one person sees, or that are none.
APART = frozenset(
    {
        "static",
        "acceptance.calendar",
        "acceptance.certificate_pdf",
        "acceptance.certificate_word",
        "acceptance.export",
        "accounts.login",
        "funding.export",
        "funding.request_sheets",
        "funding.request_word",
        "imports.preview",
        "imports.problems",
        "imports.show",
        "imports.template",
        "overview.edit_view",
        "overview.health",
        "procurement.export_tenders",
        "procurement.negotiation_pdf",
        "procurement.negotiation_word",
        "projects.file",
        "reminders.feed",
        "reminders.sheet_pdf",
    }
)

# Actions that need a say in the project at hand as well, unless the role alone is enough.
ON_A_PROJECT = (
    "acceptance.add_addendum",
    "acceptance.change_rectification",
    "acceptance.draft",
    "acceptance.edit",
    "acceptance.follow_up",
    "acceptance.open",
    "acceptance.report_rectified",
    "attachments.",
    "awards.",
    "contracts.",
    "payments.apply",
    "negotiations.",
    "procurement.",
    "projects.archive",
    "projects.edit",
    "reviews.submit",
)
ROLE_IS_ENOUGH = {
    "attachments.attach": frozenset({Role.PROCUREMENT, Role.ACCEPTANCE}),
    **dict.fromkeys(
        (
            "acceptance.add_addendum",
            "acceptance.change_rectification",
            "acceptance.draft",
            "acceptance.edit",
            "acceptance.follow_up",
            "acceptance.open",
            "acceptance.report_rectified",
        ),
        frozenset({Role.ACCEPTANCE}),
    ),
    **dict.fromkeys(
        (
            "awards.correct",
            "awards.record",
            "negotiations.draft",
            "procurement.correct_step",
            "procurement.edit",
            "procurement.log_step",
            "procurement.plan",
            "reviews.submit",
        ),
        frozenset({Role.PROCUREMENT}),
    ),
}

# The open round of the samples is led by the leader of the unit.
OF_THE_LEADER = ("acceptance.change_roster", "acceptance.void")


class Addresses:
    """Where the pages are, and who may open them."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._project = db.session.scalars(select(Project).filter_by(code=CODE)).one()
        contract = db.session.scalars(select(Contract).filter_by(number=CONTRACT)).one()
        self._contract_id = contract.id
        self._tender_id = _first(Tender.id, project_id=self._project.id)

    @cached_property
    def all(self) -> Mapping[str, str]:
        """Path by endpoint; a page whose address has a new argument needs a sample for it."""
        routes = self._app.url_map.bind("")
        return {
            rule.endpoint: routes.build(rule.endpoint, self._values(rule.endpoint, rule.arguments))
            for rule in self._app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and not rule.build_only and rule.endpoint not in APART
        }

    def opens(self, endpoint: str, person: User) -> bool:
        """Whether POLICY, and the project where it has a say, let the person open the page."""
        action: str = self._app.view_functions[endpoint].action  # type: ignore[attr-defined]
        if not allows(action, person.roles):
            return False
        if action in OF_THE_LEADER:
            return Role.LEADER in person.roles
        if action.endswith(".read") or not action.startswith(ON_A_PROJECT):
            return True
        is_enough = not person.roles.isdisjoint(ROLE_IS_ENOUGH.get(action, ()))
        return is_enough or may_edit(self._project_of(endpoint), person.actor)

    def _project_of(self, endpoint: str) -> int:
        """The only draft of an acceptance, and the only changed contract, are of other projects."""
        if endpoint == "contracts.publish_change":
            return int(_changed().contract.project_id)
        """The only draft and the only failed round of an acceptance are of other projects."""
        if endpoint in ("acceptance.rectification", "acceptance.report", "acceptance.follow_up"):
            return int(db.session.get_one(Acceptance, _failed()).project_id)
        if endpoint in ("acceptance.edit", "acceptance.open_round"):
            return int(_first(Acceptance.project_id, state=RoundState.DRAFT))
        return self._project.id

    @cached_property
    def people(self) -> Mapping[str, User]:
        """Everybody by login."""
        return {person.login: person for person in db.session.scalars(select(User))}

    def own_pages(self, login: str) -> Sequence[str]:
        """The pages that this role is the first of ``ROLES`` to open."""
        earlier = [self.people[name] for name in ROLES[: ROLES.index(login)]]
        return [
            name
            for name in self.all
            if self.opens(name, self.people[login])
            and not any(self.opens(name, person) for person in earlier)
        ]

    def _values(self, endpoint: str, arguments: set[str]) -> dict[str, Any]:
        return {
            argument: self._samples.get(f"{endpoint} {argument}", self._samples[argument])
            for argument in arguments
        }

    def _negotiations(self) -> dict[str, Any]:
        """Records of talks: one that is locked, and one that may still be changed."""
        locked = _first(NegotiationRecord.id, state=TalkState.LOCKED)
        open_one = _first(NegotiationRecord.id, state=TalkState.CONFIRMING)
        return {
            "procurement.negotiation record_id": locked,
            "procurement.correct_negotiation record_id": locked,
            "procurement.edit_negotiation record_id": open_one,
        }

    @cached_property
    def _samples(self) -> dict[str, Any]:
        return {
            "amendment_id": _changed().id,
            "application_id": _first(PaymentApplication.id),
            "acceptance_id": _first(Acceptance.id, state=RoundState.OPEN),
            "award_id": _first(Award.id, tender_id=None),
            "channel": "dingtalk",
            "code": CODE,
            "contract_id": self._contract_id,
            "department_id": self._project.department_id,
            "instalment_id": _first(Instalment.id, contract_id=self._contract_id, no=2),
            "invoice_id": _first(Invoice.id, contract_id=self._contract_id),
            "key": "filing",
            "kind": "acceptance",
            "line_id": _first(BudgetLine.id, project_id=self._project.id, year=2022),
            "no": 1,
            "obligation_id": _first(Obligation.id),
            "payment_id": _first(Payment.id, contract_id=self._contract_id),
            "person_id": self._project.owner_id,
            "record_id": _first(StepRecord.id, tender_id=self._tender_id),
            "review_id": _first(ContentReview.id, tender_id=self._tender_id),
            "robot_id": _first(Robot.id),
            "step": "demand",
            "supplier_id": _first(Supplier.id),
            "tender_id": self._tender_id,
            "procurement.edit_tender tender_id": _first(Tender.id, status=TenderStatus.ACTIVE),
            "uid": self._project.uid,
            **self._negotiations(),
            "year": 2022,
            "acceptance.edit acceptance_id": _first(Acceptance.id, state=RoundState.DRAFT),
            "acceptance.open_round acceptance_id": _first(Acceptance.id, state=RoundState.DRAFT),
            "acceptance.rectification acceptance_id": _failed(),
            "acceptance.report acceptance_id": _failed(),
            "acceptance.follow_up acceptance_id": _failed(),
            "funding.request_form year": 2023,
            "reminders.preview kind": "payment_due",
            "projects.withdraw uid": _first(
                Attachment.uid, project_id=self._project.id, kind=DocumentKind.GUARANTEE
            ),
        }


def _first(column: InstrumentedAttribute[Any], **conditions: Any) -> Any:
    """The column's value in the first row that is so."""
    query = select(column).filter_by(**conditions).order_by(column.class_.id).limit(1)
    return db.session.scalars(query).one()


def _changed() -> Amendment:
    """The change of a contract that is published."""
    return db.session.scalars(select(Amendment).order_by(Amendment.id).limit(1)).one()


def _failed() -> Any:
    """The round whose rectification is not done."""
    query = select(Rectification.acceptance_id).where(Rectification.done_on.is_(None))
    return db.session.scalars(query.order_by(Rectification.id).limit(1)).one()
