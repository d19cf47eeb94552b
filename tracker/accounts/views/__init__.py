"""Pages of accounts; importing them puts their routes on ``bp``."""

from tracker.accounts.views import absences, drafts, groups, own, people, signing_in
from tracker.accounts.views.blueprint import bp

__all__ = ["absences", "bp", "drafts", "groups", "own", "people", "signing_in"]
