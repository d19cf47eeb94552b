"""A contract and what belongs to it, as frozen values for pages and features above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.contracts.rules.kinds import AmendmentKind, ContractKind, Pricing, ProofKind
from tracker.contracts.rules.state import ContractStatus, InstalmentState
from tracker.contracts.rules.terms import Bond, Terms
from tracker.contracts.rules.versions import Placed
from tracker.kernel.errors import NotFound
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.procurement.rules import SupplierSize


@dataclass(frozen=True)
class InvoiceView:
    id: int
    instalment_id: int
    number: str
    issued_on: date
    received_on: date
    amount: Money
    voided_on: date | None
    void_reason: str


@dataclass(frozen=True)
class InstalmentView:
    """``pay_by_on`` is the last working day to pay in time; ``expected_on`` the derived day."""

    id: int
    uid: str
    contract_id: int
    terms: Terms
    amount: Money
    paid: Money
    open: Money
    state: InstalmentState
    state_label: Label
    is_partly_paid: bool
    is_estimate_late: bool
    expected_on: date | None
    is_estimate_derived: bool
    triggered_on: date | None
    evidence_kind: ProofKind | None
    evidence: str
    due_on: date | None
    due_is_fixed: bool
    is_provisional: bool
    pay_by_on: date | None
    year: int | None
    carrying_year: int | None
    settled_on: date | None
    uninvoiced: Money
    override_by: str
    override_reason: str
    disputed_on: date | None
    dispute_reason: str
    withdrawn_in: int | None
    invoices: tuple[InvoiceView, ...]

    @property
    def no(self) -> int:
        return self.terms.no

    @property
    def name(self) -> str:
        return self.terms.name


@dataclass(frozen=True)
class AmendmentView:
    id: int
    kind: AmendmentKind
    amount: Money
    on: date
    reason: str
    document: str
    explanation: str
    instalment_name: str


@dataclass(frozen=True)
class VersionView:
    no: int
    reason: str
    document: str
    explanation: str
    made_on: date
    made_by: str
    rows: tuple[Placed, ...]


@dataclass(frozen=True)
class ContractView:
    """``years`` is due by year, ``None`` for what is undated; amounts include amendments."""

    id: int
    uid: str
    project_id: int
    project_code: str
    project_name: str
    number: str
    name: str
    kind: ContractKind
    pricing: Pricing
    status: ContractStatus
    amount: Money
    current_amount: Money
    annual_fee: Money | None
    signed_on: date
    service_from: date | None
    service_to: date | None
    service_year: int
    award_years: int
    warranty_months: int
    supplier: str
    supplier_size: SupplierSize | None
    payee_account: str
    bond: Bond | None
    published_on: date | None
    filed_on: date | None
    version: int
    ended_on: date | None
    ended_early: bool
    end_reason: str
    instalments: tuple[InstalmentView, ...]
    withdrawn: tuple[InstalmentView, ...]
    amendments: tuple[AmendmentView, ...]
    versions: tuple[VersionView, ...]
    years: Mapping[int | None, Money]

    @property
    def is_active(self) -> bool:
        return self.status is ContractStatus.ACTIVE

    @property
    def paid(self) -> Money:
        return sum((one.paid for one in self.instalments), start=ZERO)

    @property
    def open(self) -> Money:
        return sum((one.open for one in self.instalments), start=ZERO)

    @property
    def is_sme(self) -> bool:
        return self.supplier_size is not None and self.supplier_size.is_sme

    def version_no(self, no: int) -> VersionView:
        """That version of the schedule, or ``NotFound``."""
        found = next((version for version in self.versions if version.no == no), None)
        if found is None:
            raise NotFound
        return found
