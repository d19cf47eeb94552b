"""Whether rounds are still what was signed, and stand where their signatures put them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker.acceptance.models import Acceptance, Signature
from tracker.acceptance.rules.kinds import RoundState
from tracker.infra.db import db
from tracker.infra.verification import Problem, checks_derived
from tracker.kernel.labels import Label

_BATCH = 200


@checks_derived
def check_rounds() -> tuple[int, Problem | None]:
    """How many rounds were looked at, and the first that is not what its signatures say."""
    query = (
        select(Acceptance)
        .order_by(Acceptance.id)
        .options(
            selectinload(Acceptance.members),
            selectinload(Acceptance.signatures).selectinload(Signature.member),
        )
    )
    seen = 0
    for rounds in db.session.scalars(query).partitions(_BATCH):
        for one in rounds:
            seen += 1
            if problem := problem_of(one):
                return seen, problem
    return seen, None


def problem_of(one: Acceptance) -> Problem | None:
    """What is off first with one round, if anything is."""
    if one.content and not one.is_intact:
        return _off(one, "内容与发起时的指纹不符", "its content has another fingerprint", "content")
    last = ""
    for signature in one.signatures:
        if (signature.previous, signature.fingerprint) != (last, one.fingerprint):
            return _off(
                one, "签署的次序或所签内容不符", "its signatures do not follow on", "digest"
            )
        if signature.digest != signature.reckoned:
            return _off(one, "签署内容与校验值不符", "a signature was altered", "digest")
        last = signature.digest
    counts = one.state not in (RoundState.DRAFT, RoundState.VOIDED)
    if counts and one.state is not one.outcome.state:
        return _off(one, "结论与签署不符", "its state is not what was signed", "state")
    return None


def _off(one: Acceptance, zh: str, en: str, column: str) -> Problem:
    what = Label(
        f"验收书{one.number}第{one.revision}稿：{zh}",
        f"acceptance {one.number} draft {one.revision}: {en}",
    )
    return Problem(what, "acceptance", one.uid, (column,))
