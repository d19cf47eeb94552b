"""What the pages with a schedule editor have in common: its buttons, and what is off in a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import request
from werkzeug.datastructures import CombinedMultiDict

from tracker.contracts.forms import board
from tracker.contracts.rules.limits import ExplanationNeeded
from tracker.contracts.rules.preview import Draft, Ground
from tracker.contracts.rules.schedule import ScheduleTotalMismatch
from tracker.infra.forms import show_errors
from tracker.kernel.errors import RuleViolation, Violations

F = TypeVar("F")


def is_saving() -> bool:
    """Whether the button that saves was pressed; every other one only draws."""
    return request.method == "POST" and request.form.get("do") == board.SAVE


def redrawn(kind: Callable[..., F], ground_for: Callable[[F], Ground]) -> F:
    """The posted form as the pressed button leaves it."""
    form: Any = kind(CombinedMultiDict((request.files, request.form)))
    action = request.form.get("do", board.PREVIEW)
    if action in (board.SAVE, board.PREVIEW):
        return form  # type: ignore[no-any-return] # forms are Any to mypy
    posted = board.redrawn(request.form, action, form.terms, ground_for(form))
    return kind(posted)


def saved(form: Any, draft: Draft, use_case: Callable[[], object]) -> bool:
    """Whether the use case took the form; else every mistake stands beside its field."""
    if not form.validate():
        show_errors(form, Violations(tuple(_off(draft, form.explanation.data))))
        return False
    try:
        use_case()
    except RuleViolation as error:
        show_errors(form, error)
        return False
    return True


def _off(draft: Draft, explanation: str) -> Iterable[RuleViolation]:
    """What the rules would refuse, too: a form shows all of it at once."""
    if draft.rows and draft.computed.difference:
        yield ScheduleTotalMismatch(draft.computed, draft.fixes)
    for place, row in enumerate(draft.rows):
        if row.excess and not explanation:
            yield ExplanationNeeded(row.excess.at(f"instalments-{place}-due_count"))
