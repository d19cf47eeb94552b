"""项目台账: the register as a page, and as a file with exactly the rows and columns shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra import clock
from tracker.infra.documents import xlsx
from tracker.infra.web import requires
from tracker.kernel.labels import Label
from tracker.overview import documents, queries
from tracker.overview.forms import ViewForm
from tracker.overview.queries import Choices
from tracker.overview.queries import register as projects
from tracker.overview.rules import address
from tracker.overview.rules.register import Asked, Filters, Result, Row, Sort, View
from tracker.overview.rules.views import OwnView
from tracker.overview.views.blueprint import bp
from tracker.overview.views.links import Heading, Link, Links, Menu, Tick, words_of
from tracker.overview.views.shown import StageItem, stage_items

SHOWN_YEARS = 3


@dataclass(frozen=True)
class LedgerPage:
    """``is_empty``: there is no project at all yet; ``own``: the own view that is looked at."""

    is_empty: bool
    rows: tuple[Row, ...]
    result: Result
    filters: Filters
    years: tuple[int, ...]
    planning_year: int
    crossing: int
    links: Links
    tabs: tuple[Link, ...]
    own: OwnView | None
    query: str
    form: ViewForm
    menus: tuple[Menu, ...]
    ticks: tuple[Tick, ...]
    stages: Mapping[str, tuple[StageItem, ...]]
    headings: Mapping[str, Heading]
    problems: tuple[Label, ...]
    clear: str
    unpicked: str
    was: str
    previous: str
    next: str

    def shows(self, column: str) -> bool:
        return column in self.filters.columns

    @property
    def words(self) -> int:
        """How many columns stand before the first amount: what the word 合计 stretches over."""
        return 1 + sum(self.shows(name) for name in ("method", "contracts", "stage", "next"))


@bp.get("/projects/")
@requires("projects.read")
def ledger() -> ResponseReturnValue:
    today = clock.today()
    filters, problems = address.read(
        request.args, today, request.args.getlist("col"), request.args.getlist("pick")
    )
    choices = queries.choices()
    filters, unknown = _known(filters, choices)
    asked = _asked(filters, today)
    if xlsx.is_asked():
        return _export(asked, choices)
    page = _page(asked, choices, [*problems, *unknown])
    return render_template("overview/ledger.html", page=page)


def _cleared(links: Links, query: str) -> str:
    """The register without its filters; it remembers them, so that they can be had again."""
    plain = links.to(Filters(links.filters.year, columns=links.filters.columns))
    return f"{plain}{'&' if '?' in plain else '?'}{urlencode({'was': query})}" if query else plain


def _filters_before(filters: Filters) -> str:
    """Where the filters that were just cleared lead; empty when none were."""
    query = plain_query(request.args.get("was", ""))
    return "" if filters.is_narrowed or not query else f"{url_for('overview.ledger')}?{query}"


def _known(filters: Filters, choices: Choices) -> tuple[Filters, tuple[Label, ...]]:
    return address.known(filters, choices.departments, choices.owners, queries.name_of)


def _asked(filters: Filters, today: date) -> Asked:
    first = filters.year or today.year
    years = tuple(range(first, first + SHOWN_YEARS))
    return Asked(filters, years, today, current_user.id)


def _export(asked: Asked, choices: Choices) -> Response:
    result = projects.result(asked)
    words = words_of(asked.filters, choices, asked.today)
    sheet = documents.ledger_sheet(queries.all_rows(asked), result, asked, words)
    return xlsx.send(sheet, _("项目台账%(day)s", day=asked.today))


def _page(asked: Asked, choices: Choices, problems: Iterable[Label]) -> LedgerPage:
    result = projects.result(asked)
    problems = [*problems, *_no_such_page(asked.filters.page, result)]
    filters = replace(asked.filters, page=result.page)
    rows = queries.ledger_rows(result.ids, asked.today)
    links = Links(filters, asked.today)
    query = address.text_of(replace(filters, page=1), asked.today)
    views = queries.own_views(current_user.id)
    own = next((view for view in views if view.query == query), None)
    return LedgerPage(
        is_empty=choices.is_empty,
        rows=rows,
        result=result,
        filters=filters,
        years=asked.years,
        planning_year=asked.planning_year,
        crossing=result.counts[View.CROSS_YEAR],
        links=links,
        tabs=(
            *links.tabs(result.counts, own.query if own else None),
            *links.own_tabs(_counted(views, choices, asked.today), query),
        ),
        own=own,
        query=query,
        form=ViewForm(formdata=None, data={"query": query}),
        menus=tuple(links.menus(choices)),
        ticks=tuple(links.ticks()),
        stages={row.code: stage_items(row.steps) for row in rows},
        headings={sort: links.heading(sort) for sort in Sort},
        problems=tuple(problems),
        clear=_cleared(links, query),
        was=_filters_before(filters),
        unpicked=links.to(replace(filters, picked=(), page=1)),
        previous=links.page(result.page - 1) if result.page > 1 else "",
        next=links.page(result.page + 1) if result.page < result.pages else "",
    )


def _counted(
    views: Iterable[OwnView], choices: Choices, today: date
) -> Iterable[tuple[OwnView, int]]:
    """One's own views, each with the number of projects it would show now."""
    for view in views:
        filters, _problems = address.read_text(view.query, today)
        filters, _unknown = _known(filters, choices)
        yield view, projects.count(_asked(filters, today))


def _no_such_page(asked: int, result: Result) -> Iterable[Label]:
    if asked == result.page:
        return ()
    pages = result.pages
    return (
        Label(
            f"没有第{asked}页，已显示最近的一页（共{pages}页）",
            f"There is no page {asked} of {pages}; the nearest is shown",
        ),
    )


def plain_query(text: str) -> str:
    """A query string as the register itself would write it; what means nothing is left out."""
    today = clock.today()
    filters, _problems = address.read_text(text, today)
    return address.text_of(replace(filters, page=1), today)


def shown_filter(query: str) -> str:
    """What a query string keeps, in words."""
    today = clock.today()
    filters, _problems = address.read_text(query, today)
    return words_of(filters, queries.choices(), today)
