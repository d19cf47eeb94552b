"""The verdict on the whole log: the chain, the rows, and the heads noted outside the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from tracker.config import Config
from tracker.history.queries.names import called
from tracker.history.rules.columns import column_label, kind_label
from tracker.history.rules.values import joined, same
from tracker.infra import clock, verification
from tracker.infra.backup import anchors, keys
from tracker.infra.verification import Problem, Verdict
from tracker.kernel.labels import Label


@dataclass(frozen=True)
class Finding:
    """What is off, and on which record, where it is about one."""

    what: Label
    kind: Label | None
    name: Label | None
    columns: Label | None


@dataclass(frozen=True)
class VerdictPage:
    """``anchors`` is how many noted heads the chain was compared with."""

    at: datetime
    verdict: Verdict
    anchors: int
    fingerprint: str
    finding: Finding | None


def verdict_page() -> VerdictPage:
    """Check everything now; the first thing that is off, if anything is."""
    config: Config = current_app.config["TRACKER"]
    verdict = verification.verify(config.audit_key)
    held, broken = anchors.check(config.data)
    problem = verdict.problem or broken
    return VerdictPage(
        at=clock.now(),
        verdict=verdict,
        anchors=held,
        fingerprint=keys.fingerprint(config.audit_key),
        finding=_finding(problem) if problem else None,
    )


def _finding(problem: Problem) -> Finding:
    kind, uid = problem.kind, problem.uid
    if not kind:
        return Finding(problem.what, None, None, None)
    return Finding(
        what=problem.what,
        kind=kind_label(kind),
        name=called([(kind, uid)]).get((kind, uid)) or same(uid),
        columns=joined([column_label(kind, one) for one in problem.columns]),
    )
