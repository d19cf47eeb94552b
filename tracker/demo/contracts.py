"""Signing a contract of the demonstration centre and living through it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from tracker.acceptance.rules.standards import needs_round
from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.kinds import ContractKind, ProofKind, Trigger
from tracker.contracts.rules.terms import Proof, RecordInvoice, SignContract
from tracker.contracts.service import facts, sign
from tracker.demo import papers, people
from tracker.demo.diary import Diary
from tracker.demo.paying import Paying
from tracker.demo.plans import Deal, ProjectPlan, Row
from tracker.demo.rounds import Round
from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.projects.rules.documents import DocumentKind, Target
from tracker.settings.queries import work_calendar

_PROOFS = {
    Trigger.GUARANTEE_RECEIVED: (ProofKind.GUARANTEE, "银行保函已收（示例）"),
    Trigger.DELIVERY: (ProofKind.DELIVERY_NOTE, "到货签收单（示例）"),
    Trigger.PRELIMINARY_ACCEPTANCE: (ProofKind.ACCEPTANCE, "初验验收书，验收组全体合格（示例）"),
    Trigger.FINAL_ACCEPTANCE: (ProofKind.ACCEPTANCE, "终验验收书，验收组全体合格（示例）"),
    Trigger.ASSESSMENT: (ProofKind.ASSESSMENT, "考核表，结论合格（示例）"),
    Trigger.SERVICE_END: (ProofKind.ASSESSMENT, "年度考核表，结论合格（示例）"),
}
_OTHER_PROOF = (ProofKind.OTHER, "书面确认（示例）")


class Signing:
    """One contract: signed, published, filed, its triggers met, invoiced and paid."""

    def __init__(self, diary: Diary, plan: ProjectPlan, deal: Deal, awards: dict[str, int]) -> None:
        self._diary, self._plan, self._deal, self._awards = diary, plan, deal, awards

    def sign(self, project_id: int) -> None:
        deal = self._deal
        order = deal.kind is ContractKind.SPENDING_ORDER
        command = SignContract(
            number=deal.number,
            name=deal.name,
            kind=deal.kind,
            pricing=deal.pricing,
            amount=Money.yuan(deal.amount),
            signed_on=deal.signed_on,
            schedule=tuple(row.terms(no, deal.pricing) for no, row in enumerate(deal.rows, 1)),
            supplier_id=None if order else people.supplier_id(deal.supplier),
            award_id=self._awards[deal.award or deal.number] if not order else None,
            service_year=deal.service_year,
            service_from=deal.service_from,
            service_to=deal.service_to,
            warranty_months=deal.warranty_months,
            payee_account="" if order else people.supplier_account(deal.supplier),
            bond=deal.bond,
        )
        contract_id = sign.sign_contract(project_id, people.actor(self._plan.owner), command)
        contract = Target("contract", db.session.get_one(Contract, contract_id).uid)
        kind = DocumentKind.CONTRACT
        papers.attach(self._plan, project_id, contract, kind, f"合同正本 {deal.number}")
        if not order:
            self._publish_later(contract_id)
        for no, row in enumerate(deal.rows, 1):
            self._meet_later(contract_id, no, row)

    def _publish_later(self, contract_id: int) -> None:
        calendar, owner = work_calendar(), self._plan.owner
        published_on = calendar.after(self._deal.signed_on, 1)
        filed_on = calendar.after(self._deal.signed_on, 5)
        self._diary.enter(
            published_on, lambda: facts.publish(contract_id, people.actor(owner), published_on)
        )
        self._diary.enter(filed_on, lambda: facts.file(contract_id, people.actor(owner), filed_on))

    def _meet_later(self, contract_id: int, no: int, row: Row) -> None:
        if row.trigger is Trigger.SIGNING:
            self._pay_later(contract_id, no, row)
        elif row.met_on is not None and self._is_signed(row, row.met_on):
            made = Round(self._diary, self._plan, row, _instalment(contract_id, no).id)
            made.enter(row.met_on)
            self._diary.enter(row.met_on, partial(self._pay_later, contract_id, no, row))
        elif row.met_on is not None:
            self._diary.enter(row.met_on, partial(self._meet, contract_id, no, row))

    def _is_signed(self, row: Row, on: date) -> bool:
        """Whether the acceptance group signs it, as the rule or the plan wants."""
        if self._deal.kind is ContractKind.SPENDING_ORDER:
            return False
        return row.round is not None or needs_round(row.trigger, on, people.ROUNDS_FROM)

    def _meet(self, contract_id: int, no: int, row: Row) -> None:
        kind, text = _PROOFS.get(row.trigger, _OTHER_PROOF)
        instalment = _instalment(contract_id, no)
        facts.record_trigger(
            instalment.id,
            people.actor(self._plan.owner),
            clock.today(),
            Proof(kind, text),
            papers.scans(self._plan, f"第{no}笔{kind.label.zh}"),
        )
        self._pay_later(contract_id, no, row)

    def _pay_later(self, contract_id: int, no: int, row: Row) -> None:
        """The invoice some days after the trigger; paid on its day, else by the due day."""
        instalment = _instalment(contract_id, no)
        due_on = instalment.due_on or clock.today()
        met_on = clock.today()
        paid_on = row.paid_on or max(
            met_on, work_calendar().last_on_or_before(due_on - timedelta(days=1))
        )
        invoiced_on = max(met_on, min(met_on + timedelta(days=3), paid_on))
        if self._deal.kind is not ContractKind.SPENDING_ORDER:
            self._diary.enter(invoiced_on, partial(self._invoice, contract_id, no))
        if row.pays:
            Paying(self._diary, self._plan.owner).pay_later(instalment.id, invoiced_on, paid_on)

    def _invoice(self, contract_id: int, no: int) -> None:
        instalment, today = _instalment(contract_id, no), clock.today()
        number = f"{today:%y%m%d}{contract_id:04}{no:02}"
        command = RecordInvoice(number, today, today, instalment.amount)
        scan = papers.scans(self._plan, f"第{no}笔发票{number}")
        facts.record_invoice(instalment.id, people.actor(self._plan.owner), command, scan)


def _instalment(contract_id: int, no: int) -> Instalment:
    contract = db.session.get_one(Contract, contract_id)
    return next(each for each in contract.instalments if each.no == no)
