"""Forms of reviews and supervision notes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from tracker.infra.forms import FilesField, Form, LabelSelectField, PersonField, filled, required
from tracker.procurement.rules.review import OUTCOMES, Decision, Subject, Submission, Verdict
from tracker.projects.forms.budget import strip


class SubmissionForm(Form):
    subject = LabelSelectField(_l("审核内容"), [required(_l("请选择审核内容"))], enum=Subject)
    title = StringField(_l("名称"), [required(_l("请填写名称")), Length(max=200)], filters=[strip])
    author_id = PersonField(_l("编制人"), [required(_l("请选择编制人"))])
    summary = TextAreaField(_l("内容摘要"), [Length(max=4000)], filters=[strip])
    papers = FilesField(_l("文件"))

    @property
    def submission(self) -> Submission:
        return Submission(
            Subject(self.subject.data),
            self.title.data,
            self.summary.data,
            filled(self.author_id.data),
        )


class VerdictForm(Form):
    decision = LabelSelectField(_l("审核结果"), [required(_l("请选择审核结果"))], enum=OUTCOMES)
    opinion = TextAreaField(_l("审核意见"), [Length(max=2000)], filters=[strip])
    overlap_reason = StringField(_l("兼任原因"), [Length(max=500)], filters=[strip])

    @property
    def verdict(self) -> Verdict:
        return Verdict(Decision(self.decision.data), self.opinion.data, self.overlap_reason.data)


class NoteForm(Form):
    step_record_id = PersonField(_l("针对的步骤"))
    text = TextAreaField(
        _l("监督情况"), [required(_l("请填写监督情况")), Length(max=2000)], filters=[strip]
    )
