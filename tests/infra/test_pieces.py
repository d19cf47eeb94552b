"""Pieces of cells: what they say is escaped, and in the language and unit of the person."""

from __future__ import annotations

from flask import Flask

from tracker.infra.i18n import translated
from tracker.infra.pieces import amount, gap, icon, share_bar, surplus
from tracker.kernel.money import Money

MONEY = Money.yuan("1234567.89")


def test_an_amount_is_in_the_chosen_unit_with_exact_yuan_in_the_title(app: Flask) -> None:
    with app.app_context(), app.test_request_context("/"):
        assert amount(MONEY) == '<span class="amount" title="1,234,567.89元">123.46</span>'
    with app.app_context(), app.test_request_context("/", headers={"Cookie": "money_unit=yuan"}):
        assert amount(MONEY) == '<span class="amount" title="1,234,567.89元">1,234,567.89</span>'


def test_what_is_put_in_is_escaped(app: Flask) -> None:
    with app.app_context(), app.test_request_context("/"):
        for piece in (
            amount(None, "<b>"),
            icon("x", '"<b>'),
            gap(MONEY, "<b>"),
            share_bar(MONEY, MONEY, '"<b>'),
            translated("%(day)s日", day="<b>"),
        ):
            assert "<b>" not in piece
            assert "&lt;b&gt;" in piece


def test_a_surplus_of_nothing_is_even(app: Flask) -> None:
    with app.app_context(), app.test_request_context("/"):
        assert surplus(Money(0)) == '<span class="even">平</span>'
        assert "余123.46" in surplus(MONEY)


def test_texts_are_in_the_language_of_the_person(app: Flask) -> None:
    with app.app_context(), app.test_request_context("/", headers={"Cookie": "language=en"}):
        assert "1,234,567.89 yuan" in amount(MONEY)
    with app.app_context(), app.test_request_context("/"):
        assert "1,234,567.89元" in amount(MONEY)


def test_a_per_cent_sign_is_one_with_values_and_without(app: Flask) -> None:
    with app.app_context(), app.test_request_context("/"):
        assert translated("100%%") == "100%"
        assert translated("%(share)s%%", share=5) == "5%"
