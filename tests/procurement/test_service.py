"""Use cases of suppliers and awards, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from tests.projects.office import TODAY, make_office, make_project
from tracker.accounts.rules import RoleMissing
from tracker.infra import verification
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.money import Money
from tracker.procurement import queries, service
from tracker.procurement.models import Award, Supplier
from tracker.procurement.rules import (
    AwardDetails,
    BadAward,
    DuplicateSupplier,
    Method,
    SupplierChanged,
    SupplierDetails,
    SupplierSize,
    UnknownSupplier,
)
from tracker.projects.models import Project
from tracker.projects.rules import IsArchived, NotYourProject, Stage
from tracker.projects.service import archive

MEDIA = SupplierDetails(
    name="长沙某某传媒科技公司（示例）",
    size=SupplierSize.SMALL,
    credit_code="91350100M000100Y43",
    bank_name="示例银行芙蓉支行",
    bank_account="6222000000000000",
)


@pytest.fixture
def office(app, frozen):
    frozen(TODAY)
    return make_office()


@pytest.fixture
def supplier_id(office) -> int:
    return service.record_supplier(MEDIA, office.procurement)


def award(supplier_id: int, **changes: object) -> AwardDetails:
    details = AwardDetails(
        method=Method("open_tender"),
        supplier_id=supplier_id,
        amount=Money.yuan("1978740.00"),
        annual_amount=Money.yuan("659580.00"),
        years=3,
        starts_on=date(2021, 9, 15),
        notice_on=date(2021, 9, 1),
    )
    return replace(details, **changes)


def test_a_supplier_is_recorded_once(office, supplier_id):
    assert db.session.get_one(Supplier, supplier_id).details == MEDIA

    for same, field in (
        (replace(MEDIA, credit_code=""), "name"),
        (replace(MEDIA, name="改了名"), "credit_code"),
    ):
        with pytest.raises(DuplicateSupplier) as refused:
            service.record_supplier(same, office.finance)
        assert refused.value.field == field


def test_any_number_of_suppliers_have_no_credit_code(office):
    for name in ("个人甲", "个人乙"):
        service.record_supplier(SupplierDetails(name, SupplierSize.MICRO), office.finance)

    assert [view.details.name for view in queries.suppliers()] == ["个人乙", "个人甲"]


def test_an_edit_is_refused_when_somebody_else_was_faster(office, supplier_id):
    service.edit_supplier(
        supplier_id, replace(MEDIA, bank_account="1"), 1, "换账号", office.finance
    )

    with pytest.raises(SupplierChanged):
        service.edit_supplier(supplier_id, replace(MEDIA, bank_account="2"), 1, "", office.owner)

    edited = queries.edited_supplier(supplier_id)
    assert (edited.details.bank_account, edited.version) == ("1", 2)
    assert edited.changed_by == "李晓雯"


def test_an_edit_into_another_supplier_is_refused(office, supplier_id):
    other = SupplierDetails("另一家", SupplierSize.LARGE)
    other_id = service.record_supplier(other, office.finance)

    with pytest.raises(DuplicateSupplier):
        service.edit_supplier(other_id, replace(other, name=MEDIA.name), 1, "", office.finance)


def test_saving_without_a_change_leaves_no_trace(office, supplier_id):
    before = len(db.session.scalars(select(AuditEntry.seq)).all())

    service.edit_supplier(supplier_id, MEDIA, 1, "", office.finance)

    assert len(db.session.scalars(select(AuditEntry.seq)).all()) == before


@pytest.mark.parametrize("who", ["leader", "admin"])
def test_others_record_neither_suppliers_nor_awards(office, who):
    actor = getattr(office, who)

    with pytest.raises(RoleMissing):
        service.record_supplier(MEDIA, actor)
    with pytest.raises(RoleMissing):
        service.record_award(1, award(1), actor)


def test_suppliers_are_found_by_name_and_by_code(office, supplier_id):
    service.record_supplier(SupplierDetails("50%某某公司", SupplierSize.LARGE), office.finance)

    assert [v.details.name for v in queries.suppliers("传媒")] == [MEDIA.name]
    assert [v.details.name for v in queries.suppliers("y43")] == [MEDIA.name]
    assert [v.details.name for v in queries.suppliers("%")] == ["50%某某公司"]


@pytest.mark.parametrize("who", ["procurement", "owner", "head", "finance"])
def test_an_award_makes_the_project_wait_for_its_contract(office, supplier_id, who):
    project_id = make_project(office)

    award_id = service.record_award(project_id, award(supplier_id), getattr(office, who))

    assert db.session.get_one(Project, project_id).stage is Stage.CONTRACT
    (view,) = queries.awards_of(project_id)
    assert (view.id, view.supplier, view.years) == (award_id, MEDIA.name, 3)
    assert queries.suppliers()[0].awards == 1
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert last is not None
    assert (last.action, last.detail) == ("awards.record", f"{MEDIA.name} 1,978,740.00元")


def test_an_award_needs_a_project_of_ones_own_and_a_known_supplier(office, supplier_id):
    project_id = make_project(office)

    with pytest.raises(NotYourProject):
        service.record_award(project_id, award(supplier_id), office.other_owner)
    with pytest.raises(UnknownSupplier):
        service.record_award(project_id, award(999), office.procurement)
    with pytest.raises(BadAward):
        service.record_award(project_id, award(supplier_id, years=2), office.procurement)
    with pytest.raises(NotFound):
        service.record_award(999, award(supplier_id), office.procurement)
    archive(project_id, "", office.owner)
    with pytest.raises(IsArchived):
        service.record_award(project_id, award(supplier_id), office.procurement)
    assert db.session.scalars(select(Award)).all() == []


def test_the_audit_chain_holds(office, supplier_id, app):
    service.record_award(make_project(office), award(supplier_id), office.procurement)
    service.edit_supplier(supplier_id, replace(MEDIA, bank_name="二"), 1, "", office.finance)
    db.session.remove()

    verdict = verification.verify(app.config["TRACKER"].audit_key)

    assert verdict.is_sound, verdict.problem
