"""Rounds of acceptance, who sits in them, what they signed, and what was to be put right."""

from tracker.acceptance.models.addendum import Addendum
from tracker.acceptance.models.rectification import Rectification
from tracker.acceptance.models.round import Acceptance
from tracker.acceptance.models.signature import AcceptanceMember, Signature

__all__ = ("Acceptance", "AcceptanceMember", "Addendum", "Rectification", "Signature")
