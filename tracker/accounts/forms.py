"""Forms of people, groups and one's own account."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectFieldBase
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.accounts.queries import PersonView
from tracker.accounts.rules import Role
from tracker.accounts.rules.absence import AbsenceKind, Away
from tracker.accounts.rules.people import PersonDraft
from tracker.infra import i18n
from tracker.infra.forms import (
    DayField,
    Form,
    LabelSelectField,
    PersonField,
    VersionField,
    filled,
    given,
    required,
)


class CheckboxesField(SelectMultipleField):
    """Several choices among the members of an enum that has labels. data: the members."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, enum: type[Role], **kwargs: Any) -> None:
        self.enum = enum
        super().__init__(*args, coerce=str, choices=self._labels, **kwargs)

    def _labels(self) -> list[tuple[str, str]]:
        return [(member.value, i18n.label(member.label)) for member in self.enum]

    def pre_validate(self, form: Any) -> None:
        if set(self.data or ()) - {member.value for member in self.enum}:
            raise ValidationError(_("请从列表中选择"))


class NewPasswordField(PasswordField):
    """A password that the browser should not fill in, but may offer to keep."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, render_kw={"autocomplete": "new-password"}, **kwargs)


def _shown(field: Any) -> str:
    """A field's value as a person reads it."""
    if isinstance(field, SelectFieldBase):
        chosen = [
            label for _value, label, selected, _attributes in field.iter_choices() if selected
        ]
        return "、".join(chosen)
    return str(field.data or "")


class LoginForm(FlaskForm):
    """No form token: a wrong try is recorded, and the same page must count again."""

    login = StringField(_l("账号"), validators=[required()])
    password = PasswordField(_l("密码"), validators=[given()])
    next = HiddenField()


class PersonForm(Form):
    name = StringField(_l("姓名"), validators=[required(_l("请填写姓名")), Length(max=60)])
    login = StringField(_l("账号"), validators=[required(_l("请填写账号"))])
    post = StringField(_l("职务"), validators=[Length(max=60)])
    department_id = PersonField(_l("科室"))
    email = StringField(_l("邮箱"), validators=[Length(max=200)])
    roles = CheckboxesField(_l("角色"), enum=Role)
    deputy_id = PersonField(_l("代理人"))
    version = VersionField()

    @property
    def draft(self) -> PersonDraft:
        return PersonDraft(
            login=self.login.data or "",
            name=self.name.data or "",
            roles=frozenset(Role(code) for code in self.roles.data or ()),
            post=self.post.data or "",
            email=self.email.data or "",
            department_id=self.department_id.data,
            deputy_id=self.deputy_id.data,
        )

    def differences(self, stored: PersonView) -> list[tuple[str, str, str]]:
        """Where what was typed differs from what is stored: field, stored text, typed text."""
        now = PersonForm(formdata=None, obj=stored)
        for field in (now.department_id, now.deputy_id):
            field.choices = self[field.name].choices
        visible = [field for field in now if not isinstance(field, HiddenField)]
        texts = [(str(f.label.text), _shown(f), _shown(self[f.name])) for f in visible]
        return [text for text in texts if text[1] != text[2]]


class NewPersonForm(PersonForm):
    password = NewPasswordField(_l("初始密码"), validators=[given(_l("请填写初始密码"))])


class ResetPasswordForm(Form):
    password = NewPasswordField(_l("新的初始密码"), validators=[given(_l("请填写初始密码"))])


class ChangePasswordForm(Form):
    old_password = PasswordField(
        _l("原密码"),
        validators=[given(_l("请填写原密码"))],
        render_kw={"autocomplete": "current-password"},
    )
    password = NewPasswordField(_l("新密码"), validators=[given(_l("请填写新密码"))])
    again = NewPasswordField(_l("再输一次新密码"), validators=[given(_l("请再输一次新密码"))])

    def validate_again(self, field: PasswordField) -> None:
        if field.data != self.password.data:
            raise ValidationError(_("两次输入的新密码不一样"))


class DeputyForm(Form):
    deputy_id = PersonField(_l("代理人"))


class AbsenceForm(Form):
    kind = LabelSelectField(_l("类别"), [required(_l("请选择外出或休假"))], enum=AbsenceKind)
    since_on = DayField(_l("开始日期"), [given(_l("请填写开始日期"))])
    until_on = DayField(_l("结束日期"), [given(_l("请填写结束日期"))])
    note = StringField(_l("说明"), [Length(max=200)])

    @property
    def away(self) -> Away:
        """What a valid form records."""
        return Away(
            AbsenceKind(self.kind.data),
            filled(self.since_on.data),
            filled(self.until_on.data),
            self.note.data or "",
        )


class DepartmentForm(Form):
    name = StringField(_l("科室名称"), validators=[required(_l("请填写科室名称")), Length(max=60)])
    head_id = PersonField(_l("负责人"))


class SeatForm(Form):
    person = PersonField(_l("成员"), validators=[required(_l("请选择成员"))])
    since_on = DayField(_l("加入日期"))


class LeaderForm(Form):
    leader = PersonField(_l("组长"))


class EndSeatForm(Form):
    until_on = DayField(_l("退出日期"))
