"""What evidence is called today: one query for each kind a page mentions, however many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from tracker.acceptance.models import Acceptance, AcceptanceMember, Rectification, Signature
from tracker.accounts.models import Absence, Department, Group, GroupMember, User
from tracker.contracts.models import (
    Amendment,
    Contract,
    Instalment,
    Invoice,
    ScheduleVersion,
    YearEndDecision,
)
from tracker.deadlines.models import Clock, LimitVersion
from tracker.deadlines.rules.frozen import LimitKey
from tracker.history.rules.values import same
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.payments.models import (
    ApplicationInvoice,
    ApplicationStep,
    Payment,
    PaymentApplication,
)
from tracker.payments.models.application import number_of
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
from tracker.procurement.rules.methods import step_label
from tracker.projects.models import Attachment, BudgetEntry, BudgetLine, Project, ProjectMember
from tracker.projects.rules import BudgetCategory
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


def _words(*parts: object) -> Label:
    return same(" ".join(str(part) for part in parts if part))


def _instalment(number: str, no: int, name: str) -> Label:
    return Label(f"{number} 第{no}笔 {name}", f"{number} no. {no} {name}")


def _line(year: int, source: str, category: str, code: str | None) -> Label:
    if category:
        label = BudgetCategory(category).label
        return Label(f"{year}年 {label.zh} {source}", f"{year} {label.en} {source}")
    return Label(f"{code} {year}年 {source}", f"{code} {year} {source}")


def _entry(kind: Any, on: object) -> Label:
    return Label(f"{on} {kind.label.zh}", f"{on} {kind.label.en}")


def _version(number: str, no: int) -> Label:
    return Label(f"{number} 第{no}版", f"{number} version {no}")


def _file(name: str, version: int) -> Label:
    return (
        same(name) if version == 1 else Label(f"{name} 第{version}版", f"{name} version {version}")
    )


def _decision(number: str, no: int, year: int) -> Label:
    return Label(f"{year}年 {number} 第{no}笔", f"{year} {number} no. {no}")


def _step(code: str, step: str) -> Label:
    label = step_label(step)
    return Label(f"{code} {label.zh}", f"{code} {label.en}")


def _clock(code: str, key: str) -> Label:
    name = LimitKey(key).label
    return Label(f"{code} {name.zh}", f"{code} {name.en}")


def _limit(key: str, on: object) -> Label:
    name = LimitKey(key).label
    return Label(f"{name.zh} {on}起", f"{name.en} from {on}")


def _meeting(kind: Any, on: object) -> Label:
    return Label(f"{on} {kind.label.zh}", f"{on} {kind.label.en}")


def _draft(number: str, revision: int) -> Label:
    if revision == 1:
        return same(number)
    return Label(f"{number} 第{revision}稿", f"{number} draft {revision}")


def _year(year: int) -> Label:
    return Label(f"{year}年", str(year))


def _application(applied_on: date, key: int, *more: Any) -> Label:
    number = number_of(applied_on, key)
    labels = [one.label if hasattr(one, "label") else same(str(one)) for one in more]
    zh, en = [one.zh for one in labels], [one.en for one in labels]
    return Label(" ".join([number, *zh]), " ".join([number, *en]))


def _approval(is_on: bool, since_on: date) -> Label:
    zh, en = ("实行", "on") if is_on else ("停止", "off")
    return Label(f"自{since_on}起{zh}", f"{en} from {since_on}")


_PART = (Contract.number, Instalment.no)
_APPLICATION = (PaymentApplication.applied_on, PaymentApplication.id)

_TITLES: Mapping[str, _Title] = {
    "absence": _Title(
        Absence, select(Absence.uid, User.name, Absence.since_on).join(Absence.user), _words
    ),
    "acceptance": _Title(
        Acceptance, select(Acceptance.uid, Acceptance.number, Acceptance.revision), _draft
    ),
    "acceptance_member": _Title(
        AcceptanceMember,
        select(AcceptanceMember.uid, Acceptance.number, AcceptanceMember.name).join(
            AcceptanceMember.acceptance
        ),
        _words,
    ),
    "amendment": _Title(
        Amendment,
        select(Amendment.uid, Contract.number, Amendment.on).join(Amendment.contract),
        _words,
    ),
    "application_invoice": _Title(
        ApplicationInvoice,
        select(ApplicationInvoice.uid, *_APPLICATION, Invoice.number)
        .join(ApplicationInvoice.application)
        .join(ApplicationInvoice.invoice),
        _application,
    ),
    "application_step": _Title(
        ApplicationStep,
        select(ApplicationStep.uid, *_APPLICATION, ApplicationStep.state).join(
            ApplicationStep.application
        ),
        _application,
    ),
    "attachment": _Title(
        Attachment, select(Attachment.uid, Attachment.name, Attachment.version), _file
    ),
    "award": _Title(
        Award,
        select(Award.uid, Project.code, Supplier.name).join(Award.project).join(Award.supplier),
        _words,
    ),
    "budget_entry": _Title(
        BudgetEntry, select(BudgetEntry.uid, BudgetEntry.kind, BudgetEntry.on), _entry
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
        _line,
    ),
    "clock": _Title(Clock, select(Clock.uid, Project.code, Clock.key).join(Clock.project), _clock),
    "content_review": _Title(ContentReview, select(ContentReview.uid, ContentReview.title), _words),
    "contract": _Title(Contract, select(Contract.uid, Contract.number, Contract.name), _words),
    "department": _Title(Department, select(Department.uid, Department.name), _words),
    "budget_calendar": _Title(
        BudgetCalendar, select(BudgetCalendar.uid, BudgetCalendar.year), _year
    ),
    "fiscal_year": _Title(FiscalYear, select(FiscalYear.uid, FiscalYear.year), _year),
    "group_member": _Title(
        GroupMember, select(GroupMember.uid, User.name).join(GroupMember.user), _words
    ),
    "instalment": _Title(
        Instalment,
        select(Instalment.uid, *_PART, Instalment.name).join(Instalment.contract),
        _instalment,
    ),
    "invoice": _Title(Invoice, select(Invoice.uid, Invoice.number), _words),
    "leading_group": _Title(Group, select(Group.uid, Group.kind), lambda kind: kind.label),
    "limit_version": _Title(
        LimitVersion, select(LimitVersion.uid, LimitVersion.key, LimitVersion.valid_from), _limit
    ),
    "negotiation_confirmation": _Title(
        Confirmation, select(Confirmation.uid, Confirmation.name), _words
    ),
    "negotiation_record": _Title(
        NegotiationRecord,
        select(NegotiationRecord.uid, NegotiationRecord.kind, NegotiationRecord.held_on),
        _meeting,
    ),
    "payment": _Title(
        Payment,
        select(Payment.uid, *_PART, Payment.voucher)
        .join(Payment.contract)
        .join(Payment.instalment),
        _instalment,
    ),
    "payment_application": _Title(
        PaymentApplication, select(PaymentApplication.uid, *_APPLICATION), _application
    ),
    "payment_approval": _Title(
        PaymentApproval,
        select(PaymentApproval.uid, PaymentApproval.is_on, PaymentApproval.since_on),
        _approval,
    ),
    "project": _Title(Project, select(Project.uid, Project.code, Project.name), _words),
    "project_member": _Title(
        ProjectMember, select(ProjectMember.uid, User.name).join(ProjectMember.user), _words
    ),
    "rectification": _Title(
        Rectification,
        select(Rectification.uid, Acceptance.number).join(Rectification.acceptance),
        _words,
    ),
    "schedule_version": _Title(
        ScheduleVersion,
        select(ScheduleVersion.uid, Contract.number, ScheduleVersion.no).join(
            ScheduleVersion.contract
        ),
        _version,
    ),
    "step_record": _Title(
        StepRecord,
        select(StepRecord.uid, Project.code, StepRecord.step)
        .join(StepRecord.tender)
        .join(Tender.project),
        _step,
    ),
    "signature": _Title(
        Signature,
        select(Signature.uid, Acceptance.number, AcceptanceMember.name)
        .join(Signature.acceptance)
        .join(Signature.member),
        _words,
    ),
    "supplier": _Title(Supplier, select(Supplier.uid, Supplier.name), _words),
    "supervision_note": _Title(
        SupervisionNote,
        select(SupervisionNote.uid, Tender.title, User.name)
        .join(SupervisionNote.tender)
        .join(SupervisionNote.written_by),
        _words,
    ),
    "tender": _Title(
        Tender, select(Tender.uid, Project.code, Tender.title).join(Tender.project), _words
    ),
    "unit": _Title(Unit, select(Unit.uid, Unit.name), _words),
    "user": _Title(User, select(User.uid, User.name), _words),
    "workday_notice": _Title(WorkdayNotice, select(WorkdayNotice.uid, WorkdayNotice.year), _year),
    "year_end_decision": _Title(
        YearEndDecision,
        select(YearEndDecision.uid, *_PART, YearEndDecision.year)
        .join(YearEndDecision.instalment)
        .join(Instalment.contract),
        _decision,
    ),
}
