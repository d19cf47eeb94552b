"""下一步 of a project: what, who, by when, and what follows. One for each project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tracker.accounts.rules import Actor, allows
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.reminders.rules.obligations import Outstanding
from tracker.reminders.rules.people import Seat

NOTHING = Label("", "")
OWNER = Label("项目负责人", "project owner")


@dataclass(frozen=True, slots=True)
class NextStep:
    """``due_on`` is a guess while ``estimated``; without ``endpoint`` no page takes the step."""

    title: Label
    due_on: date | None = None
    estimated: bool = False
    amount: Money | None = None
    button: Label = NOTHING
    endpoint: str = ""
    params: Mapping[str, int | str] = field(default_factory=dict)
    permission: str = ""
    turn: Seat | None = None
    after: Label = NOTHING
    waits: bool = False

    def is_of(self, actor: Actor) -> bool:
        """Whether this person is the one to take it, now."""
        if self.turn is None or self.waits or not allows(self.permission, actor.roles):
            return False
        return self.turn.is_held_by(actor.id, actor.roles)


def of_item(item: Outstanding) -> NextStep:
    """The step that an outstanding thing asks for."""
    subject, step = item.story.subject, item.step
    title = Label(f"{subject.zh}{step.label.zh}", f"{step.label.en}, {subject.en}")
    return NextStep(
        title=title,
        due_on=item.standing.due_on,
        estimated=item.standing.estimated,
        amount=item.standing.amount or None,
        button=step.label,
        endpoint=step.endpoint,
        params=step.params,
        permission=step.permission,
        turn=step.turn,
        after=step.after,
        waits=item.waits,
    )


def first(steps: Iterable[NextStep]) -> NextStep | None:
    """The most urgent: what can be done comes before what must be waited for."""
    return min(steps, key=_order, default=None)


def _order(step: NextStep) -> tuple[date, bool]:
    return step.due_on or date.max, step.waits


@dataclass(frozen=True, slots=True)
class Standing:
    """What the step of a project without any deadline follows from."""

    is_archived: bool = False
    has_budget: bool = False
    has_contract: bool = False
    undated: Sequence[int] = ()
    has_open: bool = False


def without_deadline(standing: Standing, code: str, owner: Seat) -> NextStep | None:
    """What there is to do on a project on which no day presses."""
    if standing.is_archived:
        return None
    if standing.undated:
        part = standing.undated[0]
        title = Label(f"第{part}笔补充预计日期", f"Give instalment {part} an expected date")
        return NextStep(title, turn=owner)
    step = _on_project(standing)
    return step and replace(step, params={"code": code}, turn=owner)


def _on_project(standing: Standing) -> NextStep | None:
    if not standing.has_budget:
        return BUDGET
    if not standing.has_contract:
        return SIGN
    return None if standing.has_open else ARCHIVE


BUDGET = NextStep(
    Label("登记预算", "Enter the budget"),
    button=Label("登记预算", "Enter budget"),
    endpoint="projects.budget",
    permission="budget.read",
    after=Label("登记后才能看出缺口", "Gaps can be told only then"),
)
SIGN = NextStep(
    Label("登记合同和付款节点", "Record the contract and its schedule"),
    button=Label("登记合同", "Record contract"),
    endpoint="contracts.new",
    permission="contracts.sign",
    after=Label("登记后按应付日排出各年度应付", "What is due in which year follows then"),
)
ARCHIVE = NextStep(
    Label("办理归档", "Archive the project"),
    button=Label("归档", "Archive"),
    endpoint="projects.archive",
    permission="projects.archive",
    after=Label("归档后不再出现在待办中", "It then leaves the worklists"),
)
