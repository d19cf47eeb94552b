"""What a person's record must hold, who may be whose deputy, and when somebody may leave."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from tracker.accounts.rules.roles import Role
from tracker.kernel.errors import Conflict, RuleViolation, Violations
from tracker.kernel.labels import Label

_LOGIN = re.compile(r"\w[\w.-]{1,59}")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")


@dataclass(frozen=True)
class PersonDraft:
    """What the administrator fills in about a person."""

    login: str
    name: str
    roles: frozenset[Role]
    post: str = ""
    email: str = ""
    department_id: int | None = None
    deputy_id: int | None = None


class LoginInvalid(RuleViolation):
    code = "login_invalid"
    label = Label(
        "账号为2到60个字符，只用文字、数字、点、短横线和下划线",
        "A login has 2 to 60 characters: letters, digits, dot, hyphen and underscore",
    )


class LoginTaken(RuleViolation):
    code = "login_taken"
    label = Label("账号{login}已有人使用", "The login {login} is taken")


class NameMissing(RuleViolation):
    code = "name_missing"
    label = Label("请填写姓名", "Enter the name")


class EmailInvalid(RuleViolation):
    code = "email_invalid"
    label = Label(
        "“{email}”不是正确的邮箱地址，例如 name@example.gov.cn",
        "“{email}” is not an e-mail address such as name@example.gov.cn",
    )


class RolesMissing(RuleViolation):
    code = "roles_missing"
    label = Label("请至少选择一个角色", "Choose at least one role")


class LastAdministrator(RuleViolation):
    code = "last_administrator"
    label = Label(
        "{name}是最后一位系统管理人员；请先给另一位在用人员加上系统管理角色",
        "{name} is the last administrator; first give that role to another active person",
    )


class OwnDeputy(RuleViolation):
    code = "own_deputy"
    label = Label("代理人须是另一位人员", "A deputy is somebody else")


class UnknownPerson(RuleViolation):
    code = "unknown_person"
    label = Label(
        "查无此人，或账户已停用；请从列表中选择",
        "There is no such person, or the account is inactive; choose one of the list",
    )


class UnknownDepartment(RuleViolation):
    code = "unknown_department"
    label = Label(
        "查无此科室，请从列表中选择", "There is no such department; choose one of the list"
    )


class StillHolds(RuleViolation):
    code = "still_holds"
    label = Label(
        "{name}手上还有工作，请先移交：{work}",
        "{name} still has work in hand; hand it over first: {work}",
    )


class PersonChanged(Conflict):
    code = "person_changed"
    label = Label(
        "你打开此页之后，这位人员的信息已被他人修改；两个版本列在下面，核对后再保存",
        "Somebody else changed this person since you opened the page; compare both versions below",
    )


class DepartmentInvalid(RuleViolation):
    code = "department_invalid"
    label = Label("请填写科室名称", "Enter the name of the department")


class DepartmentTaken(RuleViolation):
    code = "department_taken"
    label = Label("已有名为{name}的科室", "There already is a department named {name}")


class AlreadyMember(RuleViolation):
    code = "already_member"
    label = Label(
        "{name}在这一天已是小组成员", "{name} already is a member of the group on that day"
    )


class MembershipDates(RuleViolation):
    code = "membership_dates"
    label = Label("退出日期不能早于加入日期{since}", "Nobody leaves before joining on {since}")


class InTheFuture(RuleViolation):
    code = "in_the_future"
    label = Label("日期不能晚于今天", "The day cannot lie in the future")


class NotMember(RuleViolation):
    code = "not_member"
    label = Label("{name}不是小组现任成员", "{name} is not a present member of the group")


class LeaderNotMember(RuleViolation):
    code = "leader_not_member"
    label = Label("组长须是小组现任成员", "A leader is a present member of the group")


def normal_login(login: str) -> str:
    """One spelling of a login: full-width forms, capitals and outer spaces do not matter."""
    printable = "".join(character for character in login if character.isprintable())
    return unicodedata.normalize("NFKC", printable).strip().casefold()


def checked(draft: PersonDraft) -> PersonDraft:
    """The draft with its texts in order; raises every broken rule at once."""
    draft = replace(
        draft,
        login=normal_login(draft.login),
        name=draft.name.strip(),
        post=draft.post.strip(),
        email=draft.email.strip(),
    )
    errors: list[RuleViolation] = []
    if not _LOGIN.fullmatch(draft.login):
        errors.append(LoginInvalid(field="login"))
    if not draft.name:
        errors.append(NameMissing(field="name"))
    if draft.email and not _EMAIL.fullmatch(draft.email):
        errors.append(EmailInvalid(field="email", email=draft.email))
    if not draft.roles:
        errors.append(RolesMissing(field="roles"))
    if errors:
        raise Violations(errors)
    return draft
