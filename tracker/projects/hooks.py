"""What features above may add to projects: their records that files may belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tracker.projects.rules.documents import Subject

SubjectFinder = Callable[[int], Iterable[Subject]]

_finders: list[SubjectFinder] = []


def bears_files(finder: SubjectFinder) -> SubjectFinder:
    """Register a function that lists such records of a project, given by id."""
    _finders.append(finder)
    return finder


def subjects_of(project_id: int) -> list[Subject]:
    """Every record of the registered features, in the order of the features."""
    return [subject for finder in _finders for subject in finder(project_id)]
