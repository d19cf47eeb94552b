"""Reads of acceptance: of single rounds, of all of them, and of what is to be signed.

What the features below ask of acceptance is registered as soon as anything here is imported.
"""

from tracker.acceptance.queries import answers, derived, overlaps

__all__ = ("answers", "derived", "overlaps")
