"""Running time limits of a project (正在计时的期限): what ends when, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from tracker.contracts.rules.limits import Limit, limit
from tracker.kernel.labels import Label
from tracker.kernel.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit that runs: ``since`` is not counted, ``ends_on`` is its last day.

    ``endpoint`` is the page of the contract that stops it, if it has one of its own.
    """

    name: Label
    since: date
    ends_on: date
    rule: Label
    contract_id: int
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Formality:
    """A step the law asks for after signing: its limit, and the page that records it."""

    limit: str
    name: Label
    endpoint: str


PUBLISH = Formality("publishing", Label("合同公告", "Publish the contract"), "contracts.publish")
FILE = Formality("filing", Label("合同副本备案", "File a copy of the contract"), "contracts.file")


@dataclass(frozen=True, slots=True)
class Running:
    """A contract's facts that start a clock and have not stopped it yet."""

    contract_id: int
    signed_on: date
    is_sme: bool
    is_published: bool
    is_filed: bool
    owed: tuple[Owed, ...] = ()


@dataclass(frozen=True, slots=True)
class Owed:
    """An open instalment whose trigger has happened."""

    no: int
    triggered_on: date
    due_on: date
    condition: Label


def clocks(running: Running, calendar: WorkCalendar) -> tuple[Clock, ...]:
    """The clocks of one contract, the first to end first."""
    found = [*_formalities(running, calendar), *_payments(running, calendar)]
    return tuple(sorted(found, key=lambda clock: clock.ends_on))


def signing_clock(kind: Label, sign_by: date, contract_id: int) -> Clock:
    """The last day on which everybody of the acceptance group signs."""
    name = Label(f"{kind.zh}签署", f"Signatures: {kind.en}")
    rule = Label(
        "验收组全体签署，芙财采购〔2016〕2号，《政府采购法》第四十一条",
        "Everybody of the group signs, 芙财采购〔2016〕2号, 政府采购法 第四十一条",
    )
    return Clock(name, sign_by, sign_by, rule, contract_id)


def _formalities(running: Running, calendar: WorkCalendar) -> Iterable[Clock]:
    done = {PUBLISH: running.is_published, FILE: running.is_filed}
    for formality in (PUBLISH, FILE):
        found = limit(formality.limit, running.signed_on)
        if found is not None and not done[formality]:
            clock = _statutory(formality.name, running, running.signed_on, found, calendar)
            yield replace(clock, endpoint=formality.endpoint)


def _payments(running: Running, calendar: WorkCalendar) -> Iterable[Clock]:
    found = limit("sme_payment", running.signed_on) if running.is_sme else None
    for one in running.owed:
        name = Label(f"支付第{one.no}笔", f"Pay no. {one.no}")
        agreed = Label(f"合同约定：{one.condition.zh}", f"As agreed: {one.condition.en}")
        yield Clock(name, one.triggered_on, one.due_on, agreed, running.contract_id)
        if found is not None:
            longest = Label(
                f"第{one.no}笔付款最长期限（中小企业）", f"Longest term of no. {one.no} (SME)"
            )
            yield _statutory(longest, running, one.triggered_on, found, calendar)


def _statutory(
    name: Label, running: Running, since: date, found: Limit, calendar: WorkCalendar
) -> Clock:
    rule = Label(
        f"{since}起{found.text.zh}，《{found.source}》{found.article}",
        f"{found.text.en} from {since}, {found.citation}",
    )
    ends_on = found.duration.after(since, calendar)
    return Clock(name, since, ends_on, rule, running.contract_id)
