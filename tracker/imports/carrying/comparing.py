"""Where a file says something else of a contract than the register."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.kinds import ContractKind
from tracker.contracts.rules.ratios import show_ratio
from tracker.contracts.rules.terms import SignContract, Terms
from tracker.imports.rules import errors
from tracker.imports.rules.contracts import ContractDraft
from tracker.kernel.errors import DomainError
from tracker.kernel.labels import Label
from tracker.projects.models import Project

Difference = tuple[int, str, DomainError]  # row, column, what is wrong


def differences(draft: ContractDraft, contract: Contract, project: Project) -> Iterator[Difference]:
    """The cells that do not fit the contract on record; a blank one says nothing."""
    if draft.command is None:
        return
    pairs = (
        ("project", project.code, contract.project.code),
        *_of_contract(draft.command, contract),
        *_of_supplier(draft, contract),
        *_of_notices(draft, contract),
    )
    for key, given, known in pairs:
        if given not in (None, "", known):
            yield draft.row, key, errors.ContractDiffers(known=_shown(known))
    live = contract.live_instalments
    if len(live) != len(draft.parts):
        yield draft.row, "part", errors.ScheduleDiffers(known=len(live), given=len(draft.parts))
        return
    for part, instalment in zip(draft.parts, live, strict=True):
        for key, given, known in _of_terms(part.terms, instalment):
            if given not in (None, known):
                yield part.row, key, errors.ContractDiffers(known=_shown(known))


def _of_contract(command: SignContract, contract: Contract) -> Iterator[tuple[str, Any, Any]]:
    yield "name", command.name, contract.name
    yield "kind", command.kind, contract.kind
    yield "pricing", command.pricing, contract.pricing
    yield "amount", command.amount, contract.amount
    yield "signed_on", command.signed_on, contract.signed_on
    yield "service_from", command.service_from, contract.service_from
    yield "service_to", command.service_to, contract.service_to
    yield "warranty", command.warranty_months or None, contract.warranty_months


def _of_supplier(draft: ContractDraft, contract: Contract) -> Iterator[tuple[str, Any, Any]]:
    if contract.supplier is not None:
        yield "supplier", draft.supplier.name if draft.supplier else None, contract.supplier.name


def _of_notices(draft: ContractDraft, contract: Contract) -> Iterator[tuple[str, Any, Any]]:
    """Those that are not on record yet are recorded."""
    if contract.kind is ContractKind.SPENDING_ORDER:
        return
    if contract.published_on is not None:
        yield "published_on", draft.published_on, contract.published_on
    if contract.filed_on is not None:
        yield "filed_on", draft.filed_on, contract.filed_on


def _of_terms(terms: Terms, instalment: Instalment) -> Iterator[tuple[str, Any, Any]]:
    """What was agreed; an expected day is an estimate, which the register knows better."""
    yield "part", terms.name, instalment.name
    yield "trigger", terms.trigger, instalment.trigger
    if terms.ratio is not None and instalment.ratio is not None:
        yield "ratio", show_ratio(terms.ratio), show_ratio(instalment.ratio)
    elif terms.amount is not None:
        yield "part_amount", terms.amount, instalment.amount + instalment.deducted
    else:
        yield "ratio", terms.basis, instalment.basis
    yield "term", _term(terms), _term(instalment.terms)
    yield "due_from", terms.due_from, instalment.due_from


def _term(terms: Terms) -> str:
    return f"{terms.due_count}{terms.due_unit.label.zh}"


def _shown(known: Any) -> object:
    label = getattr(known, "label", None)
    if isinstance(label, Label):
        return label
    return "—" if known is None else known
