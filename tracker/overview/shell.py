"""What the frame around every signed-in page shows: navigation, counts, the year bar, the person.

Built for each page from a constant, small number of queries. An error page is framed as well, so
a database that does not answer leaves the frame away and never hides the error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from tracker.acceptance.queries.register import unsigned_count
from tracker.accounts.rules import allows
from tracker.infra import clock, filters, i18n
from tracker.kernel.fiscal import year_end
from tracker.overview.rules import strip
from tracker.payments import queries as payments
from tracker.reminders import queries as reminders
from tracker.settings import queries as settings


@dataclass(frozen=True)
class NavItem:
    """One page of the navigation; ``short`` is its word in the phone's bottom bar.

    The bar has room for five: a page without ``short`` stands behind its 更多.
    """

    endpoint: str
    icon: str
    label: str
    short: str = ""
    active: bool = False
    count: int = 0
    urgent: bool = False


@dataclass(frozen=True)
class Person:
    name: str
    roles: str


@dataclass(frozen=True)
class Shell:
    """``year`` is the fiscal year in execution, ``chosen_year`` the one picked in the top bar.

    ``year_page`` is where picking a year leads from a page that is not about one year.
    """

    unit: str
    contact: str
    person: Person
    lang: str
    unit_of_money: str
    today: date
    now: datetime
    year: int
    chosen_year: int
    years: tuple[int, ...]
    year_page: str
    days_left: int
    workdays_left: int
    year_share: Decimal
    unread: int
    todo: int
    scheduler_stale: str
    nav: tuple[NavItem, ...]
    admin_nav: tuple[NavItem, ...]


YEARLY = frozenset({"overview.ledger", "funding.show", "projects.basic"})


def build() -> Shell | None:
    """The frame for the person signed in; none for anybody else, or while the database is down."""
    try:
        return _build() if current_user.is_authenticated else None
    except SQLAlchemyError:
        return None


def _build() -> Shell:
    today = clock.today()
    unit = settings.unit()
    problem = reminders.problem()
    years = tuple(view.year for view in settings.fiscal_years())
    unread = reminders.unread_count(current_user.id)
    todo = reminders.todo_count(current_user.id, strip.horizon(today), today)
    return Shell(
        unit=unit.name,
        contact=unit.help_contact,
        person=Person(current_user.name, _roles()),
        lang=i18n.lang(),
        unit_of_money=filters.money_unit(),
        today=today,
        now=clock.now(),
        year=today.year,
        chosen_year=_chosen_year(years, today.year),
        years=years,
        year_page="" if request.endpoint in YEARLY else url_for("overview.ledger"),
        days_left=(year_end(today.year) - today).days,
        workdays_left=settings.work_calendar().count(today, year_end(today.year)),
        year_share=strip.year_share(today),
        unread=unread,
        todo=todo,
        scheduler_stale=i18n.label(problem) if problem else "",
        nav=tuple(_nav(todo, unread, unsigned_count(current_user.id))),
        admin_nav=tuple(_admin_nav()),
    )


def _roles() -> str:
    labels = [i18n.label(role.label) for role in sorted(current_user.roles)]
    return (", " if i18n.lang() == "en" else "、").join(labels)


def _chosen_year(years: tuple[int, ...], current: int) -> int:
    text = request.args.get("year", "") if request.endpoint in YEARLY else ""
    return int(text) if text.isdecimal() and int(text) in years else current


REGISTER = frozenset({"projects", "contracts", "payments"})
PAYMENT_PAGES = frozenset(
    {
        "payments.applications",
        "payments.application",
        "payments.decide",
        "payments.sheet",
        "payments.invoices",
        "payments.ledger",
    }
)
APART = frozenset({"projects.overlaps"})
IN_REGISTER = frozenset(
    {"overview.ledger", "overview.project", "overview.contract", "procurement.new_award"}
)
SUPPLIERS = frozenset(
    {"procurement.suppliers", "procurement.new_supplier", "procurement.edit_supplier"}
)
OWN_PAGES = frozenset(
    {"accounts.profile", "accounts.change_password", "accounts.deputy", "accounts.keyboard"}
)


def _nav(todo: int, unread: int, unsigned: int) -> Iterator[NavItem]:
    here, feature = request.endpoint or "", request.blueprint
    yield NavItem(
        "overview.workbench",
        "checklist",
        _("工作台"),
        _("工作台"),
        active=here == "overview.workbench",
        count=todo,
        urgent=True,
    )
    yield NavItem(
        "overview.ledger", "table", _("项目台账"), _("台账"), active=_in_register(here, feature)
    )
    yield NavItem(
        "procurement.tenders",
        "gavel",
        _("采购台账"),
        active=feature == "procurement" and here not in IN_REGISTER | SUPPLIERS,
    )
    yield NavItem(
        "payments.applications",
        "cash",
        _("付款与发票"),
        active=here in PAYMENT_PAGES,
        count=payments.awaiting_count(current_user.actor),
    )
    yield NavItem(
        "funding.show", "calendar-dollar", _("跨年资金安排"), _("跨年"), feature == "funding"
    )
    signs = feature == "acceptance"
    yield NavItem("acceptance.index", "writing-sign", _("验收签署"), _("签署"), signs, unsigned)
    yield NavItem(
        "reminders.index", "bell", _("提醒中心"), _("提醒"), feature == "reminders", unread
    )


def _in_register(here: str, feature: str | None) -> bool:
    """Whether the page belongs to the register: projects and contracts with all their forms."""
    if here in PAYMENT_PAGES | APART:
        return False
    return feature in REGISTER or here in IN_REGISTER


def _admin_nav() -> Iterator[NavItem]:
    here, feature, roles = request.endpoint, request.blueprint, current_user.roles
    if allows("suppliers.record", roles):
        yield NavItem(
            "procurement.suppliers",
            "building-store",
            _("供应商"),
            active=here in SUPPLIERS,
        )
    if allows("accounts.manage", roles):
        yield NavItem(
            "accounts.people",
            "users",
            _("人员与小组"),
            active=feature == "accounts" and here not in OWN_PAGES,
        )
    if allows("audit.read", roles):
        yield NavItem("history.index", "history", _("操作日志"), active=feature == "history")
    if allows("duties.overlaps", roles):
        yield NavItem(
            "projects.overlaps", "users-group", _("不相容岗位"), active=here == "projects.overlaps"
        )
    if allows("limits.read", roles):
        yield NavItem("deadlines.index", "scale", _("时限规则"), active=feature == "deadlines")
    if allows("settings.manage", roles) or allows("settings.fiscal_year", roles):
        yield NavItem("settings.index", "settings", _("设置"), active=feature == "settings")
