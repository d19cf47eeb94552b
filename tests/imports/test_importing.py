"""Looking through a file and confirming it, on real rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.imports import books
from tests.projects.office import Office, make_office
from tracker.accounts.rules.policy import RoleMissing
from tracker.contracts.models import Contract, Instalment
from tracker.imports import queries
from tracker.imports.models import ImportDraft, ImportedFile
from tracker.imports.rules import refusals
from tracker.imports.rules.outcome import Outcome, Result
from tracker.imports.service import confirming, looking
from tracker.infra.audit import AuditEntry
from tracker.infra.db import Base, db
from tracker.infra.files.errors import TooLarge
from tracker.infra.verification import verify
from tracker.kernel.errors import NotFound
from tracker.kernel.money import Money
from tracker.payments.models import Payment
from tracker.procurement.models import Supplier
from tracker.projects.models import Project
from tracker.projects.rules import Stage
from tracker.projects.service import edit_project

TODAY = date(2022, 11, 15)


@pytest.fixture
def office(app: Flask, frozen: Callable[[date], None]) -> Office:
    frozen(TODAY)
    return make_office()


def look(office: Office, content: bytes, name: str = "台账.xlsx") -> str:
    return looking.look(name, BytesIO(content), office.finance)


def result_of(office: Office, uid: str) -> Result:
    return queries.looked(uid, office.finance).result


def confirm(office: Office, uid: str) -> str:
    return confirming.confirm(uid, result_of(office, uid).fingerprint, office.finance)


def carry(office: Office, content: bytes) -> str:
    return confirm(office, look(office, content))


def told(result: Result) -> list[tuple[int, str]]:
    """What is wrong, by row."""
    return [
        (line.row, note.zh)
        for line in result.lines
        if line.outcome is Outcome.WRONG
        for note in line.notes
    ]


def count(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def refused(office: Office, projects: Sequence[object] = (), contracts: Sequence[object] = ()):
    return told(result_of(office, look(office, books.workbook(projects, contracts))))


def test_looking_through_a_file_writes_nothing_but_the_draft(office: Office) -> None:
    before = count(AuditEntry)

    uid = look(office, books.workbook([books.project()], books.worked_example()))

    result = result_of(office, uid)
    assert {line.outcome for line in result.lines} == {Outcome.NEW}
    assert (count(Project), count(Contract), count(Payment)) == (0, 0, 0)
    assert (count(AuditEntry), count(ImportDraft)) == (before, 1)


def test_confirming_writes_all_of_it_with_one_entry_that_names_the_file(office: Office) -> None:
    before = count(AuditEntry)

    done = carry(office, books.workbook([books.project()], books.worked_example()))

    file = queries.imported(done).file
    contract = db.session.scalars(select(Contract)).one()
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert (file.projects_new, file.contracts_new, file.payments_new) == (1, 1, 1)
    assert contract.amount == Money.yuan(2_090_000)
    assert [one.due_on for one in contract.live_instalments] == [
        date(2021, 11, 8),
        date(2022, 12, 30),
        date(2023, 6, 21),
        date(2024, 6, 24),
    ]
    assert contract.project.stage is Stage.PERFORMANCE
    assert count(AuditEntry) == before + 1
    assert entry is not None
    assert file.sha256 in entry.detail
    assert count(ImportDraft) == 0


def test_what_was_imported_stands_up_to_verification(office: Office, app: Flask) -> None:
    carry(office, books.workbook([books.project()], books.worked_example()))

    assert verify(app.config["TRACKER"].audit_key).is_sound


def test_the_same_file_twice_changes_nothing(office: Office) -> None:
    content = books.workbook([books.project()], books.worked_example())
    carry(office, content)

    again = look(office, content)

    assert {line.outcome for line in result_of(office, again).lines} == {Outcome.UNCHANGED}
    with pytest.raises(refusals.NothingToImport):
        confirm(office, again)


def test_one_wrong_row_keeps_the_whole_file_out(office: Office) -> None:
    rows = [books.project(), books.project("2021-07", 项目类型="不存在")]
    uid = look(office, books.workbook(rows))

    with pytest.raises(refusals.HasErrors):
        confirm(office, uid)

    assert count(Project) == 0
    [(row, note)] = told(result_of(office, uid))
    assert row == 3
    assert note.startswith("C3“项目类型”：没有“不存在”，可填：网络运维、")


def test_a_project_is_changed_where_the_file_says_otherwise(office: Office) -> None:
    carry(office, books.workbook([books.project()]))

    uid = look(office, books.workbook([books.project(项目名称="数据平台", 项目负责人="陈立")]))

    [line] = result_of(office, uid).lines
    assert line.outcome is Outcome.CHANGED
    assert [note.zh for note in line.notes] == [
        "项目名称：数据平台建设 → 数据平台",
        "项目负责人：王海燕 → 陈立",
    ]
    confirm(office, uid)
    project = db.session.scalars(select(Project)).one()
    assert (project.name, project.owner.name, project.version) == ("数据平台", "陈立", 2)


def test_a_further_row_of_a_project_is_the_budget_of_another_year(office: Office) -> None:
    rows = [
        books.project(预算年度=2022, 批复金额="70万元", 到位金额=700000, 预算日期="2022-02-01"),
        {"项目编号": "2021-06", "预算年度": "2023", "申报金额": "731500"},
    ]

    carry(office, books.workbook(rows))

    lines = db.session.scalars(select(Project)).one().lines
    assert [(one.year, one.figures.budgeted, one.figures.allotted) for one in lines] == [
        (2022, Money.yuan(700_000), Money.yuan(700_000)),
        (2023, Money.yuan(731_500), Money(0)),
    ]


def test_a_budget_that_differs_from_the_register_is_not_overwritten(office: Office) -> None:
    carry(office, books.workbook([books.project(预算年度=2022, 批复金额=700000)]))

    found = refused(office, [books.project(预算年度=2022, 批复金额=800000)])

    assert found == [
        (2, "H2“批复金额”：台账已登记700,000.00元，与文件不同。预算的增减请在项目的预算页登记")
    ]


def test_what_the_register_lacks_of_a_budget_is_added(office: Office) -> None:
    carry(office, books.workbook([books.project(预算年度=2022, 申报金额=700000)]))

    carry(office, books.workbook([books.project(预算年度=2022, 申报金额=700000, 批复金额=690000)]))

    [line] = db.session.scalars(select(Project)).one().lines
    assert line.figures.budgeted == Money.yuan(690_000)


def test_a_payment_that_came_since_is_recorded_with_the_next_file(office: Office) -> None:
    unpaid = {"已付金额": None, "付款日期": None, "凭证号": None}
    carry(office, books.workbook([books.project()], books.worked_example(**unpaid)))

    uid = look(office, books.workbook([books.project()], books.worked_example()))

    first, *others = [one for one in result_of(office, uid).lines if one.table == "contracts"]
    assert [note.zh for note in first.notes] == ["补录付款627,000.00元（2021-11-05）"]
    assert {one.outcome for one in others} == {Outcome.UNCHANGED}
    confirm(office, uid)
    payment = db.session.scalars(select(Payment)).one()
    assert payment.backfilled
    assert payment.instalment.settled_on == date(2021, 11, 5)


def test_several_payments_of_an_instalment_stand_in_rows_of_their_own(office: Office) -> None:
    rows = books.worked_example(已付金额="400000")
    more = {"合同编号": "HT-2021-001", "已付金额": 227000, "付款日期": "2021-12-01"}
    rows.insert(1, {**more, "凭证号": "记-2021-020", "说明": "第二次支付"})

    carry(office, books.workbook([books.project()], rows))

    paid = [one.amount for one in db.session.scalars(select(Payment).order_by(Payment.id))]
    assert paid == [Money.yuan(400_000), Money.yuan(227_000)]
    assert count(Instalment) == 4


def test_a_payment_finds_the_only_budget_line_of_its_year(office: Office) -> None:
    project = books.project(
        预算年度=2021, 批复金额="70万元", 到位金额="70万元", 预算日期="2021-02-01"
    )

    carry(office, books.workbook([project], books.worked_example(说明=None)))

    payment = db.session.scalars(select(Payment)).one()
    assert payment.budget_line is not None
    assert payment.budget_line.year == 2021


def test_a_payment_without_a_budget_has_to_be_explained(office: Office) -> None:
    found = refused(office, [books.project()], books.worked_example(说明=None))

    assert [(row, note.partition("：")[0]) for row, note in found] == [(2, "W2“说明”")] or found
    assert "2021年" in found[0][1]


def test_a_condition_that_came_true_is_recorded_with_its_proof(office: Office) -> None:
    rows = books.worked_example()
    rows[1] |= {"成就日期": "2022-11-01", "成就依据": "初验报告2022-11-01"}

    carry(office, books.workbook([books.project()], rows))

    second = db.session.scalars(select(Instalment).filter_by(no=2)).one()
    assert (second.triggered_on, second.evidence) == (date(2022, 11, 1), "初验报告2022-11-01")
    assert second.due_on == date(2022, 11, 22)


def test_a_new_supplier_is_recorded_once_and_needs_its_size(office: Office) -> None:
    rows = books.worked_example(企业规模=None)

    assert refused(office, [books.project()], rows) == [
        (2, "E2“企业规模”：新供应商须填写企业规模，决定付款期限的法定上限")
    ]
    carry(office, books.workbook([books.project()], books.worked_example()))
    assert count(Supplier) == 1


def test_a_schedule_that_does_not_add_up_is_refused_with_the_words_of_the_form(
    office: Office,
) -> None:
    rows = books.worked_example()
    rows[3]["本笔比例"] = "10%"

    found = refused(office, [books.project()], rows)

    assert found == [(2, "L2“本笔比例”：各笔合计比合同金额多104,500.00元（5.00%）")]


def test_an_error_of_an_instalment_stands_in_its_own_row(office: Office) -> None:
    rows = books.worked_example()
    rows[2]["付款条件"] = "指定日期"
    rows[2]["预计日期"] = None

    found = refused(office, [books.project()], rows)

    assert [row for row, _note in found] == [4]
    assert found[0][1].startswith("S4“预计日期”：")


def test_a_contract_on_record_is_not_rewritten(office: Office) -> None:
    carry(office, books.workbook([books.project()], books.worked_example()))
    rows = books.worked_example(签订日期="2021-10-19")

    found = refused(office, (), rows)

    assert len(found) == 1
    assert "G2“签订日期”：合同已登记，这里与台账不同（台账：2021-10-18）" in found[0][1]


def test_a_contract_of_an_unknown_project_is_refused(office: Office) -> None:
    found = refused(office, (), books.worked_example())

    assert found == [(2, "B2“项目编号”：台账和本文件里都没有项目 2021-06，或该项目有错")]


def test_a_contract_of_a_wrong_project_is_refused_with_it(office: Office) -> None:
    found = refused(office, [books.project(科室="不存在")], books.worked_example())

    assert [note.partition("：")[0] for _row, note in found] == ["D2“科室”", "B2“项目编号”"]


def test_two_rows_of_a_contract_that_contradict_each_other_are_refused(office: Office) -> None:
    rows = books.worked_example()
    rows[1]["合同金额"] = "200万元"

    found = refused(office, [books.project()], rows)

    assert (
        3,
        "F3“合同金额”：与第2行不同：那里是“209万元”。同一合同编号只写一次，或每行写得一样",
    ) in found


def test_what_changed_meanwhile_is_looked_through_again_before_it_is_confirmed(
    office: Office,
) -> None:
    carry(office, books.workbook([books.project()]))
    uid = look(office, books.workbook([books.project(项目名称="数据平台")]))
    seen = result_of(office, uid).fingerprint
    project = db.session.scalars(select(Project)).one()
    changed = office.details("2021-06", name="大数据平台", aliases=())
    edit_project(project.id, changed, project.version, "更名", office.finance)

    with pytest.raises(refusals.Overtaken):
        confirming.confirm(uid, seen, office.finance)

    looking.look_again(uid, office.finance)
    assert db.session.scalars(select(Project)).one().name == "大数据平台"
    assert "大数据平台 → 数据平台" in result_of(office, uid).lines[0].notes[0].zh
    confirm(office, uid)
    assert db.session.scalars(select(Project)).one().name == "数据平台"


def test_a_file_is_confirmed_by_whoever_looked_through_it(office: Office) -> None:
    uid = look(office, books.workbook([books.project()]))

    with pytest.raises(NotFound):
        confirming.confirm(uid, "", office.admin)
    with pytest.raises(RoleMissing):
        looking.look("a.xlsx", BytesIO(b""), office.owner)


def test_a_file_above_the_limit_is_not_even_opened(office: Office) -> None:
    with pytest.raises(TooLarge):
        look(office, b"x" * (looking.LARGEST + 1), "a.csv")


def test_a_file_that_is_let_go_leaves_nothing(office: Office) -> None:
    uid = look(office, books.workbook([books.project()]))

    looking.discard(uid, office.finance)

    assert (count(ImportDraft), count(ImportedFile)) == (0, 0)
