"""The form of a step: its fields are the facts that the method asks for."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import Length, Optional, Regexp

from tracker.infra import i18n
from tracker.infra.files.store import Incoming
from tracker.infra.forms import CHOOSE, DayField, FilesField, Form, MoneyField, PersonField, given
from tracker.kernel.money import Money
from tracker.procurement.rules.log import Entry, Logged
from tracker.procurement.rules.specs import FactKind, FactSpec, StepSpec
from tracker.projects.forms.budget import strip
from tracker.projects.rules.documents import DocumentKind

MORE = 3  # rows that the button adds
FEWEST, MOST = 5, 30
PAPERS = "papers_"


class NameRow(PlainForm):
    name = StringField(
        _l("供应商"), [Length(max=200)], filters=[strip], render_kw={"list": "known-suppliers"}
    )

    @property
    def value(self) -> Any:
        return self.name.data or None


class OfferRow(NameRow):
    price = MoneyField(_l("报价"))

    @property
    def value(self) -> Any:
        """A row is nothing while both are blank; a name without a price is priced at zero."""
        if not self.name.data and self.price.data is None:
            return None
        price = self.price.data
        return {"name": self.name.data or "", "price": price.fen if price else 0}


class PersonRow(PlainForm):
    name = StringField(_l("姓名"), [Length(max=100)], filters=[strip])
    expert = BooleanField(_l("评审专家"))

    @property
    def value(self) -> Any:
        return {"name": self.name.data, "expert": self.expert.data} if self.name.data else None


class StepForm(Form):
    """What every step has; ``step_form`` adds the facts and the files of one."""

    happened_on = DayField(_l("发生日期"), [given(_l("请填写发生日期"))])
    answers = PersonField(_l("处理哪一项"))
    explanation = StringField(_l("说明"), [Length(max=500)], filters=[strip])

    step: StepSpec

    def entry(self) -> Entry:
        """What a valid form says."""
        facts = {spec.key: _value(spec, self[spec.key]) for spec in self.step.facts}
        return Entry(
            step=self.step.key,
            happened_on=self.happened_on.data or date.min,
            facts={key: value for key, value in facts.items() if value not in (None, "", [])},
            explanation=self.explanation.data,
            answers=self.answers.data,
        )

    @property
    def papers(self) -> list[tuple[DocumentKind, Incoming]]:
        """The files with their kinds, in the order of the fields."""
        return [
            (
                DocumentKind(field.name.removeprefix(PAPERS)),
                replace(incoming, field=field.name),
            )
            for field in self.paper_fields
            for incoming in field.incoming
        ]

    @property
    def paper_fields(self) -> list[FilesField]:
        return [field for field in self if isinstance(field, FilesField)]


class SkipForm(Form):
    explanation = StringField(_l("跳过原因"), [Length(max=500)], filters=[strip])


def step_form(
    step: StepSpec,
    suppliers: Iterable[tuple[str, str]],
    wrong: Logged | None,
    today: date,
    rows: int,
) -> StepForm:
    """The form of that step: empty, or, to correct a record, with what it said.

    ``suppliers`` are (uid, name); ``rows`` is how many rows a list has at least.
    """
    fields: dict[str, Any] = {spec.key: _FIELDS[spec.kind](spec, rows) for spec in step.facts}
    for kind in dict.fromkeys((*step.documents, DocumentKind.OTHER)):
        fields[f"{PAPERS}{kind}"] = FilesField(i18n.label(kind.label))
    form_class = type("OneStepForm", (StepForm,), {**fields, "step": step})
    form: StepForm = form_class(data=_data(step, wrong) if wrong else {"happened_on": today})
    blank = ("", str(CHOOSE))
    for spec in step.facts:
        if spec.kind is FactKind.CHOICE:
            options = ((key, i18n.label(label)) for key, label in spec.choices.items())
            form[spec.key].choices = [blank, *options]
        elif spec.kind is FactKind.SUPPLIER:
            form[spec.key].choices = [blank, *suppliers]
    return form


def rows_asked(posted: Mapping[str, str]) -> int:
    """How many rows the page had, and three more if their button was pressed."""
    text = posted.get("rows", "")
    rows = int(text) if text.isdecimal() and len(text) < 4 else FEWEST
    if posted.get("do") == "rows":
        rows += MORE
    return max(FEWEST, min(rows, MOST))


def _data(step: StepSpec, wrong: Logged) -> dict[str, Any]:
    found = {
        spec.key: _shown(spec, wrong.facts[spec.key])
        for spec in step.facts
        if spec.key in wrong.facts
    }
    return {**found, "happened_on": wrong.happened_on}


def _shown(spec: FactSpec, value: Any) -> Any:
    """A stored fact as its field holds it."""
    if spec.kind is FactKind.MONEY:
        return Money(value)
    if spec.kind is FactKind.DATE:
        return date.fromisoformat(value)
    if spec.kind is FactKind.SUPPLIERS:
        return [{"name": name} for name in value]
    if spec.kind is FactKind.OFFERS:
        return [{"name": one["name"], "price": Money(one["price"])} for one in value]
    return value


def _value(spec: FactSpec, field: Any) -> Any:
    """What a field holds as canonical JSON has it."""
    if spec.kind in _LISTS:
        values = (entry.form.value for entry in field.entries)
        return [value for value in values if value is not None]
    if field.data is None:
        return None
    if spec.kind is FactKind.MONEY:
        return field.data.fen
    if spec.kind is FactKind.DATE:
        return field.data.isoformat()
    return field.data


_LISTS: Mapping[FactKind, type[PlainForm]] = {
    FactKind.SUPPLIERS: NameRow,
    FactKind.OFFERS: OfferRow,
    FactKind.PEOPLE: PersonRow,
}


def _listed(spec: FactSpec, rows: int) -> Any:
    label, row = i18n.label(spec.label), _LISTS[spec.kind]
    return FieldList(FormField(row, separator="_"), label, min_entries=rows, max_entries=MOST)


def _count(spec: FactSpec, _rows: int) -> Any:
    return CountField(i18n.label(spec.label), [Optional()])


def _url(spec: FactSpec, _rows: int) -> Any:
    known = Regexp(r"https?://\S+\.\S+", message=_("请填写以 http:// 或 https:// 开头的网址"))
    return StringField(
        i18n.label(spec.label), [Optional(), known, Length(max=500)], filters=[strip]
    )


class CountField(IntegerField):
    """A whole number, not negative. data: int or None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if not text.isdecimal() or int(text) > 10**6:
            raise ValueError(_("请填写整数"))
        self.data = math.trunc(int(text))


_FIELDS: Mapping[FactKind, Callable[[FactSpec, int], Any]] = {
    FactKind.DATE: lambda spec, _r: DayField(i18n.label(spec.label)),
    FactKind.COUNT: _count,
    FactKind.MONEY: lambda spec, _r: MoneyField(i18n.label(spec.label)),
    FactKind.TEXT: lambda spec, _r: TextAreaField(
        i18n.label(spec.label), [Length(max=2000)], filters=[strip], render_kw={"rows": 2}
    ),
    FactKind.URL: _url,
    FactKind.CHOICE: lambda spec, _r: SelectField(i18n.label(spec.label)),
    FactKind.SUPPLIERS: _listed,
    FactKind.OFFERS: _listed,
    FactKind.PEOPLE: _listed,
    FactKind.SUPPLIER: lambda spec, _r: SelectField(i18n.label(spec.label)),
}
