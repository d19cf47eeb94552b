"""The base of every form that writes: it counts once, and what was typed into it is not lost.

A form knows its own name and the page it stands on, so that a draft (infra.drafts) finds back to
it: ``?draft=restore`` fills it in, whatever view makes it, and says what of the record has changed.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from flask import g, request
from flask_login import current_user
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, PasswordField
from wtforms.fields.core import UnboundField

from tracker.infra import drafts
from tracker.infra.drafts import FormDraft, Typed
from tracker.infra.versions import Difference, differences

FEW = 3  # a form with more fields than that is saved as a draft while it is filled in

_FROM_REQUEST = object()
_TECHNICAL = frozenset({"csrf_token", *drafts.OWN_FIELDS})
_known: dict[str, type[Form]] = {}


class FormTokenField(HiddenField):
    """The random token that makes a form count once (infra.submits)."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        self.data: str = self.data or uuid.uuid4().hex


class Form(FlaskForm):
    """Base of every form that writes.

    ``kept`` is the draft it was filled in from, and ``as_stored`` the same form of the record.
    """

    kept: FormDraft | None = None
    as_stored: Form | None = None
    secrets: ClassVar[frozenset[str]] = frozenset()

    form_token = FormTokenField()
    form_name = HiddenField()
    form_page = HiddenField()
    draft_base = HiddenField()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        _known[cls.key()] = cls
        cls.secrets = frozenset(_fields_of(cls, PasswordField))

    def __init__(self, formdata: Any = _FROM_REQUEST, **kwargs: Any) -> None:
        is_of_page = formdata is _FROM_REQUEST
        super().__init__(**kwargs if is_of_page else {"formdata": formdata, **kwargs})
        self.form_name.data = self.key()
        self.form_page.data = self.form_page.data or drafts.here()
        if is_of_page and request.method == "GET":
            self._take_part(kwargs)

    @classmethod
    def key(cls) -> str:
        """What a draft calls the form."""
        return f"{cls.__module__.removeprefix('tracker.')}.{cls.__qualname__}"[:120]

    @property
    def is_long(self) -> bool:
        """Whether it is worth a draft; a form that asks for a password never is."""
        visible = [field for field in self if not isinstance(field, HiddenField)]
        return len(visible) > FEW and not self.secrets

    @property
    def changed_meanwhile(self) -> bool:
        """Whether the record has another version than the one its draft was made from."""
        if self.as_stored is None or "version" not in self:
            return False
        return bool(self.version.data != self.as_stored.version.data)

    @property
    def draft_differences(self) -> tuple[Difference, ...]:
        """Where the draft and the record as it is now differ."""
        if self.as_stored is None:
            return ()
        for field in self.as_stored:
            if getattr(field, "choices", ()) is not None and hasattr(field, "iter_choices"):
                field.choices = self[field.name].choices
        return differences(self, self.as_stored)

    @property
    def wants_files(self) -> bool:
        """Whether it has files, which no draft holds."""
        return any(getattr(field.widget, "input_type", "") == "file" for field in self)

    def hidden_tag(self, *fields: Any) -> Markup:
        g.form_at_hand = self
        return Markup(super().hidden_tag(*fields))  # noqa: S704 - the library's own markup

    def _take_part(self, kwargs: Mapping[str, Any]) -> None:
        """Tell the page that it has this form, and fill it in if it is to be."""
        g.setdefault("forms_of_page", []).append(self)
        draft = _asked_for(self.key())
        if draft is None:
            return
        self.kept = draft
        self.as_stored = type(self)(None, **kwargs)
        self.process(
            draft.typed, **{k: v for k, v in kwargs.items() if k not in ("prefix", "meta")}
        )
        self.form_name.data, self.form_page.data = self.key(), drafts.here()
        self.draft_base.data = draft.token


def typed(posted: MultiDict[str, str]) -> Typed | None:
    """What can be kept of a posted form; nothing of one that is not known, or too large."""
    form = _known.get(posted.get(drafts.NAME_FIELD, ""))
    address = posted.get(drafts.PAGE_FIELD, "")
    if form is None or not drafts.is_local(address):
        return None
    names = frozenset(_fields_of(form, object)) - form.secrets - _TECHNICAL
    fields = tuple(
        (name, value)
        for name, value in posted.items(multi=True)
        if name.partition("-")[0] in names and not _is_secret(name)
    )
    token, base = posted.get(drafts.TOKEN_FIELD, "")[:64], posted.get(drafts.BASE_FIELD, "")
    found = Typed(address, form.key(), token, base, fields)
    return found if fields and len(found.text) <= drafts.LARGEST else None


def form_at_hand() -> Form | None:
    """The long form whose hidden fields were written last; it gets one 存草稿."""
    form: Form | None = g.pop("form_at_hand", None)
    return form if form is not None and form.is_long else None


def restored() -> Form | None:
    """The form of this page that a draft has filled in."""
    forms: list[Form] = g.get("forms_of_page", [])
    return next((form for form in forms if form.kept is not None), None)


def waiting() -> FormDraft | None:
    """A draft that this page could be filled in from."""
    forms: list[Form] = g.get("forms_of_page", [])
    if not forms or not current_user.is_authenticated:
        return None
    return drafts.waiting(current_user.id, drafts.here(), {form.key() for form in forms})


def _asked_for(key: str) -> FormDraft | None:
    if not drafts.is_restoring() or not current_user.is_authenticated:
        return None
    return drafts.find(current_user.id, drafts.here(), key)


def _fields_of(form: type, kind: type) -> list[str]:
    fields = {name: getattr(form, name, None) for name in dir(form)}
    return [
        name
        for name, field in fields.items()
        if isinstance(field, UnboundField) and issubclass(field.field_class, kind)
    ]


def _is_secret(name: str) -> bool:
    return "password" in name.lower()
