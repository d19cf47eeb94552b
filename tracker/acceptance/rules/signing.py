"""One member's verdict: whose it is to give, and what makes it complete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tracker.acceptance.rules import errors
from tracker.acceptance.rules.commands import Item, Sign
from tracker.acceptance.rules.kinds import Verdict
from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label

LONGEST_OPINION = 500

MEANING = Label(
    "本人已逐项核对本验收书及其附件，以上是本人独立作出的验收意见，输入密码即为本人签署",
    "I have checked every item of this certificate and its files; this verdict is my own, and "
    "entering my password signs it",
)


def problems(sign: Sign, items: Sequence[Item]) -> list[RuleViolation]:
    """What is missing or does not go together, each beside its field."""
    found = list(_missing(sign, items))
    failed = [no for no in range(1, len(items) + 1) if sign.results.get(no) is Verdict.FAIL]
    if sign.verdict is None:
        found.append(errors.VerdictMissing(field="verdict"))
    elif sign.verdict is Verdict.PASS and failed:
        found.append(errors.PassWithFailedItem(field="verdict", no=named(items, failed[0])))
    elif sign.verdict is Verdict.FAIL:
        found.extend(_unexplained(sign, items, failed))
    return found


def named(items: Sequence[Item], no: int) -> str:
    """How an item is called on the form: its clause, else its number."""
    return items[no - 1].clause.strip() or str(no)


def _missing(sign: Sign, items: Sequence[Item]) -> Iterator[RuleViolation]:
    for no in range(1, len(items) + 1):
        if no not in sign.results:
            yield errors.ResultMissing(field=f"results-{no - 1}-result", no=named(items, no))


def _unexplained(sign: Sign, items: Sequence[Item], failed: list[int]) -> Iterator[RuleViolation]:
    """不合格 names the items, and says of them in words what is wrong."""
    if not failed:
        yield errors.FailWithoutItem(field="verdict")
        return
    first = named(items, failed[0])
    if not sign.opinion.strip():
        yield errors.OpinionMissing(field="opinion", no=first)
    elif not any(named(items, no) in sign.opinion for no in failed):
        yield errors.OpinionNamesNoItem(field="opinion", clause=first)


def failed_items(
    items: Sequence[Item], results: Sequence[Mapping[int, Verdict]]
) -> tuple[int, ...]:
    """The numbers of the items that anybody found wanting."""
    return tuple(
        no for no in range(1, len(items) + 1) if any(one.get(no) is Verdict.FAIL for one in results)
    )
