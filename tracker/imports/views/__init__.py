"""Pages of the import."""

from tracker.imports.views import pages
from tracker.imports.views.blueprint import bp

__all__ = ("bp", "pages")
