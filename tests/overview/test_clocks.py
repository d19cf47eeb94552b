from dataclasses import replace
from datetime import date

from tracker.kernel.labels import Label
from tracker.kernel.workdays import WorkCalendar
from tracker.overview.rules.clocks import Owed, Running, clocks

CALENDAR = WorkCalendar(frozenset(), frozenset(), frozenset({2022}))
NEW = Running(
    contract_id=7,
    signed_on=date(2022, 11, 11),
    is_sme=True,
    is_published=False,
    is_filed=False,
)
OWED = Owed(2, date(2022, 10, 31), date(2022, 11, 30), Label("初验合格后30日内", "30 days"))


def test_publication_and_filing_run_in_working_days_from_signing() -> None:
    publish, file = clocks(NEW, CALENDAR)

    assert (publish.name.zh, publish.ends_on) == ("合同公告", date(2022, 11, 15))
    assert publish.endpoint == "contracts.publish"
    assert (file.name.zh, file.ends_on) == ("合同副本备案", date(2022, 11, 22))
    assert "《政府采购法》第四十七条" in file.rule.zh


def test_what_is_done_runs_no_more() -> None:
    assert clocks(replace(NEW, is_published=True, is_filed=True), CALENDAR) == ()


def test_a_payment_runs_to_its_day_and_to_the_longest_term_for_an_sme() -> None:
    done = replace(NEW, is_published=True, is_filed=True, owed=(OWED,))

    agreed, longest = clocks(done, CALENDAR)

    assert (agreed.name.zh, agreed.ends_on) == ("支付第2笔", date(2022, 11, 30))
    assert agreed.rule.zh == "合同约定：初验合格后30日内"
    assert longest.ends_on == date(2022, 12, 30)
    assert "728号" in longest.rule.zh


def test_the_longest_term_is_for_smes_only_and_by_the_law_of_the_signing_day() -> None:
    owed = replace(NEW, is_published=True, is_filed=True, owed=(OWED,))

    assert len(clocks(replace(owed, is_sme=False), CALENDAR)) == 1
    assert len(clocks(replace(owed, signed_on=date(2019, 3, 1)), CALENDAR)) == 1


def test_the_first_to_end_comes_first() -> None:
    running = replace(NEW, owed=(OWED,))

    days = [clock.ends_on for clock in clocks(running, CALENDAR)]

    assert days == sorted(days)
