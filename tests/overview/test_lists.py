"""Every list page asks the database the same number of questions, however many rows it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from flask.testing import FlaskClient

from tests.acceptance import hall as rounds
from tests.overview import centre as make
from tests.overview.centre import TODAY, Centre, make_centre
from tests.overview.pages import counted
from tests.payments import applying
from tests.procurement.tenders import entry, planned, winner
from tracker.acceptance.service.opening import open_round, void
from tracker.accounts.rules import SYSTEM, Actor, Role
from tracker.contracts.rules.kinds import Trigger
from tracker.contracts.rules.terms import RecordInvoice
from tracker.contracts.service import facts
from tracker.infra import clock
from tracker.kernel.money import Money
from tracker.payments import service as payments
from tracker.procurement import service as procurement

Login = Callable[..., None]
Freeze = Callable[[date], None]
LISTS = (
    "/",
    "/funding/",
    "/history/",
    "/invoices/",
    "/overlaps/",
    "/payments/",
    "/people/",
    "/procurement/?year=all",
    "/projects/",
    "/reminders/",
    "/rules/",
    "/suppliers/",
)


def asked(client: FlaskClient, pages: tuple[str, ...]) -> Mapping[str, int]:
    """How many statements each page takes, once it has been looked at."""
    found = {}
    for page in pages:
        assert client.get(page).status_code == 200, page
        with counted() as sent:
            client.get(page)
        found[page] = len(sent)
    return found


def fill(centre: Centre, no: int, buyer: Actor) -> None:
    """A further row of everything: project, budget, contract, invoice, payment, tender, people."""
    make.make_person(f"person{no}", f"人员{no}", Role.AUDITOR)
    project_id = make.make_project(centre, f"2022-3{no}", f"项目{no}")
    line_id = make.budget(project_id, 2022, approved="1000")
    contract_id = make.contract(
        project_id,
        make.part(1, "100", Trigger.ON_DATE, date(2022, 4, 1)),
        make.part(2, "100", Trigger.ON_DATE, date(2022, 11, 1)),
        make.part(3, "100", Trigger.ON_DATE, date(2023, 4, 1)),
        number=f"HT-{no}",
        supplier_id=make.supplier(f"公司{no}"),
    )
    with clock.frozen(date(2022, 4, 2)):
        invoice = RecordInvoice(f"2443000{no}", clock.today(), clock.today(), Money.yuan("100"))
        facts.record_invoice(make.instalment(contract_id, 1), SYSTEM, invoice)
    make.pay(contract_id, 1, "100", date(2022, 4, 2), line_id)
    with clock.frozen(date(2022, 9, 1)):
        tender_id = planned(project_id, buyer)
        procurement.log_step(tender_id, entry("demand"), (), buyer)


def test_no_list_takes_more_queries_for_more_rows(
    app: object, client: FlaskClient, login: Login, frozen: Freeze
) -> None:
    frozen(TODAY)
    centre = make_centre()
    buyer = make.make_person("buyer", "刘洋", *Role)
    winner(buyer)
    login(client, buyer)
    fill(centre, 1, buyer)
    fill(centre, 2, buyer)

    few = asked(client, LISTS)
    for no in (3, 4, 5):
        fill(centre, no, buyer)

    assert asked(client, LISTS) == few


def test_no_list_of_applications_takes_more_queries_for_more_rows(
    app: object, client: FlaskClient, login: Login, frozen: Freeze
) -> None:
    frozen(applying.TODAY)
    office = applying.open_office()
    login(client, office.leader)
    pages = ("/payment-applications/", "/")
    payments.withdraw(applying.apply(office), office.owner)
    applying.apply(office, "1000")

    few = asked(client, pages)
    for amount in ("2000", "3000", "4000"):
        applying.apply(office, amount)

    assert asked(client, pages) == few


def voided(hall: rounds.Hall, round_id: int) -> int:
    """The round that is opened in place of this one."""
    after = void(round_id, hall.leader, "内容有误")
    assert after is not None
    open_round(after, hall.leader)
    return after


def test_no_list_of_acceptances_takes_more_queries_for_more_rows(
    app: object, client: FlaskClient, login: Login, frozen: Freeze
) -> None:
    frozen(rounds.TODAY)
    hall = rounds.make_hall()
    login(client, hall.leader)
    pages = ("/acceptance/", "/acceptance/mine")
    last = voided(hall, voided(hall, rounds.opened(hall).id))
    few = asked(client, pages)
    for _ in range(3):
        last = voided(hall, last)

    assert asked(client, pages) == few
