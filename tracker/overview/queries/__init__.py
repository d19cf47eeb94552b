"""Reads that look across features, as frozen values for the overview pages."""

from tracker.overview.queries.contract import ContractPage, contract_page
from tracker.overview.queries.desk import DeskPage, SetupPage, desk_page, has_projects, setup_page
from tracker.overview.queries.ledger import ledger_rows
from tracker.overview.queries.project import ProjectPage, project_page

__all__ = [
    "ContractPage",
    "DeskPage",
    "ProjectPage",
    "SetupPage",
    "contract_page",
    "desk_page",
    "has_projects",
    "ledger_rows",
    "project_page",
    "setup_page",
]
