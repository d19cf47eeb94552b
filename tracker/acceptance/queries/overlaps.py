"""Seats in acceptance groups taken by people whose duties on the project do not go with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from tracker.acceptance.models import Acceptance, AcceptanceMember
from tracker.acceptance.rules import reading
from tracker.acceptance.rules.reading import FormSeat
from tracker.infra.clock import SHANGHAI
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.projects import hooks
from tracker.projects.models import Project
from tracker.projects.rules.overlaps import Overlap


@hooks.finds_overlaps
def overlaps() -> Iterator[Overlap]:
    """Those of every round that was opened, as its frozen content names them."""
    explained = select(AcceptanceMember.acceptance_id).where(AcceptanceMember.overlap_reason != "")
    query = (
        select(Acceptance, Project.code, Project.name)
        .join(Project, Project.id == Acceptance.project_id)
        .where(Acceptance.id.in_(explained), Acceptance.fingerprint != "")
        .order_by(Acceptance.id)
    )
    for row, code, name in db.session.execute(query):
        for seat in reading.read(row.frozen_content).roster:
            if seat.overlap is not None:
                yield _overlap(row, seat, code, name)


def _overlap(row: Acceptance, seat: FormSeat, code: str, name: str) -> Overlap:
    at = row.opened_at or row.voided_at
    held = seat.overlap.label if seat.overlap else Label("", "")
    return Overlap(
        code=code,
        project=name,
        person=seat.name,
        duties=(held, Label(f"验收组{seat.seat.label.zh}", f"Acceptance: {seat.seat.label.en}")),
        reason=seat.overlap_reason,
        on=at.astimezone(SHANGHAI).date() if at else date.min,
        where=Label(f"验收{row.number}", f"Acceptance {row.number}"),
        until=row.voided_at.astimezone(SHANGHAI).date() if row.voided_at else None,
    )
