"""What the history calls every kind of evidence and each of its columns.

A column is named as the audit chain names it: ``owner``, not ``owner_id``. One that is no longer
here (an old entry keeps it for ever) is shown by its code.
"""

from __future__ import annotations

from collections.abc import Mapping

from tracker.history.rules import acceptance
from tracker.history.rules.kinds import KINDS
from tracker.history.rules.money import MONEY_COLUMNS
from tracker.history.rules.supervised import SUPERVISED_COLUMNS
from tracker.kernel.labels import Label

_COMMON: Mapping[str, Label] = {
    "acceptance": KINDS["acceptance"],
    "amendment": KINDS["amendment"],
    "amount": Label("金额", "Amount"),
    "budget_line": KINDS["budget_line"],
    "contract": KINDS["contract"],
    "department": KINDS["department"],
    "document": Label("依据文件", "Document"),
    "explanation": Label("说明", "Explanation"),
    "fiscal_year": KINDS["fiscal_year"],
    "instalment": KINDS["instalment"],
    "invoice": KINDS["invoice"],
    "name": Label("名称", "Name"),
    "override_by": Label("特批人", "Approved early by"),
    "override_reason": Label("特批理由", "Reason for early approval"),
    "project": KINDS["project"],
    "reason": Label("原因", "Reason"),
    "since_on": Label("开始日期", "From"),
    "supplier": KINDS["supplier"],
    "until_on": Label("结束日期", "Until"),
    "user": KINDS["user"],
    "version": Label("修改次数", "Edits"),
    "year": Label("年度", "Year"),
}

_OF_KIND: Mapping[str, Mapping[str, Label]] = {
    "absence": {
        "cancelled": Label("已取消", "Cancelled"),
        "kind": Label("类别", "Kind of absence"),
        "note": Label("说明", "Note"),
        "recorded_by": Label("登记人", "Recorded by"),
    },
    **acceptance.OF_KIND,
    **MONEY_COLUMNS,
    "application_invoice": {"application": KINDS["payment_application"]},
    "attachment": {
        "kind": Label("文件类型", "Kind of file"),
        "media_type": Label("文件格式", "Format"),
        "name": Label("文件名", "File name"),
        "note": Label("备注", "Note"),
        "previous": Label("上一版本", "Earlier version"),
        "sha256": Label("内容校验值（SHA-256）", "Checksum (SHA-256)"),
        "size": Label("大小（字节）", "Size (bytes)"),
        "subject_kind": Label("所属记录类型", "Kind of record"),
        "subject_uid": Label("所属记录", "Record"),
        "uploaded_at": Label("上传时间", "Uploaded at"),
        "uploaded_by": Label("上传人", "Uploaded by"),
        "version": Label("版本", "Version"),
        "withdraw_reason": Label("撤下原因", "Reason for withdrawing"),
        "withdrawn_by": Label("撤下人", "Withdrawn by"),
        "withdrawn_on": Label("撤下日期", "Withdrawn on"),
    },
    "award": {
        "amount": Label("成交金额", "Amount awarded"),
        "annual_amount": Label("年度金额", "Amount a year"),
        "approval_number": Label("方式批准文号", "Approval of the method"),
        "category": Label("采购品类", "Category"),
        "method": Label("采购方式", "Method"),
        "notice_on": Label("成交通知日期", "Notice of award"),
        "revoked_on": Label("失效日期", "No longer in force from"),
        "starts_on": Label("服务开始日期", "Start of service"),
        "tender": Label("采购", "Tender"),
        "years": Label("年数", "Years"),
    },
    "department": {"head": Label("科室负责人", "Head")},
    "budget_calendar": {
        "disclosure_on": Label("逾期欠款公开", "Disclosure of overdue SME payables"),
        "first_down_on": Label("一下", "Control figures"),
        "first_up_on": Label("一上", "First submission"),
        "rearm_on": Label("年初衔接", "January re-arm"),
        "second_down_on": Label("二下", "Approval"),
        "second_up_on": Label("二上", "Second submission"),
    },
    "fiscal_year": {
        "closed_on": Label("关闭日期", "Closed on"),
        "payment_deadline_on": Label("付款截止（封账）", "Last day for payments"),
        "plan_deadline_on": Label("用款计划截止", "Last day for plans"),
        "provisional": Label("暂定", "Provisional"),
    },
    "group_member": {"group": KINDS["leading_group"]},
    "imported_file": {
        "contracts_changed": Label("更新的合同", "Contracts changed"),
        "contracts_new": Label("新增的合同", "New contracts"),
        "imported_at": Label("导入时间", "Imported at"),
        "imported_by": Label("导入人", "Imported by"),
        "imported_on": Label("导入日期", "Imported on"),
        "name": Label("文件名", "File name"),
        "payments_new": Label("补录的付款", "Payments recorded"),
        "projects_changed": Label("更新的项目", "Projects changed"),
        "projects_new": Label("新增的项目", "New projects"),
        "sha256": Label("内容校验值（SHA-256）", "Checksum (SHA-256)"),
        "size": Label("大小（字节）", "Size (bytes)"),
    },
    "leading_group": {
        "kind": KINDS["leading_group"],
        "leader": Label("组长", "Leader"),
    },
    "project": {
        "aliases": Label("别名", "Other names"),
        "archived_on": Label("归档日期", "Archived on"),
        "claims": Label("阶段依据", "Stages held"),
        "code": Label("项目编号", "Code"),
        "name": Label("项目名称", "Name"),
        "owner": Label("负责人", "Owner"),
        "stage": Label("阶段", "Stage"),
        "started_on": Label("立项日期", "Started on"),
        "type": Label("项目类型", "Kind of project"),
    },
    "project_member": {
        "duty": Label("分工", "Duty"),
        "overlap_reason": Label("兼任理由", "Reason for the overlap"),
    },
    "step_record": {
        "answers": Label("处理的质疑、投诉", "Answers"),
        "facts": Label("步骤内容", "Facts"),
        "happened_on": Label("发生日期", "Day"),
        "recorded_at": Label("登记时间", "Recorded at"),
        "recorded_by": Label("登记人", "Recorded by"),
        "skipped": Label("已跳过", "Left out"),
        "step": Label("步骤", "Step"),
        "supersedes": Label("更正的记录", "Corrects"),
        "tender": Label("采购", "Tender"),
    },
    "supplier": {
        "bank_account": Label("银行账号", "Bank account"),
        "bank_name": Label("开户银行", "Bank"),
        "credit_code": Label("统一社会信用代码", "Credit code"),
        "size": Label("企业规模", "Size"),
    },
    "tender": {
        "budget": Label("预算金额", "Budget"),
        "catalogue_code": Label("品目编码", "Catalogue code"),
        "catalogue_name": Label("品目名称", "Catalogue item"),
        "category": Label("采购品类", "Category"),
        "change_reference": Label("重新采购的批准文号", "Approval of the change"),
        "handler": Label("经办人", "Handler"),
        "method": Label("采购方式", "Method"),
        "no": Label("次数", "Number"),
        "organisation": Label("组织形式", "Organised as"),
        "planned_on": Label("登记日期", "Planned on"),
        "previous": Label("上一次采购", "Tender before"),
        "status": Label("采购状态", "Status"),
        "title": Label("采购内容", "What is bought"),
        "years": Label("服务年数", "Years"),
    },
    "robot": {
        "address": Label("地址", "Address"),
        "channel": Label("渠道", "Channel"),
        "digest_hour": Label("汇总时间（时）", "Hour of the summary"),
        "is_active": Label("在用", "In use"),
        "is_signed": Label("加签", "Signed"),
        "kinds": Label("提醒种类", "Kinds"),
        "name": Label("群名称", "Group"),
        "secret_ref": Label("密钥编号", "Reference of the secret"),
        "urgent_only": Label("只发紧急的", "Urgent ones only"),
        "with_amounts": Label("写明金额", "With amounts"),
    },
    "unit": {
        "former_names": Label("曾用名", "Former names"),
        "help_contact": Label("帮助与联系", "Help and contact"),
        "rounds_from": Label("验收签署启用日", "Acceptances signed here from"),
    },
    "user": {
        "active": Label("可以登录", "May sign in"),
        "deputy": Label("代理人", "Deputy"),
        "email": Label("电子邮箱", "E-mail"),
        "login": Label("账号", "Login"),
        "name": Label("姓名", "Name"),
        "post": Label("职务", "Post"),
        "role_codes": Label("角色", "Roles"),
    },
    "workday_notice": {
        "days_off": Label("放假日", "Days off"),
        "days_on": Label("补班日", "Working weekends"),
        "imported_on": Label("导入日期", "Imported on"),
        "names": Label("节日名称", "Holidays"),
        "source": Label("来源", "Source"),
    },
    **SUPERVISED_COLUMNS,
}


def kind_label(kind: str) -> Label:
    """What a kind of evidence is called."""
    return KINDS.get(kind) or Label(kind, kind)


def column_label(kind: str, name: str) -> Label:
    """What a column of a kind is called."""
    return _OF_KIND.get(kind, {}).get(name) or _COMMON.get(name) or Label(name, name)
