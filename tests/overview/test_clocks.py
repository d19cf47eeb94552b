from dataclasses import replace
from datetime import date

from tracker.kernel.labels import Label
from tracker.kernel.limits import shipped
from tracker.kernel.workdays import WorkCalendar
from tracker.overview.rules.clocks import Owed, Running, payments

CALENDAR = WorkCalendar(frozenset(), frozenset(), frozenset({2022}))
OWED = Owed(2, date(2022, 10, 31), date(2022, 11, 30), Label("初验合格后30日内", "30 days"))
RUNNING = Running(contract_id=7, signed_on=date(2022, 11, 11), is_sme=True, owed=(OWED,))


def test_a_payment_runs_to_its_day_and_to_the_longest_term_for_an_sme() -> None:
    agreed, longest = payments(RUNNING, shipped(), CALENDAR)

    assert (agreed.name.zh, agreed.ends_on) == ("支付第2笔", date(2022, 11, 30))
    assert agreed.rule.zh == "合同约定：初验合格后30日内"
    assert longest.ends_on == date(2022, 12, 30)
    assert "728号" in longest.rule.zh


def test_the_longest_term_is_for_smes_only_and_by_the_law_of_the_signing_day() -> None:
    large = replace(RUNNING, is_sme=False)
    before = replace(RUNNING, signed_on=date(2019, 3, 1))

    assert [len(list(payments(one, shipped(), CALENDAR))) for one in (large, before)] == [1, 1]
