"""Delivery beside smtplib: the same messages to the same sink, by turns in one run.

The product claims each message, records it durably and looks at its matter once more before the
next one leaves; the floor builds each message and hands it over, on one connection.
"""

from __future__ import annotations

import os
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from shutil import rmtree

from flask import Flask
from sqlalchemy import insert, select, update

from benchmarks import centre
from benchmarks.centre import TODAY
from benchmarks.servers import HOST, free_port
from tracker.accounts.models import User
from tracker.app import create_app
from tracker.config import Config
from tracker.infra import clock, database
from tracker.infra.db import db, transaction
from tracker.reminders.models import Delivery, Preference
from tracker.reminders.rules.preferences import MailMode
from tracker.reminders.rules.states import DeliveryStatus
from tracker.reminders.service import delivery, sweep

AIM = 0.6
PROJECTS = 2_000
TEN = clock.at(TODAY, 10)
BODY = "数据平台建设第1笔付款\n\n项目：2022-06 数据平台建设\n未付金额：627,000.00元\n" * 6


def report(folder: Path) -> Iterator[str]:
    """Lines about one run."""
    app = _prepared(folder / "post")
    with app.app_context(), clock.frozen(TEN), _sink() as port:
        _use(port)
        count = _queued()
        floor = count / _timed(lambda: _hand_over(port, count))
        sent: list[int] = []
        seconds = _timed(lambda: sent.append(delivery.deliver().sent))
        if sent != [count]:
            raise RuntimeError(f"{sent} of {count} were sent")
    share = count / seconds / floor
    verdict = "met" if share >= AIM else "MISSED"
    yield (
        f"{count:,} mails: smtplib {floor:.0f} a second, product {count / seconds:.0f},"
        f" {share:.0%}, aim {AIM:.0%}  {verdict}"
    )


def _prepared(data: Path) -> Flask:
    """A small centre whose finance wants each mail by itself, and what is overdue planned."""
    rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    app = create_app(Config.from_env({"TRACKER_DATA": str(data)}, database.holds_data))
    with app.app_context():
        database.upgrade()
        centre.build(PROJECTS)
        _use(1)
        with clock.frozen(TEN):
            _wants_singles()
            sweep.plan(TODAY)
    return app


def _wants_singles() -> None:
    with transaction():
        finance = db.session.scalars(select(User).filter_by(login="finance")).one()
        values = {"digest_hour": 9, "mail": MailMode.SINGLES, "muted": frozenset()}
        db.session.execute(insert(Preference).values(user_id=finance.id, **values))
        table = User.__table__
        db.session.execute(update(table).values(email="finance@example.cn"))  # type: ignore[arg-type]


def _queued() -> int:
    """How many wait, without the summaries of those who want one."""
    query = select(Delivery).where(Delivery.status == DeliveryStatus.QUEUED)
    rows = [row for row in db.session.scalars(query) if row.recipient]
    with transaction():
        for row in db.session.scalars(query):
            if row.recipient is None or row.recipient.login != "finance":
                db.session.delete(row)
    return sum(1 for row in rows if row.recipient and row.recipient.login == "finance")


def _use(port: int) -> None:
    os.environ |= {"TRACKER_SMTP_HOST": HOST, "TRACKER_SMTP_PORT": str(port)}


def _hand_over(port: int, count: int) -> None:
    with smtplib.SMTP(HOST, port) as smtp:
        for number in range(count):
            mail = EmailMessage()
            mail["From"] = "全周期台账 <tracker@example.cn>"
            mail["To"] = "finance@example.cn"
            mail["Subject"] = "【剩7天】数据平台建设第1笔付款"
            mail["Message-ID"] = f"<{number}@example.cn>"
            mail.set_content(BODY)
            smtp.send_message(mail)


@contextmanager
def _sink() -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.sink", str(port)])
    try:
        while True:
            try:
                socket.create_connection((HOST, port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
