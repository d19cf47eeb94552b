"""The pages of contracts, read and filled in as a person would, without script."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.contracts.centre import Centre, award, make_centre, make_person, pay, sign
from tests.contracts.reader import Reader
from tests.contracts.terms import make_terms
from tracker.accounts.rules import Role
from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.kinds import Pricing, ProofKind, Trigger
from tracker.contracts.rules.state import ContractStatus
from tracker.contracts.rules.terms import Dispute, Proof, RecordInvoice, Revise
from tracker.contracts.service import disputes, facts
from tracker.contracts.service.schedule import revise_schedule
from tracker.infra.db import db
from tracker.kernel.money import Money

TODAY = date(2022, 11, 15)
PROOF = Proof(ProofKind.ACCEPTANCE, "初验报告")


@pytest.fixture
def centre(app, frozen) -> Centre:
    frozen(TODAY)
    return make_centre()


@pytest.fixture
def browse(centre, client, login):
    """``browse(path)`` reads a page; with fields it presses one of its buttons."""
    login(client, centre.finance)

    def go(path: str, fields: dict[str, str] | None = None, **changes: str) -> Reader:
        if fields is None:
            return Reader(client.get(path))
        return Reader(client.post(path, data={**fields, **changes}))

    return go


def first(model):
    return db.session.query(model).order_by(model.id.desc()).first()


def instalment(contract: Contract, no: int) -> Instalment:
    return next(one for one in contract.live_instalments if one.no == no)


# --- a new contract -------------------------------------------------------------------------------

NEW = "/projects/2021-06/contracts/new"


def filled_in(page: Reader, centre: Centre) -> dict[str, str]:
    return page.fields | {
        "number": "FR-SJ-2022-006",
        "name": "综合指挥中心信息化建设合同",
        "supplier_id": str(centre.supplier_id),
        "amount": "679.36万元",
        "signed_on": "2022-03-10",
        "warranty_months": "12",
        "instalments-1-expected_on": "2022-11-18",
        "instalments-2-expected_on": "2023-04-10",
    }


def test_a_new_contract_starts_with_the_usual_steps(browse):
    page = browse(NEW)

    assert page.status == 200
    assert [page.fields[f"instalments-{n}-name"] for n in range(4)] == [
        "预付款",
        "初验款",
        "终验款",
        "质保金",
    ]


def test_working_it_out_saves_nothing_and_shows_days_years_and_capitals(browse, centre):
    page = browse(NEW, filled_in(browse(NEW), centre), do="preview")

    assert page.status == 200
    assert "陆佰柒拾玖万叁仟陆佰元整" in page.words
    assert "各笔合计 6,793,600.00 元 100.00%" in page.words
    assert page.fields["instalments-1-amount"] == "2,717,440.00"
    assert "2022-12-18 周日 宜12-16 周五前付" in page.words
    assert first(Contract) is None


def test_a_contract_is_signed_on_one_page(browse, centre):
    page = browse(NEW, filled_in(browse(NEW), centre), do="save")

    contract = first(Contract)
    assert (page.status, page.location) == (303, "/projects/2021-06")
    assert (contract.number, contract.amount) == ("FR-SJ-2022-006", Money.yuan(6_793_600))
    assert [one.fiscal_year for one in contract.live_instalments] == [2022, 2022, 2023, 2024]


def test_a_second_submit_of_the_same_form_records_nothing_twice(browse, centre):
    fields = filled_in(browse(NEW), centre)

    first_answer = browse(NEW, fields, do="save")
    second_answer = browse(NEW, fields, do="save")

    assert second_answer.location == first_answer.location
    assert db.session.query(Contract).count() == 1


def test_every_mistake_is_listed_and_what_was_typed_is_kept(browse, centre):
    fields = filled_in(browse(NEW), centre) | {
        "number": "",
        "instalments-2-ratio": "26",
        "instalments-2-due_count": "75",
        "instalments-3-trigger": "",
    }

    page = browse(NEW, fields, do="save")

    assert page.status == 422
    assert page.summary == [
        "请填写合同编号",
        "第3笔：对中小企业的付款期限75日，超过60日上限"
        "（《保障中小企业款项支付条例》（国务院令第728号）第八条），请填写说明",
        "第4笔：请填写触发条件",
        "各笔合计比合同金额少67,936.00元（1.00%）",
    ]
    assert page.error_at("instalments-3-trigger") == "请填写触发条件"
    assert page.fields["instalments-2-due_count"] == "75"
    assert "差额补到第3笔（变为27%）" in page.words
    assert "差额补到第4笔（变为4%）" in page.words
    assert "<title>错误：" in page.html.replace("\n", "")


def test_an_offered_fix_is_taken_over_and_can_be_saved(browse, centre):
    fields = filled_in(browse(NEW), centre) | {"instalments-2-ratio": "26"}

    fixed = browse(NEW, fields, do="fix-4")
    saved = browse(NEW, fixed.fields, do="save")

    assert fixed.fields["instalments-3-ratio"] == "4.00"
    assert saved.status == 303


def test_rows_are_added_and_removed_without_losing_what_was_typed(browse, centre):
    page = browse(NEW)
    for _ in range(8):
        page = browse(NEW, page.fields, do="add")
    fields = page.fields | {"instalments-11-name": "第十二笔", "instalments-11-amount": "abc"}
    page = browse(NEW, fields, do="remove-0")

    assert page.fields["instalments-10-name"] == "第十二笔"
    assert "instalments-11-name" not in page.fields
    assert page.fields["instalments-0-name"] == "初验款"


@pytest.mark.parametrize(
    ("button", "order"),
    [
        ("up-1", ["初验款", "预付款", "终验款", "质保金"]),
        ("down-1", ["预付款", "终验款", "初验款", "质保金"]),
        ("move-3-1", ["预付款", "质保金", "初验款", "终验款"]),
        ("move-0-2", ["初验款", "终验款", "预付款", "质保金"]),
        ("move-1-9", ["预付款", "初验款", "终验款", "质保金"]),
        ("up-0", ["预付款", "初验款", "终验款", "质保金"]),
        ("down-3", ["预付款", "初验款", "终验款", "质保金"]),
        ("down-x", ["预付款", "初验款", "终验款", "质保金"]),
    ],
)
def test_rows_change_places(browse, button, order):
    page = browse(NEW, browse(NEW).fields | {"instalments-1-ratio": "abc"}, do=button)

    assert [page.fields[f"instalments-{n}-name"] for n in range(4)] == order
    assert "abc" in page.fields.values()


def test_a_template_takes_the_service_period_into_account(browse):
    fields = browse(NEW).fields | {"service_from": "2022-04-01", "service_to": "2023-03-31"}

    page = browse(NEW, fields, do="template-quarterly")

    assert page.fields["instalments-3-name"] == "第4季度"
    assert page.fields["instalments-3-expected_on"] == "2023-03-31"
    assert "instalments-4-name" not in page.fields
    assert browse(NEW, fields, do="template-nowhere").fields["instalments-0-name"] == "预付款"


def test_rows_are_made_equal(browse, centre):
    fields = filled_in(browse(NEW), centre) | {"amount": "100,000"}
    three = browse(NEW, fields, do="remove-3")

    page = browse(NEW, three.fields, do="equal")

    assert [page.fields[f"instalments-{n}-amount"] for n in range(3)] == [
        "33,333.33",
        "33,333.33",
        "33,333.34",
    ]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("12.345", "金额最多两位小数，以万元填写时最多六位"),
        ("十万", "金额应为数字，例如 1,234.50 或 12.5万元"),
        ("-5", "金额不能为负数"),
        ("0", "金额须大于0"),
        ("", "请填写合同金额"),
    ],
)
def test_an_amount_that_cannot_be_is_told_beside_its_field(browse, centre, typed, message):
    fields = filled_in(browse(NEW), centre) | {"amount": typed}

    page = browse(NEW, fields, do="save")

    assert page.status == 422
    assert page.error_at("amount") == message
    assert page.fields["amount"] == typed


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("ratio", "三十", "比例应为数字，例如30或33.3333"),
        ("ratio", "33.33333", "比例最多四位小数"),
        ("ratio", "1e9", "比例应为数字，例如30或33.3333"),
        ("due_count", "-1", "请填写0至3650的整数"),
        ("due_count", "", "请填写期限"),
        ("expected_on", "2022-02-30", "“2022-02-30”不是正确的日期，请按 2022-11-30 的格式填写"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_beside_its_field(browse, centre, field, typed, message):
    fields = filled_in(browse(NEW), centre) | {f"instalments-1-{field}": typed}

    page = browse(NEW, fields, do="save")

    assert page.error_at(f"instalments-1-{field}") == message
    assert page.fields[f"instalments-1-{field}"] == typed


def test_full_width_ratios_are_read(browse, centre):
    fields = filled_in(browse(NEW), centre) | {"instalments-0-ratio": "３０％"}

    assert browse(NEW, fields, do="save").status == 303


def test_a_bond_needs_its_form(browse, centre):
    fields = filled_in(browse(NEW), centre) | {"bond_amount": "203,808"}

    page = browse(NEW, fields, do="save")
    saved = browse(NEW, fields, do="save", bond_form="guarantee")

    assert page.error_at("bond_form") == "请选择保证金形式"
    assert saved.status == 303
    assert first(Contract).bond_amount == Money.yuan(203_808)


def test_an_award_fills_in_what_it_says(browse, centre):
    award_id = award(centre)
    fields = filled_in(browse(NEW), centre) | {"award": f"{award_id}-2", "signed_on": "2022-09-14"}

    page = browse(NEW, fields, do="award")
    saved = browse(NEW, page.fields, do="save")

    assert page.fields["amount"] == "659,580.00"
    assert page.fields["service_from"] == "2022-09-15"
    assert page.fields["service_to"] == "2023-09-14"
    assert saved.status == 303
    assert (first(Contract).award_id, first(Contract).service_year) == (award_id, 2)
    assert f'value="{award_id}-2"' not in browse(NEW).html


def test_others_may_not_open_the_page(client, login, centre):
    login(client, make_person("auditor", Role.AUDITOR))

    assert client.get(NEW).status_code == 403


# --- a new version --------------------------------------------------------------------------------


def schedule(contract: Contract) -> str:
    return f"/contracts/{contract.id}/schedule"


def test_the_editor_locks_what_is_paid_and_compares_the_years(browse, centre):
    contract = sign(centre)
    pay(contract, 1, "627000", date(2021, 11, 5))
    page = browse(schedule(contract))

    slipped = browse(
        schedule(contract),
        page.fields,
        do="preview",
        **{"instalments-1-expected_on": "2022-12-12"},
    )

    assert "正在起草第2版，第1版仍有效" in page.words
    assert 'type="hidden" name="instalments-0-name" value="首付款"' in page.html
    assert "2022 0.00" in slipped.words
    assert "2023 1,358,500.00" in slipped.words
    assert "2021 627,000.00 不变" in slipped.words


def test_a_new_version_is_saved_with_its_paper_and_reason(browse, centre):
    contract = sign(centre)
    page = browse(schedule(contract))

    saved = browse(
        schedule(contract),
        page.fields,
        do="save",
        document="补充协议（一）",
        reason="终验期限按补充协议第二条调整",
        **{"instalments-2-due_count": "20"},
    )

    assert saved.location == f"/contracts/{contract.id}"
    assert contract.version == 2
    assert instalment(contract, 3).due_on == date(2023, 6, 29)


def test_a_version_without_paper_or_reason_says_so_beside_the_fields(browse, centre):
    contract = sign(centre)
    page = browse(schedule(contract))

    nameless = browse(schedule(contract), page.fields, do="save")
    paperless = browse(schedule(contract), page.fields, do="save", reason="改")

    assert nameless.error_at("reason") == "请填写变更原因"
    assert paperless.error_at("document") == "合同已签订，变更须有补充协议或其他书面依据"


def test_both_versions_are_shown_when_someone_was_faster(browse, centre):
    contract = sign(centre)
    page = browse(schedule(contract))
    rows = [one.terms for one in contract.live_instalments]
    faster = (*rows[:3], replace(rows[3], name="尾款"))
    revise_schedule(contract.id, centre.owner, Revise(1, faster, TODAY, "改名", "补充协议"))

    fields = page.fields | {"reason": "改", "document": "补充协议", "instalments-3-name": "质保款"}
    conflict = browse(schedule(contract), fields, do="save")
    again = browse(schedule(contract), conflict.fields, do="save")

    assert conflict.status == 409
    assert "你编辑期间，付款节点已由他人改为第2版" in conflict.words
    assert "现行第2版" in conflict.words
    assert "尾款" in conflict.words
    assert conflict.fields["instalments-3-name"] == "质保款"
    assert again.status == 303
    assert instalment(contract, 4).name == "质保款"


def test_a_payment_made_meanwhile_locks_its_row(browse, centre):
    contract = sign(centre)
    page = browse(schedule(contract))
    pay(contract, 1, "627000", date(2021, 11, 5))

    fields = page.fields | {"reason": "改", "document": "协议", "instalments-0-name": "预付款"}
    refused = browse(schedule(contract), fields, do="save")

    assert refused.status == 422
    assert refused.summary == ["第1笔：已付清，不能修改"]


def test_equal_parts_leave_what_is_paid_alone(browse, centre):
    contract = sign(centre)
    pay(contract, 1, "627000", date(2021, 11, 5))

    page = browse(schedule(contract), browse(schedule(contract)).fields, do="equal")

    assert page.fields["instalments-1-amount"] == "487,666.66"
    assert page.fields["instalments-3-amount"] == "487,666.68"
    assert page.fields["instalments-0-ratio"] == "30.00"


def test_equal_parts_of_nothing_change_nothing(browse):
    fields = browse(NEW).fields

    assert browse(NEW, fields, do="equal").fields == fields


def test_an_award_that_is_not_offered_fills_in_nothing(browse):
    fields = browse(NEW).fields

    assert browse(NEW, fields, do="award", award="9-9").fields["amount"] == ""


def test_a_button_that_is_out_of_date_changes_nothing(browse, centre):
    contract = sign(centre)
    fields = browse(schedule(contract)).fields

    assert browse(schedule(contract), fields, do="fix-9").fields == fields
    assert browse(schedule(contract), fields, do="dance").fields == fields


def test_as_used_contracts_have_a_ceiling(browse, centre):
    contract = sign(centre, pricing=Pricing.ACTUAL, schedule=(make_terms(1, amount="40000"),))
    fields = browse(schedule(contract)).fields | {"reason": "补列"}

    more = browse(schedule(contract), fields, do="add")
    saved = browse(
        schedule(contract),
        more.fields,
        do="save",
        **{
            "instalments-1-name": "第二批",
            "instalments-1-basis": "actual",
            "instalments-1-amount": "39,400",
            "instalments-1-trigger": "delivery",
        },
    )

    assert saved.status == 303
    assert instalment(contract, 2).amount == Money.yuan(39_400)


# --- amendments -----------------------------------------------------------------------------------


def test_an_addition_is_amended_with_its_schedule(browse, centre):
    contract = sign(centre)
    path = f"/contracts/{contract.id}/amend"
    fields = browse(path).fields | {
        "amount": "20.9万元",
        "document": "补充协议",
        "reason": "增加接口",
    }

    drawn = browse(path, fields, do="preview")
    saved = browse(path, drawn.fields, do="save")

    assert "各笔合计 2,299,000.00 元 100.00%" in drawn.words
    assert saved.status == 303
    assert contract.current_amount == Money.yuan(2_299_000)


def test_an_addition_over_ten_per_cent_asks_for_an_explanation(browse, centre):
    contract = sign(centre)
    path = f"/contracts/{contract.id}/amend"
    fields = browse(path).fields | {"amount": "209000.01", "document": "协议", "reason": "增加"}

    asked = browse(path, fields, do="save")
    saved = browse(path, fields, do="save", explanation="主任会议纪要")

    assert "追加金额累计10.00%，超过10%上限" in asked.error_at("amount")
    assert saved.status == 303


def test_a_deduction_page_lowers_one_instalment(browse, centre):
    contract = sign(centre)
    third = instalment(contract, 3)
    path = f"/instalments/{third.id}/deduct"

    saved = browse(path, browse(path).fields, amount="1,500", document="考核表", reason="考核85分")

    assert saved.status == 303
    assert third.amount == Money.yuan(730_000)


# --- facts ----------------------------------------------------------------------------------------


def test_a_trigger_is_recorded_with_its_proof(browse, centre):
    contract = sign(centre)
    second = instalment(contract, 2)
    path = f"/instalments/{second.id}/trigger"
    page = browse(path)

    empty = browse(path, page.fields)
    saved = browse(path, page.fields, evidence="初验报告2022-11-15")

    assert page.fields["kind"] == "acceptance"
    assert "2022-12-06 周二 2022" in page.words
    assert empty.error_at("evidence") == "请写明依据材料"
    assert saved.status == 303
    assert second.triggered_on == TODAY


def test_a_trigger_in_the_future_is_refused_beside_its_field(browse, centre):
    second = instalment(sign(centre), 2)
    path = f"/instalments/{second.id}/trigger"

    page = browse(path, browse(path).fields, on="2022-11-16", evidence="报告")

    assert page.error_at("on") == "日期不能晚于今天（2022-11-15）"


def test_a_trigger_is_taken_back(browse, centre):
    second = instalment(sign(centre), 2)
    facts.record_trigger(second.id, centre.owner, TODAY, PROOF)
    path = f"/instalments/{second.id}/retract"

    saved = browse(path, browse(path).fields, reason="登记错了")

    assert saved.status == 303
    assert second.triggered_on is None


def test_an_estimate_shows_the_year_before_it_is_saved(browse, centre):
    second = instalment(sign(centre), 2)
    path = f"/instalments/{second.id}/estimate"
    fields = browse(path).fields | {"expected_on": "2022-12-12", "reason": "延期"}

    drawn = browse(path, fields, do="preview")
    before = second.due_on
    saved = browse(path, fields, do="save")

    assert "付款由2022年移到2023年，请核对两年的预算" in drawn.words
    assert before == date(2022, 12, 30)
    assert saved.status == 303
    assert second.fiscal_year == 2023


def test_an_estimate_may_be_left_open(browse, centre):
    second = instalment(sign(centre), 2)
    path = f"/instalments/{second.id}/estimate"

    saved = browse(path, browse(path).fields, do="save", expected_on="")

    assert saved.status == 303
    assert second.due_on is None
    assert "待定" in browse(path).words


def test_an_invoice_is_recorded_and_voided(browse, centre):
    contract = sign(centre)
    second = instalment(contract, 2)
    path = f"/instalments/{second.id}/invoices/new"
    page = browse(path)

    browse(path, page.fields, number="24430001", issued_on="2022-11-10")
    (invoice,) = second.invoices
    void = f"/invoices/{invoice.id}/void"
    voided = browse(void, browse(void).fields, reason="金额录错")

    assert page.fields["amount"] == "627,000.00"
    assert voided.status == 303
    assert not invoice.is_valid


def test_an_invoice_number_used_twice_is_told_beside_its_field(browse, centre):
    contract = sign(centre)
    command = RecordInvoice("24430001", TODAY, TODAY, Money.yuan(1))
    facts.record_invoice(instalment(contract, 2).id, centre.finance, command)
    path = f"/instalments/{instalment(contract, 3).id}/invoices/new"

    page = browse(path, browse(path).fields, number="24430001", issued_on="2022-11-10")

    assert page.error_at("number") == (
        "该供应商的发票24430001已登记（合同HT-2021-001第2笔，2022-11-15收到）"
    )


def test_a_dispute_begins_and_ends(browse, centre):
    contract = sign(centre)
    second = instalment(contract, 2)
    path = f"/instalments/{second.id}/dispute"
    browse(path, browse(path).fields, amount="27,000", reason="功能未实现")
    part = instalment(contract, 3)
    frozen_on = part.disputed_on

    end = f"/instalments/{part.id}/undispute"
    browse(end, browse(end).fields, reason="已补齐")

    assert frozen_on == TODAY
    assert part.disputed_on is None


def test_publication_and_filing_are_recorded(browse, centre):
    contract = sign(centre, signed_on=date(2022, 11, 14))
    for path, limit in (("publish", "2个工作日"), ("file", "7个工作日")):
        page = browse(f"/contracts/{contract.id}/{path}")

        saved = browse(f"/contracts/{contract.id}/{path}", page.fields)

        assert f"签订之日起{limit}内" in page.words
        assert saved.status == 303
    assert (contract.published_on, contract.filed_on) == (TODAY, TODAY)


def test_a_contract_ends_early_with_reason_and_paper(browse, centre):
    contract = sign(centre)
    path = f"/contracts/{contract.id}/terminate"
    page = browse(path)

    refused = browse(path, page.fields)
    ended = browse(path, page.fields, early="y", reason="供应商破产", document="解除协议")

    assert "还有2,090,000.00元未付" in page.words
    assert "提前终止须写明原因和依据" in refused.error_at("early") + refused.words
    assert ended.status == 303
    assert contract.status is ContractStatus.TERMINATED
    assert browse(path).status == 422


def test_a_version_can_be_read_later(browse, centre):
    contract = sign(centre)

    page = browse(f"/contracts/{contract.id}/versions/1")

    assert "付款节点第1版" in page.words
    assert "初验合格后15个工作日内" in page.words
    assert "按比例 30%" in page.words
    assert browse(f"/contracts/{contract.id}/versions/9").status == 404


def test_two_versions_stand_side_by_side(browse, centre):
    contract = sign(centre)
    path = f"/contracts/{contract.id}/versions"
    assert "对照" not in browse(f"{path}/1").words
    browse(
        schedule(contract),
        browse(schedule(contract)).fields,
        do="save",
        document="补充协议（一）",
        reason="终验期限按补充协议第二条调整",
        **{"instalments-2-due_count": "20"},
    )

    newer = browse(f"{path}/2")
    older = browse(f"{path}/1?with=2")

    assert "与第1版对照" in newer.words
    assert "终验合格后20个工作日内 原：终验合格后15个工作日内" in newer.words
    assert newer.words.count("有变化") == 1
    assert "合计 2,090,000.00 2,090,000.00 不变" in newer.words
    assert "终验合格后15个工作日内 原：终验合格后20个工作日内" in older.words


def test_pages_of_what_is_not_in_force_are_refused(browse, centre):
    contract = sign(centre)
    rows = [one.terms for one in contract.live_instalments]
    last = instalment(contract, 4)
    schedule_now = (*rows[:3], make_terms(4, amount="104500", trigger=Trigger.TRIAL_END))
    revise_schedule(contract.id, centre.owner, Revise(1, schedule_now, TODAY, "换", "协议"))

    assert browse(f"/instalments/{last.id}/estimate").status == 422
    assert browse("/instalments/999/estimate").status == 404
    assert browse("/invoices/999/void").status == 404


def test_a_disputed_instalment_is_named_on_its_page(browse, centre):
    second = instalment(sign(centre), 2)
    disputes.dispute(second.id, centre.owner, Dispute(Money.yuan(627_000), TODAY, "功能未实现"))

    assert "冻结" in browse(f"/instalments/{second.id}/undispute").words
