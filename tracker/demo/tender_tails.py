"""What was done after the awards of the demo centre until their files were closed. Sample data.

One file is still to be closed, and one ought to have been.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

MEANWHILE = "质疑期内先行审核合同文本，期满无质疑后签订"
SAME_TEXT = "沿用采购文件所附合同文本，未另行审核"


@dataclass(frozen=True)
class Tail:
    """A step after the award and its day; ``why`` where it is out of order or left out."""

    step: str
    on: date
    why: str = ""
    skipped: bool = False


def _tail(
    over: date | None, reviewed: date, archived: date | None, why: str = ""
) -> tuple[Tail, ...]:
    """Time for challenges over, contract reviewed, file archived."""
    steps = [Tail("contract_review", reviewed, why)]
    if over is not None:
        steps.append(Tail("challenge_end", over, why if over > reviewed else ""))
    if archived is not None:
        steps.append(Tail("archive", archived))
    return tuple(sorted(steps, key=lambda one: (one.on, one.step)))


TAILS: Mapping[str, tuple[Tail, ...]] = {
    "website-2021": _tail(date(2021, 9, 8), date(2021, 9, 9), date(2021, 10, 15)),
    "FR-GK-2021-013": _tail(date(2021, 10, 27), date(2021, 10, 27), date(2021, 11, 26)),
    "FR-CS-2022-003": (
        Tail("contract_review", date(2022, 1, 13), SAME_TEXT, skipped=True),
        Tail("challenge_end", date(2022, 1, 20)),
        Tail("archive", date(2022, 2, 18)),
    ),
    "FR-KJ-2022-004": _tail(date(2022, 3, 30), date(2022, 3, 31), date(2022, 4, 22)),
    "FR-DY-2022-002": _tail(date(2022, 6, 28), date(2022, 6, 28), None),
    "FR-TP-2022-007": _tail(date(2022, 6, 7), date(2022, 6, 2), date(2022, 6, 24), MEANWHILE),
    "FR-CS-2022-005": _tail(date(2022, 5, 30), date(2022, 5, 30), date(2022, 6, 17)),
    "FR-ZX-2022-014": _tail(None, date(2022, 7, 12), date(2022, 7, 29)),
    "FR-CS-2022-011": _tail(date(2022, 11, 9), date(2022, 11, 10), None),
    "FR-CP-2022-001": _tail(None, date(2022, 10, 14), date(2022, 10, 31)),
}
