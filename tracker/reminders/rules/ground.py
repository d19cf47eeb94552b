"""What in the log can change a reminder, and of which projects. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MOST = 5_000  # entries; after more than that everything is looked at

# These change nothing that a reminder hangs on.
WITHOUT_EFFECT = frozenset(
    {
        "accounts.change_password",
        "accounts.reset_password",
        "accounts.sign_in",
        "accounts.sign_out_everywhere",
    }
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One entry of the log, as far as it tells what it is about."""

    action: str
    subject_kind: str
    subject_uid: str
    project_uid: str


@dataclass(frozen=True)
class Touched:
    """The projects to look at again, and the suppliers whose projects are; or ``everything``."""

    projects: frozenset[str] = frozenset()
    suppliers: frozenset[str] = frozenset()
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.everything or self.projects or self.suppliers)


EVERYTHING = Touched(everything=True)


def touched_by(entries: Iterable[Recorded]) -> Touched:
    """An entry that names neither project nor supplier may concern anything: a person, the
    calendar, a law."""
    projects, suppliers = set[str](), set[str]()
    for one in entries:
        if one.project_uid:
            projects.add(one.project_uid)
        elif one.action in WITHOUT_EFFECT:
            continue
        elif one.subject_kind == "supplier":
            suppliers.add(one.subject_uid)
        else:
            return EVERYTHING
    return Touched(frozenset(projects), frozenset(suppliers))
