"""Reads that look across features, as frozen values for the overview pages."""

from tracker.overview.queries.contract import ContractPage, contract_page
from tracker.overview.queries.derived import check_index
from tracker.overview.queries.desk import DeskPage, SetupPage, desk_page, has_projects, setup_page
from tracker.overview.queries.ledger import (
    Choices,
    all_rows,
    choices,
    ledger_rows,
    name_of,
)
from tracker.overview.queries.project import ProjectPage, project_page
from tracker.overview.queries.views import own_view, own_views
from tracker.overview.queries.what_if import WhatIf, moves_of, what_if

__all__ = [
    "Choices",
    "ContractPage",
    "DeskPage",
    "ProjectPage",
    "SetupPage",
    "WhatIf",
    "all_rows",
    "check_index",
    "choices",
    "contract_page",
    "desk_page",
    "has_projects",
    "ledger_rows",
    "moves_of",
    "name_of",
    "own_view",
    "own_views",
    "project_page",
    "setup_page",
    "what_if",
]
