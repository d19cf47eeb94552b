"""Running time limits of a project (正在计时的期限): what ends when, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.deadlines.hooks import Stop
from tracker.kernel.deadlines import work_out
from tracker.kernel.labels import Label
from tracker.kernel.limits import Limit, LimitBook
from tracker.kernel.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit that runs: ``since`` is not counted, ``ends_on`` is its last day.

    One that ``waits`` is a minimum: the last day is the earliest. ``story`` says how the day was
    worked out, ``stop`` is the page that records what it waits for.
    """

    name: Label
    since: date
    ends_on: date
    rule: Label
    contract_id: int
    story: tuple[Label, ...] = ()
    waits: bool = False
    is_verified: bool = True
    is_provisional: bool = False
    stop: Stop | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """A contract's facts that start a clock and have not stopped it yet."""

    contract_id: int
    signed_on: date
    is_sme: bool
    owed: tuple[Owed, ...] = ()


@dataclass(frozen=True, slots=True)
class Owed:
    """An open instalment whose trigger has happened."""

    no: int
    triggered_on: date
    due_on: date
    condition: Label


def signing_clock(kind: Label, sign_by: date, contract_id: int) -> Clock:
    """The last day on which everybody of the acceptance group signs."""
    name = Label(f"{kind.zh}签署", f"Signatures: {kind.en}")
    rule = Label(
        "验收组全体签署，芙财采购〔2016〕2号，《政府采购法》第四十一条",
        "Everybody of the group signs, 芙财采购〔2016〕2号, 政府采购法 第四十一条",
    )
    return Clock(name, sign_by, sign_by, rule, contract_id)


def payments(running: Running, book: LimitBook, calendar: WorkCalendar) -> Iterable[Clock]:
    """What runs on the instalments owed: the agreed day, and the longest term for an SME."""
    found = book.in_force("sme_payment", running.signed_on) if running.is_sme else None
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
        f"{since}起{found.text.zh}，{found.citation}",
        f"{found.text.en} from {since}, {found.citation}",
    )
    worked_out = work_out(found, since, calendar)
    return Clock(
        name,
        since,
        worked_out.ends_on,
        rule,
        running.contract_id,
        story=worked_out.story,
        is_verified=found.verified,
        is_provisional=bool(worked_out.provisional),
    )
