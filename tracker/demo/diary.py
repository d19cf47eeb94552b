"""A diary of dated steps, carried out in order, each with the clock on its own day."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import date
from itertools import count

from tracker.infra import clock

Step = Callable[[], None]


class Diary:
    """Steps by day; a step may enter further ones, on its own day or later."""

    def __init__(self) -> None:
        self._steps: list[tuple[date, int, Step]] = []
        self._order = count()

    def enter(self, day: date, step: Step) -> None:
        heapq.heappush(self._steps, (day, next(self._order), step))

    def carry_out(self, until: date) -> None:
        """Do everything that was entered for ``until`` or before; later steps stay undone."""
        while self._steps and self._steps[0][0] <= until:
            day, _, step = heapq.heappop(self._steps)
            with clock.frozen(clock.at(day, 10)):
                step()
