"""Which paper shows what happened to a contract, and which one is then expected on record."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.contracts.rules.kinds import AmendmentKind, ProofKind
from tracker.projects.rules.documents import DocumentKind, Fact

# The contract itself and an agreed date prove a trigger without a paper of their own.
_FACTS: Mapping[ProofKind, Fact] = {
    ProofKind.ACCEPTANCE: Fact.ACCEPTED,
    ProofKind.ASSESSMENT: Fact.ASSESSED,
    ProofKind.DELIVERY_NOTE: Fact.DELIVERED,
    ProofKind.GUARANTEE: Fact.GUARANTEED,
}
_PAPERS: Mapping[ProofKind, DocumentKind] = {
    ProofKind.CONTRACT: DocumentKind.CONTRACT,
    ProofKind.ACCEPTANCE: DocumentKind.ACCEPTANCE,
    ProofKind.ASSESSMENT: DocumentKind.ASSESSMENT,
    ProofKind.DELIVERY_NOTE: DocumentKind.DELIVERY_NOTE,
    ProofKind.GUARANTEE: DocumentKind.GUARANTEE,
}


def facts_of_proof(kind: ProofKind | None) -> tuple[Fact, ...]:
    """What a trigger recorded with such a proof calls for; ``None``: it has not happened."""
    fact = _FACTS.get(kind) if kind is not None else None
    return () if fact is None else (fact,)


def paper_of_proof(kind: ProofKind) -> DocumentKind:
    """What a file added to a trigger is."""
    return _PAPERS.get(kind, DocumentKind.OTHER)


def fact_of_amendment(kind: AmendmentKind) -> Fact:
    """What a change of the contract calls for: a deduction rests on an assessment."""
    return Fact.DEDUCTED if kind is AmendmentKind.DEDUCTION else Fact.AMENDED


def paper_of_amendment(kind: AmendmentKind) -> DocumentKind:
    """What a file added to a change is."""
    deducts = kind is AmendmentKind.DEDUCTION
    return DocumentKind.ASSESSMENT if deducts else DocumentKind.AMENDMENT
