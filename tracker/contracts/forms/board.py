"""The drawing board: what the buttons of a schedule editor do, without saving anything."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from tracker.contracts.forms import rows
from tracker.contracts.forms.rows import Row
from tracker.contracts.rules.drafts import applied, equal_parts, templates
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
    """The posted fields after a button: add, equal, fix-3, template-once, remove-2, up-2, down-2,
    move-2-0.

    A place counts from 0, the number of a fix from 1.
    """
    verb, _, place = action.partition("-")
    return rows.with_rows(posted, _changed(rows.rows_of(posted), verb, place, terms, ground))


def _changed(
    typed: list[Row], verb: str, place: str, terms: Sequence[Terms], ground: Ground
) -> list[Row]:
    match verb:
        case "add":
            return [*typed, _blank(ground)]
        case "remove":
            return [row for at, row in enumerate(typed) if str(at) != place]
        case "up" | "down":
            return _moved(typed, place, -1 if verb == "up" else 1)
        case "move":
            return _carried(typed, *place.partition("-")[::2])
        case "fix":
            return _fixed(typed, preview(terms, ground), place)
        case "template":
            return _from_template(place, ground) or typed
        case "equal":
            return _equal(typed, terms, ground)
        case _:
            return typed


def _from_template(key: str, ground: Ground) -> list[Row]:
    """The rows of the template; of the first one where none is named."""
    marks = ground.landmarks
    term, key = usual_term(ground.law.book, marks.signed_on), key or templates()[0].key
    steps = applied(key, term, marks, ground.calendar, i18n.lang())
    return [rows.row_of(row) for row in steps]


def _moved(typed: list[Row], place: str, step: int) -> list[Row]:
    """The rows with one of them moved past its neighbour; at the end it stays."""
    old = int(place) if place.isdecimal() else -1
    new = old + step
    if not (0 <= old < len(typed) and 0 <= new < len(typed)):
        return typed
    moved = list(typed)
    moved[old], moved[new] = moved[new], moved[old]
    return moved


def _carried(typed: list[Row], place: str, to: str) -> list[Row]:
    """The rows with one of them taken out and put where it is to stand; nowhere else it stays."""
    places = {str(at): at for at in range(len(typed))}
    if place not in places or to not in places:
        return typed
    rest = [*typed[: places[place]], *typed[places[place] + 1 :]]
    return [*rest[: places[to]], typed[places[place]], *rest[places[to] :]]


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
