"""What features above may add to projects: records that files may belong to, and overlaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tracker.projects.rules.documents import DocumentKind, Subject, Target
from tracker.projects.rules.overlaps import Overlap

SubjectFinder = Callable[[int], Iterable[Subject]]
FilesGuard = Callable[[Target, DocumentKind], None]

OverlapFinder = Callable[[], Iterable[Overlap]]

_finders: list[SubjectFinder] = []
_overlaps: list[OverlapFinder] = []
_guards: list[FilesGuard] = []


def bears_files(finder: SubjectFinder) -> SubjectFinder:
    """Register a function that lists such records of a project, given by id."""
    _finders.append(finder)
    return finder


def subjects_of(project_id: int) -> list[Subject]:
    """Every record of the registered features, in the order of the features."""
    return [subject for finder in _finders for subject in finder(project_id)]


def finds_overlaps(finder: OverlapFinder) -> OverlapFinder:
    """Register a function that lists overlaps of incompatible duties in records of a feature."""
    _overlaps.append(finder)
    return finder


def overlaps() -> list[Overlap]:
    """Every overlap that the registered features know of."""
    return [overlap for finder in _overlaps for overlap in finder()]


def guards_files(guard: FilesGuard) -> FilesGuard:
    """Register what raises when the files of a record may not change any more."""
    _guards.append(guard)
    return guard


def check_files_may_change(target: Target, kind: DocumentKind) -> None:
    """Raise what any of the registered features objects to."""
    for guard in _guards:
        guard(target, kind)
