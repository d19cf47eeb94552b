"""What the components of the pages promise beyond their markup."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup
from wtforms import FieldList, Form, FormField, StringField

from tests.support.applications import make_app
from tracker.kernel.money import Money

TODAY = date(2022, 11, 15)


class Row(Form):  # type: ignore[misc]
    count = StringField("期限")


class Plan(Form):  # type: ignore[misc]
    name = StringField("名称")
    rows = FieldList(FormField(Row))


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with make_app("sqlite://", tmp_path_factory.mktemp("components")) as app:
        yield app


@pytest.fixture
def macro(application: Flask) -> Any:
    """macro("status", "deadline", …) renders one macro in Chinese."""

    def render(file: str, name: str, *args: Any, **kwargs: Any) -> str:
        with application.test_request_context("/"):
            module: Any = application.jinja_env.get_template(f"components/{file}.html").module
            return str(getattr(module, name)(*args, **kwargs))

    return render


@pytest.mark.parametrize(
    ("days", "words", "look"),
    [
        (-1, "逾期1天", "tone-bad"),
        (0, "今天", "tone-warn"),
        (10, "剩10天", "tone-warn"),
        (11, "剩11天", "tone-soft"),
    ],
)
def test_a_deadline_says_how_far_it_is(macro: Any, days: int, words: str, look: str) -> None:
    text = macro("status", "deadline", TODAY + timedelta(days), TODAY)

    assert words in text
    assert look in text
    assert "ti ti-" in text


def test_a_deadline_may_be_silent_beyond_ten_days(macro: Any) -> None:
    assert macro("status", "deadline", TODAY + timedelta(11), TODAY, later=False) == ""


@pytest.mark.parametrize(
    ("year", "look"),
    [(2021, "current"), (2022, "current"), (2023, "next"), (2024, "later")],
)
def test_the_shape_of_a_chip_tells_its_year(macro: Any, year: int, look: str) -> None:
    assert f'chip chip-{look}">{year}<' in macro("year", "chip", year, 2022)


def test_the_error_summary_counts_and_leads_to_each_field(macro: Any) -> None:
    form = Plan(data={"rows": [{"count": "30"}, {"count": "75"}]})
    form.name.errors = ["请填写名称"]
    form.rows[1].form.count.errors = ["对中小企业最长60日"]
    form.form_errors = ["各笔合计比合同金额少67,936.00元"]

    text = macro("form", "error_summary", form, row="第{no}笔：")

    assert "有3处需要改正" in text
    assert '<a href="#name">请填写名称</a>' in text
    assert '<a href="#rows-1-count">第2笔：对中小企业最长60日</a>' in text
    assert "<li>各笔合计比合同金额少67,936.00元</li>" in text


def test_a_form_without_errors_has_no_summary(macro: Any) -> None:
    assert macro("form", "error_summary", Plan()).strip() == ""


def test_a_field_names_its_hint_and_its_error(macro: Any) -> None:
    form = Plan()
    form.name.errors = ["请填写名称"]

    text = macro("form", "field", form.name, hint="写全称")

    assert 'aria-describedby="name-hint name-error"' in text
    assert 'aria-invalid="true"' in text
    assert text.index("写全称") < text.index("请填写名称") < text.index("<input")


def test_what_people_typed_is_never_markup(macro: Any) -> None:
    form = Plan()
    form.name.errors = ["<b>"]

    assert "&lt;b&gt;" in macro("form", "error_summary", form)
    assert "&lt;b&gt;" in macro("layout", "card", "<b>", caller=lambda: Markup(""))


def test_a_bar_is_drawn_to_scale_whatever_the_amounts(macro: Any) -> None:
    text = macro(
        "money", "hatch_bar", Money.yuan(1_000_000), Money.yuan(834_272), Money.yuan(10**12)
    )

    assert 'viewBox="0 0 100000000.0000 1"' in text
    assert 'class="bar-gap" d="M100.0000 0h83.4272v1' in text


def test_a_bar_without_any_amount_is_still_a_drawing(macro: Any) -> None:
    assert 'viewBox="0 0 1 1"' in macro("money", "hatch_bar", Money(0), Money(0), Money(0))


def test_amounts_show_their_words_instead_of_a_minus_sign(macro: Any) -> None:
    assert "缺83.43" in macro("money", "gap", Money.yuan("834272.00"))
    assert "余834,272.00" in macro("money", "surplus", Money.yuan("834272.00"), exact=True)
    assert "平" in macro("money", "surplus", Money(0))
    assert "—" in macro("money", "amount", None)
    assert "未列入" in macro("money", "amount", None, missing="未列入")
