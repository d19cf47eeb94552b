from dataclasses import replace
from datetime import date

import pytest

from tracker.contracts.rules.kinds import Basis, Trigger
from tracker.contracts.rules.state import InstalmentFacts
from tracker.contracts.rules.terms import Terms
from tracker.kernel.durations import DurationUnit
from tracker.kernel.money import Money
from tracker.overview.rules.words import condition, open_look, paid_look

TODAY = date(2022, 11, 15)
EXPECTED = InstalmentFacts(
    amount=Money(100), due_on=date(2022, 11, 30), expected_on=date(2022, 11, 18)
)
TERMS = Terms(
    no=2,
    name="初验款",
    basis=Basis.RATIO,
    trigger=Trigger.PRELIMINARY_ACCEPTANCE,
    due_count=12,
    due_unit=DurationUnit.CALENDAR_DAY,
    ratio=400_000,
)


@pytest.mark.parametrize(
    ("facts", "kind", "word"),
    [
        (EXPECTED, "awaiting_trigger", "待初验"),
        (replace(EXPECTED, expected_on=date(2022, 11, 14)), "soon", "触发逾期"),
        (replace(EXPECTED, expected_on=date(2023, 4, 10)), "scheduled", "未触发"),
        (replace(EXPECTED, triggered_on=date(2022, 11, 14)), "payable", "可付"),
        (replace(EXPECTED, due_on=None), "undated", "年度待定"),
    ],
)
def test_an_open_instalment_reads_by_its_state(
    facts: InstalmentFacts, kind: str, word: str
) -> None:
    look = open_look(facts, Trigger.PRELIMINARY_ACCEPTANCE, TODAY)

    assert (look.kind, look.word.zh) == (kind, word)


def test_a_paid_one_tells_its_day() -> None:
    assert paid_look(date(2022, 4, 14)).word.zh == "04-14已付"
    assert paid_look(None).word.zh == "已付"


@pytest.mark.parametrize(
    ("terms", "facts", "text"),
    [
        (TERMS, EXPECTED, "初验合格后12日内（预计2022-11-18）"),
        (
            TERMS,
            replace(EXPECTED, triggered_on=date(2022, 11, 14)),
            "初验合格后12日内（2022-11-14成就）",
        ),
        (TERMS, replace(EXPECTED, expected_on=None), "初验合格后12日内（日期待定）"),
        (
            replace(TERMS, trigger=Trigger.ON_DATE),
            replace(EXPECTED, triggered_on=date(2023, 1, 31)),
            "指定日期后12日内（2023-01-31）",
        ),
    ],
)
def test_a_condition_tells_its_day(terms: Terms, facts: InstalmentFacts, text: str) -> None:
    assert condition(terms, facts).zh == text
