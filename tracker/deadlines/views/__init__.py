"""Pages of statutory limits; importing ``upkeep`` makes running clocks follow the work calendar."""

from tracker.deadlines.service import upkeep
from tracker.deadlines.views.pages import bp

__all__ = ["bp", "upkeep"]
