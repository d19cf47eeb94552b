"""Pages of projects; importing them puts their routes on ``bp``."""

from tracker.projects.views import budget, files, people, register
from tracker.projects.views.blueprint import bp

__all__ = ["bp", "budget", "files", "people", "register"]
