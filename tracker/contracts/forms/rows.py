"""The rows of a schedule in a form, and what the buttons beside them do to the posted fields.

The buttons work on what was typed, so that nothing typed is lost, readable or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField, HiddenField, StringField
from wtforms.validators import Length

from tracker.contracts.forms.fields import CountField, RatioField, strip
from tracker.contracts.rules.kinds import Basis, DueFrom, Trigger
from tracker.contracts.rules.terms import Terms
from tracker.infra.forms import DayField, LabelSelectField, MoneyField, given, required
from tracker.kernel.durations import DurationUnit
from tracker.kernel.money import ZERO

MOST_ROWS = 60
LONGEST_TERM = 3650

Row = dict[str, str]
_KEY = re.compile(r"instalments-(?P<place>[0-9]{1,3})-(?P<field>\w+)")


class RowForm(wtforms.Form):
    """One instalment."""

    uid = HiddenField()
    name = StringField(_l("名称"), [required(_l("请填写名称")), Length(max=100)], filters=[strip])
    basis = LabelSelectField(_l("计算方式"), enum=Basis, blank=None, default=Basis.RATIO)
    ratio = RatioField(_l("比例"))
    amount = MoneyField(_l("金额（元）"))
    trigger = LabelSelectField(_l("触发条件"), [required(_l("请填写触发条件"))], enum=Trigger)
    due_count = CountField(_l("期限"), [given(_l("请填写期限"))], most=LONGEST_TERM)
    due_unit = LabelSelectField(
        _l("期限单位"), enum=DurationUnit, blank=None, default=DurationUnit.CALENDAR_DAY
    )
    due_from = LabelSelectField(_l("起算"), enum=DueFrom, blank=None, default=DueFrom.TRIGGER)
    expected_on = DayField(_l("预计触发日"))

    def terms(self, no: int) -> Terms:
        """What was typed, as far as it can be read; a trigger not chosen yet has no day."""
        basis = Basis(self.basis.data or Basis.RATIO)
        is_chosen = bool(self.trigger.data)
        return Terms(
            no=no,
            name=self.name.data or "",
            basis=basis,
            trigger=Trigger(self.trigger.data) if is_chosen else Trigger.MILESTONE,
            due_count=self.due_count.data or 0,
            due_unit=DurationUnit(self.due_unit.data or DurationUnit.CALENDAR_DAY),
            due_from=DueFrom(self.due_from.data or DueFrom.TRIGGER),
            ratio=self.ratio.data if basis.is_ratio else None,
            amount=None if basis.is_ratio else self.amount.data,
            expected_on=self.expected_on.data if is_chosen else None,
            uid=self.uid.data or "",
        )


class Rows(FieldList):
    """The rows; an error that a use case puts beside a field counts as an error of the list."""

    @property
    def errors(self) -> list[Any]:
        return [entry.errors for entry in self.entries if entry.errors]

    @errors.setter
    def errors(self, _value: object) -> None:
        """Every row keeps its own."""


def rows_field() -> Rows:
    """The rows, in the order of the form's fields where it is called."""
    return Rows(FormField(RowForm), max_entries=MOST_ROWS)


class ScheduleFields:
    """What a form needs to hold a schedule."""

    instalments = rows_field()

    @property
    def terms(self) -> tuple[Terms, ...]:
        return tuple(entry.form.terms(no) for no, entry in enumerate(self.instalments, 1))


def as_data(terms: Iterable[Terms]) -> list[dict[str, Any]]:
    """Terms as a form starts from them."""
    return [
        {
            "uid": row.uid,
            "name": row.name,
            "basis": row.basis,
            "ratio": row.ratio,
            "amount": row.amount,
            "trigger": row.trigger,
            "due_count": row.due_count,
            "due_unit": row.due_unit,
            "due_from": row.due_from,
            "expected_on": row.expected_on,
        }
        for row in terms
    ]


def row_of(terms: Terms) -> Row:
    """Terms as a person would have typed them."""
    form = RowForm(data=as_data([terms])[0])
    return {field.name: str(field._value()) for field in form if not hasattr(field, "choices")} | {
        "basis": terms.basis.value,
        "trigger": terms.trigger.value,
        "due_unit": terms.due_unit.value,
        "due_from": terms.due_from.value,
    }


def rows_of(posted: MultiDict[str, str]) -> list[Row]:
    """The posted rows in their order."""
    rows: dict[int, Row] = {}
    for key, value in posted.items():
        if match := _KEY.fullmatch(key):
            rows.setdefault(int(match["place"]), {})[match["field"]] = value
    return [rows[place] for place in sorted(rows)]


def with_rows(posted: MultiDict[str, str], rows: Sequence[Row]) -> MultiDict[str, str]:
    """The posted fields with these rows in place of theirs."""
    fields = MultiDict(
        (key, value) for key, value in posted.items(multi=True) if not _KEY.fullmatch(key)
    )
    for place, row in enumerate(rows[:MOST_ROWS]):
        for name, value in row.items():
            fields.add(f"instalments-{place}-{name}", value)
    return fields


def blank_row(term_count: int, term_unit: DurationUnit) -> Row:
    """A new row with the usual term of payment."""
    terms = Terms(0, "", Basis.RATIO, Trigger.SIGNING, term_count, term_unit, deducted=ZERO)
    return row_of(terms) | {"trigger": ""}
