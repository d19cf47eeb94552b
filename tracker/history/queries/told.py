"""One entry of the chain told in words: which rows it wrote, and what changed in each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Column, Enum, inspect

from tracker.accounts.rules import POLICY, SYSTEM
from tracker.history.queries.names import called
from tracker.history.queries.sealed import SEALED, SEALED_KIND, sealed
from tracker.history.rules.columns import column_label, kind_label
from tracker.history.rules.values import (
    PLAIN,
    SPECIAL,
    Form,
    Names,
    Shape,
    is_blank,
    same,
    shown,
)
from tracker.infra.audit import AuditEntry, evidence_models, referred_table
from tracker.infra.db import MoneyType, StrList, StrSet, UTCDateTime
from tracker.kernel.labels import Label

MOST_ROWS = 200  # of one entry that are told
IMPORT = "imported_file"
SYSTEM_NAME = Label(SYSTEM.name, "System")

_SHAPES: tuple[tuple[type[Any], Shape], ...] = (
    (MoneyType, Shape.MONEY),
    (UTCDateTime, Shape.INSTANT),
    (Boolean, Shape.FLAG),
    (StrList, Shape.LINES),
    (StrSet, Shape.LINES),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One column: what it was (nothing for a new row) and what it is."""

    column: Label
    before: Label | None
    after: Label


@dataclass(frozen=True, slots=True)
class Row:
    """One row that the entry wrote; ``columns`` are those that changed, or all of a new one."""

    kind: Label
    name: Label
    is_new: bool
    columns: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One use case: when, who, what, on which record, why, and every change it made."""

    seq: int
    at: datetime
    who: Label
    action: Label
    kind: Label
    subject: Label
    subject_uid: str
    project: Label | None
    project_code: str
    detail: str
    reason: str
    rows: tuple[Row, ...]
    more: int = 0  # rows that are not told


def tell(entries: Sequence[AuditEntry], about: str = "") -> tuple[Entry, ...]:
    """The entries in words, with a number of queries that does not depend on how many there are.

    Of an import, which writes hundreds of rows, the first ones; in the history of one record,
    those that are ``about`` it.
    """
    payloads = [_shortened(json.loads(entry.payload), entry, about) for entry in entries]
    asked = {pair for payload in payloads for pair in _mentioned(payload)}
    asked |= {(entry.subject_kind, entry.subject_uid) for entry in entries}
    asked |= {("project", entry.project_uid) for entry in entries if entry.project_uid}
    names, hidden = called(asked), sealed(uid for kind, uid in asked if kind == SEALED_KIND)
    return tuple(
        _entry(entry, payload, names, hidden)
        for entry, payload in zip(entries, payloads, strict=True)
    )


def _entry(entry: AuditEntry, payload: Mapping[str, Any], names: Names, hidden: Set[str]) -> Entry:
    project = names.get(("project", entry.project_uid))
    permission = POLICY.get(entry.action)
    return Entry(
        seq=entry.seq,
        at=entry.at,
        who=SYSTEM_NAME if entry.actor_uid == SYSTEM.uid else same(entry.actor_name),
        action=permission.label if permission else same(entry.action),
        kind=kind_label(entry.subject_kind),
        subject=_name(entry.subject_kind, entry.subject_uid, names),
        subject_uid=entry.subject_uid,
        project=project,
        project_code=project.zh.partition(" ")[0] if project else "",
        detail=entry.detail,
        reason=entry.reason,
        rows=tuple(_rows(payload, names, hidden)),
        more=payload.get("more", 0),
    )


def _shortened(payload: dict[str, Any], entry: AuditEntry, about: str) -> dict[str, Any]:
    rows = payload["rows"]
    if entry.subject_kind == IMPORT and about not in ("", entry.subject_uid):
        rows = [row for row in rows if about in (row["uid"], *row["data"].values())]
    if len(rows) > MOST_ROWS:
        payload["more"], rows = len(rows) - MOST_ROWS, rows[:MOST_ROWS]
    return {**payload, "rows": rows}


def _rows(payload: Mapping[str, Any], names: Names, hidden: Set[str]) -> Iterator[Row]:
    for row in payload["rows"]:
        kind, changes = row["kind"], payload["changes"].get(row["uid"], {})
        data = row["data"]
        if row["uid"] in hidden:
            data = {name: value for name, value in data.items() if name not in SEALED}
        columns = _changed(kind, changes, names) if changes else _filled(kind, data, names)
        yield Row(kind_label(kind), _name(kind, row["uid"], names), not changes, tuple(columns))


def _changed(kind: str, changes: Mapping[str, Any], names: Names) -> Iterator[Told]:
    for name, (before, after) in _in_order(kind, changes):
        form = form_of(kind, name)
        yield Told(column_label(kind, name), shown(before, form, names), shown(after, form, names))


def _filled(kind: str, data: Mapping[str, Any], names: Names) -> Iterator[Told]:
    """What was entered in a new row."""
    for name, value in _in_order(kind, data):
        if not is_blank(value):
            yield Told(column_label(kind, name), None, shown(value, form_of(kind, name), names))


def _in_order(kind: str, columns: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """As the record has its columns; the chain sorts them by code. Former ones come last."""
    order = [name for one, name in _forms() if one == kind]
    former = [name for name in columns if name not in order]
    return [(name, columns[name]) for name in (*order, *former) if name in columns]


def _name(kind: str, uid: str, names: Names) -> Label:
    return names.get((kind, uid)) or same(uid[:8])


def _mentioned(payload: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every row an entry wrote or refers to."""
    for row in payload["rows"]:
        kind, data = row["kind"], row["data"]
        yield kind, row["uid"]
        if "subject_uid" in data:
            yield data["subject_kind"], data["subject_uid"]
        changes = payload["changes"].get(row["uid"], {})
        values: Iterable[tuple[str, Sequence[Any]]] = (
            changes.items() if changes else ((name, [one]) for name, one in data.items())
        )
        for name, each in values:
            form = form_of(kind, name)
            if form.shape is Shape.REFERENCE:
                yield from ((form.kind, uid) for uid in each if uid)


def form_of(kind: str, name: str) -> Form:
    """How a column of the chain is written."""
    return SPECIAL.get((kind, name)) or _forms().get((kind, name), PLAIN)


@cache
def _forms() -> Mapping[tuple[str, str], Form]:
    """The form of every column of evidence, by the name the chain gives it."""
    forms = {}
    for kind, model in evidence_models().items():
        for attribute in inspect(model).column_attrs:
            column = attribute.columns[0]
            if attribute.key in ("id", "uid") or column.info.get("audit") is False:
                continue
            is_reference = referred_table(column) is not None
            name = attribute.key.removesuffix("_id") if is_reference else attribute.key
            forms[kind, name] = _form(column)
    return forms


def _form(column: Column[Any]) -> Form:
    if (table := referred_table(column)) is not None:
        return Form(Shape.REFERENCE, kind=table.name)
    if isinstance(column.type, Enum):
        return Form(Shape.CODE, column.type.enum_class)
    shapes = (shape for type_, shape in _SHAPES if isinstance(column.type, type_))
    shape = next(shapes, None)
    return Form(shape) if shape else PLAIN
