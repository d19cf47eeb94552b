"""What evidence is called today: one query for each kind a page mentions, however many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from tracker.acceptance.models import (
    Acceptance,
    AcceptanceMember,
    Addendum,
    Rectification,
    Signature,
)
from tracker.accounts.models import Absence, Department, Group, GroupMember, User
from tracker.contracts.models import (
    Amendment,
    ChangeNotice,
    Contract,
    Instalment,
    Invoice,
    ScheduleVersion,
    YearEndDecision,
)
from tracker.deadlines.models import Clock, LimitVersion
from tracker.history.queries import titles
from tracker.imports.models import ImportedFile
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.payments.models import (
    ApplicationInvoice,
    ApplicationStep,
    Payment,
    PaymentApplication,
)
from tracker.procurement.models import (
    Award,
    Confirmation,
    ContentReview,
    NegotiationRecord,
    StepRecord,
    SupervisionNote,
    Supplier,
    Tender,
)
from tracker.projects.models import Attachment, BudgetEntry, BudgetLine, Project, ProjectMember
from tracker.reminders.models import Robot
from tracker.settings.models import (
    BudgetCalendar,
    FiscalYear,
    PaymentApproval,
    Unit,
    WorkdayNotice,
)


@dataclass(frozen=True)
class _Title:
    """``query`` selects the uid and then what ``call`` makes a name of."""

    model: Any
    query: Select[*tuple[Any, ...]]
    call: Callable[..., Label]


def called(asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Label]:
    """The names of these (kind, uid); one that is not there has none."""
    uids = defaultdict(set)
    for kind, uid in asked:
        uids[kind].add(uid)
    names = {}
    for kind, wanted in sorted(uids.items()):
        if (title := _TITLES.get(kind)) is None:
            continue
        query = title.query.where(title.model.uid.in_(wanted))
        for uid, *parts in db.session.execute(query):
            names[kind, uid] = title.call(*parts)
    return names


_PART = (Contract.number, Instalment.no)
_APPLICATION = (PaymentApplication.applied_on, PaymentApplication.id)

_TITLES: Mapping[str, _Title] = {
    "imported_file": _Title(
        ImportedFile, select(ImportedFile.uid, ImportedFile.name), titles.words
    ),
    "absence": _Title(
        Absence, select(Absence.uid, User.name, Absence.since_on).join(Absence.user), titles.words
    ),
    "acceptance": _Title(
        Acceptance, select(Acceptance.uid, Acceptance.number, Acceptance.revision), titles.draft
    ),
    "acceptance_addendum": _Title(
        Addendum,
        select(Addendum.uid, Acceptance.number, Addendum.by).join(Addendum.acceptance),
        titles.words,
    ),
    "acceptance_member": _Title(
        AcceptanceMember,
        select(AcceptanceMember.uid, Acceptance.number, AcceptanceMember.name).join(
            AcceptanceMember.acceptance
        ),
        titles.words,
    ),
    "amendment": _Title(
        Amendment,
        select(Amendment.uid, Contract.number, Amendment.on).join(Amendment.contract),
        titles.words,
    ),
    "change_notice": _Title(
        ChangeNotice,
        select(ChangeNotice.uid, Contract.number, ChangeNotice.published_on)
        .join(ChangeNotice.amendment)
        .join(Amendment.contract),
        titles.words,
    ),
    "application_invoice": _Title(
        ApplicationInvoice,
        select(ApplicationInvoice.uid, *_APPLICATION, Invoice.number)
        .join(ApplicationInvoice.application)
        .join(ApplicationInvoice.invoice),
        titles.application,
    ),
    "application_step": _Title(
        ApplicationStep,
        select(ApplicationStep.uid, *_APPLICATION, ApplicationStep.state).join(
            ApplicationStep.application
        ),
        titles.application,
    ),
    "attachment": _Title(
        Attachment, select(Attachment.uid, Attachment.name, Attachment.version), titles.file
    ),
    "award": _Title(
        Award,
        select(Award.uid, Project.code, Supplier.name).join(Award.project).join(Award.supplier),
        titles.words,
    ),
    "budget_entry": _Title(
        BudgetEntry, select(BudgetEntry.uid, BudgetEntry.kind, BudgetEntry.on), titles.entry
    ),
    "budget_line": _Title(
        BudgetLine,
        select(
            BudgetLine.uid,
            BudgetLine.year,
            BudgetLine.fund_source,
            BudgetLine.category,
            Project.code,
        ).outerjoin(BudgetLine.project),
        titles.line,
    ),
    "clock": _Title(
        Clock, select(Clock.uid, Project.code, Clock.key).join(Clock.project), titles.clock
    ),
    "content_review": _Title(
        ContentReview, select(ContentReview.uid, ContentReview.title), titles.words
    ),
    "contract": _Title(
        Contract, select(Contract.uid, Contract.number, Contract.name), titles.words
    ),
    "department": _Title(Department, select(Department.uid, Department.name), titles.words),
    "budget_calendar": _Title(
        BudgetCalendar, select(BudgetCalendar.uid, BudgetCalendar.year), titles.year
    ),
    "fiscal_year": _Title(FiscalYear, select(FiscalYear.uid, FiscalYear.year), titles.year),
    "group_member": _Title(
        GroupMember, select(GroupMember.uid, User.name).join(GroupMember.user), titles.words
    ),
    "instalment": _Title(
        Instalment,
        select(Instalment.uid, *_PART, Instalment.name).join(Instalment.contract),
        titles.instalment,
    ),
    "invoice": _Title(Invoice, select(Invoice.uid, Invoice.number), titles.words),
    "leading_group": _Title(Group, select(Group.uid, Group.kind), lambda kind: kind.label),
    "limit_version": _Title(
        LimitVersion,
        select(LimitVersion.uid, LimitVersion.key, LimitVersion.valid_from),
        titles.limit,
    ),
    "negotiation_confirmation": _Title(
        Confirmation, select(Confirmation.uid, Confirmation.name), titles.words
    ),
    "negotiation_record": _Title(
        NegotiationRecord,
        select(NegotiationRecord.uid, NegotiationRecord.kind, NegotiationRecord.held_on),
        titles.meeting,
    ),
    "payment": _Title(
        Payment,
        select(Payment.uid, *_PART, Payment.voucher)
        .join(Payment.contract)
        .join(Payment.instalment),
        titles.instalment,
    ),
    "payment_application": _Title(
        PaymentApplication, select(PaymentApplication.uid, *_APPLICATION), titles.application
    ),
    "payment_approval": _Title(
        PaymentApproval,
        select(PaymentApproval.uid, PaymentApproval.is_on, PaymentApproval.since_on),
        titles.approval,
    ),
    "project": _Title(Project, select(Project.uid, Project.code, Project.name), titles.words),
    "project_member": _Title(
        ProjectMember, select(ProjectMember.uid, User.name).join(ProjectMember.user), titles.words
    ),
    "rectification": _Title(
        Rectification,
        select(Rectification.uid, Acceptance.number).join(Rectification.acceptance),
        titles.words,
    ),
    "robot": _Title(Robot, select(Robot.uid, Robot.name), titles.words),
    "schedule_version": _Title(
        ScheduleVersion,
        select(ScheduleVersion.uid, Contract.number, ScheduleVersion.no).join(
            ScheduleVersion.contract
        ),
        titles.version,
    ),
    "step_record": _Title(
        StepRecord,
        select(StepRecord.uid, Project.code, StepRecord.step)
        .join(StepRecord.tender)
        .join(Tender.project),
        titles.step,
    ),
    "signature": _Title(
        Signature,
        select(Signature.uid, Acceptance.number, AcceptanceMember.name)
        .join(Signature.acceptance)
        .join(Signature.member),
        titles.words,
    ),
    "supplier": _Title(Supplier, select(Supplier.uid, Supplier.name), titles.words),
    "supervision_note": _Title(
        SupervisionNote,
        select(SupervisionNote.uid, Tender.title, User.name)
        .join(SupervisionNote.tender)
        .join(SupervisionNote.written_by),
        titles.words,
    ),
    "tender": _Title(
        Tender, select(Tender.uid, Project.code, Tender.title).join(Tender.project), titles.words
    ),
    "unit": _Title(Unit, select(Unit.uid, Unit.name), titles.words),
    "user": _Title(User, select(User.uid, User.name), titles.words),
    "workday_notice": _Title(
        WorkdayNotice, select(WorkdayNotice.uid, WorkdayNotice.year), titles.year
    ),
    "year_end_decision": _Title(
        YearEndDecision,
        select(YearEndDecision.uid, *_PART, YearEndDecision.year)
        .join(YearEndDecision.instalment)
        .join(Instalment.contract),
        titles.decision,
    ),
}
