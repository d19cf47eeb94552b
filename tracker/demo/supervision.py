"""What supervision leaves behind in the demonstration centre: negotiation records, reviews, notes,
and one overlap of duties with its reason. All of it is sample data.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from sqlalchemy import select

from tracker.accounts.rules import Actor
from tracker.demo import papers, people
from tracker.demo.diary import Diary
from tracker.demo.projects_2022.builds import COMMAND_CENTRE
from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.procurement.models import ContentReview, NegotiationRecord, Tender
from tracker.procurement.rules.log import found
from tracker.procurement.rules.negotiation import Capacity, Content, Party, Person
from tracker.procurement.rules.review import Decision, Subject, Submission, Verdict
from tracker.procurement.service import negotiation, review
from tracker.projects.models import Project
from tracker.projects.rules import Duty
from tracker.projects.service import assign_member

CENTRE, LINES, ROOMS = "2022-06", "2022-11", "2022-07"
POOL = "湖南省政府采购评审专家库"
POINTS = ("质保期2年延至3年；增加驻场1人", "不接受分阶段验收", "质保期2年")


def enter(diary: Diary) -> None:
    """Enter each fact on its day, after the log of the tenders it is about."""
    diary.enter(date(2022, 1, 12), partial(_submit, CENTRE, "磋商文件（第一稿）"))
    returned = Verdict(Decision.RETURNED, "价格分权重低于10%，不符合磋商办法；请修改后再报")
    diary.enter(date(2022, 1, 13), partial(_decide, CENTRE, "procurement", returned))
    diary.enter(date(2022, 1, 16), partial(_submit, CENTRE, "磋商文件（第二稿）"))
    approved = Verdict(Decision.APPROVED, "价格分权重改为20%，同意发布")
    diary.enter(date(2022, 1, 17), partial(_decide, CENTRE, "leader", approved))
    diary.enter(date(2022, 2, 21), partial(_draft, CENTRE))
    diary.enter(date(2022, 2, 21), partial(_confirm, CENTRE, ("owner2", "leader", "auditor")))
    diary.enter(date(2022, 2, 22), partial(_file_paper, CENTRE))
    observed = "现场监督磋商全过程，未见异常"
    diary.enter(date(2022, 2, 21), partial(_note, CENTRE, "auditor", observed))
    diary.enter(
        date(2022, 2, 28), partial(_note, CENTRE, "procurement", "结果公告内容与评审报告一致")
    )
    diary.enter(date(2022, 5, 10), _overlap)
    diary.enter(date(2022, 11, 14), partial(_draft, LINES))
    diary.enter(date(2022, 11, 14), partial(_confirm, LINES, ("leader",)))


def _tender(code: str) -> Tender | None:
    """The first tender of the project, if it has one by then."""
    query = select(Tender).join(Tender.project).where(Project.code == code).order_by(Tender.no)
    return db.session.scalars(query.limit(1)).first()


def _owner(tender: Tender) -> Actor:
    return tender.project.owner.actor


def _submit(code: str, title: str) -> None:
    tender = _tender(code)
    if tender is not None:
        owner = _owner(tender)
        submission = Submission(Subject.DOCUMENT, title, "采购需求、评分办法、合同草案", owner.id)
        files = papers.scans(COMMAND_CENTRE, title)
        review.submit_content(tender.id, submission, files, owner)


def _decide(code: str, login: str, verdict: Verdict) -> None:
    tender = _tender(code)
    if tender is not None:
        query = select(ContentReview.id).filter_by(tender_id=tender.id, decision=Decision.PENDING)
        review.decide_review(db.session.scalars(query).one(), verdict, people.actor(login))


def _note(code: str, login: str, text: str) -> None:
    tender = _tender(code)
    if tender is not None:
        about = found(tender.log, "negotiation")
        step = about.id if about and login == "auditor" else None
        review.write_note(tender.id, step, text, people.actor(login))


def _draft(code: str) -> None:
    """The record of the talks on the log, out for confirmation."""
    tender = _tender(code)
    if tender is None or found(tender.log, "negotiation") is None:
        return
    owner = _owner(tender)
    record_id = negotiation.draft_record(tender.id, _content(tender, owner), owner)
    negotiation.submit_record(record_id, 1, owner)


def _content(tender: Tender, owner: Actor) -> Content:
    """People, days and offers are those of the log."""
    talks, final = found(tender.log, "negotiation"), found(tender.log, "final_offers")
    panel = found(tender.log, "panel")
    first = list(talks.facts["offers"]) if talks else []
    last = {one["name"]: one["price"] for one in final.facts["offers"]} if final else {}
    experts = [one["name"] for one in panel.facts["people"] if one["expert"]] if panel else []
    buyer = people.actor("owner2")
    return Content(
        held_on=talks.happened_on if talks else date.min,
        time="09:30—11:40",
        place="区政务中心三楼会议室",
        people=(
            Person(buyer.name, Capacity.BUYER, buyer.uid),
            *(Person(name, Capacity.EXPERT, unit=POOL) for name in experts),
            _seat("leader", Capacity.GROUP),
            _seat("auditor", Capacity.SUPERVISOR),
        ),
        parties=tuple(
            Party(one["name"], (Money(one["price"]), Money(last[one["name"]])), point)
            for one, point in zip(first, POINTS, strict=False)
        ),
        points="逐家就服务响应、质保和付款条件磋商，各供应商均作书面补充说明。",
        commitments="第一候选人承诺质保期3年，增加驻场人员1名，不另收费。",
        conclusion=f"推荐{first[0]['name'] if first else ''}为第一成交候选人。",
    )


def _seat(login: str, capacity: Capacity) -> Person:
    actor = people.actor(login)
    return Person(actor.name, capacity, actor.uid)


def _record(code: str) -> NegotiationRecord | None:
    tender = _tender(code)
    if tender is None:
        return None
    query = select(NegotiationRecord).filter_by(tender_id=tender.id)
    return db.session.scalars(query.order_by(NegotiationRecord.no)).first()


def _confirm(code: str, logins: tuple[str, ...]) -> None:
    record = _record(code)
    if record is not None:
        record_id, revision = record.id, record.revision
        for login in logins:
            negotiation.confirm_record(record_id, revision, people.actor(login))


def _file_paper(code: str) -> None:
    record = _record(code)
    if record is not None:
        owner = _owner(record.tender)
        files = papers.scans(COMMAND_CENTRE, "磋商记录签字页")
        negotiation.confirm_on_paper(record.id, record.revision, files, owner)


def _overlap() -> None:
    """One person drafts and reviews, since there is nobody else."""
    project = db.session.scalars(select(Project).filter_by(code=ROOMS)).one()
    owner, engineer = project.owner.actor, people.actor("procurement")
    assign_member(project.id, engineer.id, Duty.DRAFTING, owner)
    reason = "采购组只有两名工作人员，另一人外出学习，由本人复核后报主任审定"
    assign_member(project.id, engineer.id, Duty.REVIEW, owner, reason)
