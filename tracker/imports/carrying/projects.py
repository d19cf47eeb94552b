"""Projects of a file: new ones enter, known ones are changed where the file says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import select

from tracker.accounts.models import Department, User
from tracker.imports.carrying.books import Book, Carrier, Places, Refused, one_record
from tracker.imports.rules import errors
from tracker.imports.rules.outcome import Outcome
from tracker.imports.rules.problems import Problem, words
from tracker.imports.rules.projects import AMOUNTS, Known, LineDraft, ProjectDraft
from tracker.infra.db import db, lock
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.projects.entering import change_project, enter_entry, enter_line, enter_project
from tracker.projects.models import BudgetLine, Project
from tracker.projects.rules import EntryKind, LineFigures, NewEntry, NewLine, ProjectDetails

REASON = "导入现有台账"
_KEYS = {kind: key for key, kind in AMOUNTS.items()}
_FIELDS = {
    **{name: name for name in ("code", "name", "started_on")},
    "department_id": "department",
    "owner_id": "owner",
    **{f"lines-{name}": name for name in ("year", "fund_source", "quota_number")},
    **{f"lines-{kind}": key for kind, key in _KEYS.items()},
    "lines-on": "entered_on",
    "on": "entered_on",
    "line_id": "year",
    "quota_number": "quota_number",
    "amount": "approved",
}


def known() -> Known:
    """The departments, and the people who may answer for a project, by what they are called."""
    departments = {row.name: row.id for row in db.session.scalars(select(Department))}
    people: dict[str, list[int]] = {}
    for user in db.session.scalars(select(User).where(User.active.is_(True))):
        for name in {user.name, user.login}:
            people.setdefault(name, []).append(user.id)
    return Known(departments, people)


def carry(drafts: Sequence[ProjectDraft], book: Book, carrier: Carrier) -> None:
    """Take over the projects of the file, one after the other."""
    for draft in drafts:
        places = Places(draft.row, _FIELDS, tuple(line.row for line in draft.lines), "lines")
        for problem in draft.problems:
            book.refuse(problem)
        with one_record(book, places, draft.rows):
            _carry(draft, book, carrier)


def _carry(draft: ProjectDraft, book: Book, carrier: Carrier) -> None:
    if draft.details is None or draft.problems:
        raise Refused
    found = db.session.scalar(select(Project.id).filter_by(code=draft.code))
    if found is None:
        lines = [_new_line(line, carrier) for line in draft.lines]
        project = enter_project(draft.details, lines, carrier.today)
        outcome = Outcome.NEW
        for row in draft.rows:
            book.note(row, outcome)
    else:
        project = lock(Project, found)
        outcome = _change(project, draft, draft.details, book, carrier)
    if outcome is not Outcome.UNCHANGED:
        carrier.written.append(project)
    carrier.records.append(("projects", outcome))


def _change(
    project: Project, draft: ProjectDraft, details: ProjectDetails, book: Book, carrier: Carrier
) -> Outcome:
    before = project.details
    if not draft.names_aliases:
        details = replace(details, aliases=before.aliases)
    changes = list(_differences(before, details))
    lines = {line.row: _lines_of(project, line, book) for line in draft.lines}
    if not changes and not any(lines.values()):
        return Outcome.UNCHANGED
    project.check_not_archived()
    if changes:
        change_project(project, details)
        book.note(draft.row, Outcome.CHANGED, *changes)
    for line in draft.lines:
        for kind in lines[line.row]:
            _enter(project, line, kind, carrier)
            amount = line.amounts[kind]
            note = Label(
                f"{line.year}年预算{kind.label.zh} {amount}元",
                f"{line.year} {kind.label.en}: {amount} yuan",
            )
            book.note(line.row, Outcome.CHANGED, note)
    return Outcome.CHANGED


def _lines_of(project: Project, line: LineDraft, book: Book) -> tuple[EntryKind, ...]:
    """The amounts of a line that are not on record; one that is on record otherwise is refused."""
    row = _row_of(project, line)
    missing = []
    for kind, amount in line.amounts.items():
        on_record = _on_record(row.figures, kind) if row is not None else ZERO
        if on_record == amount:
            continue
        if on_record:
            error = errors.BudgetDiffers(known=on_record)
            book.refuse(Problem(line.row, _KEYS[kind], words(error)))
            raise Refused
        missing.append(kind)
    return tuple(missing)


def _enter(project: Project, line: LineDraft, kind: EntryKind, carrier: Carrier) -> None:
    row = _row_of(project, line)
    entry = _entry(line, kind, carrier)
    if row is not None:
        enter_entry(row, entry, carrier.today)
        return
    new = replace(_new_line(line, carrier), entries=(entry,))
    project.lines.append(enter_line(new, project.lines, carrier.today))


def _row_of(project: Project, line: LineDraft) -> BudgetLine | None:
    wanted = (line.year, line.fund_source, line.quota_number)
    same = (row for row in project.lines if (row.year, row.fund_source, row.quota_number) == wanted)
    return next(same, None)


def _on_record(figures: LineFigures, kind: EntryKind) -> Money:
    return {
        EntryKind.REQUESTED: figures.requested,
        EntryKind.APPROVED: figures.approved,
        EntryKind.ALLOTTED: figures.allotted_entries,
    }[kind]


def _new_line(line: LineDraft, carrier: Carrier) -> NewLine:
    entries = tuple(_entry(line, kind, carrier) for kind in line.amounts)
    return NewLine(line.year, line.fund_source, line.quota_number, entries=entries)


def _entry(line: LineDraft, kind: EntryKind, carrier: Carrier) -> NewEntry:
    on = line.on or carrier.today
    return NewEntry(kind, line.amounts[kind], on, REASON, line.quota_number)


def _differences(before: ProjectDetails, after: ProjectDetails) -> Iterator[Label]:
    """What changes of a project, in words."""
    pairs = (
        (Label("项目名称", "Name"), before.name, after.name),
        (Label("其他名称", "Other names"), _joined(before.aliases), _joined(after.aliases)),
        (Label("项目类型", "Type"), before.type.label, after.type.label),
        (
            Label("科室", "Department"),
            _called(Department, before.department_id),
            _called(Department, after.department_id),
        ),
        (
            Label("项目负责人", "Owner"),
            _called(User, before.owner_id),
            _called(User, after.owner_id),
        ),
        (Label("立项日期", "Started on"), str(before.started_on), str(after.started_on)),
    )
    for what, was, now in pairs:
        if was != now:
            old, new = _both(was), _both(now)
            yield Label(
                f"{what.zh}：{old.zh} → {new.zh}",
                f"{what.en}: {old.en} → {new.en}",
            )


def _joined(names: Sequence[str]) -> str:
    return "、".join(names) or "—"


def _called(model: type[Department] | type[User], key: int) -> str:
    return db.session.scalar(select(model.name).filter_by(id=key)) or "—"


def _both(value: str | Label) -> Label:
    return value if isinstance(value, Label) else Label(value, value)
