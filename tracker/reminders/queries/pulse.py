"""Whether reminders run at all: a silent scheduler is the real failure (REMINDERS 15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from tracker.infra import clock, lease
from tracker.infra.db import db
from tracker.infra.lease import JobRun
from tracker.kernel.labels import Label
from tracker.reminders.models import Delivery
from tracker.reminders.rules.states import DeliveryStatus

SWEEP, OUTBOX = "reminders.plan", "reminders.deliver"
STALE_AFTER = timedelta(minutes=30)  # two ticks of the sweep

NOT_SENDER = Label(
    "本机不是指定的发送方，邮件不会从这里发出。确需改由本机发送，请系统管理员运行"
    " tracker schedule --take-over",
    "This installation is not the designated sender, so no mail leaves from here. To change that,"
    " an administrator runs: tracker schedule --take-over",
)
NEVER_RAN = Label(
    "提醒程序还没有运行过，不会有新的提醒。请联系系统管理员",
    "The reminder job has never run, so there are no new reminders. Tell an administrator",
)
STALE = Label(
    "提醒程序自 {since} 起没有成功运行，新的提醒可能没有发出。请联系系统管理员",
    "The reminder job has not succeeded since {since}; new reminders may be missing."
    " Tell an administrator",
)


@dataclass(frozen=True)
class Heartbeat:
    """The scheduler's pulse; ``backlog`` counts messages that are due and have not left."""

    last_run_at: datetime | None
    last_success_at: datetime | None
    backlog: int
    dead: int
    is_stale: bool
    is_sender: bool
    error: str

    @property
    def problem(self) -> Label | None:
        """What everybody should know, if anything is wrong."""
        if self.is_stale and self.last_success_at is None:
            return NEVER_RAN
        if self.is_stale and self.last_success_at is not None:
            since = f"{self.last_success_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
            return Label(STALE.zh.format(since=since), STALE.en.format(since=since))
        return None if self.is_sender else NOT_SENDER

    def as_json(self) -> dict[str, Any]:
        """For the health check: instants in ISO 8601."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
        }


def heartbeat() -> Heartbeat:
    """How the two jobs fare, by the database's own clock."""
    queued = Delivery.status == DeliveryStatus.QUEUED
    return _pulse(
        backlog=_count(queued & (Delivery.next_try_at <= clock.now())),
        dead=_count(Delivery.status == DeliveryStatus.DEAD),
    )


def problem() -> Label | None:
    """What everybody should know, if anything is wrong; asked on every page."""
    return _pulse().problem


def _pulse(backlog: int = 0, dead: int = 0) -> Heartbeat:
    of_reminders = select(JobRun).where(JobRun.job.in_((SWEEP, OUTBOX)))
    runs = {run.job: run for run in db.session.scalars(of_reminders)}
    sweep = runs.get(SWEEP)
    succeeded_at = _weakest(runs.get(job) for job in (SWEEP, OUTBOX))
    return Heartbeat(
        last_run_at=sweep.finished_at if sweep else None,
        last_success_at=succeeded_at,
        backlog=backlog,
        dead=dead,
        is_stale=succeeded_at is None or lease.database_now() - succeeded_at > STALE_AFTER,
        is_sender=not lease.is_sent_elsewhere(),
        error=next((run.error for run in runs.values() if run.error), ""),
    )


def _weakest(runs: Iterable[JobRun | None]) -> datetime | None:
    """The last success of the job that is farther behind; none if either never succeeded."""
    successes = [run.succeeded_at if run else None for run in runs]
    known = [at for at in successes if at is not None]
    return min(known) if len(known) == len(successes) else None


def _count(condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Delivery).where(condition)
    return db.session.scalar(query) or 0
