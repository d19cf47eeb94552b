"""The papers that the steps of tenders call for."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.procurement.models import Tender
from tracker.procurement.queries.loading import loaded
from tracker.procurement.rules.methods import step_label
from tracker.projects.hooks import bears_files
from tracker.projects.rules.documents import Subject, Target


@bears_files
def subjects(project_id: int) -> Iterator[Subject]:
    """The steps on record of a project's tenders, and the papers each of them calls for."""
    query = loaded(select(Tender).filter_by(project_id=project_id))
    for tender in db.session.scalars(query.order_by(Tender.no)):
        in_force = {one.id for one in tender.log if one.is_current and not one.skipped}
        for record in tender.records:
            step = tender.method.spec.step(record.step) if tender.method.is_known else None
            name = step.label if step else step_label(record.step)
            label = Label(
                f"采购步骤 {record.happened_on} {name.zh}", f"Step {record.happened_on} {name.en}"
            )
            expects = step.documents if step and record.id in in_force else ()
            yield Subject(Target("step_record", record.uid), label, expects=expects)
