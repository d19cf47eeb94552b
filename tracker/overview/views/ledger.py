"""项目台账: the register, with the links that narrow, sort and page it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.infra import clock, i18n
from tracker.infra.web import requires
from tracker.kernel.labels import Label
from tracker.overview import queries
from tracker.overview.rules import address, register
from tracker.overview.rules.register import Filters, Result, Row, Sort, View
from tracker.overview.views.blueprint import bp
from tracker.overview.views.shown import StageItem, stage_items
from tracker.procurement.rules import Method, methods
from tracker.projects.rules import Stage

Key = TypeVar("Key", Stage, Method, int)

SHOWN_YEARS = 3
OWNER = Label("负责人", "Owner")  # the catalogue has the head of a department under this word


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
class LedgerPage:
    """``is_empty``: there is no project at all yet."""

    is_empty: bool
    result: Result
    filters: Filters
    years: tuple[int, ...]
    planning_year: int
    crossing: int
    hidden: Mapping[str, str | int]
    tabs: tuple[Link, ...]
    menus: tuple[Menu, ...]
    stages: Mapping[str, tuple[StageItem, ...]]
    headings: Mapping[str, Heading]
    problems: tuple[Label, ...]
    clear: str
    previous: str
    next: str


@bp.get("/projects/")
@requires("projects.read")
def ledger() -> ResponseReturnValue:
    today = clock.today()
    asked, problems = address.read(request.args, today)
    rows = queries.ledger_rows(today)
    departments, owners = {row.department_id for row in rows}, {row.owner_id for row in rows}
    filters, unknown = address.known(asked, departments, owners)
    page = _page(rows, filters, [*problems, *unknown], today)
    return render_template("overview/ledger.html", page=page)


def _page(
    rows: Sequence[Row], filters: Filters, problems: Sequence[Label], today: date
) -> LedgerPage:
    first = filters.year or today.year
    years = tuple(range(first, first + SHOWN_YEARS))
    result = register.select(rows, filters, years, today)
    if filters.page != result.page:
        problems = [*problems, _no_such_page(filters.page, result.pages)]
    filters = replace(filters, page=result.page)
    links = _Links(filters, today)
    in_year = [row for row in rows if filters.year in (None, *row.years)]
    return LedgerPage(
        is_empty=not rows,
        result=result,
        filters=filters,
        years=years,
        planning_year=register.planning_year(today),
        crossing=result.counts[View.CROSS_YEAR],
        hidden=links.hidden(),
        tabs=tuple(links.tabs(result)),
        menus=tuple(links.menus(in_year)),
        stages={row.code: stage_items(row.steps) for row in result.rows},
        headings={sort: links.heading(sort) for sort in Sort},
        problems=tuple(problems),
        clear=links.to(Filters(filters.year)),
        previous=links.page(result.page - 1) if result.page > 1 else "",
        next=links.page(result.page + 1) if result.page < result.pages else "",
    )


def _no_such_page(asked: int, pages: int) -> Label:
    return Label(
        f"没有第{asked}页，已显示最近的一页（共{pages}页）",
        f"There is no page {asked} of {pages}; the nearest is shown",
    )


@dataclass(frozen=True)
class _Links:
    """Addresses of the register that differ from the present one in one thing."""

    filters: Filters
    today: date

    def to(self, filters: Filters) -> str:
        query = urlencode(address.write(filters, self.today))
        return url_for("overview.ledger") + (f"?{query}" if query else "")

    def page(self, number: int) -> str:
        return self.to(replace(self.filters, page=number))

    def hidden(self) -> dict[str, str | int]:
        """What the search box keeps; the year is written out, or a search would widen it."""
        kept = address.write(replace(self.filters, query="", page=1), self.today)
        return {**kept, "year": self.filters.year or address.ALL_YEARS}

    def heading(self, sort: Sort) -> Heading:
        href = self.to(address.sorted_by(self.filters, sort))
        if self.filters.sort is not sort:
            return Heading(href, "")
        return Heading(href, "descending" if self.filters.descending else "ascending")

    def tabs(self, result: Result) -> Iterable[Link]:
        texts = {
            View.ALL: _("全部"),
            View.ATTENTION: _("需要处理"),
            View.CROSS_YEAR: _("跨年付款"),
            View.OVERDUE: _("已逾期"),
            View.GAP: _("%(year)s年预算有缺口", year=register.planning_year(self.today)),
            View.ACTUAL: _("据实结算"),
        }
        for view, text in texts.items():
            href = self.to(replace(self.filters, view=view, page=1))
            yield Link(text, href, view is self.filters.view, result.counts[view])

    def menus(self, rows: Sequence[Row]) -> Iterable[Menu]:
        one = self.filters
        stages = {stage: i18n.label(stage.label) for stage in Stage}
        ways = {method: i18n.label(method.label) for method in methods()}
        departments = {row.department_id: row.department for row in rows}
        owners = {row.owner_id: row.owner for row in rows}
        yield self._menu(_("阶段"), one.stage, stages, lambda value: replace(one, stage=value))
        yield self._menu(_("采购方式"), one.method, ways, lambda value: replace(one, method=value))
        yield self._menu(
            _("科室"),
            one.department_id,
            departments,
            lambda value: replace(one, department_id=value),
        )
        yield self._menu(
            _("负责人"), one.owner_id, owners, lambda value: replace(one, owner_id=value)
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
