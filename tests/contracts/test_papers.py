"""Files added to what happens to a contract: the trigger, the invoice, a change, a payment."""

from __future__ import annotations

import io
from datetime import date

import pytest
from sqlalchemy import select

from tests.contracts.centre import Centre, make_centre, sign
from tests.contracts.reader import Reader
from tests.support import papers
from tests.support.papers import incoming
from tracker.contracts.models import Amendment, Contract, Instalment, Invoice
from tracker.contracts.rules.facts import FutureDate
from tracker.contracts.rules.kinds import ProofKind
from tracker.contracts.rules.papers import paper_of_proof
from tracker.contracts.rules.terms import Proof, RecordInvoice
from tracker.contracts.service import facts
from tracker.infra.db import db
from tracker.infra.files import errors
from tracker.kernel.money import Money
from tracker.payments.models import Payment
from tracker.projects import queries as projects
from tracker.projects import service
from tracker.projects.models import Attachment, Project
from tracker.projects.rules.attachments import Filing
from tracker.projects.rules.documents import DocumentKind, Target

TODAY = date(2022, 12, 12)
REPORT = Proof(ProofKind.ACCEPTANCE, "初验报告2022-12-12")


@pytest.fixture
def centre(app, frozen) -> Centre:
    frozen(TODAY)
    return make_centre()


@pytest.fixture
def contract(centre) -> Contract:
    return sign(centre)


@pytest.fixture
def second(contract) -> Instalment:
    return contract.live_instalments[1]


@pytest.fixture
def finance(centre, client, login):
    login(client, centre.finance)
    return client


def sent(page: Reader, name: str, content: bytes, **changes: str) -> dict[str, object]:
    """The page's own form with a file chosen."""
    return {**page.fields, **changes, "papers": [(io.BytesIO(content), name)]}


def only(model=Attachment):
    return db.session.scalars(select(model)).one()


def shelf(centre, within: str = ""):
    project = db.session.get_one(Project, centre.project_id)
    return projects.shelf(project, centre.owner, within)


def missing(centre) -> list[tuple[str, str]]:
    return [(one.kind.value, one.subject.target.kind) for one in shelf(centre).missing]


# --- use cases ------------------------------------------------------------------------------------


def test_a_trigger_is_recorded_with_its_paper_in_one_step(centre, second):
    file = incoming("初验报告.pdf", papers.pdf())

    facts.record_trigger(second.id, centre.owner, TODAY, REPORT, [file])

    made = only()
    assert (made.kind, made.subject_kind, made.subject_uid) == (
        DocumentKind.ACCEPTANCE,
        "instalment",
        second.uid,
    )


def test_a_paper_that_is_refused_leaves_the_trigger_unrecorded(centre, second):
    file = incoming("初验报告.pdf", papers.pdf()[:-20])

    with pytest.raises(errors.CutOff):
        facts.record_trigger(second.id, centre.owner, TODAY, REPORT, [file])

    db.session.rollback()
    assert second.triggered_on is None


def test_a_trigger_that_is_refused_leaves_no_paper(app, centre, second):
    file = incoming("初验报告.pdf", papers.pdf())

    with pytest.raises(FutureDate):
        facts.record_trigger(second.id, centre.owner, date(2023, 1, 1), REPORT, [file])

    data = app.config["TRACKER"].data
    assert [*data.glob("files/**/*"), *data.glob("incoming/*")] == []


def test_an_invoice_is_recorded_with_its_file(centre, second):
    command = RecordInvoice("08812345", TODAY, TODAY, Money.yuan("627000"))

    facts.record_invoice(second.id, centre.owner, command, [incoming("发票.ofd", OFD)])

    assert (only().kind, only().subject_uid) == (DocumentKind.INVOICE, only(Invoice).uid)


OFD = papers.zipped("OFD.xml")


@pytest.mark.parametrize("kind", ProofKind)
def test_every_proof_has_a_kind_of_paper(kind):
    assert paper_of_proof(kind) in DocumentKind


# --- what is missing ------------------------------------------------------------------------------


def test_what_has_happened_calls_for_its_papers_and_they_answer(centre, contract, second):
    facts.record_trigger(second.id, centre.owner, TODAY, REPORT)
    command = RecordInvoice("08812345", TODAY, TODAY, Money.yuan("627000"))
    facts.record_invoice(second.id, centre.owner, command, [incoming("发票.ofd", OFD)])

    assert missing(centre) == [("contract", "contract"), ("acceptance", "instalment")]

    filing = Filing(Target("contract", contract.uid), DocumentKind.CONTRACT)
    service.attach(centre.project_id, filing, [incoming("合同.pdf", papers.pdf())], centre.owner)
    assert missing(centre) == [("acceptance", "instalment")]


def test_a_voided_invoice_calls_for_nothing(centre, second):
    command = RecordInvoice("08812345", TODAY, TODAY, Money.yuan("627000"))
    invoice_id = facts.record_invoice(second.id, centre.owner, command)
    assert ("invoice", "invoice") in missing(centre)

    facts.void_invoice(invoice_id, centre.owner, "开错")

    assert ("invoice", "invoice") not in missing(centre)


def test_a_contract_shows_its_own_files_and_those_of_its_parts_only(centre, contract, second):
    facts.record_trigger(second.id, centre.owner, TODAY, REPORT, [incoming("甲.pdf", papers.pdf())])
    project = db.session.get_one(Project, centre.project_id)
    filing = Filing(Target("project", project.uid), DocumentKind.OTHER)
    service.attach(centre.project_id, filing, [incoming("乙.pdf", papers.pdf())], centre.owner)

    assert [file.name for file in shelf(centre).files] == ["乙.pdf", "甲.pdf"]
    assert [file.name for file in shelf(centre, contract.uid).files] == ["甲.pdf"]


# --- pages ----------------------------------------------------------------------------------------


def test_the_form_of_a_trigger_takes_its_paper(finance, second):
    address = f"/instalments/{second.id}/trigger"
    page = Reader(finance.get(address))
    typed = {"on": "2022-12-12", "kind": "acceptance", "evidence": "初验报告"}

    refused = Reader(finance.post(address, data=sent(page, "报告.pdf", papers.png(), **typed)))
    done = finance.post(address, data=sent(page, "报告.pdf", papers.pdf(), **typed))

    assert 'enctype="multipart/form-data"' in page.html
    assert "与扩展名不符" in refused.error_at("papers")
    assert refused.fields["evidence"] == "初验报告"
    assert done.status_code == 303
    assert only().name == "报告.pdf"
    contract_page = Reader(finance.get(done.location))
    assert "报告.pdf 验收书 2022-12-12" in contract_page.words


def test_the_form_of_an_amendment_takes_its_agreement_when_it_is_saved(finance, contract):
    address = f"/contracts/{contract.id}/amend"
    page = Reader(finance.get(address))
    typed = {
        "kind": "addition",
        "amount": "10,000",
        "document": "补充协议一",
        "reason": "增加点位",
        "on": "2022-12-12",
        "instalments-3-basis": "fixed",
        "instalments-3-ratio": "",
        "instalments-3-amount": "114,500.00",
        "instalments-0-basis": "fixed",
        "instalments-0-ratio": "",
        "instalments-0-amount": "627,000.00",
        "instalments-1-basis": "fixed",
        "instalments-1-ratio": "",
        "instalments-1-amount": "627,000.00",
        "instalments-2-basis": "fixed",
        "instalments-2-ratio": "",
        "instalments-2-amount": "731,500.00",
    }

    drawn = finance.post(address, data=sent(page, "协议.pdf", papers.pdf(), **typed, do="preview"))
    done = finance.post(address, data=sent(page, "协议.pdf", papers.pdf(), **typed, do="save"))

    assert drawn.status_code == 200
    assert done.status_code == 303, Reader(done).summary
    made = only()
    assert (made.kind, made.subject_uid) == (DocumentKind.AMENDMENT, only(Amendment).uid)


def test_the_form_of_a_payment_takes_its_receipt(finance, contract):
    first = contract.live_instalments[0]
    address = f"/instalments/{first.id}/payments/new"
    page = Reader(finance.get(address))
    typed = {"amount": "627,000.00", "paid_on": "2022-12-12", "voucher": "2022-12-01"}
    typed["explanation"] = "没有预算项"

    refused = Reader(finance.post(address, data=sent(page, "回单.jpg", papers.pdf(), **typed)))
    done = finance.post(address, data=sent(page, "回单.jpg", papers.jpeg(), **typed))

    assert "与扩展名不符" in refused.error_at("papers")
    assert done.status_code == 302, Reader(done).summary
    made = only()
    assert (made.kind, made.subject_uid) == (DocumentKind.RECEIPT, only(Payment).uid)
