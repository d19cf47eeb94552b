"""Forms of budget lines and their entries."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField
from wtforms.validators import Length
from wtforms.widgets import TextInput

from tracker.infra.forms import (
    DayField,
    Form,
    LabelSelectField,
    MoneyField,
    PersonField,
    given,
    required,
)
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.projects.rules import BudgetCategory, EntryKind, NewEntry, NewLine

FIRST_REASON = "随预算项登记"
FIRST_KINDS = (EntryKind.REQUESTED, EntryKind.APPROVED, EntryKind.ALLOTTED)
USUAL_SOURCE = "一般公共预算"

T = TypeVar("T")


def filled(value: T | None) -> T:
    """A field's value in a form that is valid."""
    if value is None:
        raise ValueError("only a valid form makes a command")
    return value


def strip(text: str | None) -> str:
    """Filter of text fields: what was typed, without blanks around it."""
    return (text or "").strip()


class YearField(Field):
    """A fiscal year. data: int or None."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        text = strip(valuelist[0] if valuelist else "").removesuffix("年")
        self.data = None
        if text and not (text.isdecimal() and len(text) == 4):
            raise ValueError(_("年度为四位数字，例如 2023"))
        self.data = int(text) if text else None


class LineFields:
    """What makes a budget line, and its first amounts: a row of a form, or a form of its own."""

    year = YearField(_l("年度"), [given(_l("请填写年度"))])
    fund_source = StringField(
        _l("资金来源"), [required(_l("请填写资金来源")), Length(max=60)], filters=[strip]
    )
    quota_number = StringField(_l("指标文号"), [Length(max=60)], filters=[strip])
    functional_code = StringField(_l("功能科目"), [Length(max=20)], filters=[strip])
    economic_code = StringField(_l("经济科目"), [Length(max=20)], filters=[strip])
    requested = MoneyField(_l("申报"))
    approved = MoneyField(_l("年初批复"))
    allotted = MoneyField(_l("到位"))
    on = DayField(_l("登记日期"), [given(_l("请填写登记日期"))])


def usual_line(today: date) -> dict[str, object]:
    """What a new row starts with."""
    return {"year": today.year, "fund_source": USUAL_SOURCE, "on": today}


def line_of(row: Any, category: BudgetCategory | None = None) -> NewLine:
    """The command of a valid row."""
    amounts: dict[EntryKind, Money | None] = {kind: row[kind].data for kind in FIRST_KINDS}
    return NewLine(
        year=row.year.data,
        fund_source=row.fund_source.data,
        quota_number=row.quota_number.data,
        functional_code=row.functional_code.data,
        economic_code=row.economic_code.data,
        category=category,
        entries=tuple(
            NewEntry(kind, amount, row.on.data, FIRST_REASON, row.quota_number.data)
            for kind, amount in amounts.items()
            if amount is not None
        ),
    )


class LineForm(LineFields, Form):
    """A further line of a project."""

    @property
    def line(self) -> NewLine:
        return line_of(self)


class BasicLineForm(LineFields, Form):
    """A line of basic expenditure."""

    category = LabelSelectField(
        _l("类别"), [required(_l("请选择人员经费或公用经费"))], enum=BudgetCategory
    )

    @property
    def line(self) -> NewLine:
        return line_of(self, self.category.data)


class Movement(StrEnum):
    """The kinds of entry as a person chooses them: an adjustment says its direction."""

    REQUESTED = "requested"
    APPROVED = "approved"
    RAISED = "raised"
    LOWERED = "lowered"
    ALLOTTED = "allotted"
    SPENT = "spent"

    @property
    def label(self) -> Label:
        return _DIRECTIONS.get(self) or self.kind.label

    @property
    def kind(self) -> EntryKind:
        return EntryKind.ADJUSTED if self in _DIRECTIONS else EntryKind(self.value)


_DIRECTIONS = {
    Movement.RAISED: Label("调增", "Raised"),
    Movement.LOWERED: Label("调减", "Lowered"),
}


class EntryForm(Form):
    """One entry on one of the lines shown. A project's spending is no choice: it is derived."""

    line_id = PersonField(_l("预算项"), [required(_l("请选择预算项"))])
    kind = LabelSelectField(
        _l("登记什么"),
        [required(_l("请选择登记什么"))],
        enum=[movement for movement in Movement if movement is not Movement.SPENT],
    )
    amount = MoneyField(_l("金额"), [given(_l("请填写金额"))])
    on = DayField(_l("日期"), [given(_l("请填写日期"))])
    document_number = StringField(_l("文号"), [Length(max=100)], filters=[strip])
    reason = StringField(_l("原因"), [required(_l("请填写原因")), Length(max=500)], filters=[strip])

    @property
    def entry(self) -> NewEntry:
        movement = Movement(self.kind.data)
        amount = filled(self.amount.data)
        return NewEntry(
            kind=movement.kind,
            amount=-amount if movement is Movement.LOWERED else amount,
            on=filled(self.on.data),
            reason=self.reason.data,
            document_number=self.document_number.data,
        )


class BasicEntryForm(EntryForm):
    """Basic expenditure has no contracts: its spending is entered, with the day."""

    kind = LabelSelectField(_l("登记什么"), [required(_l("请选择登记什么"))], enum=Movement)
