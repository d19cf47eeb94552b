"""One member who signs in a process of its own: who and what it is told as arguments; it says that
it is ready, waits for a line, signs, and says what came of it.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from tests.acceptance.hall import verdict
from tests.contracts.centre import PASSWORD
from tests.support.applications import make_app
from tracker.acceptance.models import Acceptance
from tracker.acceptance.service import signing
from tracker.accounts.models import User
from tracker.infra import clock
from tracker.infra.db import db


def main() -> None:
    url, folder, key, person, day = sys.argv[1:]
    with make_app(url, Path(folder)), clock.frozen(date.fromisoformat(day)):
        actor = db.session.get_one(User, int(person)).actor
        command = verdict(db.session.get_one(Acceptance, int(key)))
        db.session.rollback()
        _tell("ready")
        sys.stdin.readline()
        _tell(signing.sign(int(key), actor, command, PASSWORD))


def _tell(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
