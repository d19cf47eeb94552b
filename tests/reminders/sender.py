"""A process that sends what is due, for tests that kill it.

``python -m tests.reminders.sender DATABASE FOLDER SECONDS`` reads instants. For each it starts a
child that sends as if it were then, and says its number, then its exit code. ``SECONDS`` is how
long the other side may take.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

from tests.support.applications import make_app
from tracker.infra import clock
from tracker.infra.db import db
from tracker.reminders.channels import _robots, email
from tracker.reminders.service import delivery


def main(url: str, folder: str, seconds: str) -> None:
    email.TIMEOUT = _robots.TIMEOUT = float(seconds)
    with make_app(url, Path(folder)):
        say("ready")
        for line in sys.stdin:
            child = os.fork()
            if not child:
                work(datetime.fromisoformat(line.strip()))
            say(child)
            say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def work(now: datetime) -> None:
    """Send and end, with nothing tidied up."""
    code = 1
    try:
        db.engine.dispose(close=False)
        with clock.frozen(now):
            delivery.send_due()
        code = 0
    finally:
        os._exit(code)


def say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
