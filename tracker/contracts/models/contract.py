"""A contract: signed with a schedule that adds up, changed by versions and amendments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.contracts.models.instalment import Instalment
from tracker.contracts.models.records import Amendment, Invoice, ScheduleVersion
from tracker.contracts.rules import frozen
from tracker.contracts.rules.due import Landmarks
from tracker.contracts.rules.kinds import AmendmentKind, BondForm, ContractKind, Pricing, Trigger
from tracker.contracts.rules.schedule import Price, resolve
from tracker.contracts.rules.state import CONTRACT_STATES, ContractFacts, ContractStatus
from tracker.contracts.rules.terms import Bond, SignContract
from tracker.contracts.rules.versions import Existing, Placed, Revision
from tracker.infra.db import Base, Evidence, MoneyType
from tracker.kernel.money import ZERO, Money
from tracker.kernel.workdays import WorkCalendar
from tracker.procurement.models import Award, Supplier
from tracker.procurement.rules import SupplierSize
from tracker.projects.models import Project

_DEDUCTION = AmendmentKind.DEDUCTION


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom a contract belongs to: its project, and where there are any, its supplier and award."""

    project: Project
    supplier: Supplier | None = None
    award: Award | None = None


class Contract(Evidence, Base):
    """``version`` is the number of the schedule version in force."""

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("annual_fee > 0", name="annual_fee_positive"),
        CheckConstraint("bond_amount > 0", name="bond_positive"),
        CheckConstraint("(bond_amount IS NULL) = (bond_form IS NULL)", name="bond_whole"),
        CheckConstraint("service_to >= service_from", name="service_in_order"),
        CheckConstraint("warranty_months >= 0", name="warranty_not_negative"),
        CheckConstraint(
            "(kind = 'spending_order') = (supplier_id IS NULL)", name="supplier_of_contract"
        ),
        CheckConstraint("(status = 'terminated') = (ended_on IS NOT NULL)", name="end_of_ended"),
        UniqueConstraint("award_id", "service_year"),
        Index("ix_contract_project_id", "project_id"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    award_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"))
    service_year: Mapped[int]
    number: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[ContractKind]
    pricing: Mapped[Pricing]
    amount: Mapped[Money] = mapped_column(MoneyType)
    annual_fee: Mapped[Money | None] = mapped_column(MoneyType)
    signed_on: Mapped[date]
    service_from: Mapped[date | None]
    service_to: Mapped[date | None]
    warranty_months: Mapped[int]
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"), index=True)
    supplier_size: Mapped[SupplierSize | None]  # as it was at signing: later changes do not count
    payee_account: Mapped[str] = mapped_column(String(200))
    bond_amount: Mapped[Money | None] = mapped_column(MoneyType)
    bond_form: Mapped[BondForm | None]
    bond_return_on: Mapped[date | None]
    published_on: Mapped[date | None]
    filed_on: Mapped[date | None]
    status: Mapped[ContractStatus]
    version: Mapped[int]
    ended_on: Mapped[date | None]
    ended_early: Mapped[bool] = mapped_column(default=False)
    end_reason: Mapped[str] = mapped_column(Text, default="")

    project: Mapped[Project] = relationship()
    award: Mapped[Award | None] = relationship()
    supplier: Mapped[Supplier | None] = relationship()
    instalments: Mapped[list[Instalment]] = relationship(
        back_populates="contract", order_by="Instalment.no, Instalment.id"
    )
    amendments: Mapped[list[Amendment]] = relationship(
        back_populates="contract", order_by="Amendment.id"
    )
    versions: Mapped[list[ScheduleVersion]] = relationship(
        back_populates="contract", order_by="ScheduleVersion.no"
    )
    invoices: Mapped[list[Invoice]] = relationship(
        back_populates="contract", order_by="Invoice.received_on, Invoice.id"
    )

    @classmethod
    def sign(
        cls,
        parties: Parties,
        command: SignContract,
        version: ScheduleVersion,
        calendar: WorkCalendar,
    ) -> Self:
        """The only constructor: a contract whose schedule does not add up cannot exist."""
        price = Price(command.amount, command.annual_fee, pricing=command.pricing)
        amounts = resolve(command.schedule, price)
        contract = cls(
            project=parties.project,
            project_id=parties.project.id,
            supplier=parties.supplier,
            supplier_size=parties.supplier.size if parties.supplier else None,
            award=parties.award,
            status=ContractStatus.PENDING,
            version=0,
            **_plain_fields(command),
        )
        contract.move_to(ContractStatus.ACTIVE)
        for terms, amount in zip(command.schedule, amounts, strict=True):
            contract._add(Placed(terms, amount), command.signed_on)
        contract.reckon(calendar)
        contract._freeze(version)
        return contract

    # --- what follows from the facts --------------------------------------------------------------

    @property
    def live_instalments(self) -> list[Instalment]:
        """Those of the version in force, in their order."""
        live = [one for one in self.instalments if not one.is_withdrawn]
        return sorted(live, key=lambda one: one.no)

    @property
    def price(self) -> Price:
        changed = sum((one.amount for one in self.amendments if one.kind is not _DEDUCTION), ZERO)
        deducted = sum((-one.amount for one in self.amendments if one.kind is _DEDUCTION), ZERO)
        return Price(self.amount + changed, self.annual_fee, deducted, self.pricing)

    @property
    def current_amount(self) -> Money:
        """The amount with all amendments; a ceiling where what is used is paid."""
        return self.price.payable

    @property
    def landmarks(self) -> Landmarks:
        finals = [
            one.triggered_on or one.expected_on
            for one in self.live_instalments
            if one.trigger is Trigger.FINAL_ACCEPTANCE
        ]
        return Landmarks(
            signed_on=self.signed_on,
            service_from=self.service_from,
            service_to=self.service_to,
            final_acceptance_on=max((day for day in finals if day), default=None),
            warranty_months=self.warranty_months,
        )

    @property
    def bond(self) -> Bond | None:
        if self.bond_amount is None or self.bond_form is None:
            return None
        return Bond(self.bond_amount, self.bond_form, self.bond_return_on)

    @property
    def is_sme(self) -> bool:
        return self.supplier_size is not None and self.supplier_size.is_sme

    @property
    def method(self) -> str:
        """How it was procured; empty where no award is on record."""
        return self.award.method if self.award else ""

    @property
    def facts(self) -> ContractFacts:
        is_order = self.kind is ContractKind.SPENDING_ORDER  # nothing to publish or to file
        return ContractFacts(
            status=self.status,
            is_published=is_order or self.published_on is not None,
            is_filed=is_order or self.filed_on is not None,
            service_to=self.service_to,
            instalments=[one.facts for one in self.instalments],
        )

    def existing(self, today: date) -> tuple[Existing, ...]:
        """The version in force, as the rules for the next one want it."""
        return tuple(one.existing(today) for one in self.live_instalments)

    # --- what happens to it -----------------------------------------------------------------------

    def reckon(self, calendar: WorkCalendar) -> None:
        """Work out every due day again; some hang on others."""
        for instalment in self.live_instalments:
            instalment.reckon(calendar)

    def take_over(
        self, revision: Revision, version: ScheduleVersion, calendar: WorkCalendar
    ) -> None:
        """Make ``revision`` the schedule in force, and keep it as the next ``version``."""
        on = version.made_on
        for instalment in self.live_instalments:
            if instalment.uid in revision.withdrawn:
                instalment.withdraw(self.version + 1, on)
            else:
                instalment.restate(revision.kept[instalment.uid], on)
        for placed in revision.added:
            self._add(placed, on)
        self.reckon(calendar)
        self._freeze(version)

    def publish(self, on: date) -> None:
        """It was published (合同公告)."""
        self.published_on = on

    def file(self, on: date) -> None:
        """It was filed with the finance bureau (备案)."""
        self.filed_on = on

    def move_to(self, status: ContractStatus) -> None:
        CONTRACT_STATES.check(self.status, status)
        self.status = status

    def end(self, on: date, reason: str, early: bool) -> None:
        """The contract is over."""
        self.move_to(ContractStatus.TERMINATED)
        self.ended_on, self.end_reason, self.ended_early = on, reason, early

    def _freeze(self, version: ScheduleVersion) -> None:
        self.version += 1
        version.no = self.version
        version.rows = frozen.write([(one.terms, one.amount) for one in self.live_instalments])
        self.versions.append(version)

    def _add(self, placed: Placed, on: date) -> None:
        self.instalments.append(Instalment.of(self.project_id, placed, self.signed_on, on))


def _plain_fields(command: SignContract) -> dict[str, object]:
    """What a contract takes from its command as it is."""
    bond = command.bond
    return {
        "kind": command.kind,
        "pricing": command.pricing,
        "number": command.number.strip(),
        "name": command.name.strip(),
        "amount": command.amount,
        "annual_fee": command.annual_fee,
        "signed_on": command.signed_on,
        "service_year": command.service_year,
        "service_from": command.service_from,
        "service_to": command.service_to,
        "warranty_months": command.warranty_months,
        "payee_account": command.payee_account.strip(),
        "bond_amount": bond.amount if bond else None,
        "bond_form": bond.form if bond else None,
        "bond_return_on": bond.return_on if bond else None,
    }
