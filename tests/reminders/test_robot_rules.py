"""Where a robot may post, what is hidden of its address, and what a post says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.kernel.errors import RuleViolation, Violations
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.reminders.channels import dingtalk, feishu, wecom
from tracker.reminders.channels._robots import Account
from tracker.reminders.rules.obligations import Page, Story
from tracker.reminders.rules.outbox import Hook, Notice
from tracker.reminders.rules.posts import compose_post
from tracker.reminders.rules.robots import (
    AddressNotAllowed,
    KeyMissing,
    RobotDraft,
    check_address,
    checked,
    masked,
    read_bases,
    without_secrets,
)
from tracker.reminders.rules.work import Wording

WECOM = Label("企业微信", "WeCom")
KEY = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"
TODAY = date(2022, 11, 15)
OFFICIAL = f"{wecom.HOOK.official}?key={KEY}"
OWN = ("https://im.unit.example.cn/bot", "http://10.1.2.3:8080")


@pytest.mark.parametrize(
    ("hook", "address"),
    [
        (wecom.HOOK, OFFICIAL),
        (dingtalk.HOOK, f"https://oapi.dingtalk.com/robot/send?access_token={KEY}"),
        (feishu.HOOK, f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}"),
        (wecom.HOOK, f"https://im.unit.example.cn/bot/send?key={KEY}"),
        (wecom.HOOK, f"http://10.1.2.3:8080/send?key={KEY}"),
    ],
)
def test_the_official_address_and_those_of_the_units_own_servers_are_allowed(
    hook: Hook, address: str
) -> None:
    check_address(address, hook, OWN)


@pytest.mark.parametrize(
    "address",
    [
        f"http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}",
        f"https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key={KEY}",
        f"https://evil.example/cgi-bin/webhook/send?key={KEY}",
        f"https://qyapi.weixin.qq.com@evil.example/cgi-bin/webhook/send?key={KEY}",
        f"https://qyapi.weixin.qq.com/cgi-bin/webhook/sendmore?key={KEY}",
        f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send/../../user?key={KEY}",
        f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send/%2e%2e/user?key={KEY}",
        f"https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key={KEY}",
        f"https://qyapi.weixin.qq.com:port/cgi-bin/webhook/send?key={KEY}",
        f"https://qyapi.weixin.qq.com\\@evil.example/cgi-bin/webhook/send?key={KEY}",
        f"https://oapi.dingtalk.com/robot/send?access_token={KEY}",
        f"http://10.1.2.3/send?key={KEY}",
        f"http://10.1.2.3:80800/send?key={KEY}",
        f"https://im.unit.example.cn/bots?key={KEY}",
        "http://169.254.169.254/latest/meta-data/iam/security",
        "file:///etc/passwd",
        "看这里",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a\r\nHost: evil",
    ],
)
def test_no_other_address_is(address: str) -> None:
    with pytest.raises(AddressNotAllowed, match="qyapi"):
        check_address(address, wecom.HOOK, OWN)


@pytest.mark.parametrize("address", [wecom.HOOK.official, wecom.HOOK.official + "?key=…"[:5]])
def test_an_address_without_its_key_is_not_complete(address: str) -> None:
    with pytest.raises(KeyMissing, match="key=…"):
        check_address(address, wecom.HOOK, ())


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (OFFICIAL, f"{wecom.HOOK.official}?key=****5aaa"),
        (
            "https://open.feishu.cn/open-apis/bot/v2/hook/0123456789abcdef",
            "https://open.feishu.cn/open-apis/bot/v2/hook/****cdef",
        ),
    ],
)
def test_a_page_shows_the_end_of_the_key_alone(address: str, shown: str) -> None:
    assert masked(address) == shown


@given(st.text(max_size=50), st.text(max_size=50), st.text("abcdef0123456789", min_size=8))
def test_no_secret_is_left_in_what_the_other_side_said(before: str, after: str, key: str) -> None:
    assert key not in without_secrets(f"{before}{key}{after}", [key])


def test_everything_that_is_wrong_with_a_robot_is_said_at_once() -> None:
    draft = RobotDraft(" ", "https://evil.example/x", "secret", digest_hour=20)

    with pytest.raises(Violations) as told:
        checked(draft, wecom.HOOK, WECOM, ())

    fields = {error.field for error in told.value.errors}
    assert fields == {"name", "address", "secret", "digest_hour"}


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (RobotDraft("群" * 61), "name"),
        (RobotDraft("群", OFFICIAL + "a" * 500), "address"),
        (RobotDraft("群", OFFICIAL, "s" * 201), "secret"),
    ],
)
def test_what_is_too_long_is_told_at_its_field(draft: RobotDraft, field: str) -> None:
    with pytest.raises(Violations) as told:
        checked(draft, dingtalk.HOOK, WECOM, (wecom.HOOK.official,))

    assert [error.field for error in told.value.errors] == [field]


def test_several_servers_of_the_units_own_may_be_named() -> None:
    assert read_bases(" https://a.cn/x,  http://b:1 ") == ("https://a.cn/x", "http://b:1")


def test_dingtalk_signs_the_time_into_the_address() -> None:
    account = Account("https://oapi.dingtalk.com/robot/send?access_token=abc", "SECabc")

    assert dingtalk.signed(account, 1668477600) == (
        "https://oapi.dingtalk.com/robot/send?access_token=abc&timestamp=1668477600000"
        "&sign=o8xgXxUR97o%2FiIusW6mmLkPMImw8PYA%2B6OsZ1dtEHQk%3D"
    )


def test_feishu_keys_the_signature_by_time_and_secret() -> None:
    account = Account("https://open.feishu.cn/open-apis/bot/v2/hook/abc", "SECabc")

    assert feishu.signed(account, 1668477600) == {
        "timestamp": "1668477600",
        "sign": "L5d8I8EWDFQ6yicHVYWFdRSEIeIu4K+DJTaXRi/52bg=",
    }


@pytest.mark.parametrize("sign", [dingtalk.signed, feishu.signed])
def test_without_a_secret_nothing_is_signed(sign: object) -> None:
    account = Account("https://im.example.cn/bot/12345678")

    assert sign(account, 1668477600) in (account.address, {})  # type: ignore[operator]


# --- what a post says -----------------------------------------------------------------------------


def notice(no: int, days: int, *, title: str = "付款", amount: Money = ZERO) -> Notice:
    page = Page(Label("查看", "See"), "overview.ledger", {})
    words = Label(f"{title}{no}", f"{title}{no}")
    story = Story(words, words, (), page, "2022-06", "数据平台建设")
    return Notice(
        story=story,
        wording=Wording(),
        due_on=TODAY + timedelta(days=days),
        amount=amount,
        estimated=False,
        late_from=None,
        because=words,
        url="https://t.example.cn/reminders/1",
    )


def test_one_matter_is_told_with_its_day_and_where_to_act() -> None:
    subject, text = compose_post([notice(1, 7)], TODAY, 2048, "0123456789")

    assert subject == "【提醒】剩7天：付款1"
    assert text.splitlines() == [
        "【提醒】剩7天：付款1",
        "项目：2022-06 数据平台建设",
        "期限：2022-11-22",
        "办理：https://t.example.cn/reminders/1",
        "编号 01234567",
    ]


def test_several_matters_are_grouped_and_the_most_pressing_comes_first() -> None:
    many = [notice(1, 20), notice(2, -3, amount=Money.yuan("5.00")), notice(3, 0), notice(4, -1)]

    _subject, text = compose_post(many, TODAY, 2048, "0123456789")

    assert text.splitlines() == [
        "【提醒】4件事项（2022-11-15）",
        "已逾期",
        "1. 逾期3天：付款2（2022-11-12） 5.00元",
        "2. 逾期1天：付款4（2022-11-14）",
        "今天",
        "3. 今天：付款3（2022-11-15）",
        "一个月内",
        "4. 剩20天：付款1（2022-12-05）",
        "编号 01234567",
    ]


@given(
    st.lists(st.tuples(st.integers(-400, 400), st.text(max_size=99)), min_size=1, max_size=30),
    st.sampled_from([2048, 15000]),
)
def test_a_post_is_never_longer_than_the_service_takes_and_counts_what_it_leaves_out(
    matters: list[tuple[int, str]], limit: int
) -> None:
    many = [notice(no, days, title=title) for no, (days, title) in enumerate(matters)]

    _subject, text = compose_post(many, TODAY, limit, "0123456789")

    assert len(text.encode()) <= limit
    assert "提醒" in text
    assert text.endswith("编号 01234567")


def test_what_has_no_room_is_counted() -> None:
    many = [notice(no, no, title="终验材料准备" * 5) for no in range(1, 41)]

    _subject, text = compose_post(many, TODAY, 2048, "0123456789")

    shown = sum(line.split(".")[0].isdecimal() for line in text.splitlines())
    assert f"……另有{40 - shown}件" in text
    assert shown > 5


def test_a_refusal_names_what_is_allowed() -> None:
    with pytest.raises(RuleViolation, match="TRACKER_ROBOT_BASES"):
        check_address("https://evil.example/x", wecom.HOOK, OWN)
