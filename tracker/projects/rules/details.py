"""What a project is called and numbered, and what is refused when it is entered or edited."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.kernel.errors import Conflict, NotAllowed, RuleViolation, Violations
from tracker.kernel.labels import Label
from tracker.projects.rules.budget import FIRST_YEAR, LAST_YEAR
from tracker.projects.rules.stages import ProjectType

CODE = re.compile(r"(?P<year>20[0-9]{2})-(?P<number>[0-9]{2,3}|[1-9][0-9]{3,5})")


@dataclass(frozen=True)
class ProjectDetails:
    """What the project form, the demo and the import hand over."""

    code: str
    name: str
    type: ProjectType
    department_id: int
    owner_id: int
    started_on: date
    aliases: tuple[str, ...] = ()


class DuplicateCode(RuleViolation):
    code = "duplicate_code"
    label = Label(
        "项目编号 {number} 已被“{name}”使用", "Project number {number} is taken by “{name}”"
    )


class BadCode(RuleViolation):
    code = "bad_code"
    label = Label(
        "项目编号应为“年度-序号”，例如 2022-06",
        "A project number reads year-number, such as 2022-06",
    )


class NameMissing(RuleViolation):
    code = "name_missing"
    label = Label("请填写项目名称", "Enter the name of the project")


class ImplausibleDay(RuleViolation):
    code = "implausible_day"
    label = Label(
        "日期的年份应在{first}年至{last}年之间",
        "The year of the date must lie from {first} to {last}",
    )


class NotYourProject(NotAllowed):
    code = "not_your_project"
    label = Label(
        "只有项目负责人（{owner}）、项目成员、科室负责人或财务可以修改这个项目",
        "Only the owner ({owner}), a member, the head of department or finance may change it",
    )


class ChangedMeanwhile(Conflict):
    code = "changed_meanwhile"
    label = Label(
        "你编辑期间，这条记录已被他人修改。下面同时列出两个版本，请核对后再保存",
        "Someone changed this record while you edited it. "
        "Both versions are shown below: compare, then save",
    )


def check_details(details: ProjectDetails) -> None:
    """Raise what is wrong with the number, the name and the day, all of it at once."""
    errors: list[RuleViolation] = []
    if not CODE.fullmatch(details.code):
        errors.append(BadCode(field="code"))
    if not details.name.strip():
        errors.append(NameMissing(field="name"))
    if not FIRST_YEAR <= details.started_on.year <= LAST_YEAR:
        errors.append(ImplausibleDay(field="started_on", first=FIRST_YEAR, last=LAST_YEAR))
    raise_all(errors)


def raise_all(errors: Sequence[RuleViolation]) -> None:
    """Raise one error as it is and several as ``Violations``; nothing when there are none."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise Violations(errors)


def check_all(checks: Iterable[Callable[[], object]]) -> None:
    """Make every check and raise whatever they refuse, all of it at once."""
    errors: list[RuleViolation] = []
    for check in checks:
        try:
            check()
        except Violations as several:
            errors.extend(several.errors)
        except RuleViolation as error:
            errors.append(error)
    raise_all(errors)


def next_code(year: int, codes: Iterable[str]) -> str:
    """The number after the highest of that year: gaps are left, a number is never used again."""
    matches = (CODE.fullmatch(code) for code in codes)
    taken = (int(match["number"]) for match in matches if match and match["year"] == str(year))
    return f"{year}-{max(taken, default=0) + 1:02}"


def clean_aliases(text: str, name: str) -> tuple[str, ...]:
    """Other names of the project, one a line: no blanks, no repeats, not the name itself."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and line != name))
