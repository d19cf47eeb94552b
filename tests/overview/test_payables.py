"""90天内应付: what is listed, what stands beside it, and that its sums are those of all."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.overview import centre as make
from tests.overview.centre import TODAY, Centre, make_centre
from tracker.contracts.rules.kinds import Trigger
from tracker.kernel.money import ZERO, Money
from tracker.overview.queries.payables import SHOWN, payables
from tracker.overview.rules.strip import horizon


@pytest.fixture
def centre(app: object, frozen: Callable[[date], None]) -> Centre:
    frozen(TODAY)
    return make_centre()


def test_what_is_due_is_cut_where_the_year_changes(centre: Centre) -> None:
    project_id = make.make_project(centre, "2022-20", "院外硬件维修")
    make.budget(project_id, 2022, approved="500")
    make.contract(
        project_id,
        make.part(1, "400", Trigger.ON_DATE, date(2022, 12, 31)),
        make.part(2, "300", Trigger.ON_DATE, date(2023, 1, 1)),
        make.part(3, "200", Trigger.ON_DATE, date(2023, 3, 1)),
        supplier_id=make.supplier("长沙某公司"),
    )

    this, following = payables(horizon(TODAY), TODAY)

    assert (this.year, this.total, this.count) == (2022, Money.yuan("400"), 1)
    assert (following.year, following.total) == (2023, Money.yuan("300"))
    assert [row.due_on for row in (*this.rows, *following.rows)] == [
        date(2022, 12, 31),
        date(2023, 1, 1),
    ]
    assert this.rows[0].shortage == ZERO
    assert following.rows[0].shortage == Money.yuan("300")


def test_beside_a_payable_stands_what_keeps_it(centre: Centre) -> None:
    make.website(centre)
    make.command_centre(centre)

    (year,) = payables(date(2022, 12, 31), TODAY)

    looks = {row.project_name[:4]: row.look.word.zh if row.look else "" for row in year.rows}
    assert looks["政府门户"] == "逾期"
    assert looks["综合指挥"].startswith("待")


def test_only_the_first_are_listed_and_all_are_added_up(centre: Centre) -> None:
    project_id = make.make_project(centre, "2022-20", "配件更换")
    days = [date(2022, 11, 16)] * (SHOWN + 2)
    parts = [make.part(no, "10", Trigger.ON_DATE, day) for no, day in enumerate(days, 1)]
    make.contract(project_id, *parts, supplier_id=make.supplier("长沙某公司"))

    (year,) = payables(horizon(TODAY), TODAY)

    assert (len(year.rows), year.hidden) == (SHOWN, 2)
    assert year.total == Money.yuan("220")
