"""A contract of the demonstration centre that was changed, and the notice of it. Sample data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from tracker.contracts.models import Contract
from tracker.contracts.rules.notices import PublishChange
from tracker.contracts.rules.terms import Revise
from tracker.contracts.service.notices import publish_change
from tracker.contracts.service.schedule import revise_schedule
from tracker.demo import papers
from tracker.demo.diary import Diary
from tracker.demo.projects_2022.builds import MEETING_ROOMS
from tracker.infra.db import db

NUMBER = "FR-TP-2022-007"
CHANGED_ON, PUBLISHED_ON = date(2022, 6, 24), date(2022, 6, 28)


def enter(diary: Diary) -> None:
    """The last instalment may take a little longer; published two working days later."""
    diary.enter(CHANGED_ON, _change)
    diary.enter(PUBLISHED_ON, _publish)


def _contract() -> Contract:
    return db.session.scalars(select(Contract).filter_by(number=NUMBER)).one()


def _change() -> None:
    contract = _contract()
    terms = [one.terms for one in contract.live_instalments]
    command = Revise(
        version=contract.version,
        schedule=(*terms[:-1], replace(terms[-1], due_count=20)),
        on=CHANGED_ON,
        reason="质保金支付期限由15日改为20日",
        document="补充协议（一）",
    )
    scans = papers.scans(MEETING_ROOMS, "补充协议（一）")
    revise_schedule(contract.id, contract.project.owner.actor, command, scans)


def _publish() -> None:
    contract = _contract()
    command = PublishChange(PUBLISHED_ON, "第六条第三款")
    scans = papers.scans(MEETING_ROOMS, "合同变更公告截图")
    publish_change(contract.amendments[-1].id, contract.project.owner.actor, command, scans)
