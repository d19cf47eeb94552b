"""Whether an entry may go into the log: late facts are explained, impossible ones refused.

A step may be logged out of order or long after it happened, with an explanation; then it is shown
as such. Refused is what cannot be: a day in the future, a step that others must come before, dates
that contradict each other, numbers the law does not allow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.procurement.rules.facts import check_facts, label_of
from tracker.procurement.rules.log import Entry, Ground, current, day_of, found, with_entry
from tracker.procurement.rules.oddities import oddities_of
from tracker.procurement.rules.specs import StepSpec
from tracker.procurement.rules.tenders import TENDER_STATES, TenderIsOver, TenderStatus
from tracker.procurement.rules.winners import winning
from tracker.projects.rules import raise_all

DAY = "happened_on"
APPROVAL = "method_approval"
_OVER = frozenset({TenderStatus.UNSUCCESSFUL, TenderStatus.CANCELLED})


class UnknownStep(RuleViolation):
    code = "unknown_step"
    label = Label("{method}没有“{step}”这一步骤", "A {method} has no step “{step}”")


class RecordedElsewhere(RuleViolation):
    code = "recorded_elsewhere"
    label = Label(
        "“{step}”请在合同上登记，这里自动显示",
        "Record “{step}” on the contract; it shows here then",
    )


class FutureStep(RuleViolation):
    code = "future_step"
    label = Label("日期不能晚于今天（{today}）", "The day may not be after today ({today})")


class AlreadyLogged(RuleViolation):
    code = "already_logged"
    label = Label(
        "“{step}”已登记；有误时请点“更正”",
        "“{step}” is on record; correct that record if it is wrong",
    )


class StepFirst(RuleViolation):
    code = "step_first"
    label = Label("请先登记“{before}”", "Record “{before}” first")


class Contradiction(RuleViolation):
    code = "contradiction"
    label = Label(
        "“{step}”的日期{day}早于“{before}”（{other}），请核对",
        "“{step}” ({day}) is before “{before}” ({other}); check the dates",
    )


class NotSkippable(RuleViolation):
    code = "not_skippable"
    label = Label("“{step}”是必经步骤，不能跳过", "“{step}” cannot be left out")


class SkipUnexplained(RuleViolation):
    code = "skip_unexplained"
    label = Label("跳过步骤请填写原因", "Give the reason for leaving the step out")


class CorrectionUnexplained(RuleViolation):
    code = "correction_unexplained"
    label = Label("更正请填写原因", "Give the reason for the correction")


class MoveIsFixed(RuleViolation):
    code = "move_is_fixed"
    label = Label(
        "这项处理结果已使采购重新开展或继续，不能更正为相反的结果",
        "The tender went on, or was to be repeated, because of this result: it cannot be turned",
    )


class Odd(RuleViolation):
    code = "odd"
    label = Label("{what}，请填写说明", "{what}: enter an explanation")


class TenderIsSuspended(RuleViolation):
    code = "tender_is_suspended"
    label = Label(
        "采购因质疑或投诉暂停，请先登记处理结果",
        "The tender is suspended: record the decision first",
    )


class NothingToAnswer(RuleViolation):
    code = "nothing_to_answer"
    label = Label("没有待处理的质疑或投诉", "Nothing waits for an answer")


class ContractIsSigned(RuleViolation):
    code = "contract_is_signed"
    label = Label(
        "合同已按采购结果签订，不能登记“{step}”；确有变更请办理合同变更或终止",
        "A contract was signed on the award: “{step}” cannot be recorded. Amend or end it",
    )


class SameWinner(RuleViolation):
    code = "same_winner"
    label = Label(
        "与原成交供应商相同，请选择另一家；只是金额或日期有误时请更正原记录",
        "That is the first winner; choose another, or correct the record if it is wrong",
    )


class Superseded(RuleViolation):
    code = "superseded"
    label = Label("这条记录已更正过，请更正最新的一条", "This record was corrected already")


def check_entry(entry: Entry, ground: Ground, today: date) -> None:
    """Raise whatever keeps the entry out of the log; each error beside its field."""
    step = ground.spec.step(entry.step)
    if step is None or not ground.applies(step):
        raise UnknownStep(method=ground.spec.label, step=entry.step)
    raise_all(list(_refusals(entry, step, ground, today)))
    oddities = () if entry.skipped else oddities_of(entry, ground, today)
    if oddities and not entry.explanation.strip():
        raise_all([Odd(field="explanation", what=what) for what in oddities])


def _refusals(entry: Entry, step: StepSpec, ground: Ground, today: date) -> Iterator[RuleViolation]:
    if step.recorded_in is not None:
        yield RecordedElsewhere(step=step.label)
        return
    if entry.happened_on > today:
        yield FutureStep(field=DAY, today=today)
    yield from _status(entry, step, ground)
    yield from _repetition(entry, step, ground)
    if entry.skipped:
        yield from _skipping(entry, step)
        return
    yield from _needs(step, ground)
    yield from check_facts(entry, step, ground)
    yield from _replacement(entry, step, ground)
    yield from _contradictions(entry, ground)


def _status(entry: Entry, step: StepSpec, ground: Ground) -> Iterator[RuleViolation]:
    if entry.supersedes is not None:
        return
    if ground.status in _OVER:
        yield TenderIsOver(status=ground.status.label)
    elif step.answers:
        open_ones = [one.id for one in ground.log if one.step == step.answers and one.is_current]
        if entry.answers not in open_ones:
            yield NothingToAnswer(field="answers")
    elif step in ground.spec.steps and ground.status is TenderStatus.SUSPENDED:
        yield TenderIsSuspended()
    elif step.moves_to in ("unsuccessful", "cancelled") or (
        step.moves_to and ground.status is TenderStatus.PLANNED
    ):
        TENDER_STATES.check(ground.status, TenderStatus(step.moves_to))


def _repetition(entry: Entry, step: StepSpec, ground: Ground) -> Iterator[RuleViolation]:
    if entry.supersedes is None:
        if not step.repeats and found(ground.log, step.key) is not None:
            yield AlreadyLogged(step=step.label)
        return
    wrong = next((one for one in current(ground.log) if one.id == entry.supersedes), None)
    if wrong is None or wrong.step != step.key:
        yield Superseded()
    elif step.moves_by(wrong.facts) != step.moves_by(entry.facts):
        yield MoveIsFixed()
    if not entry.explanation.strip():
        yield CorrectionUnexplained(field="explanation")


def _skipping(entry: Entry, step: StepSpec) -> Iterator[RuleViolation]:
    if not step.skippable or step.moves_to or step.answers or step.repeats:
        yield NotSkippable(step=step.label)
    elif not entry.explanation.strip():
        yield SkipUnexplained(field="explanation")


def _needs(step: StepSpec, ground: Ground) -> Iterator[RuleViolation]:
    for key in step.needs:
        if found(ground.log, key) is None:
            yield StepFirst(before=label_of(ground, key))
    approval = ground.spec.step(APPROVAL)
    if step.awards and ground.asks_approval and approval and not found(ground.log, APPROVAL):
        yield StepFirst(before=approval.label)


def _contradictions(entry: Entry, ground: Ground) -> Iterator[RuleViolation]:
    """Dates that cannot all be true, of the entry or, once corrected, of what came after it."""
    log = with_entry(entry, ground.log, entry.happened_on)
    for record in current(log):
        step = ground.spec.step(record.step)
        if step is None or record.skipped:
            continue
        for name in step.not_before:
            other = day_of(log, name)
            if other is not None and record.happened_on < other:
                field = DAY if entry.step in (record.step, name) else _date_field(name)
                yield Contradiction(
                    field=field,
                    step=step.label,
                    day=record.happened_on,
                    before=label_of(ground, name),
                    other=other,
                )


def _replacement(entry: Entry, step: StepSpec, ground: Ground) -> Iterator[RuleViolation]:
    """A winner is replaced by somebody else, and only while no contract is signed with him."""
    if not step.replaces:
        return
    if ground.is_signed and entry.supersedes is None:
        yield ContractIsSigned(step=step.label)
    others = [one for one in ground.log if one.id != entry.supersedes]
    before = winning(replace(ground, log=others))
    if before is not None and before.facts.get("supplier") == entry.facts.get("supplier"):
        yield SameWinner(field="supplier")


def _date_field(name: str) -> str:
    return name.partition(".")[2] or DAY
