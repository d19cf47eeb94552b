"""What features above may add to projects: their records that files may belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tracker.projects.rules.documents import DocumentKind, Subject, Target

SubjectFinder = Callable[[int], Iterable[Subject]]
FilesGuard = Callable[[Target, DocumentKind], None]

_finders: list[SubjectFinder] = []
_guards: list[FilesGuard] = []


def bears_files(finder: SubjectFinder) -> SubjectFinder:
    """Register a function that lists such records of a project, given by id."""
    _finders.append(finder)
    return finder


def subjects_of(project_id: int) -> list[Subject]:
    """Every record of the registered features, in the order of the features."""
    return [subject for finder in _finders for subject in finder(project_id)]


def guards_files(guard: FilesGuard) -> FilesGuard:
    """Register what raises when the files of a record may not change any more."""
    _guards.append(guard)
    return guard


def check_files_may_change(target: Target, kind: DocumentKind) -> None:
    """Raise what any of the registered features objects to."""
    for guard in _guards:
        guard(target, kind)
