"""The form that drafts a round."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FormField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from tracker.acceptance.forms.rows import Row, Rows
from tracker.acceptance.rules.commands import Item, Plan, SeatDraft
from tracker.acceptance.rules.kinds import Category, Method, RoundKind, Seat
from tracker.acceptance.rules.planning import LONGEST_TEXT, MOST_ITEMS, MOST_SEATS
from tracker.infra.clock import SHANGHAI
from tracker.infra.forms import (
    DayField,
    FilesField,
    Form,
    LabelSelectField,
    VersionField,
    required,
)

BLANKS: dict[str, Row] = {
    "items": {"category": Category.TECHNICAL.value},
    "roster": {"seat": Seat.MEMBER.value},
}
_TEXT = [Length(max=LONGEST_TEXT)]


def _strip(text: str | None) -> str:
    return (text or "").strip()


def _text(label: Any, rows: int = 2) -> TextAreaField:
    return TextAreaField(label, _TEXT, filters=[_strip], render_kw={"rows": rows})


class TimeField(wtforms.Field):
    """A time of day. data: time or None."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip().replace("：", ":") if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            hour, minute = (int(part) for part in text.split(":")[:2])
            self.data = time(hour, minute)
        except ValueError as error:
            raise ValueError(
                _("“%(text)s”不是正确的时间，请按 14:30 的格式填写", text=text)
            ) from error


class PartsField(SelectMultipleField):
    """Instalments to tick. data: uids in the order of the schedule."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """What is not offered any more, the rules name by its reason."""


class ItemForm(wtforms.Form):
    clause = StringField(_l("条款"), [Length(max=20)], filters=[_strip])
    category = LabelSelectField(_l("类别"), enum=Category, blank=None)
    agreed = _text(_l("合同约定"))
    actual = _text(_l("实际情况"))
    evidence = StringField(_l("依据"), [Length(max=200)], filters=[_strip])

    @property
    def item(self) -> Item:
        return Item(
            clause=self.clause.data,
            category=Category(self.category.data or Category.TECHNICAL),
            agreed=self.agreed.data,
            actual=self.actual.data,
            evidence=self.evidence.data,
        )


class SeatForm(wtforms.Form):
    person = SelectField(_l("人员"), [required(_l("请选择人员"))], validate_choice=False)
    seat = LabelSelectField(_l("身份"), enum=Seat, blank=None)
    overlap_reason = StringField(_l("兼任理由"), [Length(max=200)], filters=[_strip])

    @property
    def draft(self) -> SeatDraft:
        seat = Seat(self.seat.data or Seat.MEMBER)
        return SeatDraft(self.person.data or "", seat, self.overlap_reason.data)


class DraftForm(Form):
    """Everything a draft holds; what opening it needs is asked for when it is opened."""

    version = VersionField()
    kind = LabelSelectField(_l("验收阶段"), [required(_l("请选择验收阶段"))], enum=RoundKind)
    parts = PartsField(_l("对应付款节点"), choices=[])
    scope = StringField(_l("验收范围"), [Length(max=200)], filters=[_strip])
    method = LabelSelectField(_l("验收方式"), enum=Method, blank=None)
    basis = _text(_l("验收依据"))
    delivered_on = DayField(_l("实际完成日期"))
    delay_note = StringField(_l("是否延期、违约"), [Length(max=200)], filters=[_strip])
    meet_at = DayField(_l("验收日期"))
    meet_time = TimeField(_l("验收时间"), render_kw={"type": "time"})
    place = StringField(_l("验收地点"), [Length(max=200)], filters=[_strip])
    sign_by = DayField(_l("签署截止日"))
    items = Rows(FormField(ItemForm), max_entries=MOST_ITEMS)
    third_party_opinion = _text(_l("第三方意见"), 3)
    user_opinion = _text(_l("服务对象意见"), 3)
    problems = _text(_l("存在问题和改进意见"), 3)
    papers = FilesField(_l("验收资料"))
    roster = Rows(FormField(SeatForm), max_entries=MOST_SEATS)

    def offer(self, parts: Iterable[tuple[str, str]], people: Iterable[tuple[str, str]]) -> None:
        """Set the instalments and the people to choose from."""
        self.parts.choices = list(parts)
        choices = [("", _("请选择")), *people]
        for entry in self.roster:
            entry.form.person.choices = choices

    @property
    def plan(self) -> Plan:
        """The plan of a valid form."""
        day, at = self.meet_at.data, self.meet_time.data
        return Plan(
            kind=RoundKind(self.kind.data),
            parts=tuple(self.parts.data or ()),
            items=tuple(entry.form.item for entry in self.items),
            roster=tuple(entry.form.draft for entry in self.roster),
            method=Method(self.method.data or Method.OWN),
            scope=self.scope.data,
            basis=self.basis.data,
            delivered_on=self.delivered_on.data,
            delay_note=self.delay_note.data,
            meet_at=datetime.combine(day, at or time(9), SHANGHAI) if day else None,
            place=self.place.data,
            sign_by=self.sign_by.data,
            third_party_opinion=self.third_party_opinion.data,
            user_opinion=self.user_opinion.data,
            problems=self.problems.data,
        )


def as_data(plan: Plan, version: int = 0) -> dict[str, Any]:
    """A plan as the form starts from it, with at least one row to fill."""
    local = plan.meet_at.astimezone(SHANGHAI) if plan.meet_at else None
    plain = {
        name: getattr(plan, name)
        for name in (
            *("kind", "method", "scope", "basis", "delivered_on", "delay_note", "place"),
            *("sign_by", "third_party_opinion", "user_opinion", "problems"),
        )
    }
    return plain | {
        "version": version,
        "parts": list(plan.parts),
        "meet_at": local.date() if local else None,
        "meet_time": local.time() if local else None,
        "items": [_item_data(item) for item in plan.items] or [{}],
        "roster": [
            {"person": one.person_uid, "seat": one.seat, "overlap_reason": one.overlap_reason}
            for one in plan.roster
        ],
    }


def _item_data(item: Item) -> dict[str, Any]:
    return {
        "clause": item.clause,
        "category": item.category,
        "agreed": item.agreed,
        "actual": item.actual,
        "evidence": item.evidence,
    }
