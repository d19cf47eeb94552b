"""What a sweep made, and what it did besides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tracker.reminders.rules.obligations import Kind, Outstanding, Payment
from tracker.reminders.rules.people import Recipient
from tracker.reminders.rules.stages import Choice


@dataclass(frozen=True)
class Made:
    """One reminder that was made, or in a trial would be."""

    kind: Kind
    item: Outstanding
    choice: Choice
    recipients: tuple[Recipient, ...]

    def as_json(self) -> dict[str, Any]:
        """For the command line: ISO days, yuan as text; ``null`` where it is about no payment."""
        story, standing = self.item.story, self.item.standing
        return {
            "kind": self.kind.name,
            "title": story.title.zh,
            "project": story.project,
            **_of_payment(story.payment),
            "stage": self.choice.firing.stage,
            "due_on": standing.due_on.isoformat(),
            "amount": standing.amount.plain,
            "recipients": [one.person.name for one in self.recipients],
            "why": "；".join(line.zh for line in story.why),
        }


def _of_payment(payment: Payment | None) -> dict[str, Any]:
    return {
        "contract": payment.contract if payment else None,
        "instalment": payment.part if payment else None,
        "budget_year": payment.budget_year if payment else None,
    }


@dataclass
class Swept:
    """What a sweep did; it grows batch by batch. ``made`` stays empty unless ``keeps``: there may
    be many thousands. ``looked`` counts projects, ``missed`` what only the net of a look at
    everything found."""

    keeps: bool = True
    made: list[Made] = field(default_factory=list)
    count: int = 0
    changed: int = 0
    known: int = 0
    looked: int = 0
    missed: int = 0

    @property
    def moved(self) -> int:
        """How often it had to do anything."""
        return self.count + self.changed + self.known

    @property
    def summary(self) -> str:
        missed = f" missed={self.missed}" if self.missed else ""
        return f"made={self.count} changed={self.changed} looked={self.looked}{missed}"

    def add(self, made: Made) -> None:
        self.count += 1
        if self.keeps:
            self.made.append(made)
