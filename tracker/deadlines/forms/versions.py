"""The form of a new version of a limit."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from tracker.deadlines.rules.versions import NewVersion
from tracker.infra import i18n
from tracker.infra.forms import DayField, Form, filled, given, required
from tracker.kernel.durations import DurationUnit
from tracker.kernel.limits import Limit
from tracker.projects.forms.budget import strip


class VersionForm(Form):
    value = IntegerField(_l("数值"), [given(_l("请填写数值"))])
    unit = SelectField(_l("单位"), [required(_l("请选择单位"))])
    source = StringField(
        _l("依据文件"), [required(_l("请填写依据文件")), Length(max=200)], filters=[strip]
    )
    article = StringField(_l("条款"), [Length(max=60)], filters=[strip])
    valid_from = DayField(_l("施行日期"), [given(_l("请填写施行日期"))])
    verified = BooleanField(_l("已对照原文核对"))
    note = StringField(_l("核对说明"), [Length(max=500)], filters=[strip])
    explanation = TextAreaField(_l("说明"), [Length(max=1000)], filters=[strip])

    def offer(self, pattern: Limit) -> None:
        """The units that this limit may have."""
        units = list(DurationUnit) if pattern.is_time else []
        self.unit.choices = [(unit.value, i18n.label(unit.label)) for unit in units] or [
            (pattern.unit, "%")
        ]

    def version(self, key: str) -> NewVersion:
        return NewVersion(
            key=key,
            value=filled(self.value.data),
            unit=self.unit.data,
            source=self.source.data,
            article=self.article.data,
            valid_from=filled(self.valid_from.data),
            verified=self.verified.data,
            note=self.note.data,
            explanation=self.explanation.data,
        )
