"""政府采购项目验收书 as a paper: the fields of the local form, in Chinese whoever prints it.

It is made from the frozen content and the signatures alone, never from today's records.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from tracker.acceptance.rules.kinds import AddendumKind, RoundState, Verdict
from tracker.acceptance.rules.reading import Form
from tracker.infra.clock import SHANGHAI
from tracker.infra.documents.paper import Block, Column, Facts, Ink, Mark, Paper, Table, Words

if TYPE_CHECKING:
    from tracker.acceptance.queries.certificate import Certificate
    from tracker.acceptance.queries.values import MemberRow, RoundPage

TITLE = "政府采购项目验收书"
SYSTEM = "项目与合同全周期台账"
NOTHING = "—"
STAMPS = {
    RoundState.OPEN: "（签署中，尚无结论）",
    RoundState.VOIDED: "（已作废）",
}
CONCLUSIONS = {
    RoundState.OPEN: "成员尚未全部签署，没有结论。",
    RoundState.ACCEPTED: "全体成员意见均为合格，验收结论：合格。",
    RoundState.REJECTED: "有成员意见为不合格，验收结论：不合格。",
    RoundState.VOIDED: "本稿已作废，其中的签署不再有效。",
}
_WIDE = frozenset({"项目名称", "合同金额", "验收范围", "验收依据", "对应付款", "验收时间地点"})


def paper(certificate: Certificate, at: datetime, by: str) -> Paper:
    """The form as it stands ``at`` that instant, printed ``by`` somebody."""
    page = certificate.page
    form = page.form
    kind = f"{form.kind.label.zh}（复验）" if form.round_no > 1 else form.kind.label.zh
    return Paper(
        title=TITLE,
        blocks=tuple(_blocks(certificate)),
        unit=f"{form.unit}　{kind}" if form.unit else kind,
        number=f"编号：{form.number}" + (f"　第{form.revision}稿" if form.revision > 1 else ""),
        footer=f"{SYSTEM}　{_moment(at)}　{by}　核验码 {certificate.printed.code}",
        stamp=STAMPS.get(page.state, ""),
    )


def _blocks(certificate: Certificate) -> Iterator[Block]:
    page = certificate.page
    form = page.form
    yield Facts(tuple(_head(form)), _WIDE)
    yield _items(page)
    yield Words("服务对象意见", [form.user_opinion or "无。"])
    yield Words("第三方意见", [form.third_party_opinion or "无。"])
    yield Words("存在问题和改进意见", [form.problems or "无。"])
    yield Words("验收结论", [_conclusion(page)])
    if page.demand is not None:
        yield Words("整改要求", [_demand(page)])
    yield _members(page)
    yield from _notes(page)
    yield Ink(("供应商确认", "采购人（盖章）"))
    yield _documents(form)
    yield _mark(certificate)


def _head(form: Form) -> Iterator[tuple[str, str]]:
    contract = form.contract
    yield "项目名称", f"{contract.project_code} {contract.project_name}"
    yield "采购计划编号", contract.plan_number or NOTHING
    yield "合同编号", contract.number
    yield "合同名称", contract.name
    yield "合同金额", f"{contract.amount}元（{contract.amount.capitals()}）"
    yield "供应商", contract.supplier or NOTHING
    yield "采购方式", contract.method or NOTHING
    yield "签订日期", _day(contract.signed_on)
    yield "履行期限", _span(contract.service_from, contract.service_to)
    yield "实际完成", _day(form.delivered_on)
    yield "是否延期", _delay(form)
    yield "验收方式", form.method.label.zh
    yield "验收阶段", form.kind.label.zh
    yield "验收范围", form.scope or NOTHING
    yield "验收依据", form.basis or NOTHING
    yield "对应付款", _parts(form)
    yield "验收时间地点", _meeting(form)


def _items(page: RoundPage) -> Table:
    failed = {called for member in page.members for called in member.failed}
    signed = page.shows_verdicts and page.signed == page.signers
    return Table(
        title="验收明细",
        columns=(
            Column("条款", 3),
            Column("类别", 2),
            Column("合同约定", 7),
            Column("实际情况", 7),
            Column("依据", 4),
            Column("是否符合", 3),
        ),
        rows=[
            (
                item.called,
                item.category.label.zh,
                item.agreed,
                item.actual or NOTHING,
                item.evidence or NOTHING,
                ("不符合" if item.called in failed else "符合") if signed else "",
            )
            for item in page.form.items
        ],
        empty="没有对照内容。",
    )


def _members(page: RoundPage) -> Table:
    return Table(
        title="验收组成员",
        columns=(
            Column("姓名", 3),
            Column("组内职务", 3),
            Column("部门职务", 4),
            Column("意见", 3),
            Column("意见说明", 5),
            Column("签署时间", 4),
            Column("签字", 4),
        ),
        rows=[_member(member) for member in page.members],
        is_tall=True,
    )


def _member(member: MemberRow) -> tuple[str, ...]:
    seat = member.seat.label.zh
    opinion = member.opinion
    if member.overlap_reason:
        opinion = f"{opinion}（兼任不相容岗位：{member.overlap_reason}）"
    return (
        member.name,
        seat,
        "\n".join(filter(None, (member.department, member.post))),
        member.verdict.label.zh if member.verdict else ("" if member.seat.signs else "不签署"),
        opinion,
        _moment(member.signed_at).replace(" ", "\n") if member.signed_at and member.verdict else "",
        "",
    )


def _notes(page: RoundPage) -> Iterator[Words]:
    """The last of each kind: beside the signatures, and never counted among them."""
    latest = {note.kind: note for note in page.notes}
    for kind in (kind for kind in AddendumKind if kind in latest):
        note = latest[kind]
        words = "　".join(filter(None, (note.text, note.address, note.by, _day(note.on))))
        yield Words(kind.label.zh, [words])


def _documents(form: Form) -> Table:
    return Table(
        title="附件",
        columns=(Column("文件", 8), Column("种类", 3), Column("SHA-256", 12)),
        rows=[(file.name, file.kind.label.zh, file.sha256) for file in form.documents],
        empty="没有附件。",
    )


def _mark(certificate: Certificate) -> Mark:
    printed = certificate.printed
    lines = [
        f"核验码　{printed.number} {printed.code}",
        f"内容指纹　{certificate.page.fingerprint}",
        f"操作日志　第{printed.seq}条 {printed.head}",
        "在系统“验收—核验”页输入或扫描核验码，可核对本件是否与系统记录一致。",
    ]
    if certificate.meaning:
        lines.insert(0, f"签署含义　{certificate.meaning}。")
    return Mark(str(printed), lines)


def _conclusion(page: RoundPage) -> str:
    text = CONCLUSIONS[page.state]
    passed = sum(member.verdict is Verdict.PASS for member in page.members)
    if page.state.is_decided and page.decided_at:
        return (
            f"{text}应签{page.signers}人，合格{passed}人，不合格{page.signers - passed}人，"
            f"{_moment(page.decided_at)}签齐。"
        )
    if page.state is RoundState.VOIDED and page.voided_at:
        return f"{text}{page.voided_by} {_moment(page.voided_at)}作废：{page.void_reason}"
    return text


def _demand(page: RoundPage) -> str:
    demand = page.demand
    if demand is None:
        return ""
    done = f"{demand.done_by} {_day(demand.done_on)}完成：{demand.note}" if demand.done_on else ""
    return f"{demand.demand}　限{_day(demand.due_on)}前完成，责任人{demand.owner}。{done}"


def _delay(form: Form) -> str:
    if form.is_late:
        return f"是。{form.delay_note}" if form.delay_note else "是"
    return "否" if form.delivered_on else NOTHING


def _parts(form: Form) -> str:
    named = (f"第{part.no}笔 {part.name} {part.amount}元" for part in form.parts)
    return "；".join(named) or NOTHING


def _meeting(form: Form) -> str:
    when = _moment(form.meet_at) if form.meet_at else ""
    return " ".join(filter(None, (when, form.place))) or NOTHING


def _span(first: date | None, last: date | None) -> str:
    return f"{first}至{last}" if first and last else NOTHING


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else NOTHING


def _moment(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
