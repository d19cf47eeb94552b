"""The rules of reminding as data: ``data/reminders/*.toml``, one file a kind.

A file that cannot hold is refused when the program starts, with its name, the line and the reason:
without a source, with stages that overlap or go the wrong way, with a role that does not exist.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tracker.accounts.rules import GroupKind, Role
from tracker.kernel.labels import Label
from tracker.reminders.rules.obligations import Standing
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.stages import Cadence

LATE = Label(
    "已过期{days}天以上，按规则报告{role}", "Over {days} days late: reported to the {role}"
)
KEYS = frozenset(
    ("leads", "repeat", "source", "verified", "single_from", "escalate", "group", "parts")
)
TO_CHECK = Label("（待核）", " (to be checked)")


class RuleBroken(ValueError):
    """A file that cannot hold; the message names it and the line."""


@dataclass(frozen=True)
class _File:
    """The text of one file, to tell on which line something stands."""

    kind: str
    text: str

    def broken(self, key: str, problem: str) -> RuleBroken:
        """About the line of that key; about the first one where it is missing."""
        lines = enumerate(self.text.splitlines(), start=1)
        found = (no for no, line in lines if re.match(rf"\s*\[*{key}\b", line))
        return RuleBroken(f"data/reminders/{self.kind}.toml:{next(found, 1)}: {problem}")


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
    """How one kind reminds; from stage ``single_from`` on it is told alone and at once, and if
    nobody acknowledges it, the leader of ``group`` hears of it."""

    cadence: Cadence
    source: Label
    escalations: tuple[Escalation, ...] = ()
    parts: tuple[Part, ...] = ()
    single_from: int = 0
    group: GroupKind | None = None

    def audience(self, standing: Standing, stage: int) -> tuple[Seat, ...]:
        """Those whom the standing names, and whoever is told of such a delay."""
        late = (one.seat for one in self.escalations if stage <= -one.after)
        return (*standing.seats, *late)


def rule(kind: str) -> Rule:
    """The rule of a kind; raises ``RuleBroken`` where its file cannot hold or is missing."""
    return rulebook()[kind]


@cache
def rulebook() -> Mapping[str, Rule]:
    """Every file of the folder, by kind."""
    folder = files("tracker").joinpath("data/reminders")
    found = [one for one in folder.iterdir() if one.name.endswith(".toml")]
    kinds = {one.name.removesuffix(".toml"): one.read_text("utf-8") for one in found}
    return _Rulebook({kind: read(kind, text) for kind, text in sorted(kinds.items())})


class _Rulebook(dict[str, Rule]):
    def __missing__(self, kind: str) -> Rule:
        raise _File(kind, "").broken("leads", "there is no such file")


def read(kind: str, text: str) -> Rule:
    """The rule written in ``text``; raises ``RuleBroken``."""
    file = _File(kind, text)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleBroken(f"data/reminders/{kind}.toml: {error}") from error
    _check_keys(file, table)
    return _rule(file, table)


def _check_keys(file: _File, table: Mapping[str, Any]) -> None:
    for key in table:
        if key not in KEYS:
            raise file.broken(key, f"unknown key: {key}")


def _rule(file: _File, table: Mapping[str, Any]) -> Rule:
    source = str(table.get("source", "")).strip()
    if not source:
        raise file.broken("source", "source is missing")
    leads, repeat = tuple(table.get("leads", ())), table.get("repeat", 0)
    _check_stages(file, leads, repeat)
    parts = tuple(_part(file, one) for one in table.get("parts", ()))
    if sum(part.days for part in parts) > leads[0]:
        raise file.broken("parts", f"parts take longer than the first lead of {leads[0]} days")
    checked = table.get("verified", True)
    return Rule(
        cadence=Cadence(leads, repeat),
        source=Label(source, source) if checked else _marked(source),
        escalations=tuple(_escalation(file, one) for one in table.get("escalate", ())),
        parts=parts,
        single_from=table.get("single_from", 0),
        group=_group(file, table.get("group")),
    )


def _check_stages(file: _File, leads: Sequence[Any], repeat: Any) -> None:
    whole = all(isinstance(lead, int) and lead >= 0 for lead in leads)
    if not leads or not whole:
        raise file.broken("leads", "leads must be whole days before the due day, 0 or more")
    if list(leads) != sorted(set(leads), reverse=True):
        raise file.broken("leads", f"leads overlap or are out of order: {list(leads)}")
    if not isinstance(repeat, int) or repeat < 1:
        raise file.broken("repeat", "repeat must be 1 day or more")


def _escalation(file: _File, table: Mapping[str, Any]) -> Escalation:
    try:
        role = Role(table.get("role", ""))
    except ValueError as error:
        raise file.broken("escalate", f"unknown role: {table.get('role')}") from error
    after = table.get("after", 0)
    if not isinstance(after, int) or after < 1:
        raise file.broken("escalate", "escalation must come after the due day")
    return Escalation(after, role)


def _group(file: _File, name: str | None) -> GroupKind | None:
    try:
        return GroupKind(name) if name is not None else None
    except ValueError as error:
        raise file.broken("group", f"unknown group: {name}") from error


def _part(file: _File, table: Mapping[str, Any]) -> Part:
    if not table.get("source"):
        raise file.broken("parts", "a part has no source")
    return Part(table["days"], Label(table["label"]["zh"], table["label"]["en"]), table["source"])


def _marked(source: str) -> Label:
    return Label(source + TO_CHECK.zh, source + TO_CHECK.en)
