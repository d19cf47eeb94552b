"""The scheduler: its table of jobs, what it does at the start, and how it ends."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime

import pytest
from apscheduler.events import EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from tests.reminders.centre import due_on, make_centre, make_contract
from tracker import scheduler
from tracker.infra import clock, lease
from tracker.infra.backup import daily
from tracker.infra.db import db
from tracker.reminders.models import Reminder
from tracker.reminders.queries import heartbeat
from tracker.scheduler import Job

Freeze = Callable[[date | datetime], None]


def test_every_job_runs_late_rather_than_never_and_never_beside_itself(app: Flask) -> None:
    made = BackgroundScheduler(timezone=clock.SHANGHAI, job_defaults=scheduler.DEFAULTS)
    scheduler._add_jobs(made, app)
    made.start(paused=True)

    jobs = {job.id: job for job in made.get_jobs()}

    made.shutdown()
    assert set(jobs) == {job.id for job in scheduler.JOBS}
    assert {(job.coalesce, job.max_instances, job.misfire_grace_time) for job in jobs.values()} == {
        (True, 1, None)
    }


def test_the_jobs_run_at_once_when_it_starts(
    app: Flask, frozen: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen(clock.at(date(2022, 11, 23), 10))
    make_contract(make_centre(), due_on(date(2022, 11, 30)))
    ran = {job.id: threading.Event() for job in scheduler.JOBS}
    watched = tuple(
        Job(job.id, job.minutes, _then(job.run, ran[job.id].set)) for job in scheduler.JOBS
    )
    monkeypatch.setattr(scheduler, "JOBS", watched)

    scheduler.start(app)
    done = [event.wait(timeout=30) for event in ran.values()]
    scheduler.stop()

    db.session.rollback()
    assert all(done)
    assert db.session.query(Reminder).one().stage == 7
    assert heartbeat().problem is None
    assert lease.last_run("reminders.deliver") is not None
    assert (daily.state().error, daily.state().is_stale) == ("", False)


def test_a_job_that_fails_is_logged_and_noted_and_the_others_go_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    went_on = threading.Event()

    def fail() -> None:
        raise LookupError("no such thing")

    monkeypatch.setattr(scheduler, "JOBS", (Job("bad", 60, fail), Job("good", 60, went_on.set)))

    with caplog.at_level(logging.ERROR, logger="tracker.scheduler"):
        scheduler.start(app)
        assert went_on.wait(timeout=30)
        scheduler.stop()

    assert "job bad failed: LookupError" in caplog.text


def test_a_missed_run_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    planned = clock.at(date(2022, 11, 23), 10)

    with caplog.at_level(logging.WARNING, logger="tracker.scheduler"):
        scheduler._log(JobExecutionEvent(EVENT_JOB_MISSED, "reminders.plan", "default", planned))

    assert "reminders.plan missed its run" in caplog.text


def _then(first: Callable[[], object], second: Callable[[], object]) -> Callable[[], None]:
    def both() -> None:
        first()
        second()

    return both
