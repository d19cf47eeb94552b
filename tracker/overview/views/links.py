"""The links of 项目台账: each is the present address but for one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from flask import url_for
from flask_babel import gettext as _

from tracker.infra import i18n
from tracker.overview.queries import Choices
from tracker.overview.rules import address, register
from tracker.overview.rules.register import Column, Filters, Sort, View
from tracker.overview.rules.views import OwnView
from tracker.procurement.rules import Method, methods
from tracker.projects.rules import Stage

Key = TypeVar("Key", Stage, Method, int)


@dataclass(frozen=True)
class Link:
    text: str
    href: str
    active: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Menu:
    key: str
    value: str
    items: tuple[Link, ...]


@dataclass(frozen=True)
class Heading:
    """The link of a sortable column; ``direction`` as ``aria-sort`` has it."""

    href: str
    direction: str


@dataclass(frozen=True)
class Tick:
    """A column that may be chosen."""

    column: Column
    chosen: bool


@dataclass(frozen=True)
class Links:
    """Addresses of the register that differ from the present one in one thing."""

    filters: Filters
    today: date

    def to(self, filters: Filters) -> str:
        query = address.text_of(filters, self.today)
        return url_for("overview.ledger") + (f"?{query}" if query else "")

    def page(self, number: int) -> str:
        return self.to(replace(self.filters, page=number))

    def kept(self, *leave: str) -> tuple[tuple[str, str], ...]:
        """What a form of the page keeps, but for what it asks itself.

        The year is written out, or a search would widen it.
        """
        parts = {
            **address.write(replace(self.filters, page=1), self.today),
            "year": self.filters.year or address.ALL_YEARS,
        }
        return tuple(
            (name, str(one))
            for name, value in parts.items()
            if name not in leave
            for one in ([value] if isinstance(value, str | int) else value)
        )

    def heading(self, sort: Sort) -> Heading:
        href = self.to(address.sorted_by(self.filters, sort))
        if self.filters.sort is not sort:
            return Heading(href, "")
        return Heading(href, "descending" if self.filters.descending else "ascending")

    def tabs(self, counts: Mapping[View, int], own: str | None) -> Iterable[Link]:
        """The views everybody has; none is the present one while a person's ``own`` is."""
        for view, text in view_texts(self.today).items():
            href = self.to(replace(self.filters, view=view, page=1))
            yield Link(text, href, own is None and view is self.filters.view, counts[view])

    def own_tabs(self, views: Iterable[tuple[OwnView, int]], query: str) -> Iterable[Link]:
        """One's own views; the one whose ``query`` this is, is looked at."""
        for view, count in views:
            href = url_for("overview.ledger") + (f"?{view.query}" if view.query else "")
            yield Link(view.name, href, view.query == query, count)

    def ticks(self) -> Iterable[Tick]:
        return (Tick(column, column in self.filters.columns) for column in Column)

    def menus(self, choices: Choices) -> Iterable[Menu]:
        one = self.filters
        stages = {stage: i18n.label(stage.label) for stage in Stage}
        ways = {method: i18n.label(method.label) for method in methods()}
        yield self._menu(_("阶段"), one.stage, stages, lambda value: replace(one, stage=value))
        yield self._menu(_("采购方式"), one.method, ways, lambda value: replace(one, method=value))
        yield self._menu(
            _("科室"),
            one.department_id,
            choices.departments,
            lambda value: replace(one, department_id=value),
        )
        yield self._menu(
            _("负责人"), one.owner_id, choices.owners, lambda value: replace(one, owner_id=value)
        )

    def _menu(
        self,
        key: str,
        chosen: Key | None,
        choices: Mapping[Key, str],
        narrow: Callable[[Key | None], Filters],
    ) -> Menu:
        def link(text: str, value: Key | None) -> Link:
            return Link(text, self.to(replace(narrow(value), page=1)), value == chosen)

        everything = _("全部")
        links: list[Link] = [link(text, value) for value, text in choices.items()]
        shown = everything if chosen is None else choices.get(chosen, str(chosen))
        return Menu(key, shown, (link(everything, None), *links))


def view_texts(today: date) -> Mapping[View, str]:
    """What the tabs are called."""
    return {
        View.ALL: _("全部"),
        View.MINE: _("我负责的"),
        View.ATTENTION: _("需要处理"),
        View.UNPAID: _("本年应付未付"),
        View.CROSS_YEAR: _("跨年付款"),
        View.OVERDUE: _("已逾期"),
        View.GAP: _("%(year)s年预算有缺口", year=register.planning_year(today)),
        View.ACTUAL: _("据实结算"),
    }


def words_of(filters: Filters, choices: Choices, today: date) -> str:
    """The filter in words, as a file says what it holds."""
    chosen = (
        (_("视图"), view_texts(today)[filters.view]),
        (_("关键词"), filters.query),
        (_("勾选"), "、".join(filters.picked)),
        (_("阶段"), i18n.label(filters.stage.label) if filters.stage else ""),
        (_("采购方式"), i18n.label(filters.method.label) if filters.method else ""),
        (_("科室"), choices.departments.get(filters.department_id or 0, "")),
        (_("负责人"), choices.owners.get(filters.owner_id or 0, "")),
    )
    year = _("%(year)s年度", year=filters.year) if filters.year else _("全部年度")
    return "，".join([year, *(f"{name}：{value}" for name, value in chosen if value)])
