"""Members of acceptances whose duties on the project do not go with accepting, with the reason."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.acceptance.models import Acceptance, AcceptanceMember
from tracker.acceptance.rules import reading
from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.projects.hooks import finds_overlaps
from tracker.projects.rules.overlaps import Overlap


@finds_overlaps
def overlaps() -> Iterator[Overlap]:
    """Every such seat of a round that was opened, as it was frozen then."""
    query = (
        select(AcceptanceMember)
        .where(AcceptanceMember.overlap_reason != "")
        .options(joinedload(AcceptanceMember.acceptance).joinedload(Acceptance.project))
        .order_by(AcceptanceMember.id)
    )
    for member in db.session.scalars(query):
        one = member.acceptance
        seats = {seat.uid: seat for seat in reading.read(one.frozen_content).roster}
        duty = seats[member.person_uid].overlap
        if duty is None or one.opened_at is None:
            continue
        seat = member.seat.label
        yield Overlap(
            code=one.project.code,
            project=one.project.name,
            person=member.name,
            duties=(duty.label, Label(f"验收{seat.zh}", f"Acceptance: {seat.en}")),
            reason=member.overlap_reason,
            on=clock.day_of(one.opened_at),
            where=Label(f"验收书{one.number}", f"Acceptance {one.number}"),
        )
