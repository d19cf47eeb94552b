"""What features above may add to accounts: the work that keeps a person from simply leaving."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tracker.kernel.labels import Label

WorkFinder = Callable[[int], Sequence[Label]]

_finders: list[WorkFinder] = []
_matters: list[WorkFinder] = []


def names_work(finder: WorkFinder) -> WorkFinder:
    """Register a function that names what a person, given by id, still has in hand."""
    _finders.append(finder)
    return finder


def work_of(person_id: int) -> list[Label]:
    """Everything the registered features say this person still has in hand."""
    return [work for finder in _finders for work in finder(person_id)]


def names_matters(finder: WorkFinder) -> WorkFinder:
    """Register a function that names what stays open in a person's name and others finish.

    Nobody is kept from leaving by it; whoever takes over should know.
    """
    _matters.append(finder)
    return finder


def matters_of(person_id: int) -> list[Label]:
    """Everything of that kind that the registered features know of this person."""
    return [matter for finder in _matters for matter in finder(person_id)]
