"""Forms of files on record: adding some, withdrawing one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length

from tracker.infra import i18n
from tracker.infra.forms import FilesField, Form, LabelSelectField, required
from tracker.projects.forms.budget import strip
from tracker.projects.rules.attachments import Filing
from tracker.projects.rules.documents import DocumentKind, Subject, Target


class FilesForm(Form):
    kind = LabelSelectField(_l("文件类型"), [required(_l("请选择文件类型"))], enum=DocumentKind)
    subject = SelectField(_l("属于"), validate_choice=True)
    papers = FilesField(_l("文件"), [required(_l("请选择要上传的文件"))])
    note = StringField(_l("备注"), [Length(max=500)], filters=[strip])

    def offer(self, kinds: Iterable[DocumentKind], subjects: Iterable[Subject]) -> None:
        """The kinds this person may add, and the records that files may belong to."""
        self.kind.narrow(kinds)
        self.subject.choices = [(one.target.uid, i18n.label(one.label)) for one in subjects]
        self._targets: Mapping[str, Target] = {one.target.uid: one.target for one in subjects}

    @property
    def filing(self) -> Filing:
        """What a valid form says of the files."""
        target = self._targets[self.subject.data]
        return Filing(target, DocumentKind(self.kind.data), self.note.data)


class WithdrawForm(Form):
    reason = StringField(
        _l("撤下原因"), [required(_l("请填写撤下原因")), Length(max=500)], filters=[strip]
    )
