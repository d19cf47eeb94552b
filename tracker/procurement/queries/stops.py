"""The pages that stop the clocks of tenders, and of challenges and complaints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from tracker.deadlines.hooks import Key, Stop, stops_clocks
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.kernel.limits import events, shipped
from tracker.procurement.models import StepRecord, Tender
from tracker.procurement.rules.methods import Method
from tracker.procurement.rules.specs import StepSpec

RECORD = Label("登记步骤", "Record the step")


@stops_clocks("tender")
def of_tenders(uids: Sequence[str]) -> Mapping[Key, Stop]:
    """The step that ends each limit, where the method has it."""
    query = select(Tender.uid, Tender.id, Tender.method).where(Tender.uid.in_(uids))
    rows = db.session.execute(query)
    return _stops((uid, key, method) for uid, key, method in rows)


@stops_clocks("step_record")
def of_answers(uids: Sequence[str]) -> Mapping[Key, Stop]:
    """The answer to a challenge or complaint."""
    query = select(StepRecord.uid, Tender.id, Tender.method).join(StepRecord.tender)
    rows = db.session.execute(query.where(StepRecord.uid.in_(uids)))
    return _stops((uid, key, method) for uid, key, method in rows)


def _stops(rows: Iterable[tuple[str, int, Method]]) -> dict[Key, Stop]:
    found: dict[Key, Stop] = {}
    for uid, tender_id, method in rows:
        for key in shipped().keys:
            step = _step(key, method)
            if step is not None:
                params: dict[str, int | str] = {"tender_id": tender_id, "step": step.key}
                permission = "procurement.log_step"
                found[uid, key] = Stop(permission, params, permission, RECORD)
    return found


def _step(key: str, method: Method) -> StepSpec | None:
    """The step of the method whose day ends that limit; a further date of one does not count."""
    before = shipped().versions(key)[0].before
    steps = events()[before].steps if before else ()
    known = (method.spec.step(name) for name in steps if "." not in name)
    return next((step for step in known if step is not None), None)
