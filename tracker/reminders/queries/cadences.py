"""提醒规则: every rule in words, and what a change of one would do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tracker.kernel.errors import NotFound
from tracker.reminders.queries.outstanding import outstanding
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import Kind
from tracker.reminders.rules.preview import AHEAD, Day, Subject, compare
from tracker.reminders.rules.rulebook import Rule, rule
from tracker.reminders.rules.stages import Cadence
from tracker.settings.queries import work_calendar


@dataclass(frozen=True)
class RuleRow:
    """One kind and the file it follows."""

    kind: Kind
    rule: Rule

    @property
    def file(self) -> str:
        return f"data/reminders/{self.kind.name}.toml"

    @property
    def leads(self) -> str:
        return ", ".join(str(lead) for lead in self.kind.cadence.leads)


def rules() -> tuple[RuleRow, ...]:
    """Every kind with its rule."""
    return tuple(RuleRow(kind, rule(name)) for name, kind in KINDS.items())


def rule_of(name: str) -> RuleRow:
    """Raises ``NotFound``."""
    if name not in KINDS:
        raise NotFound
    return RuleRow(KINDS[name], rule(name))


def preview(kind: Kind, then: Cadence, today: date) -> tuple[Day, ...]:
    """The next 90 days of a kind by its rule and by another one, from what is open now."""
    farthest = max(kind.cadence.leads[0], then.leads[0])
    items = outstanding(kind, today + AHEAD + timedelta(days=farthest), today)
    subjects = [Subject(item.story.title, item.standing.due_on) for item in items]
    return compare(subjects, kind.cadence, then, today, work_calendar())
