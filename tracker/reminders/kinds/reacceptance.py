"""复验: what was put right has to be accepted again, or it is never paid."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta

from sqlalchemy import select

from tracker.acceptance.models import Acceptance
from tracker.acceptance.rules.kinds import RoundState
from tracker.acceptance.rules.kinds import Seat as Chair
from tracker.acceptance.rules.standards import usual_reaccept_days
from tracker.kernel.labels import Label
from tracker.reminders.kinds import _rounds
from tracker.reminders.kinds._rounds import Pair
from tracker.reminders.rules.obligations import Absence, DueDay, Kind, Outstanding, Standing, Step
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.rulebook import rule
from tracker.reminders.rules.work import Wording, Work

NAME = "reacceptance"
OF_FILE = rule(NAME)

OWNER = Label("你是本项目的负责人", "You are the owner of this project")
CHAIR = Label("你是上一次验收的组长", "You led the acceptance before")
WORDS = Label("待复验", "to accept again"), Label("复验", "again")
BEGIN = Label("发起复验", "Accept again")
GO_ON = Label("发起签署", "Open for signing")
THEN = Label(
    "全员合格的当天，对应的付款条件成就",
    "The conditions are met on the day everybody has passed it",
)
RULE = Label(
    "整改完成后复验，合格后才能付款（财库〔2016〕205号）",
    "What was put right is accepted again before it is paid (财库〔2016〕205号)",
)


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """Every failed round that was put right and is to be accepted again up to ``horizon``."""
    return tuple(_item(*each) for each in _open(projects) if _rounds.within(each[1], horizon))


def days(projects: Collection[int]) -> Iterable[DueDay]:
    """By when the failed rounds of these projects are usually accepted again."""
    return _rounds.due_days(_open(projects))


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """The owner of the project, once for each."""
    return tuple(_owner(pair) for pair, one in _open(None) if _rounds.within(one, horizon))


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How these failed rounds stand now."""
    found = _rounds.pairs(_rounds.known(uids), Acceptance.follows_id)
    return {pair.ended.uid: _standing(pair) for pair in found}


def _open(projects: Collection[int] | None) -> Iterator[tuple[Pair, Standing]]:
    failed = _rounds.rounds(RoundState.REJECTED, projects)
    for pair in _rounds.pairs(failed, Acceptance.follows_id):
        standing = _standing(pair)
        if isinstance(standing, Standing):
            yield pair, standing


def _standing(pair: Pair) -> Standing | Absence:
    """A voided second round does not count: another one has to follow."""
    later = pair.later
    if later is not None and later.state is RoundState.VOIDED:
        return _standing(Pair(pair.ended, None))
    demand = pair.ended.rectification
    if demand is None or demand.done_on is None:
        return Absence.ON_HOLD
    if pair.absence is not None:
        return pair.absence
    due_on = demand.done_on + timedelta(days=usual_reaccept_days())
    chairs = tuple(one.user_id for one in pair.ended.members if one.seat is Chair.LEADER)
    return Standing(due_on, (_owner(pair), Seat(CHAIR, user_ids=chairs)))


def _owner(pair: Pair) -> Seat:
    return Seat(OWNER, user_ids=(pair.ended.project.owner_id,))


def _item(pair: Pair, standing: Standing) -> Outstanding:
    return _rounds.outstanding(pair, standing, WORDS, _why(pair), _step(pair))


def _step(pair: Pair) -> Step:
    drafted = pair.later is not None and pair.later.state is RoundState.DRAFT
    if pair.later is not None and drafted:
        params: Mapping[str, int | str] = {"acceptance_id": pair.later.id}
        return Step(
            Work.RECTIFY, GO_ON, "acceptance.show", params, "acceptance.open", _owner(pair), THEN
        )
    return Step(
        Work.RECTIFY,
        BEGIN,
        "acceptance.follow_up",
        pair.params,
        "acceptance.follow_up",
        _owner(pair),
        THEN,
    )


def _why(pair: Pair) -> Iterable[Label]:
    number, demand = pair.ended.number, pair.ended.rectification
    if demand is not None and demand.done_on is not None:
        yield Label(
            f"{number}不合格，整改已于{demand.done_on}完成（{demand.done_by}登记），还没有复验",
            f"{number} failed and was put right on {demand.done_on} (reported by "
            f"{demand.done_by}); it was not accepted again yet",
        )
    if pair.later is not None and pair.later.state is RoundState.DRAFT:
        yield Label(
            f"复验{pair.later.number}已起草，还没有发起",
            f"Round {pair.later.number} is drafted and not opened yet",
        )
    yield RULE


KIND = Kind(
    name=NAME,
    label=Label("复验", "Second acceptance"),
    cadence=OF_FILE.cadence,
    single_from=OF_FILE.single_from,
    group=OF_FILE.group,
    outstanding=outstanding,
    turns=turns,
    standings=standings,
    audience=OF_FILE.audience,
    days=days,
    there=select(Acceptance.project_id).where(Acceptance.state == RoundState.REJECTED),
    wording=Wording(
        due=Label("复验期限", "Accept by"),
        done=Label("复验已发起", "opened"),
        withdrawn=Label("合同已结束", "the contract has ended"),
        on_hold=Label("整改还没有完成", "not put right yet"),
        changed=Label("复验期限已变", "the day changed"),
    ),
)
