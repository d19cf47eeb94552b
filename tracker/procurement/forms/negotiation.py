"""The form of a negotiation record: people and suppliers in rows, blank ones left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import Length

from tracker.infra.forms import (
    DayField,
    FilesField,
    Form,
    LabelSelectField,
    MoneyField,
    VersionField,
    filled,
    given,
    required,
)
from tracker.kernel.money import Money
from tracker.procurement.rules.negotiation import (
    MOST_ROUNDS,
    Capacity,
    Content,
    Party,
    Person,
)
from tracker.projects.forms.budget import strip

SPARE = 2
MOST_ROWS = 20


class PersonRow(PlainForm):
    """``user_uid`` names somebody with an account; else name and unit are typed."""

    user_uid = SelectField(_l("本单位人员"), choices=[], validate_choice=False)
    name = StringField(_l("外部人员姓名"), [Length(max=60)], filters=[strip])
    unit = StringField(_l("所在单位"), [Length(max=100)], filters=[strip])
    capacity = LabelSelectField(_l("身份"), enum=Capacity, blank=None)


class PartyRow(PlainForm):
    name = StringField(_l("供应商"), [Length(max=200)], filters=[strip])
    round1 = MoneyField(_l("第1轮报价"))
    round2 = MoneyField(_l("第2轮报价"))
    round3 = MoneyField(_l("第3轮报价"))
    round4 = MoneyField(_l("第4轮报价"))
    round5 = MoneyField(_l("第5轮报价"))
    points = StringField(_l("要点和承诺"), [Length(max=500)], filters=[strip])


ROUNDS = tuple(f"round{no}" for no in range(1, MOST_ROUNDS + 1))
PERSON = ("user_uid", "name", "unit")  # what makes a row of people more than blank
PARTY = ("name", *ROUNDS, "points")


class NegotiationForm(Form):
    revision = VersionField()
    held_on = DayField(_l("日期"), [given(_l("请填写日期"))])
    time = StringField(_l("时间"), [Length(max=40)], filters=[strip])
    place = StringField(_l("地点"), [Length(max=200)], filters=[strip])
    people = FieldList(FormField(PersonRow), _l("参加人员"))
    parties = FieldList(FormField(PartyRow), _l("供应商和报价"))
    points = TextAreaField(_l("主要内容"), [Length(max=4000)], filters=[strip])
    commitments = TextAreaField(_l("供应商承诺"), [Length(max=4000)], filters=[strip])
    conclusion = TextAreaField(_l("结论"), [Length(max=2000)], filters=[strip])
    explanation = StringField(_l("说明"), [Length(max=500)], filters=[strip])

    def offer(self, people: Iterable[tuple[str, str]], outside: str) -> None:
        """Whom to choose from, and what choosing nobody means."""
        self.names, self.outside = dict(people), outside
        self._offer()

    def _offer(self) -> None:
        for row in self.people:
            row.form.user_uid.choices = [("", self.outside), *self.names.items()]

    def close_ranks(self) -> None:
        """Blank rows go to the end, so that a row stands where what it says is counted."""
        for rows, names in ((self.people, PERSON), (self.parties, PARTY)):
            told = [row.data for row in rows if any(row.data[name] for name in names)]
            count = len(rows)
            while len(rows):
                rows.pop_entry()
            for data in told:
                rows.append_entry(data)
            for _blank in range(count - len(told)):
                rows.append_entry()
        self._offer()

    def lengthen(self) -> None:
        """Blank rows at the end of both lists."""
        for rows in (self.people, self.parties):
            for _spare in range(SPARE):
                if len(rows) < MOST_ROWS:
                    rows.append_entry()

    @property
    def content(self) -> Content:
        """What a valid form says, in the order of its rows once they have closed ranks."""
        self.close_ranks()
        return Content(
            held_on=filled(self.held_on.data),
            time=self.time.data,
            place=self.place.data,
            people=tuple(self._people()),
            parties=tuple(self._parties()),
            points=self.points.data,
            commitments=self.commitments.data,
            conclusion=self.conclusion.data,
            explanation=self.explanation.data,
        )

    def _people(self) -> Iterable[Person]:
        for row in self.people:
            uid, name = row.form.user_uid.data or "", row.form.name.data
            capacity = Capacity(row.form.capacity.data or Capacity.BUYER)
            if uid in self.names and uid:
                yield Person(self.names[uid].partition("（")[0], capacity, uid)
            elif uid or name or row.form.unit.data:
                yield Person(name or "", capacity, unit=row.form.unit.data or "")

    def _parties(self) -> Iterable[Party]:
        for row in self.parties:
            offers: list[Money | None] = [row.form[name].data for name in ROUNDS]
            while offers and offers[-1] is None:
                offers.pop()
            if row.form.name.data or offers or row.form.points.data:
                yield Party(row.form.name.data or "", tuple(offers), row.form.points.data or "")


class CorrectionForm(NegotiationForm):
    reason = StringField(_l("更正原因"), [required(_l("请填写更正原因")), Length(max=500)])


class ActForm(Form):
    """A button on a record: which revision the person has read."""

    revision = VersionField()


class PaperForm(ActForm):
    papers = FilesField(_l("签字扫描件"), [required(_l("请选择签字扫描件"))])


def data_of(content: Content) -> dict[str, Any]:
    """What the form of an existing record starts from."""
    return {
        "held_on": content.held_on,
        "time": content.time,
        "place": content.place,
        "people": [
            {
                "user_uid": person.user_uid,
                "name": person.name if person.is_outside else "",
                "unit": person.unit,
                "capacity": person.capacity,
            }
            for person in content.people
        ],
        "parties": [
            {
                "name": party.name,
                "points": party.points,
                **dict(zip(ROUNDS, party.offers, strict=False)),
            }
            for party in content.parties
        ],
        "points": content.points,
        "commitments": content.commitments,
        "conclusion": content.conclusion,
        "explanation": content.explanation,
    }
