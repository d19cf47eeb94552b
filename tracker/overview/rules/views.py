"""A person's own views of the register: what may be kept, and under which name. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label

LONGEST_NAME = 20
MOST_VIEWS = 12  # as many tabs as one can still take in; each is counted on every visit


class NameMissing(RuleViolation):
    code = "view_name_missing"
    label = Label("请给视图起个名称", "Give the view a name")


class NameTooLong(RuleViolation):
    code = "view_name_too_long"
    label = Label("名称最多{most}个字", "The name may have {most} characters")


class NameTaken(RuleViolation):
    code = "view_name_taken"
    label = Label(
        "你已有名为“{name}”的视图，请换一个名称", "You have a view called “{name}” already"
    )


class TooManyViews(RuleViolation):
    code = "too_many_views"
    label = Label(
        "最多保存{most}个视图，请先删除不用的", "At most {most} views: delete one you do not need"
    )


@dataclass(frozen=True, slots=True)
class OwnView:
    """A view somebody has kept; ``query`` is the query string of the register."""

    id: int
    name: str
    query: str


def checked_name(name: str, taken: Collection[str]) -> str:
    """The name as it is kept; ``taken`` are those of the person's other views."""
    name = " ".join(name.split())
    if not name:
        raise NameMissing(field="name")
    if len(name) > LONGEST_NAME:
        raise NameTooLong(field="name", most=LONGEST_NAME)
    if name in taken:
        raise NameTaken(field="name", name=name)
    return name


def check_room(kept: int) -> None:
    """Raise when a person keeps as many views as can be shown."""
    if kept >= MOST_VIEWS:
        raise TooManyViews(field="name", most=MOST_VIEWS)
