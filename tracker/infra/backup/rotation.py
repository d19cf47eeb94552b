"""Which archives of a folder stay: the last of each of 14 days and of each of 12 months.

Counted are days and months that have an archive, so that nothing is lost by the mere passing of
time while no backup succeeds. Days are those of Shanghai, read from the names. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

DAYS, MONTHS, UNSOUND = 14, 12, 3

SUFFIX, UNSOUND_SUFFIX = ".tar.gz", ".unsound.tar.gz"
_STAMP = "%Y%m%d-%H%M%S"
_NAME = re.compile(
    r"tracker-(?P<stamp>\d{8}-\d{6})(?:-(?P<number>\d+))?(?P<unsound>\.unsound)?\.tar\.gz"
)


def archive_name(taken_at: datetime, taken: Iterable[str] = ()) -> str:
    """The name of an archive, not among those ``taken``, without its suffix."""
    name = f"tracker-{taken_at:{_STAMP}}"
    used = {one.partition(".")[0] for one in taken}
    numbered = (f"{name}-{number}" for number in range(2, len(used) + 3))
    return name if name not in used else next(one for one in numbered if one not in used)


def surplus(names: Iterable[str]) -> list[str]:
    """The archives that may go, oldest first; files that are no archive of ours are not named."""
    known = [match for name in names if (match := _NAME.fullmatch(name))]
    newest_first = sorted(known, key=_age, reverse=True)
    sound = [(one["stamp"], one[0]) for one in newest_first if not one["unsound"]]
    unsound = [one[0] for one in newest_first if one["unsound"]]
    keep = {*unsound[:UNSOUND], *_of_last(sound, len("20221115"), DAYS)}
    keep |= {*_of_last(sound, len("202211"), MONTHS), *_of_newest_day(sound)}
    return [one[0] for one in reversed(newest_first) if one[0] not in keep]


def _age(name: re.Match[str]) -> tuple[str, int]:
    """Earlier ones first; of the same second in the order they were made."""
    return name["stamp"], int(name["number"] or 1)


def _of_last(newest_first: Iterable[tuple[str, str]], digits: int, count: int) -> list[str]:
    """The newest archive of each of the last ``count`` periods that have one."""
    newest: dict[str, str] = {}
    for stamp, name in newest_first:
        newest.setdefault(stamp[:digits], name)
    return list(newest.values())[:count]


def _of_newest_day(newest_first: list[tuple[str, str]]) -> list[str]:
    """What was made by hand today is not thrown away by tonight's run."""
    return [name for stamp, name in newest_first if stamp[:8] == newest_first[0][0][:8]]
