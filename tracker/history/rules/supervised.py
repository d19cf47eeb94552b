"""What the history calls clocks, limits, negotiation records, reviews and notes."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.kernel.labels import Label

SUPERVISED: Mapping[str, Label] = {
    "clock": Label("法定期限", "Statutory clock"),
    "content_review": Label("采购内容审核", "Review of content"),
    "limit_version": Label("时限规则版本", "Version of a limit"),
    "negotiation_confirmation": Label("谈判、磋商记录的确认", "Confirmation of a record"),
    "negotiation_record": Label("谈判、磋商记录", "Negotiation record"),
    "supervision_note": Label("监督记录", "Supervision note"),
}

SUPERVISED_COLUMNS: Mapping[str, Mapping[str, Label]] = {
    "clock": {
        "direction": Label("最早或最迟", "Earliest or latest"),
        "done_on": Label("办结日期", "Done on"),
        "ends_on": Label("期限届满日", "Ends on"),
        "frozen": Label("适用的规则", "Rule it runs by"),
        "key": Label("时限", "Limit"),
        "since": Label("起算日", "Counted from"),
        "state": Label("状态", "State"),
        "subject_kind": Label("所属记录类型", "Kind of record"),
        "subject_uid": Label("所属记录", "Record"),
    },
    "limit_version": {
        "added_by": Label("增加人", "Added by"),
        "added_on": Label("增加日期", "Added on"),
        "article": Label("条款", "Article"),
        "key": Label("时限", "Limit"),
        "note": Label("核对说明", "Where it was checked"),
        "source": Label("依据文件", "Document"),
        "unit": Label("单位", "Unit"),
        "valid_from": Label("施行日期", "In force from"),
        "value": Label("数值", "Value"),
        "verified": Label("已核对", "Checked"),
        "withdrawn_on": Label("撤回日期", "Taken back on"),
    },
    "content_review": {
        "author": Label("编制人", "Author"),
        "decided_at": Label("审核时间", "Decided at"),
        "decided_by": Label("审核人", "Reviewer"),
        "decision": Label("审核结果", "Outcome"),
        "follows": Label("上一版", "Earlier version"),
        "opinion": Label("审核意见", "Opinion"),
        "overlap": Label("兼任的岗位", "Overlapping duty"),
        "overlap_reason": Label("兼任原因", "Reason for the overlap"),
        "subject": Label("审核内容", "What is reviewed"),
        "submitted_at": Label("提交时间", "Submitted at"),
        "submitted_by": Label("提交人", "Submitted by"),
        "summary": Label("内容摘要", "Summary"),
        "tender": Label("采购", "Tender"),
        "title": Label("名称", "Title"),
    },
    "negotiation_confirmation": {
        "confirmed_at": Label("确认时间", "Confirmed at"),
        "key": Label("确认人账户", "Account"),
        "name": Label("姓名", "Name"),
        "on_paper": Label("纸质签字", "Signed on paper"),
        "record": SUPERVISED["negotiation_record"],
        "recorded_by": Label("登记人", "Recorded by"),
        "revision": Label("内容版本", "Revision"),
    },
    "negotiation_record": {
        "commitments": Label("供应商承诺", "Commitments"),
        "conclusion": Label("结论", "Conclusion"),
        "correction_reason": Label("更正原因", "Reason for the correction"),
        "corrects": Label("更正的记录", "Record it corrects"),
        "drafted_at": Label("起草时间", "Drafted at"),
        "drafted_by": Label("起草人", "Drafted by"),
        "held_on": Label("日期", "Day"),
        "kind": Label("记录类型", "Kind of record"),
        "locked_at": Label("锁定时间", "Locked at"),
        "no": Label("序号", "No."),
        "parties": Label("供应商和报价", "Suppliers and offers"),
        "people": Label("参加人员", "Present"),
        "place": Label("地点", "Place"),
        "points": Label("主要内容", "Main points"),
        "revision": Label("内容版本", "Revision"),
        "state": Label("状态", "State"),
        "tender": Label("采购", "Tender"),
        "time": Label("时间", "Time"),
    },
    "supervision_note": {
        "step_record": Label("针对的步骤", "Step"),
        "tender": Label("采购", "Tender"),
        "text": Label("监督情况", "What was observed"),
        "written_at": Label("填写时间", "Written at"),
        "written_by": Label("填写人", "Written by"),
    },
}
