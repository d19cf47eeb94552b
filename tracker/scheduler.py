"""The scheduler: the only module that knows APScheduler, and the table of what runs when.

Its memory is lost with the process, and that is harmless: each job looks at facts and dates, takes
its own lease, and catches up by itself. In ``tracker serve`` it is a thread, in ``tracker
schedule`` the process.
"""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask

from tracker.contracts.service import upkeep
from tracker.infra import drafts, submits
from tracker.infra.backup import daily
from tracker.infra.clock import SHANGHAI
from tracker.overview.service import index
from tracker.reminders.service import delivery, sweep

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """``run`` every so many minutes, and once at the start."""

    id: str
    minutes: int
    run: Callable[[], object]


JOBS = (
    Job(upkeep.JOB, 60, upkeep.tick),
    Job(index.JOB, 60, index.tick),
    Job(sweep.JOB, 15, sweep.tick),
    Job(delivery.JOB, 1, delivery.deliver),
    Job(daily.JOB, 60, daily.tick),
    Job(drafts.JOB, 24 * 60, drafts.tick),
    Job(submits.JOB, 24 * 60, submits.tick),
)

# However late, one run makes up for all that were missed, and never beside itself.
DEFAULTS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}

_running: list[BaseScheduler] = []


def start(app: Flask) -> None:
    """Run the jobs in a thread of this process until ``stop``."""
    scheduler = BackgroundScheduler(timezone=SHANGHAI, job_defaults=DEFAULTS)
    _add_jobs(scheduler, app)
    scheduler.start()
    _running.append(scheduler)


def stop() -> None:
    """Let what is under way finish, and run nothing more."""
    while _running:
        _running.pop().shutdown()


def run(app: Flask) -> None:
    """Run the jobs in this process until it is told to end."""
    scheduler = BlockingScheduler(timezone=SHANGHAI, job_defaults=DEFAULTS)
    _add_jobs(scheduler, app)
    signal.signal(signal.SIGTERM, _end)
    try:
        scheduler.start()
    except (KeyboardInterrupt, SystemExit):
        scheduler.shutdown()


def _end(_number: int, _frame: object) -> None:
    raise SystemExit(0)


def _add_jobs(scheduler: BaseScheduler, app: Flask) -> None:
    """Each job at its interval, and for the first time now.

    A trigger begins one interval after its making, so one interval before is now, by the real
    clock: ``infra.clock`` may stand on another day.
    """
    scheduler.add_listener(_log, EVENT_JOB_MISSED | EVENT_JOB_ERROR)
    for job in JOBS:
        trigger = IntervalTrigger(minutes=job.minutes, timezone=SHANGHAI)
        now = trigger.start_date - trigger.interval
        scheduler.add_job(_run, trigger, args=(app, job), id=job.id, next_run_time=now)


def _run(app: Flask, job: Job) -> None:
    """The application context gives each run a session of its own and closes it."""
    with app.app_context():
        job.run()


def _log(event: JobExecutionEvent) -> None:
    if event.code == EVENT_JOB_MISSED:
        logger.warning("job %s missed its run of %s", event.job_id, event.scheduled_run_time)
    else:
        logger.error("job %s failed: %s", event.job_id, type(event.exception).__name__)
