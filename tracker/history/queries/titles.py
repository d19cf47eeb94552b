"""How the history calls single rows: from a few of their columns."""

from __future__ import annotations

from datetime import date
from typing import Any

from tracker.deadlines.rules.frozen import LimitKey
from tracker.history.rules.values import same
from tracker.kernel.labels import Label
from tracker.payments.models.application import number_of
from tracker.procurement.rules.methods import step_label
from tracker.projects.rules import BudgetCategory


def words(*parts: object) -> Label:
    """The title of such a row."""
    return same(" ".join(str(part) for part in parts if part))


def instalment(number: str, no: int, name: str) -> Label:
    """The title of such a row."""
    return Label(f"{number} 第{no}笔 {name}", f"{number} no. {no} {name}")


def line(year: int, source: str, category: str, code: str | None) -> Label:
    """The title of such a row."""
    if category:
        label = BudgetCategory(category).label
        return Label(f"{year}年 {label.zh} {source}", f"{year} {label.en} {source}")
    return Label(f"{code} {year}年 {source}", f"{code} {year} {source}")


def entry(kind: Any, on: object) -> Label:
    """The title of such a row."""
    return Label(f"{on} {kind.label.zh}", f"{on} {kind.label.en}")


def version(number: str, no: int) -> Label:
    """The title of such a row."""
    return Label(f"{number} 第{no}版", f"{number} version {no}")


def file(name: str, version: int) -> Label:
    """The title of such a row."""
    return (
        same(name) if version == 1 else Label(f"{name} 第{version}版", f"{name} version {version}")
    )


def decision(number: str, no: int, year: int) -> Label:
    """The title of such a row."""
    return Label(f"{year}年 {number} 第{no}笔", f"{year} {number} no. {no}")


def step(code: str, step: str) -> Label:
    """The title of such a row."""
    label = step_label(step)
    return Label(f"{code} {label.zh}", f"{code} {label.en}")


def clock(code: str, key: str) -> Label:
    """The title of such a row."""
    name = LimitKey(key).label
    return Label(f"{code} {name.zh}", f"{code} {name.en}")


def limit(key: str, on: object) -> Label:
    """The title of such a row."""
    name = LimitKey(key).label
    return Label(f"{name.zh} {on}起", f"{name.en} from {on}")


def meeting(kind: Any, on: object) -> Label:
    """The title of such a row."""
    return Label(f"{on} {kind.label.zh}", f"{on} {kind.label.en}")


def draft(number: str, revision: int) -> Label:
    """The title of such a row."""
    if revision == 1:
        return same(number)
    return Label(f"{number} 第{revision}稿", f"{number} draft {revision}")


def year(year: int) -> Label:
    """The title of such a row."""
    return Label(f"{year}年", str(year))


def application(applied_on: date, key: int, *more: Any) -> Label:
    """The title of such a row."""
    number = number_of(applied_on, key)
    labels = [one.label if hasattr(one, "label") else same(str(one)) for one in more]
    zh, en = [one.zh for one in labels], [one.en for one in labels]
    return Label(" ".join([number, *zh]), " ".join([number, *en]))


def approval(is_on: bool, since_on: date) -> Label:
    """The title of such a row."""
    zh, en = ("实行", "on") if is_on else ("停止", "off")
    return Label(f"自{since_on}起{zh}", f"{en} from {since_on}")
