"""Forms of the project itself: add, edit, archive."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField, StringField, TextAreaField
from wtforms.validators import Length

from tracker.infra.forms import (
    DayField,
    Form,
    LabelSelectField,
    PersonField,
    VersionField,
    given,
    required,
)
from tracker.projects.forms.budget import (
    FIRST_KINDS,
    LineFields,
    filled,
    line_of,
    strip,
    usual_line,
)
from tracker.projects.rules import NewLine, ProjectDetails, ProjectType, clean_aliases

MOST_LINES = 20
REARRANGING = frozenset({"add_row", "drop_row", "use_code"})  # buttons that do not submit
Choices = Iterable[tuple[int, str]]


def normal_code(text: str | None) -> str:
    """Half-width digits and hyphen, no blanks: what an input method may have made of 2022-06."""
    normal = unicodedata.normalize("NFKC", text or "")
    return "".join(normal.split()).translate(str.maketrans("—–−", "---"))


class DetailsForm(Form):
    """What a project is called and who answers for it."""

    code = StringField(
        _l("项目编号"), [required(_l("请填写项目编号")), Length(max=20)], filters=[normal_code]
    )
    name = StringField(
        _l("项目名称"), [required(_l("请填写项目名称")), Length(max=200)], filters=[strip]
    )
    aliases = TextAreaField(_l("其他名称"), [Length(max=2000)])
    type = LabelSelectField(_l("项目类型"), [required(_l("请选择项目类型"))], enum=ProjectType)
    department_id = PersonField(_l("科室"), [required(_l("请选择科室"))])
    owner_id = PersonField(_l("项目负责人"), [required(_l("请选择项目负责人"))])
    started_on = DayField(_l("立项日期"), [given(_l("请填写立项日期"))])

    def offer(self, departments: Choices, people: Choices) -> None:
        """Set whom and what to choose from."""
        self.department_id.offer(departments)
        self.owner_id.offer(people)

    def take_code(self, posted: Mapping[str, str]) -> bool:
        """Whether the button 改为… was pressed; its number then stands in the field."""
        code = posted.get("use_code")
        if code:
            self.code.data = code
        return bool(code)

    @property
    def details(self) -> ProjectDetails:
        return ProjectDetails(
            code=self.code.data,
            name=self.name.data,
            type=ProjectType(self.type.data),
            department_id=self.department_id.data,
            owner_id=self.owner_id.data,
            started_on=filled(self.started_on.data),
            aliases=clean_aliases(self.aliases.data or "", self.name.data),
        )


def as_data(details: ProjectDetails) -> dict[str, Any]:
    """Stored details as the form shows them: one alias a line."""
    return {**vars(details), "aliases": "\n".join(details.aliases)}


class EditForm(DetailsForm):
    version = VersionField()
    reason = StringField(_l("修改原因"), [Length(max=500)], filters=[strip])


class ArchiveForm(Form):
    reason = StringField(_l("说明"), [Length(max=500)], filters=[strip])


# --- a new project with its budget lines ----------------------------------------------------------


class LineRow(LineFields, wtforms.Form):
    """One budget line of a new project; a row that is there must say an amount."""

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        typed = ("".join(self[kind].raw_data or ()).strip() for kind in FIRST_KINDS)
        if any(typed):
            return valid
        self.requested.errors = [_("请至少填写一个金额，或去掉这一项预算")]
        return False


class ProjectForm(DetailsForm):
    lines = FieldList(FormField(LineRow), max_entries=MOST_LINES)

    def add_line(self, today: date) -> None:
        """One more row, with what is usual in it."""
        if len(self.lines) < MOST_LINES:
            self.lines.append_entry(usual_line(today))

    def rearrange(self, posted: Mapping[str, str], today: date) -> None:
        """Do what a button other than the submit button asks for; rows are dropped before."""
        if "add_row" in posted:
            self.add_line(today)
        self.take_code(posted)

    @property
    def new_lines(self) -> list[NewLine]:
        return [line_of(row.form) for row in self.lines]


_ROW = re.compile(r"lines-(?P<row>[0-9]{1,3})-(?P<field>\w+)")


def without_row(posted: MultiDict[str, str], dropped: str) -> MultiDict[str, str]:
    """The posted fields without that row of lines; the other rows close up, 0, 1, 2…"""
    rows = sorted({int(match["row"]) for key in posted if (match := _ROW.fullmatch(key))})
    kept = [row for row in rows if str(row) != dropped]
    places = {row: place for place, row in enumerate(kept)}
    fields: MultiDict[str, str] = MultiDict()
    for key, value in posted.items(multi=True):
        match = _ROW.fullmatch(key)
        if match is None:
            fields.add(key, value)
        elif int(match["row"]) in places:
            fields.add(f"lines-{places[int(match['row'])]}-{match['field']}", value)
    return fields
