"""What the history calls every kind of evidence and each of its columns.

A column is named as the audit chain names it: ``owner``, not ``owner_id``. One that is no longer
here (an old entry keeps it for ever) is shown by its code.
"""

from __future__ import annotations

from collections.abc import Mapping

from tracker.history.rules import acceptance
from tracker.kernel.labels import Label

KINDS: Mapping[str, Label] = {
    "acceptance": Label("验收书", "Acceptance"),
    "acceptance_member": Label("验收组成员", "Member of the group"),
    "amendment": Label("合同变更", "Amendment"),
    "attachment": Label("文件", "File"),
    "award": Label("采购结果", "Award"),
    "budget_entry": Label("预算明细", "Budget entry"),
    "budget_line": Label("预算项", "Budget line"),
    "contract": Label("合同", "Contract"),
    "budget_calendar": Label("财政年度日历", "Budget calendar"),
    "department": Label("科室", "Department"),
    "fiscal_year": Label("财政年度", "Fiscal year"),
    "group_member": Label("小组任期", "Group membership"),
    "instalment": Label("付款节点", "Instalment"),
    "invoice": Label("发票", "Invoice"),
    "leading_group": Label("领导小组", "Leading group"),
    "payment": Label("付款", "Payment"),
    "project": Label("项目", "Project"),
    "project_member": Label("项目分工", "Duty on a project"),
    "rectification": Label("整改", "Rectification"),
    "schedule_version": Label("付款节点版本", "Schedule version"),
    "signature": Label("验收签署", "Signature"),
    "supplier": Label("供应商", "Supplier"),
    "unit": Label("单位", "Unit"),
    "user": Label("人员", "Person"),
    "workday_notice": Label("放假安排", "Holiday notice"),
    "year_end_decision": Label("年终决定", "Year-end decision"),
}

# What means the same wherever it stands.
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
    **acceptance.OF_KIND,
    "amendment": {
        "kind": Label("变更类型", "Kind of change"),
        "on": Label("变更日期", "Day of the change"),
    },
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
        "method": Label("采购方式", "Method"),
        "notice_on": Label("成交通知日期", "Notice of award"),
        "starts_on": Label("服务开始日期", "Start of service"),
        "years": Label("年数", "Years"),
    },
    "budget_entry": {
        "carry_uid": Label("结转编号", "Carry-over reference"),
        "document_number": Label("文号", "Document number"),
        "kind": Label("预算变动", "Kind of entry"),
        "line": KINDS["budget_line"],
        "on": Label("日期", "Day"),
    },
    "budget_line": {
        "category": Label("基本支出类别", "Basic expenditure"),
        "economic_code": Label("经济分类", "Economic classification"),
        "functional_code": Label("功能分类", "Functional classification"),
        "fund_source": Label("资金来源", "Source of funds"),
        "quota_number": Label("指标文号", "Quota number"),
    },
    "contract": {
        "amount": Label("合同金额", "Amount"),
        "annual_fee": Label("年费", "Yearly fee"),
        "award": KINDS["award"],
        "bond_amount": Label("履约保证金", "Performance bond"),
        "bond_form": Label("保证金形式", "Form of the bond"),
        "bond_return_on": Label("保证金退还日期", "Return of the bond"),
        "end_reason": Label("终止原因", "Reason for ending"),
        "ended_early": Label("提前终止", "Ended early"),
        "ended_on": Label("终止日期", "Ended on"),
        "filed_on": Label("备案日期", "Filed on"),
        "kind": Label("合同类型", "Kind of contract"),
        "number": Label("合同号", "Contract number"),
        "payee_account": Label("收款账户", "Payee account"),
        "pricing": Label("计价方式", "Pricing"),
        "published_on": Label("公告日期", "Published on"),
        "service_from": Label("服务期开始", "Service from"),
        "service_to": Label("服务期结束", "Service to"),
        "service_year": Label("服务年次", "Service year"),
        "signed_on": Label("签订日期", "Signed on"),
        "status": Label("合同状态", "State"),
        "supplier_size": Label("签订时企业规模", "Size when signed"),
        "version": KINDS["schedule_version"],
        "warranty_months": Label("质保期（月）", "Warranty (months)"),
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
    "instalment": {
        "basis": Label("金额依据", "Basis"),
        "deducted": Label("已扣款", "Deducted"),
        "dispute_reason": Label("争议事由", "Reason of the dispute"),
        "disputed_on": Label("冻结日期", "Disputed since"),
        "due_count": Label("付款期限", "Time to pay"),
        "due_from": Label("期限起算", "Counted from"),
        "due_is_fixed": Label("应付日已确定", "Due day is certain"),
        "due_on": Label("应付日", "Due on"),
        "due_unit": Label("期限单位", "Unit of time"),
        "evidence": Label("证明材料", "Evidence"),
        "evidence_kind": Label("证明材料类型", "Kind of evidence"),
        "expected_on": Label("预计日期", "Expected on"),
        "no": Label("笔次", "No."),
        "ratio": Label("比例", "Share"),
        "settled_on": Label("付清日期", "Settled on"),
        "trigger": Label("付款条件", "Condition"),
        "triggered_on": Label("条件成就日期", "Condition met on"),
        "withdrawn_in": Label("撤销于版本", "Withdrawn in version"),
    },
    "invoice": {
        "issued_on": Label("开票日期", "Issued on"),
        "number": Label("发票号码", "Invoice number"),
        "received_on": Label("收到日期", "Received on"),
        "void_reason": Label("作废原因", "Reason for voiding"),
        "voided_on": Label("作废日期", "Voided on"),
    },
    "leading_group": {
        "kind": KINDS["leading_group"],
        "leader": Label("组长", "Leader"),
    },
    "payment": {
        "backfilled": Label("补录", "Entered afterwards"),
        "kind": Label("付款类型", "Kind of payment"),
        "paid_on": Label("支付日期", "Paid on"),
        "prior_year": Label("以前年度", "Of an earlier year"),
        "recorded_at": Label("登记时间", "Recorded at"),
        "recorded_by": Label("登记人", "Recorded by"),
        "reverses": Label("冲正的付款", "Reverses"),
        "voucher": Label("凭证号", "Voucher"),
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
    "schedule_version": {
        "made_by": Label("制定人", "Made by"),
        "made_on": Label("制定日期", "Made on"),
        "no": Label("版本", "Version"),
        "rows": Label("付款节点", "Instalments"),
    },
    "supplier": {
        "bank_account": Label("银行账号", "Bank account"),
        "bank_name": Label("开户银行", "Bank"),
        "credit_code": Label("统一社会信用代码", "Credit code"),
        "size": Label("企业规模", "Size"),
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
        "source": Label("来源", "Source"),
    },
    "year_end_decision": {
        "choice": Label("决定", "Decision"),
        "decided_by": Label("决定人", "Decided by"),
        "decided_on": Label("决定日期", "Decided on"),
    },
}


def kind_label(kind: str) -> Label:
    """What a kind of evidence is called."""
    return KINDS.get(kind) or Label(kind, kind)


def column_label(kind: str, name: str) -> Label:
    """What a column of a kind is called."""
    return _OF_KIND.get(kind, {}).get(name) or _COMMON.get(name) or Label(name, name)
