"""Reads that look across features, as frozen values for the overview pages."""

from tracker.overview.queries.contract import ContractPage, contract_page
from tracker.overview.queries.desk import DeskPage, SetupPage, desk_page, has_projects, setup_page
from tracker.overview.queries.ledger import ledger_rows
from tracker.overview.queries.project import ProjectPage, project_page
from tracker.overview.queries.what_if import WhatIf, moves_of, what_if

__all__ = [
    "ContractPage",
    "DeskPage",
    "ProjectPage",
    "SetupPage",
    "WhatIf",
    "contract_page",
    "desk_page",
    "has_projects",
    "ledger_rows",
    "moves_of",
    "project_page",
    "setup_page",
    "what_if",
]
