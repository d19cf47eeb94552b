"""The statutory clocks of a contract and of its award, kept in step with the facts."""

from __future__ import annotations

from datetime import date

from tracker.contracts.models import Amendment, Contract
from tracker.contracts.rules.kinds import ContractKind
from tracker.contracts.rules.state import ContractStatus
from tracker.deadlines.keeping import ClockSubject, keep_clocks
from tracker.kernel.deadlines import Law
from tracker.procurement.keeping import award_subject


def keep_contract_clocks(contract: Contract, law: Law) -> bool:
    """Publishing and filing run from signing, publishing a change from that change; the first
    contract stops the clock of its award.

    A spending order (零星支出) is no contract in writing: nothing runs. Returns whether anything
    had to change.
    """
    if contract.kind is ContractKind.SPENDING_ORDER:
        return False
    subject = ClockSubject(contract.project_id, "contract", contract.uid, contract.method)
    is_active = contract.status is ContractStatus.ACTIVE
    changed = keep_clocks(law, subject, _days(contract), running=is_active)
    award = contract.award
    if award is not None and contract.service_year == 1:
        subject = award_subject(award)
        days = {"award_notice_issued": award.notice_on, "contract_signed": contract.signed_on}
        changed |= keep_clocks(law, subject, days)
    for amendment in contract.amendments:
        if amendment.asks_notice:
            changed |= keep_clocks(law, _subject(amendment), _change(amendment), running=is_active)
    return changed


def _subject(amendment: Amendment) -> ClockSubject:
    contract = amendment.contract
    return ClockSubject(contract.project_id, "amendment", amendment.uid, contract.method)


def _change(amendment: Amendment) -> dict[str, date]:
    notice = amendment.notice
    published = {"change_published": notice.published_on} if notice else {}
    return {"contract_changed": amendment.on, **published}


def _days(contract: Contract) -> dict[str, date]:
    days = {
        "contract_signed": contract.signed_on,
        "contract_published": contract.published_on,
        "contract_filed": contract.filed_on,
    }
    return {event: day for event, day in days.items() if day is not None}
