"""What the history keeps back for a while: a verdict, until the round it belongs to is decided.

Members judge independently; whoever reads the log must not know what others signed before he
signs himself. It is in the chain all the same, and shown once nobody is left to be influenced.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from tracker.acceptance.models import Acceptance, Signature
from tracker.acceptance.rules.kinds import RoundState
from tracker.infra.db import db

SEALED_KIND = "signature"
# The digests as well: who knows the form could try out both verdicts.
SEALED = frozenset({"verdict", "results", "opinion", "digest", "previous"})


def sealed(uids: Iterable[str]) -> frozenset[str]:
    """Which of these signatures belong to rounds that are still being signed."""
    wanted = list(uids)
    if not wanted:
        return frozenset()
    query = select(Signature.uid).join(Signature.acceptance)
    query = query.where(Signature.uid.in_(wanted), Acceptance.state == RoundState.OPEN)
    return frozenset(db.session.scalars(query))
