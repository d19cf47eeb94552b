"""采购台账: the page, its filters in the address, and its spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tracker.accounts.rules import Role
from tracker.infra import clock, i18n
from tracker.infra.documents import xlsx
from tracker.infra.web import requires
from tracker.procurement import queries
from tracker.procurement.documents import register as documents
from tracker.procurement.rules import methods, register
from tracker.procurement.rules.categories import Category
from tracker.procurement.rules.methods import Method
from tracker.procurement.rules.register import Filters, Row, Standing, Totals
from tracker.procurement.views.blueprint import bp
from tracker.settings import queries as settings

Value = TypeVar("Value", Method, Category, Standing, int)


@dataclass(frozen=True)
class Link:
    text: str
    href: str
    active: bool


@dataclass(frozen=True)
class Menu:
    key: str
    value: str
    items: tuple[Link, ...]


@dataclass(frozen=True)
class RegisterPage:
    """The rows of this page of the list, and the totals of all that fit.

    ``keeps_log``: the person logs steps for any project.
    """

    rows: tuple[Row, ...]
    totals: Totals
    filters: Filters
    menus: tuple[Menu, ...]
    hidden: Mapping[str, str | int]
    clear: str
    export: str
    first: int
    previous: str
    next: str
    challenges: Mapping[int, str]
    progress: tuple[Link, ...]
    keeps_log: bool


@bp.get("/procurement/")
@requires("procurement.read")
def tenders() -> str:
    today = clock.today()
    filters = register.read(request.args, today)
    return render_template("procurement/register.html", page=_page(filters, today))


@bp.get("/procurement/export")
@requires("procurement.read")
def export_tenders() -> Response:
    today = clock.today()
    filters = register.read(request.args, today)
    rows = register.narrowed(queries.register_rows(filters.year), filters)
    sheet = documents.register_sheet(rows, register.totals(rows), _words(filters))
    return xlsx.send(sheet, _("采购台账"))


def _page(filters: Filters, today: date) -> RegisterPage:
    rows = register.narrowed(queries.register_rows(filters.year), filters)
    pages = max(1, -(-len(rows) // register.PAGE))
    filters = replace(filters, page=min(filters.page, pages))
    links = _Links(filters, today)
    first = (filters.page - 1) * register.PAGE
    shown = rows[first : first + register.PAGE]
    return RegisterPage(
        rows=shown,
        totals=register.totals(rows),
        filters=filters,
        menus=tuple(links.menus()),
        hidden=register.write(replace(filters, query="", page=1), today),
        clear=links.to(Filters(filters.year)),
        export=links.to(replace(filters, page=1), "procurement.export_tenders"),
        first=first,
        previous=links.page(filters.page - 1) if filters.page > 1 else "",
        next=links.page(filters.page + 1) if filters.page < pages else "",
        challenges={no: documents.challenges(row) for no, row in enumerate(shown)},
        progress=tuple(links.progress()),
        keeps_log=Role.PROCUREMENT in current_user.actor.roles,
    )


def _words(filters: Filters) -> str:
    chosen = (filters.method, filters.standing, filters.category)
    words = [i18n.label(one.label) for one in chosen if one is not None]
    year = [_("%(year)s年度", year=filters.year)] if filters.year else []
    words += [_("有步骤待登记")] if filters.todo else []
    return "、".join([*year, *words, *([filters.query] if filters.query else [])])


@dataclass(frozen=True)
class _Links:
    """Addresses of the list that differ from the present one in one thing."""

    filters: Filters
    today: date

    def to(self, filters: Filters, endpoint: str = "procurement.tenders") -> str:
        query = urlencode(register.write(filters, self.today))
        return url_for(endpoint) + (f"?{query}" if query else "")

    def page(self, number: int) -> str:
        return self.to(replace(self.filters, page=number))

    def menus(self) -> Iterator[Menu]:
        one = self.filters
        years = {view.year: str(view.year) for view in settings.fiscal_years()}
        yield self._menu(_("年度"), one.year, years, lambda value: replace(one, year=value))
        yield self._menu(
            _("采购方式"), one.method, _named(methods()), lambda value: replace(one, method=value)
        )
        yield self._menu(
            _("状态"), one.standing, _named(Standing), lambda value: replace(one, standing=value)
        )
        yield self._menu(
            _("采购品类"),
            one.category,
            _named(Category),
            lambda value: replace(one, category=value),
        )

    def progress(self) -> Iterator[Link]:
        """All of them, or those with a step that waits to be logged."""
        one = replace(self.filters, page=1)
        for text, todo in ((_("全部"), False), (_("有步骤待登记"), True)):
            yield Link(text, self.to(replace(one, todo=todo)), one.todo is todo)

    def _menu(
        self,
        key: str,
        chosen: Value | None,
        choices: Mapping[Value, str],
        narrow: Callable[[Value | None], Filters],
    ) -> Menu:
        def link(text: str, value: Value | None) -> Link:
            return Link(text, self.to(replace(narrow(value), page=1)), value == chosen)

        everything = _("全部")
        links: list[Link] = [link(text, value) for value, text in choices.items()]
        shown = everything if chosen is None else choices.get(chosen, str(chosen))
        return Menu(key, shown, (link(everything, None), *links))


Named = TypeVar("Named", Method, Category, Standing)


def _named(members: Iterable[Named]) -> dict[Named, str]:
    return {member: i18n.label(member.label) for member in members}
