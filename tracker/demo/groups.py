"""The robot of a group as an administrator would set it up: stopped, for its address is made up."""

from __future__ import annotations

from datetime import date

from tracker.demo import people
from tracker.demo.diary import Diary
from tracker.reminders.rules.robots import RobotDraft
from tracker.reminders.service import robots

SET_UP_ON = date(2022, 10, 10)
FINANCE = RobotDraft(
    name="财务群（示例）",
    address="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=00000000-0000-0000-0000-000000demo",
    with_amounts=True,
)


def enter(diary: Diary) -> None:
    """Set up one day and stopped the same day."""
    diary.enter(SET_UP_ON, _set_up)


def _set_up() -> None:
    admin = people.actor("admin")
    robots.switch_robot(robots.add_robot("wecom", FINANCE, admin), admin, on=False)
