"""谈判、磋商、协商记录 as a paper: in Chinese whoever prints it, with room to sign in ink."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.infra.clock import SHANGHAI
from tracker.infra.documents.paper import Block, Column, Facts, Paper, Table, Words
from tracker.procurement.rules.negotiation import RecordState

if TYPE_CHECKING:
    from tracker.procurement.queries.negotiation import Listed, NegotiationPage, RecordView
    from tracker.procurement.rules.offers import Compared

SYSTEM = "项目与合同全周期台账"
NOTHING = "—"
STAMPS = {RecordState.DRAFT: "（草稿）", RecordState.CONFIRMING: "（待成员确认）"}
_WIDE = frozenset({"项目", "采购内容", "更正原因"})


def paper(page: NegotiationPage, at: datetime, by: str) -> Paper:
    """The record as it stands ``at`` that instant, printed ``by`` somebody."""
    record = page.record
    told = f"操作日志第{page.seq}条 {page.head}" if page.seq else ""
    return Paper(
        title=record.kind.label.zh,
        blocks=tuple(_blocks(page)),
        unit=page.method.label.zh,
        number=f"第{record.no}份" + (f"　第{record.revision}稿" if record.revision > 1 else ""),
        footer="　".join(filter(None, (SYSTEM, _moment(at), by, told))),
        stamp="（已有更正记录）" if record.corrected_by else STAMPS.get(record.state, ""),
    )


def _blocks(page: NegotiationPage) -> Iterator[Block]:
    record, content = page.record, page.record.content
    yield Facts(tuple(_head(page)), _WIDE)
    yield _offers(record)
    yield Words("主要内容", [content.points or "无。"])
    yield Words("供应商承诺", [content.commitments or "无。"])
    yield Words("结论", [content.conclusion or "尚未填写。"])
    if content.explanation:
        yield Words("说明", [content.explanation])
    yield _people(record)


def _head(page: NegotiationPage) -> Iterator[tuple[str, str]]:
    record, content = page.record, page.record.content
    yield "项目", f"{page.project.code} {page.project.name}"
    yield "采购内容", page.title
    yield "日期", content.held_on.isoformat()
    yield "时间", content.time or NOTHING
    yield "地点", content.place or NOTHING
    yield "状态", record.state.label.zh
    if record.corrects_no:
        yield "更正原因", f"更正第{record.corrects_no}份：{record.correction_reason}"


def _offers(record: RecordView) -> Table:
    rounds = [Column(_round(no, record.rounds), 3, True) for no in range(1, record.rounds + 1)]
    return Table(
        title="报价比较（元）",
        columns=(Column("供应商", 5), *rounds, Column("要点和承诺", 5)),
        rows=[_offer(one) for one in record.offers],
        empty="没有列出供应商。",
    )


def _round(no: int, rounds: int) -> str:
    if rounds == 1:
        return "报价"
    return "首轮报价" if no == 1 else "最终报价" if no == rounds else f"第{no}轮报价"


def _offer(one: Compared) -> tuple[str, ...]:
    name = f"{one.party.name}（最终报价最低）" if one.is_lowest else one.party.name
    offers = ["未报" if offer is None else str(offer) for offer, _lowest in one.offers]
    return (name, *offers, one.party.points or NOTHING)


def _people(record: RecordView) -> Table:
    return Table(
        title="参加人员",
        columns=(
            Column("姓名", 3),
            Column("身份", 7),
            Column("单位", 5),
            Column("确认", 5),
            Column("签字", 4),
        ),
        rows=[_person(one) for one in record.listed],
        empty="没有列出人员。",
        is_tall=True,
    )


def _person(one: Listed) -> tuple[str, ...]:
    person = one.person
    if one.confirmed_at is None:
        confirmed = "待纸质签字" if person.is_outside else "待确认"
    else:
        how = "纸质签字" if one.on_paper else "系统确认"
        confirmed = f"{how} {_moment(one.confirmed_at)}"
    return person.name, person.capacity.label.zh, person.unit or "本单位", confirmed, ""


def _moment(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
