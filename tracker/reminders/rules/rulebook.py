"""The rules of reminding as data: ``data/reminders.toml``, one table a kind.

A table that cannot hold is refused when the program starts, by its name and what is wrong with it:
without a source, with stages that overlap or go the wrong way, with a role that does not exist.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tracker.accounts.rules import Role
from tracker.kernel.labels import Label
from tracker.reminders.rules.obligations import Standing
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.stages import Cadence

LATE = Label(
    "已过期{days}天以上，按规则报告{role}", "Over {days} days late: reported to the {role}"
)
TO_CHECK = Label("（待核）", " (to be checked)")


class RuleBroken(ValueError):
    """A table of the file that cannot hold."""

    def __init__(self, kind: str, problem: str) -> None:
        super().__init__(f"data/reminders.toml [{kind}]: {problem}")


@dataclass(frozen=True, slots=True)
class Escalation:
    """From ``after`` days overdue on, the holders of a role are told as well."""

    after: int
    role: Role

    @property
    def seat(self) -> Seat:
        return Seat(LATE.filled(days=self.after, role=self.role), role=self.role)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of days that the first lead must hold."""

    days: int
    label: Label
    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind reminds."""

    cadence: Cadence
    source: Label
    escalations: tuple[Escalation, ...] = ()
    parts: tuple[Part, ...] = ()

    def audience(self, standing: Standing, stage: int) -> tuple[Seat, ...]:
        """Those whom the standing names, and whoever is told of such a delay."""
        late = (one.seat for one in self.escalations if stage <= -one.after)
        return (*standing.seats, *late)


def rule(kind: str) -> Rule:
    """The rule of a kind; ``KeyError`` if the file has none."""
    return rulebook()[kind]


@cache
def rulebook() -> Mapping[str, Rule]:
    """Every table of the file."""
    return read(files("tracker").joinpath("data/reminders.toml").read_text("utf-8"))


def read(text: str) -> Mapping[str, Rule]:
    """The rules written in ``text``; raises ``RuleBroken`` or ``tomllib.TOMLDecodeError``."""
    return {kind: _rule(kind, table) for kind, table in tomllib.loads(text).items()}


def _rule(kind: str, table: Mapping[str, Any]) -> Rule:
    source = str(table.get("source", "")).strip()
    if not source:
        raise RuleBroken(kind, "source is missing")
    leads, repeat = tuple(table.get("leads", ())), table.get("repeat", 0)
    _check_stages(kind, leads, repeat)
    parts = tuple(_part(kind, one) for one in table.get("parts", ()))
    if sum(part.days for part in parts) > leads[0]:
        raise RuleBroken(kind, f"parts take longer than the first lead of {leads[0]} days")
    checked = table.get("verified", True)
    return Rule(
        cadence=Cadence(leads, repeat),
        source=Label(source, source) if checked else _marked(source),
        escalations=tuple(_escalation(kind, one) for one in table.get("escalate", ())),
        parts=parts,
    )


def _check_stages(kind: str, leads: Sequence[Any], repeat: Any) -> None:
    whole = all(isinstance(lead, int) and lead >= 0 for lead in leads)
    if not leads or not whole:
        raise RuleBroken(kind, "leads must be whole days before the due day, 0 or more")
    if list(leads) != sorted(set(leads), reverse=True):
        raise RuleBroken(kind, f"leads overlap or are out of order: {list(leads)}")
    if not isinstance(repeat, int) or repeat < 1:
        raise RuleBroken(kind, "repeat must be 1 day or more")


def _escalation(kind: str, table: Mapping[str, Any]) -> Escalation:
    try:
        role = Role(table["role"])
    except ValueError as error:
        raise RuleBroken(kind, f"unknown role: {table['role']}") from error
    if table["after"] < 1:
        raise RuleBroken(kind, "escalation must come after the due day")
    return Escalation(table["after"], role)


def _part(kind: str, table: Mapping[str, Any]) -> Part:
    if not table.get("source"):
        raise RuleBroken(kind, "a part has no source")
    return Part(table["days"], Label(table["label"]["zh"], table["label"]["en"]), table["source"])


def _marked(source: str) -> Label:
    return Label(source + TO_CHECK.zh, source + TO_CHECK.en)
