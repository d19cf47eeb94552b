"""What is unusual about an entry and has to be explained: late, disorderly, beyond a limit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tracker.kernel.deadlines import Law
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.procurement.rules.clocks import broken_by
from tracker.procurement.rules.facts import label_of
from tracker.procurement.rules.log import Entry, Ground, current, with_entry
from tracker.procurement.rules.specs import FactSpec, StepSpec


def oddities_of(entry: Entry, ground: Ground, recorded_on: date) -> tuple[Label, ...]:
    """All of it, in words, as the entry looks on the day it is recorded."""
    step = ground.spec.step(entry.step)
    if step is None:
        return ()
    labels = [*_lateness(entry.happened_on, recorded_on, ground.spec.late_after_days)]
    if step in ground.spec.steps:
        labels += _order(entry, step, ground)
    if step.names_winner:
        labels += _above_budget(entry, ground)
    if ground.law is not None:
        shares = [fact for fact in step.facts if fact.limit]
        labels += [one for fact in shares for one in _above_share(fact, entry, ground.law, ground)]
        log = with_entry(entry, ground.log, recorded_on)
        broken = broken_by(ground.law, ground.spec.key, log, entry)
        labels += [one.finding for one in broken]
    return tuple(labels)


def _above_budget(entry: Entry, ground: Ground) -> Iterator[Label]:
    """政府采购法 第六条: nothing is bought above its budget."""
    amount = Money(int(entry.facts.get("amount") or 0))
    if amount > ground.budget:
        over = amount - ground.budget
        yield Label(f"超出预算{over}元", f"{over} yuan above the budget")


def _above_share(fact: FactSpec, entry: Entry, law: Law, ground: Ground) -> Iterator[Label]:
    """An amount that is more of the budget than the law allows, such as a bid bond."""
    limit = law.book.binding(fact.limit, entry.happened_on, ground.spec.key)
    amount = Money(int(entry.facts.get(fact.key) or 0))
    if limit is not None and amount.fen * 100 > ground.budget.fen * limit.value:
        zh, en = fact.label.zh, fact.label.en
        yield Label(
            f"{zh}{amount}元超过预算的{limit.text.zh}（{limit.citation}）",
            f"{en}: {amount} yuan is above {limit.text.en} of the budget ({limit.citation})",
        )


def _lateness(happened_on: date, recorded_on: date, after: int) -> Iterator[Label]:
    days = (recorded_on - happened_on).days
    if days > after:
        yield Label(f"发生{days}天后才登记", f"Recorded {days} days later")


def _order(entry: Entry, step: StepSpec, ground: Ground) -> Iterator[Label]:
    """Against the steps before it in the method, and those after it."""
    records = {
        one.step: one
        for one in current(ground.log)
        if one.id != entry.supersedes and not one.skipped
    }
    place = ground.spec.place(step.key)
    known = {one.step for one in current(ground.log)}
    for before in ground.steps[: ground.steps.index(step)]:
        record = records.get(before.key)
        if record is not None and record.happened_on > entry.happened_on:
            zh, en = before.label.zh, before.label.en
            yield Label(f"早于前一步骤“{zh}”（{record.happened_on}）", f"Before the earlier “{en}”")
        elif before.key not in known and not before.optional and before.recorded_in is None:
            yield Label(f"前面的“{before.label.zh}”尚未登记", f"“{before.label.en}” is missing")
    later = [
        one
        for key, one in records.items()
        if ground.spec.step(key) in ground.spec.steps
        and ground.spec.place(key) > place
        and one.happened_on < entry.happened_on
    ]
    for one in later[:1]:
        name = label_of(ground, one.step)
        yield Label(
            f"晚于后面的步骤“{name.zh}”（{one.happened_on}）", f"After the later “{name.en}”"
        )
