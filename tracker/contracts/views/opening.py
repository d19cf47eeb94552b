"""The contract or instalment that a page is to change: refused as its use case would refuse it."""

from __future__ import annotations

from flask_login import current_user

from tracker.contracts import queries
from tracker.contracts.queries import ContractView, InstalmentView
from tracker.contracts.rules.facts import ContractEnded, NotInForce
from tracker.infra import clock
from tracker.projects.queries import to_edit


def opened(contract_id: int) -> ContractView:
    """An active contract of a project that this person may change."""
    return _checked(queries.contract_facts(contract_id, clock.today()))


def opened_instalment(instalment_id: int) -> tuple[ContractView, InstalmentView]:
    """An instalment in force of such a contract, and the contract."""
    contract, instalment = queries.instalment_facts(instalment_id, clock.today())
    _checked(contract)
    if instalment.withdrawn_in is not None:
        raise NotInForce(name=instalment.name)
    return contract, instalment


def _checked(contract: ContractView) -> ContractView:
    to_edit(contract.project_code, current_user.actor)
    if not contract.is_active:
        raise ContractEnded(number=contract.number)
    return contract
