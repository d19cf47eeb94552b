"""The form in which a member signs; nothing in it is chosen beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import FormField, HiddenField, PasswordField, RadioField, TextAreaField
from wtforms.validators import Length

from tracker.acceptance.forms.rows import Rows
from tracker.acceptance.rules.commands import Sign
from tracker.acceptance.rules.kinds import Verdict
from tracker.acceptance.rules.planning import MOST_ITEMS
from tracker.acceptance.rules.signing import LONGEST_OPINION
from tracker.infra import i18n
from tracker.infra.forms import Form, required


def _verdict(value: Any) -> Verdict | None:
    return Verdict(value) if value in tuple(Verdict) else None


def _options() -> list[tuple[str, str]]:
    return [(one.value, i18n.label(one.label)) for one in Verdict]


def _radio(label: Any) -> RadioField:
    """A choice the rules ask for, not the form: so every missing one is told in the same words."""
    return RadioField(label, coerce=_verdict, choices=_options, validate_choice=False)


class ResultForm(wtforms.Form):
    """What the member found about one item."""

    result = _radio(_l("我的结论"))


class SignForm(Form):
    fingerprint = HiddenField()
    results = Rows(FormField(ResultForm), max_entries=MOST_ITEMS)
    verdict = _radio(_l("验收意见"))
    opinion = TextAreaField(
        _l("意见"),
        [Length(max=LONGEST_OPINION)],
        render_kw={"rows": 3, "maxlength": LONGEST_OPINION},
    )
    password = PasswordField(
        _l("登录密码"),
        [required(_l("请输入登录密码，才算本人签署"))],
        render_kw={"autocomplete": "current-password"},
    )

    @classmethod
    def for_items(cls, fingerprint: str, count: int) -> SignForm:
        """The form for so many items, on the content of that fingerprint."""
        made: SignForm = cls(data={"fingerprint": fingerprint, "results": [{}] * count})
        while len(made.results.entries) < count:  # a request that left some out
            made.results.append_entry({})
        return made

    def belongs(self, form_id: str) -> None:
        """Let every field stand anywhere on the page and still belong to that form."""
        for field in self._all():
            field.render_kw = {**(field.render_kw or {}), "form": form_id}

    def _all(self) -> Iterable[Any]:
        yield from (self.fingerprint, self.verdict, self.opinion, self.password)
        for entry in self.results:
            yield entry.form.result

    @property
    def command(self) -> Sign:
        """What was given, complete or not: the rules say what is missing."""
        results = {
            no: entry.form.result.data
            for no, entry in enumerate(self.results, 1)
            if entry.form.result.data is not None
        }
        return Sign(
            fingerprint=self.fingerprint.data or "",
            verdict=self.verdict.data,
            results=results,
            opinion=(self.opinion.data or "").strip(),
        )
