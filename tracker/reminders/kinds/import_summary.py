"""导入汇总: one message a person after an import, in place of all that had fired before it.

It says how much now stands with whom, and is over after some days by itself (REMINDERS 18).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from tracker.accounts.rules import Role
from tracker.contracts.models import Instalment
from tracker.imports.models import ImportedFile, ImportedRow
from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.projects.models import Project
from tracker.reminders.kinds import (
    bond_return,
    contract_ending,
    payment_due,
    statutory_clock,
    warranty_ending,
)
from tracker.reminders.queries.people import directory
from tracker.reminders.rules.muting import is_history
from tracker.reminders.rules.obligations import (
    Absence,
    Kind,
    Outstanding,
    Page,
    Standing,
    Step,
    Story,
)
from tracker.reminders.rules.people import Seat, recipients
from tracker.reminders.rules.rulebook import rule
from tracker.reminders.rules.work import Wording, Work

NAME = "import_summary"
RULE = rule(NAME)
TIME = timedelta(days=RULE.cadence.leads[0])
FAR = timedelta(days=3650)
COUNTED = (
    payment_due.KIND,
    statutory_clock.KIND,
    contract_ending.KIND,
    bond_return.KIND,
    warranty_ending.KIND,
)

OWNER = Label("导入的项目由你负责", "You are the owner of what was imported")
FINANCE = Label(
    "你是财务人员，导入的款项由你登记支付", "You record the payments of the imported work"
)
TITLE = Label("导入完成：{name}", "Imported: {name}")
SUBJECT = Label("导入汇总", "summary of an import")
LINE = Label(
    "{name}：{count}件待办，其中已过期{late}件（历史{old}件）",
    "{name}: {count} to do, {late} of them overdue ({old} of them history)",
)
MUTED = Label(
    "导入前已过的提醒不再补发；此后到期的照常提醒",
    "What had come up before the import is not sent; what comes up later is, as usual",
)
SEE = Label("查看导入记录", "See the import")
AFTER = Label("过{days}天自动结束", "Over by itself after {days} days")
ENDPOINT = "imports.show"


@dataclass
class _Count:
    count: int = 0
    late: int = 0
    old: int = 0


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """The imports of the last days of which something is still open; they are of no project."""
    if projects is not None:
        return ()
    found = ((file, _standing(file, today)) for file in _recent(today))
    return tuple(
        _item(file, standing, today)
        for file, standing in found
        if isinstance(standing, Standing) and standing.due_on <= horizon
    )


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """Whose turn it is to look: the owners', once for each import."""
    found = (_standing(file, today) for file in _recent(today))
    return tuple(
        one.seats[0] for one in found if isinstance(one, Standing) and one.due_on <= horizon
    )


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How these imports stand now."""
    files = db.session.scalars(select(ImportedFile).where(ImportedFile.uid.in_(uids)))
    today = clock.today()
    return {file.uid: _standing(file, today) for file in files}


def _recent(today: date) -> Sequence[ImportedFile]:
    query = select(ImportedFile).where(ImportedFile.imported_on > today - TIME)
    return db.session.scalars(query.order_by(ImportedFile.id)).all()


def _standing(file: ImportedFile, today: date) -> Standing | Absence:
    owners = _owners(file)
    if not owners or file.imported_on + TIME <= today:
        return Absence.DONE
    seats = (Seat(OWNER, user_ids=owners), Seat(FINANCE, role=Role.FINANCE))
    return Standing(file.imported_on + TIME, seats)


def _owners(file: ImportedFile) -> tuple[int, ...]:
    """Who answers for the projects of which the import left an instalment open."""
    came = select(ImportedRow.uid).filter_by(file_id=file.id)
    query = (
        select(Project.owner_id)
        .join(Instalment, Instalment.project_id == Project.id)
        .where(
            Instalment.uid.in_(came),
            Instalment.settled_on.is_(None),
            Instalment.withdrawn_in.is_(None),
        )
        .distinct()
    )
    return tuple(sorted(db.session.scalars(query)))


def _item(file: ImportedFile, standing: Standing, today: date) -> Outstanding:
    params = {"uid": file.uid}
    made = Label(
        f"新增{file.projects_new}个项目、{file.contracts_new}份合同，更新{file.projects_changed}个项目、"
        f"{file.contracts_changed}份合同，补录{file.payments_new}笔付款",
        f"New: {file.projects_new} projects, {file.contracts_new} contracts; changed: "
        f"{file.projects_changed} and {file.contracts_changed}; {file.payments_new} payments",
    )
    story = Story(
        title=TITLE.filled(name=file.name),
        subject=SUBJECT,
        why=(RULE.source, made, *_lines(file, today), MUTED),
        page=Page(SEE, ENDPOINT, params),
    )
    after = AFTER.filled(days=TIME.days)
    step = Step(Work.RECORD, SEE, ENDPOINT, params, "imports.read", standing.seats[0], after)
    return Outstanding(file.uid, file.id, standing, story, step)


def _lines(file: ImportedFile, today: date) -> Iterator[Label]:
    """How much stands with whom, by name."""
    people, counts = directory(), dict[str, _Count]()
    for item in _matters(file, today):
        due_on = item.standing.due_on
        is_late = due_on < today and not item.standing.estimated
        for one in recipients((item.step.turn,), people):
            count = counts.setdefault(one.person.name, _Count())
            count.count += 1
            count.late += is_late
            count.old += is_late and is_history(due_on, file.imported_on)
    for name, count in sorted(counts.items()):
        yield LINE.filled(name=name, count=count.count, late=count.late, old=count.old)


def _matters(file: ImportedFile, today: date) -> Iterator[Outstanding]:
    """What is open of that which came with the file."""
    uids = set(db.session.scalars(select(ImportedRow.uid).filter_by(file_id=file.id)))
    projects = select(Instalment.project_id).where(Instalment.uid.in_(uids)).distinct()
    ids = list(db.session.scalars(projects))
    for kind in COUNTED:
        items = (kind.brief or kind.outstanding)(today + FAR, today, ids)
        yield from (item for item in items if item.subject_uid in uids)


KIND = Kind(
    name=NAME,
    label=Label("导入汇总", "Summary of an import"),
    cadence=RULE.cadence,
    single_from=RULE.single_from,
    outstanding=outstanding,
    turns=turns,
    standings=standings,
    audience=RULE.audience,
    days=lambda _projects: (),
    wording=Wording(
        due=Label("核对期限", "Look until"),
        done=Label("汇总已过期，或没有未办的事项", "over, or nothing is left to do"),
    ),
)
