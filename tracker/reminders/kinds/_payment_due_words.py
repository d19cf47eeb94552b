"""What the reminder of a due instalment says: date arithmetic, the year that carries it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from tracker.contracts.rules.kinds import DueFrom, Trigger
from tracker.kernel.durations import Duration
from tracker.kernel.labels import Label
from tracker.kernel.money import Money

SUBJECT = Label("第{no}笔", "instalment {no}")
TITLE = Label("{name}第{no}笔付款", "{name}, instalment {no}")
RULE = Label(
    "规则“付款到期”：{start}{wait} → {due}{day}{provisional}",
    "Rule “payment due”: {start}{wait} → {due}{day}{provisional}",
)
HAPPENED = Label("{trigger} {day}", "{trigger} {day}")
EXPECTED = Label("{trigger} {day}（预计）", "{trigger} {day} (expected)")
INVOICED = Label("收到发票 {day}", "invoice received {day}")
PLUS = Label(" + {count}{unit}", " + {count} {unit}")
DUE_DAY = Label("应付日 ", "due ")
EXPECTED_DUE_DAY = Label("预计应付日 ", "expected due day ")
PROVISIONAL = Label(
    "（{year}年放假安排未公布，暂定）", " (the holidays of {year} are not known yet)"
)
NO_INVOICE = Label(
    "发票尚未收到，应付日暂按条件成就日计算", "No invoice yet: counted from the trigger"
)
STALE = Label(
    "预计日 {day} 已过而条件尚未成就：请登记条件成就，或更新预计日期",
    "Expected on {day} and not recorded yet: record that it happened, or give a new estimate",
)
ENOUGH = Label("由{year}年预算安排，该合同已列足", "Held by the budget of {year}, in full")
SHORT = Label(
    "由{year}年预算安排，该合同{year}年尚缺{gap}元",
    "To be held by the budget of {year}, which lacks {gap} yuan for this contract",
)
BROUGHT_IN = Label("{year}年未付，结入{now}年安排", "Not paid in {year}: it stands in {now} now")
CLOSES = Label(
    "{year}年于 {deadline} 封账，最迟 {day} 支付",
    "{year} closes on {deadline}: pay by {day}",
)
REST_DAY = Label("应付日是休息日，最迟 {day} 支付", "The due day is a rest day: pay by {day}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the words are made of; ``starts_on`` is the trigger's day, happened or expected."""

    trigger: Trigger
    starts_on: date
    happened: bool
    stale: bool
    due: Duration
    due_from: DueFrom
    invoiced_on: date | None
    due_on: date
    provisional: bool
    year: int
    gap: Money
    pay_by_on: date
    closes_on: date


@cache
def subject(no: int) -> Label:
    """The short name, after that of its project."""
    return SUBJECT.filled(no=no)


def title(name: str, no: int) -> Label:
    """Which payment it is about."""
    return TITLE.filled(name=name, no=no)


def why(facts: Facts) -> tuple[Label, ...]:
    """The rule with its arithmetic, then what is missing, the budget, and the closing day."""
    return tuple(_why(facts))


def _why(facts: Facts) -> Iterator[Label]:
    yield _rule(facts)
    if facts.stale:
        yield STALE.filled(day=facts.starts_on)
    if facts.happened and facts.due_from is DueFrom.INVOICE and facts.invoiced_on is None:
        yield NO_INVOICE
    if facts.year > facts.due_on.year:
        yield BROUGHT_IN.filled(year=facts.due_on.year, now=facts.year)
    yield (SHORT if facts.gap else ENOUGH).filled(year=facts.year, gap=facts.gap)
    if facts.pay_by_on < facts.due_on and facts.year == facts.due_on.year:
        closes = facts.closes_on
        reason = CLOSES if closes < facts.due_on else REST_DAY
        yield reason.filled(day=facts.pay_by_on, year=closes.year, deadline=closes)


def _rule(facts: Facts) -> Label:
    """终验合格 2023-05-31（预计） + 15个工作日 → 预计应付日 2023-06-21"""
    wait = PLUS if facts.due.count else Label("", "")
    return RULE.filled(
        start=_start(facts),
        wait=wait.filled(count=facts.due.count, unit=facts.due.unit.label),
        due=DUE_DAY if facts.happened else EXPECTED_DUE_DAY,
        day=facts.due_on,
        provisional=PROVISIONAL.filled(year=facts.due_on.year)
        if facts.provisional
        else Label("", ""),
    )


def _start(facts: Facts) -> Label:
    invoice = facts.invoiced_on
    if facts.due_from is DueFrom.INVOICE and invoice and invoice >= facts.starts_on:
        return INVOICED.filled(day=invoice)
    day = HAPPENED if facts.happened else EXPECTED
    return day.filled(trigger=facts.trigger.label, day=facts.starts_on)
