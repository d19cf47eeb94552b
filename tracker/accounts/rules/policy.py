"""The one table of what each role may do; routes and services are checked against the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from tracker.accounts.rules.roles import SYSTEM, Actor, Role
from tracker.kernel.errors import NotAllowed
from tracker.kernel.labels import Label


@dataclass(frozen=True)
class Permission:
    """One action: how the history names it, and the roles that may do it."""

    label: Label
    roles: frozenset[Role]


EVERYONE = frozenset(Role)
OWNERS = frozenset({Role.PROJECT_OWNER, Role.FINANCE})
_PROCURERS = OWNERS | {Role.PROCUREMENT}
_BUYERS = frozenset({Role.PROJECT_OWNER, Role.PROCUREMENT})
_IMPORTERS = frozenset({Role.FINANCE, Role.ADMIN})
_RECORDERS = frozenset({Role.PROCUREMENT, Role.ACCEPTANCE})


def _may(zh: str, en: str, roles: Iterable[Role]) -> Permission:
    return Permission(Label(zh, en), frozenset(roles))


# Deny by default: an action that is not here is refused to everybody.
POLICY: Mapping[str, Permission] = {
    "acceptance.add_addendum": _may(
        "登记供应商确认、公告", "Note a confirmation or a notice", OWNERS | {Role.ACCEPTANCE}
    ),
    "acceptance.change_rectification": _may(
        "调整整改要求", "Change what has to be put right", OWNERS | {Role.ACCEPTANCE, Role.LEADER}
    ),
    "acceptance.change_roster": _may("更换验收成员", "Seat another member", EVERYONE),
    "acceptance.draft": _may("起草验收", "Draft an acceptance", OWNERS | {Role.ACCEPTANCE}),
    "acceptance.edit": _may("修改验收稿", "Change a draft", OWNERS | {Role.ACCEPTANCE}),
    "acceptance.follow_up": _may("发起复验", "Accept again", OWNERS | {Role.ACCEPTANCE}),
    "acceptance.open": _may("发起验收签署", "Open for signing", OWNERS | {Role.ACCEPTANCE}),
    "acceptance.read": _may("查看验收", "Read acceptances", EVERYONE),
    "acceptance.report_rectified": _may(
        "登记整改完成", "Report that it was put right", OWNERS | {Role.ACCEPTANCE}
    ),
    "acceptance.sign": _may("签署验收意见", "Sign a verdict", EVERYONE),
    "acceptance.void": _may("作废验收稿", "Void a round", EVERYONE),
    "accounts.manage": _may("管理人员与小组", "Manage people and groups", {Role.ADMIN}),
    "accounts.add_person": _may("新增人员", "Add a person", {Role.ADMIN}),
    "accounts.change_password": _may("修改密码", "Change one's password", EVERYONE),
    "accounts.end_absence": _may("登记回岗", "Come back", EVERYONE),
    "accounts.record_absence": _may("登记外出或休假", "Record one's absence", EVERYONE),
    "accounts.record_absence_of": _may(
        "替人登记外出或休假", "Record somebody's absence", {Role.ADMIN}
    ),
    "accounts.choose_deputy": _may("指定代理人", "Choose one's deputy", EVERYONE),
    "accounts.create_admin": _may("新建管理员", "Create an administrator", ()),
    "accounts.deactivate": _may("停用人员", "Deactivate a person", {Role.ADMIN}),
    "accounts.departments": _may("修改科室", "Change departments", {Role.ADMIN}),
    "accounts.edit_person": _may("修改人员", "Change a person", {Role.ADMIN}),
    "accounts.groups": _may("调整领导小组", "Change a leading group", {Role.ADMIN}),
    "accounts.hand_over": _may("移交工作", "Hand over work", {Role.ADMIN}),
    "accounts.reactivate": _may("启用人员", "Reactivate a person", {Role.ADMIN}),
    "accounts.reset_password": _may("重设密码", "Reset a password", {Role.ADMIN}),
    "accounts.self": _may("管理自己的账户", "Manage one's own account", EVERYONE),
    "accounts.sign_in": _may("登录", "Sign in", EVERYONE),
    "accounts.sign_out_everywhere": _may("退出所有设备", "Sign out everywhere", EVERYONE),
    "attachments.attach": _may("上传文件", "Upload files", OWNERS | _RECORDERS),
    "attachments.read": _may("查看文件", "Read files", EVERYONE),
    "attachments.withdraw": _may("撤下文件", "Withdraw a file", OWNERS | _RECORDERS),
    "audit.read": _may("查看操作日志", "Read the audit log", {Role.AUDITOR, Role.LEADER}),
    "awards.correct": _may("更正采购结果", "Correct an award", _PROCURERS),
    "awards.record": _may("登记采购结果", "Record an award", _PROCURERS),
    "budget.read": _may("查看预算", "Read budgets", EVERYONE),
    "budget.record": _may("登记预算", "Record a budget entry", {Role.FINANCE}),
    "contracts.amend": _may("登记合同变更", "Amend a contract", OWNERS),
    "contracts.dispute": _may("冻结有争议款项", "Freeze a disputed amount", OWNERS),
    "contracts.estimate": _may("调整预计日期", "Change an expected date", OWNERS),
    "contracts.file": _may("登记合同备案", "Record a filing", OWNERS | {Role.PROCUREMENT}),
    "contracts.publish": _may("登记合同公告", "Record a publication", OWNERS | {Role.PROCUREMENT}),
    "contracts.publish_change": _may(
        "登记合同变更公告", "Record a notice of a change", OWNERS | {Role.PROCUREMENT}
    ),
    "contracts.read": _may("查看合同", "Read contracts", EVERYONE),
    "contracts.record_invoice": _may("登记发票", "Record an invoice", OWNERS),
    "contracts.record_trigger": _may("登记付款条件成就", "Record a trigger", OWNERS),
    "contracts.refresh": _may("重算应付日与阶段", "Recompute due days and stages", ()),
    "contracts.retract_trigger": _may("撤回付款条件成就", "Take back a trigger", OWNERS),
    "contracts.revise": _may("修改付款节点", "Revise a payment schedule", OWNERS),
    "contracts.sign": _may(
        "登记合同", "Record a contract", {Role.PROJECT_OWNER, Role.FINANCE, Role.PROCUREMENT}
    ),
    "contracts.terminate": _may("终止合同", "Terminate a contract", OWNERS),
    "contracts.undispute": _may("解除冻结", "End a dispute", OWNERS),
    "contracts.void_invoice": _may("作废发票登记", "Void an invoice", OWNERS),
    "duties.overlaps": _may(
        "查看不相容岗位情况", "See the overlaps of duties", {Role.AUDITOR, Role.LEADER}
    ),
    "funding.carry_over": _may("办理结转", "Carry over funds", {Role.FINANCE}),
    "funding.close_year": _may("关闭财政年度", "Close a fiscal year", {Role.FINANCE}),
    "funding.decide": _may("年终逐笔决定", "Decide at year end", {Role.FINANCE, Role.LEADER}),
    "funding.return_unspent": _may("退回预算资金", "Return unspent funds", {Role.FINANCE}),
    "funding.read": _may("查看跨年资金安排", "Read cross-year funding", EVERYONE),
    "imports.confirm": _may("导入项目与合同", "Import projects and contracts", _IMPORTERS),
    "imports.look": _may("核对导入文件", "Look through a file to import", _IMPORTERS),
    "imports.read": _may("查看导入记录", "Read what was imported", EVERYONE),
    "limits.read": _may("查看时限规则", "Read the time limits", EVERYONE),
    "limits.add_version": _may("增加时限版本", "Add a version of a limit", {Role.ADMIN}),
    "negotiations.change": _may("修改谈判、磋商记录", "Change a negotiation record", _BUYERS),
    "negotiations.confirm": _may("确认谈判、磋商记录", "Confirm a negotiation record", EVERYONE),
    "negotiations.draft": _may("起草谈判、磋商记录", "Draft a negotiation record", _BUYERS),
    "negotiations.paper": _may("上传签字件", "File a signed paper", _BUYERS),
    "negotiations.submit": _may("提交记录确认", "Submit a record", _BUYERS),
    "overview.read": _may("查看工作台与台账", "Read the desk and the register", EVERYONE),
    "payments.apply": _may("申请付款", "Apply for a payment", OWNERS),
    "payments.approve": _may("审核付款申请", "Approve an application", {Role.LEADER}),
    "payments.send_back": _may("退回付款申请", "Return an application", {Role.LEADER}),
    "payments.withdraw": _may("撤回付款申请", "Withdraw an application", OWNERS),
    "payments.revoke": _may("撤销付款审核", "Revoke an approval", {Role.LEADER}),
    "payments.override": _may("特批付款", "Approve an early payment", {Role.LEADER}),
    "payments.read": _may("查看付款", "Read payments", EVERYONE),
    "payments.record": _may("登记付款", "Record a payment", {Role.FINANCE}),
    "payments.reverse": _may("冲正付款", "Reverse a payment", {Role.FINANCE}),
    "procurement.correct_step": _may("更正采购步骤", "Correct a step", _PROCURERS),
    "procurement.edit": _may("修改采购", "Change a tender", _PROCURERS),
    "procurement.log_step": _may("登记采购步骤", "Record a step", _PROCURERS),
    "procurement.plan": _may("新增采购", "Plan a tender", _PROCURERS),
    "procurement.read": _may("查看采购台账", "Read the procurement register", EVERYONE),
    "projects.create": _may("新建项目", "Add a project", OWNERS),
    "projects.edit": _may("修改项目", "Edit a project", OWNERS),
    "projects.archive": _may("项目归档", "Archive a project", OWNERS),
    "projects.assign": _may("调整项目分工", "Assign duties on a project", OWNERS),
    "projects.read": _may("查看项目", "Read projects", EVERYONE),
    "projects.unarchive": _may("取消归档", "Take out of the archive", OWNERS),
    "reminders.manage": _may("管理提醒送达", "Manage deliveries", {Role.ADMIN}),
    "reminders.robots": _may("设置群机器人", "Set up robots of groups", {Role.ADMIN}),
    "reminders.read": _may("查看提醒", "Read reminders", EVERYONE),
    "reviews.decide": _may(
        "审核采购内容", "Review procurement content", {Role.PROCUREMENT, Role.LEADER}
    ),
    "reviews.submit": _may("提交采购内容审核", "Submit content for review", _BUYERS),
    "settings.import_workdays": _may("导入放假安排", "Import a holiday notice", {Role.ADMIN}),
    "settings.manage": _may("修改设置", "Change settings", {Role.ADMIN}),
    "settings.fiscal_year": _may(
        "设置财政年度", "Set fiscal-year dates", {Role.ADMIN, Role.FINANCE}
    ),
    "settings.payment_approval": _may("设置付款审批", "Set payment approval", {Role.ADMIN}),
    "settings.read": _may("查看设置", "Read settings", EVERYONE),
    "supervision.note": _may("填写监督记录", "Write a supervision note", EVERYONE - {Role.ADMIN}),
    "suppliers.read": _may("查看供应商", "Read suppliers", EVERYONE),
    "suppliers.record": _may(
        "登记供应商", "Record a supplier", {Role.PROJECT_OWNER, Role.FINANCE, Role.PROCUREMENT}
    ),
}


class RoleMissing(NotAllowed):
    """403 that says whom to ask."""

    code = "role_missing"
    label = Label(
        "你没有“{what}”的权限；需要时请联系：{whom}",
        "You may not: {what}. Ask one of: {whom}",
    )


def allows(action: str, roles: Set[Role]) -> bool:
    """Whether one of the roles may do it; unknown actions are closed."""
    permission = POLICY.get(action)
    return permission is not None and not permission.roles.isdisjoint(roles)


def allow(action: str, actor: Actor) -> None:
    """Raise ``RoleMissing`` unless the actor may do it; the system itself may."""
    if actor is SYSTEM or allows(action, actor.roles):
        return
    permission = POLICY.get(action)
    roles = sorted(permission.roles) if permission else [Role.ADMIN]
    what = permission.label if permission else Label(action, action)
    whom = Label(
        "、".join(role.label.zh for role in roles), ", ".join(role.label.en for role in roles)
    )
    raise RoleMissing(what=what, whom=whom)
