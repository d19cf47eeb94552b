"""Reads of contracts: frozen facts for pages, forms and features above."""

from tracker.contracts.queries.awarded import contracts_of_awards
from tracker.contracts.queries.derived import check_instalments
from tracker.contracts.queries.editor import (
    Editor,
    Landing,
    OpenAward,
    editor,
    landing,
    new_ground,
    open_awards,
)
from tracker.contracts.queries.invoices import similar_invoices
from tracker.contracts.queries.limits import limit_of
from tracker.contracts.queries.notices import ChangePage, NoticeView, change_page
from tracker.contracts.queries.papers import subjects
from tracker.contracts.queries.slips import Movable, Slip, movables, slips
from tracker.contracts.queries.stages import stage_claims
from tracker.contracts.queries.stops import of_amendments, of_awards, of_contracts
from tracker.contracts.queries.values import (
    AmendmentView,
    ContractView,
    InstalmentView,
    InvoiceView,
    VersionView,
)
from tracker.contracts.queries.views import (
    contract_facts,
    instalment_facts,
    invoice_facts,
    only_elsewhere,
)

__all__ = [
    "AmendmentView",
    "ChangePage",
    "ContractView",
    "Editor",
    "InstalmentView",
    "InvoiceView",
    "Landing",
    "Movable",
    "NoticeView",
    "OpenAward",
    "Slip",
    "VersionView",
    "change_page",
    "check_instalments",
    "contract_facts",
    "contracts_of_awards",
    "editor",
    "instalment_facts",
    "invoice_facts",
    "landing",
    "limit_of",
    "movables",
    "new_ground",
    "of_amendments",
    "of_awards",
    "of_contracts",
    "only_elsewhere",
    "open_awards",
    "similar_invoices",
    "slips",
    "stage_claims",
    "subjects",
]
