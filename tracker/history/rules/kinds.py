"""What the history calls every kind of evidence."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.history.rules.supervised import SUPERVISED
from tracker.kernel.labels import Label

KINDS: Mapping[str, Label] = {
    "absence": Label("外出或休假", "Absence"),
    "acceptance": Label("验收书", "Acceptance"),
    "acceptance_addendum": Label("验收附记", "Note on an acceptance"),
    "acceptance_member": Label("验收组成员", "Member of the group"),
    "amendment": Label("合同变更", "Amendment"),
    "application_invoice": Label("申请所附发票", "Invoice of an application"),
    "application_step": Label("付款申请经过", "Step of an application"),
    "attachment": Label("文件", "File"),
    "award": Label("采购结果", "Award"),
    "budget_entry": Label("预算明细", "Budget entry"),
    "budget_line": Label("预算项", "Budget line"),
    "change_notice": Label("合同变更公告", "Notice of a change"),
    "contract": Label("合同", "Contract"),
    "budget_calendar": Label("财政年度日历", "Budget calendar"),
    "department": Label("科室", "Department"),
    "fiscal_year": Label("财政年度", "Fiscal year"),
    "group_member": Label("小组任期", "Group membership"),
    "imported_file": Label("导入", "Import"),
    "instalment": Label("付款节点", "Instalment"),
    "invoice": Label("发票", "Invoice"),
    "leading_group": Label("领导小组", "Leading group"),
    "payment": Label("付款", "Payment"),
    "payment_application": Label("付款申请", "Payment application"),
    "payment_approval": Label("付款审批", "Payment approval"),
    "project": Label("项目", "Project"),
    "project_member": Label("项目分工", "Duty on a project"),
    "rectification": Label("整改", "Rectification"),
    "robot": Label("群机器人", "Robot of a group"),
    "schedule_version": Label("付款节点版本", "Schedule version"),
    "step_record": Label("采购步骤", "Step of a tender"),
    "signature": Label("验收签署", "Signature"),
    "supplier": Label("供应商", "Supplier"),
    "tender": Label("采购", "Tender"),
    "unit": Label("单位", "Unit"),
    "user": Label("人员", "Person"),
    "workday_notice": Label("放假安排", "Holiday notice"),
    "year_end_decision": Label("年终决定", "Year-end decision"),
    **SUPERVISED,
}

# What means the same wherever it stands.
