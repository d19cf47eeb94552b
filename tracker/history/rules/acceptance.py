"""What the history calls the columns of acceptance."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.kernel.labels import Label

OF_KIND: Mapping[str, Mapping[str, Label]] = {
    "acceptance": {
        "basis": Label("验收依据", "Basis"),
        "content": Label("锁定的内容", "Frozen content"),
        "decided_at": Label("得出结论时间", "Decided at"),
        "delay_note": Label("延期、违约情况", "Delay"),
        "delivered_on": Label("实际完成日期", "Completed on"),
        "fingerprint": Label("指纹（SHA-256）", "Fingerprint (SHA-256)"),
        "follows": Label("复验所接的验收书", "Accepts again"),
        "items": Label("逐项对照", "Items"),
        "kind": Label("验收阶段", "Kind"),
        "meet_at": Label("验收会议时间", "Meeting"),
        "method": Label("验收方式", "Method"),
        "number": Label("验收书编号", "Number"),
        "opened_at": Label("发起时间", "Opened at"),
        "opened_by": Label("发起人", "Opened by"),
        "part_uids": Label("对应付款节点", "Instalments"),
        "place": Label("验收地点", "Place"),
        "prepared_by": Label("起草人", "Drafted by"),
        "problems": Label("存在问题和改进意见", "Problems found"),
        "replaces": Label("代替的前一稿", "Takes the place of"),
        "revision": Label("稿次", "Draft no."),
        "roster": Label("名单", "Roster"),
        "round_no": Label("轮次", "Round"),
        "scope": Label("验收范围", "Scope"),
        "sign_by": Label("签署截止日", "Sign by"),
        "state": Label("状态", "State"),
        "third_party_opinion": Label("第三方意见", "Third party"),
        "user_opinion": Label("服务对象意见", "Users"),
        "void_reason": Label("作废原因", "Reason for voiding"),
        "voided_at": Label("作废时间", "Voided at"),
        "voided_by": Label("作废人", "Voided by"),
    },
    "acceptance_addendum": {
        "address": Label("公告网址", "Address of the notice"),
        "by": Label("确认人或公告平台", "By whom, or where"),
        "kind": Label("登记什么", "Kind"),
        "on": Label("日期", "Day"),
        "text": Label("内容", "Text"),
    },
    "acceptance_member": {
        "department": Label("科室", "Department"),
        "name": Label("姓名", "Name"),
        "overlap_reason": Label("兼任理由", "Reason for the overlap"),
        "person_uid": Label("人员标识", "Person's identifier"),
        "post": Label("职务", "Post"),
        "seat": Label("身份", "Seat"),
    },
    "rectification": {
        "demand": Label("整改要求", "Demand"),
        "done_by": Label("登记人", "Reported by"),
        "done_on": Label("完成日期", "Done on"),
        "due_on": Label("整改期限", "Put right by"),
        "note": Label("整改情况", "What was done"),
        "owner": Label("整改负责人", "In charge"),
    },
    "signature": {
        "digest": Label("签署校验值（SHA-256）", "Digest (SHA-256)"),
        "fingerprint": Label("所签内容的指纹", "Fingerprint of what was signed"),
        "meaning": Label("签署含义", "Meaning"),
        "member": Label("验收组成员", "Member of the group"),
        "opinion": Label("意见", "Opinion"),
        "previous": Label("前一份签署的校验值", "Digest of the one before"),
        "results": Label("逐项结论", "Results"),
        "signed_at": Label("签署时间", "Signed at"),
        "verdict": Label("验收意见", "Verdict"),
    },
}
