"""Form fields of this product, and how a use case's refusal gets back to the field it is about.

A field keeps what was typed when it cannot be read, and says what was expected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import Field, HiddenField, SelectField
from wtforms.validators import DataRequired, InputRequired, ValidationError
from wtforms.widgets import DateInput, TextInput

from tracker.infra import i18n
from tracker.infra.files.formats import EXTENSIONS
from tracker.infra.files.store import Incoming
from tracker.infra.form_base import Form as Form
from tracker.kernel.errors import DomainError, RuleViolation, Violations
from tracker.kernel.money import Money, MoneyError

CHOOSE = _l("请选择")

T = TypeVar("T")


class VersionField(HiddenField):
    """The version a form was made from; the use case refuses an outdated one. data: int."""

    def _value(self) -> str:
        return str(self.data or 0)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0] if valuelist else ""
        self.data = int(text) if text.isdecimal() else 0


class MoneyField(Field):
    """An amount in 元, as people type it (Money.parse). data: Money or None."""

    widget = TextInput()

    def __init__(self, *args: Any, signed: bool = False, **kwargs: Any) -> None:
        self.signed = signed
        super().__init__(*args, **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = Money.parse(text, signed=self.signed)
        except MoneyError as error:
            raise ValueError(error.text(i18n.lang())) from error


class DayField(Field):
    """A business day. data: date or None."""

    widget = DateInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip().replace("/", "-").replace(".", "-") if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = _read_day(text)
        except ValueError as error:
            message = _("“%(text)s”不是正确的日期，请按 2022-11-30 的格式填写", text=text)
            raise ValueError(message) from error


def _read_day(text: str) -> date:
    parts = text.split("-")
    if len(parts) != 3:
        raise ValueError(text)
    year, month, day = (int(part) for part in parts)
    return date(year, month, day)


class LabelSelectField(SelectField):
    """A choice among the members of an enum that has labels. data: the member or None."""

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        enum: Iterable[Any],
        blank: Any = CHOOSE,
        **kwargs: Any,
    ) -> None:
        self.members: tuple[StrEnum, ...] = tuple(enum)
        self.blank = blank
        super().__init__(label, validators, coerce=self._member, choices=self._options, **kwargs)

    def narrow(self, members: Iterable[Any]) -> None:
        """Leave only these to choose from."""
        self.members = tuple(members)
        self.choices = self._options()

    def _options(self) -> list[tuple[str, str]]:
        blank = [("", str(self.blank))] if self.blank is not None else []
        return blank + [(member.value, _label_of(member)) for member in self.members]

    def _member(self, value: Any) -> StrEnum | str:
        by_value = {member.value: member for member in self.members}
        return by_value.get(str(value), "")

    def pre_validate(self, form: Any) -> None:
        if self.data not in self.members and self.data not in ("", None):
            raise ValidationError(_("请从列表中选择"))


def _label_of(member: Any) -> str:
    return i18n.label(member.label)


class PersonField(SelectField):
    """A choice among people (or other numbered rows); choices are set by the view."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("choices", [])
        super().__init__(label, validators, coerce=_key, **kwargs)

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and self.data not in {key for key, _label in self.choices}:
            raise ValidationError(_("查无此项，请从列表中选择"))

    def offer(self, rows: Iterable[tuple[int, str]], *, blank: bool | str = True) -> None:
        """Set the choices: (id, name); ``blank`` may say what choosing nothing means."""
        nothing = blank if isinstance(blank, str) else _("请选择")
        first: list[tuple[Any, str]] = [("", nothing)] if blank else []
        self.choices = first + list(rows)


def _key(value: Any) -> int | None:
    text = str(value or "").strip()
    return int(text) if text.isdigit() else None


class FilesField(MultipleFileField):
    """Files, several at once, checked by the use case; the template gives its form enctype.

    Named ``papers`` in every form: refusals name that field.
    """

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"accept": ",".join(EXTENSIONS)})
        super().__init__(label, validators, **kwargs)

    @property
    def incoming(self) -> tuple[Incoming, ...]:
        """What was chosen, in the order of choosing."""
        return tuple(Incoming(one.filename or "", one.stream) for one in self.data or ())


def required(message: Any = None) -> DataRequired:
    """The field must be filled."""
    return DataRequired(message or _l("请填写此项"))


def given(message: Any = None) -> InputRequired:
    """Something must have been typed, even if it cannot be read (then that error stands)."""
    return InputRequired(message or _l("请填写此项"))


def filled(value: T | None) -> T:
    """The value of a required field, once its form is valid."""
    if value is None:
        raise ValueError("only a valid form has it")
    return value


def accepted(form: Any, use_case: Callable[[], object]) -> bool:
    """Whether the form was sent, is valid, and the use case took it; else it holds the errors."""
    if not form.validate_on_submit():
        return False
    try:
        use_case()
    except RuleViolation as error:
        show_errors(form, error)
        return False
    return True


def show_errors(form: Any, error: DomainError) -> None:
    """Put a use case's refusal beside the field it names, or at the top of the form."""
    for each in error.errors if isinstance(error, Violations) else (error,):
        text = each.text(i18n.lang())
        target = _find(form, each.field) if each.field else None
        if target is None:
            form.form_errors = [*form.form_errors, text]
        else:
            target.errors = [*target.errors, text]
    for field in form:
        if hasattr(field, "entries") and any(entry.errors for entry in field.entries):
            field.errors = [entry.errors for entry in field.entries]  # a list copies, not reads


def _find(form: Any, name: str) -> Any | None:
    """The field of that name; ``instalments-2-count`` finds the one inside the list."""
    for field in _fields(form):
        if field.name == name:
            return field
    return None


def _fields(form: Any) -> Iterable[Any]:
    for field in form:
        yield field
        if hasattr(field, "entries"):
            for entry in field.entries:
                yield from _fields(entry.form) if hasattr(entry, "form") else (entry,)
