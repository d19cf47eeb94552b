"""A page of the history: of the whole log, or of one record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import ColumnElement, Text, func, or_, select, type_coerce

from tracker.accounts.models import User
from tracker.accounts.rules import SYSTEM, Actor
from tracker.contracts.models import (
    Amendment,
    Contract,
    Instalment,
    Invoice,
    ScheduleVersion,
    YearEndDecision,
)
from tracker.deadlines.models import Clock
from tracker.history.queries.names import called
from tracker.history.queries.told import Entry, tell
from tracker.history.rules.columns import kind_label
from tracker.history.rules.filters import PAGE, Filters, ignored
from tracker.history.rules.reading import check_may_read
from tracker.history.rules.values import same
from tracker.imports.models import ImportedFile, ImportedRow
from tracker.infra import clock
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.kernel.errors import NotFound, RuleViolation
from tracker.kernel.labels import Label
from tracker.payments.models import Payment
from tracker.procurement.models import Supplier
from tracker.projects.models import Attachment, Project

DAY = timedelta(days=1)
BATCH = 200
MOST_ENTRIES = 50_000


class TooManyEntries(RuleViolation):
    code = "too_many_entries"
    label = Label(
        "超过{most}条，请按日期、人员或对象缩小范围后再导出",
        "More than {most} entries: narrow them by day, person or kind, and export again",
    )


@dataclass(frozen=True)
class HistoryPage:
    """Newest first; ``subject`` is the record it is the history of, if it is of one."""

    entries: tuple[Entry, ...]
    filters: Filters
    people: Mapping[str, str]
    has_newer: bool
    has_older: bool
    problems: tuple[Label, ...]
    subject: Label | None = None
    kind: Label | None = None


def page_of_log(filters: Filters) -> HistoryPage:
    """The whole log as far as the filters let it through."""
    return _page(filters, [])


def page_of_record(uid: str, filters: Filters, actor: Actor) -> HistoryPage:
    """The history of one record; raises ``NotFound``, or ``RoleMissing`` to whoever may not."""
    kind = _kind_of(uid)
    check_may_read(kind, actor)
    filters = replace(filters, project="", kind="")
    name = called([(kind, uid)]).get((kind, uid)) or same(uid[:8])
    page = _page(filters, [_of_record(kind, uid)], uid)
    return replace(page, subject=name, kind=kind_label(kind))


def log_entries(filters: Filters) -> Iterator[Entry]:
    """Everything the filters let through, newest first, read some at a time.

    Raises ``TooManyEntries`` when that is more than a file should hold.
    """
    return _all(filters, [])


def record_entries(uid: str, filters: Filters) -> Iterator[Entry]:
    """The whole history of one record, whose page says who may read it."""
    kind = _kind_of(uid)
    return _all(replace(filters, project="", kind=""), [_of_record(kind, uid)], uid)


def _all(
    filters: Filters, scope: Sequence[ColumnElement[bool]], about: str = ""
) -> Iterator[Entry]:
    conditions = [*scope, *_conditions(filters)]
    found = select(AuditEntry.seq).where(*conditions).limit(MOST_ENTRIES + 1).subquery()
    if (db.session.scalar(select(func.count()).select_from(found)) or 0) > MOST_ENTRIES:
        raise TooManyEntries(most=MOST_ENTRIES)
    return _in_batches(conditions, about)


def _in_batches(conditions: Sequence[ColumnElement[bool]], about: str) -> Iterator[Entry]:
    newest_first = select(AuditEntry).where(*conditions).order_by(AuditEntry.seq.desc())
    rows = db.session.scalars(newest_first.limit(BATCH)).all()
    while rows:
        yield from tell(rows, about)
        older = AuditEntry.seq < rows[-1].seq
        db.session.expunge_all()  # or a long log would fill the memory
        rows = db.session.scalars(newest_first.where(older).limit(BATCH)).all()


def _kind_of(uid: str) -> str:
    first = select(AuditEntry.subject_kind).where(AuditEntry.subject_uid == uid).limit(1)
    kind = db.session.scalar(first) or _kind_of_imported(uid)
    if kind is None:
        raise NotFound
    return kind


def _kind_of_imported(uid: str) -> str | None:
    """What came with an import is the subject of no entry until something happens to it."""
    models = (Project, Contract, Instalment, Payment, Supplier, Clock)
    is_there = (db.session.scalar(select(model.id).filter_by(uid=uid)) for model in models)
    found = (model for model, key in zip(models, is_there, strict=True) if key is not None)
    model = next(found, None)
    return str(model.__tablename__) if model else None


def _of_record(kind: str, uid: str) -> ColumnElement[bool]:
    """Of a project everything about it; of a contract also what happened to its parts; of each
    the import that it came with."""
    files = select(ImportedFile.uid).join(ImportedRow, ImportedRow.file_id == ImportedFile.id)
    came_with = AuditEntry.subject_uid.in_(files.where(ImportedRow.uid == uid))
    if kind == "project":
        return or_(AuditEntry.project_uid == uid, AuditEntry.subject_uid == uid, came_with)
    if kind == "contract":
        return or_(AuditEntry.subject_uid.in_(_parts_of_contract(uid)), came_with)
    return or_(AuditEntry.subject_uid == uid, came_with)


def _parts_of_contract(uid: str) -> list[str]:
    contract = select(Contract.id).where(Contract.uid == uid).scalar_subquery()
    parts = [
        select(model.uid).where(model.contract_id == contract)
        for model in (Amendment, Instalment, Invoice, Payment, ScheduleVersion)
    ]
    decisions = select(YearEndDecision.uid).join(YearEndDecision.instalment)
    parts.append(decisions.where(Instalment.contract_id == contract))
    parts.append(select(Attachment.uid).where(Attachment.subject_uid == uid))
    first, *others = parts
    return [uid, *db.session.scalars(first.union_all(*others))]


def _page(filters: Filters, scope: Sequence[ColumnElement[bool]], about: str = "") -> HistoryPage:
    people = dict(_people())
    problems = []
    if filters.person and filters.person not in people:
        problems.append(ignored("person", filters.person))
        filters = replace(filters, person="")
    conditions = [*scope, *_conditions(filters)]
    rows = _read(conditions, filters)
    if filters.after is not None and len(rows) <= PAGE:
        filters = filters.newest()  # fewer than a page is newer: that is the first page
        rows = _read(conditions, filters)
    more, shown = len(rows) > PAGE, rows[:PAGE]
    if filters.after is not None:
        shown.reverse()
    return HistoryPage(
        entries=tell(shown, about),
        filters=filters,
        people=people,
        has_newer=filters.before is not None or filters.after is not None,
        has_older=more or filters.after is not None,
        problems=tuple(problems),
    )


def _people() -> Iterator[tuple[str, str]]:
    yield SYSTEM.uid, SYSTEM.name
    for row in db.session.execute(select(User.uid, User.name).order_by(User.id)):
        yield row.uid, row.name


def _conditions(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.person:
        yield AuditEntry.actor_uid == filters.person
    if filters.kind:
        yield AuditEntry.subject_kind == filters.kind
    if filters.action:
        yield AuditEntry.action == filters.action
    if filters.since:
        yield AuditEntry.at >= clock.at(filters.since, 0)
    if filters.until:
        yield AuditEntry.at < clock.at(filters.until, 0) + DAY
    if text := filters.project:
        name = Project.name.icontains(text, autoescape=True)
        alias = type_coerce(Project.aliases, Text).icontains(text, autoescape=True)
        found = select(Project.uid).where(or_(Project.code == text, name, alias))
        yield or_(AuditEntry.project_uid.in_(found), AuditEntry.subject_uid.in_(found))


def _read(conditions: Sequence[ColumnElement[bool]], filters: Filters) -> list[AuditEntry]:
    """One entry more than a page holds, nearest to where the page begins."""
    query = select(AuditEntry).where(*conditions).limit(PAGE + 1)
    if filters.after is not None:
        query = query.where(AuditEntry.seq > filters.after).order_by(AuditEntry.seq)
    else:
        query = query.order_by(AuditEntry.seq.desc())
        if filters.before is not None:
            query = query.where(AuditEntry.seq < filters.before)
    return list(db.session.scalars(query))
