"""验收稿作废: those who signed are told that it counts no more; the new draft has to be opened."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta

from sqlalchemy import select

from tracker.acceptance.models import Acceptance
from tracker.acceptance.rules.kinds import RoundState
from tracker.acceptance.rules.standards import usual_reopen_days
from tracker.infra.clock import day_of
from tracker.kernel.labels import Label
from tracker.reminders.kinds import _rounds
from tracker.reminders.kinds._rounds import Pair
from tracker.reminders.rules.obligations import Absence, DueDay, Kind, Outstanding, Standing, Step
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.rulebook import rule
from tracker.reminders.rules.work import Wording, Work

NAME = "round_voided"
OF_FILE = rule(NAME)

OWNER = Label("你是本项目的负责人", "You are the owner of this project")
SIGNED = Label(
    "你签署过这一稿，该签署已作废；新的一稿发起后须重新签署",
    "You signed this draft; your signature is void. You sign again when the new one is opened",
)
WORDS = Label("已作废，待重新发起", "is void, to be opened anew"), Label("重新发起", "anew")
OPEN = Label("修改并发起", "Change and open")
THEN = Label("发起后全员重新签署", "Everybody signs again then")
RULE = Label(
    "内容、附件或名单有任何改动，已有签署作废，全员重签",
    "Any change of content, files or roster voids the signatures; everybody signs again",
)


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """Every voided round whose new draft is to be opened up to ``horizon``."""
    return tuple(_item(*each) for each in _open(projects) if _rounds.within(each[1], horizon))


def days(projects: Collection[int]) -> Iterable[DueDay]:
    """By when the voided rounds of these projects are usually opened anew."""
    return _rounds.due_days(_open(projects))


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """The owner of the project, once for each."""
    return tuple(_owner(pair) for pair, one in _open(None) if _rounds.within(one, horizon))


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How these voided rounds stand now."""
    found = _rounds.pairs(_rounds.known(uids), Acceptance.replaces_id)
    return {pair.ended.uid: _standing(pair) for pair in found}


def _open(projects: Collection[int] | None) -> Iterator[tuple[Pair, Standing]]:
    voided = _rounds.rounds(RoundState.VOIDED, projects)
    for pair in _rounds.pairs(voided, Acceptance.replaces_id):
        standing = _standing(pair)
        if isinstance(standing, Standing):
            yield pair, standing


def _standing(pair: Pair) -> Standing | Absence:
    """A draft that was voided before it was opened has nothing that takes its place."""
    at = pair.ended.voided_at
    if at is None or pair.later is None:
        return Absence.WITHDRAWN
    if pair.absence is not None:
        return pair.absence
    due_on = day_of(at) + timedelta(days=usual_reopen_days())
    signers = tuple(one.member.user_id for one in pair.ended.signatures)
    told = (Seat(SIGNED, user_ids=signers),) if signers else ()
    return Standing(due_on, (_owner(pair), *told))


def _owner(pair: Pair) -> Seat:
    return Seat(OWNER, user_ids=(pair.ended.project.owner_id,))


def _item(pair: Pair, standing: Standing) -> Outstanding:
    draft = pair.later or pair.ended
    params: Mapping[str, int | str] = {"acceptance_id": draft.id}
    step = Step(Work.RECORD, OPEN, "acceptance.show", params, "acceptance.open", _owner(pair), THEN)
    return _rounds.outstanding(pair, standing, WORDS, _why(pair), step)


def _why(pair: Pair) -> Iterable[Label]:
    ended, count = pair.ended, len(pair.ended.signatures)
    yield Label(
        f"{ended.number}第{ended.revision}稿由{ended.voided_by}作废：{ended.void_reason}",
        f"Draft {ended.revision} of {ended.number} was voided by {ended.voided_by}: "
        f"{ended.void_reason}",
    )
    if count:
        yield Label(f"已签{count}人的签署不再有效", f"{count} signatures do not count any more")
    yield RULE


KIND = Kind(
    name=NAME,
    label=Label("验收稿作废", "Round voided"),
    cadence=OF_FILE.cadence,
    single_from=OF_FILE.single_from,
    group=OF_FILE.group,
    outstanding=outstanding,
    turns=turns,
    standings=standings,
    audience=OF_FILE.audience,
    days=days,
    there=select(Acceptance.project_id).where(Acceptance.state == RoundState.VOIDED),
    wording=Wording(
        due=Label("重新发起期限", "Open by"),
        done=Label("新的一稿已发起", "the new draft is open"),
        withdrawn=Label("不再验收", "no longer accepted"),
        changed=Label("期限已变", "the day changed"),
    ),
)
