"""Whether the content of every file on record is still there and what it was."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.infra.files.store import problem_of
from tracker.infra.verification import Problem, checks_content
from tracker.kernel.labels import Label
from tracker.projects.models import Attachment


@checks_content
def check_contents(session: Session, data: Path) -> tuple[int, Problem | None]:
    """How many contents were read, and the first that is missing or altered; once for each."""
    first = func.min(Attachment.uid)
    query = select(Attachment.sha256, first).group_by(Attachment.sha256)
    seen = 0
    for sha256, uid in session.execute(query.order_by(Attachment.sha256)):
        seen += 1
        if (what := problem_of(sha256, data)) is not None:
            label = Label(f"attachment {uid} {what.zh}", f"attachment {uid}: {what.en}")
            return seen, Problem(label, "attachment", uid, ("sha256",))
    return seen, None
