"""The drawing board: what the buttons of a schedule editor do, without saving anything."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from tracker.contracts.forms import rows
from tracker.contracts.forms.rows import Row
from tracker.contracts.rules.drafts import equal_parts, project_steps
from tracker.contracts.rules.limits import usual_term
from tracker.contracts.rules.preview import Draft, Ground, preview
from tracker.contracts.rules.terms import Terms
from tracker.contracts.rules.versions import locked_amounts
from tracker.infra import i18n
from tracker.kernel.money import ZERO

SAVE, PREVIEW = "save", "preview"


def redrawn(
    posted: MultiDict[str, str], action: str, terms: Sequence[Terms], ground: Ground
) -> MultiDict[str, str]:
    """The posted fields after the button ``action``: add, remove-2, fix-3, template, equal."""
    typed = rows.rows_of(posted)
    verb, _, place = action.partition("-")
    match verb:
        case "add":
            changed = [*typed, _blank(ground)]
        case "remove":
            changed = [row for at, row in enumerate(typed) if str(at) != place]
        case "fix":
            changed = _fixed(typed, preview(terms, ground), place)
        case "template":
            term = usual_term(ground.law.book, ground.landmarks.signed_on)
            changed = [rows.row_of(row) for row in project_steps(term, i18n.lang())]
        case "equal":
            changed = _equal(typed, terms, ground)
        case _:
            changed = typed
    return rows.with_rows(posted, changed)


def _blank(ground: Ground) -> Row:
    term = usual_term(ground.law.book, ground.landmarks.signed_on)
    return rows.blank_row(term.count, term.unit)


def _fixed(typed: list[Row], draft: Draft, no: str) -> list[Row]:
    """The rows with the chosen fix; one that is not offered any more changes nothing."""
    fixes = {str(fix.no): fix for fix in draft.fixes}
    if no not in fixes:
        return typed
    fix = fixes[no]
    return [*typed[: fix.no - 1], rows.row_of(fix.terms), *typed[fix.no :]]


def _equal(typed: list[Row], terms: Sequence[Terms], ground: Ground) -> list[Row]:
    """What is not locked, in equal parts of what the locked rows leave."""
    locked = locked_amounts(ground.existing)
    kept = sum((locked[row.uid] for row in terms if row.uid in locked), start=ZERO)
    free = [row for row in terms if row.uid not in locked]
    rest = ground.price.payable - kept
    if not free or rest <= ZERO:
        return typed
    parts = iter(equal_parts(free, rest))
    return [
        old if row.uid in locked else old | rows.row_of(next(parts))
        for old, row in zip(typed, terms, strict=True)
    ]
