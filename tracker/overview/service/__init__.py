"""What the pages that look across features write: the register's index, and people's own views."""

from tracker.overview.service import index, views

__all__ = ["index", "views"]
