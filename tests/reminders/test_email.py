"""The settings of the mail server, and how it is spoken to."""

from __future__ import annotations

import pytest

from tests.support.servers import Mailbox
from tracker.reminders.channels.email import (
    BadSetting,
    MailServer,
    Tls,
    UnprotectedPassword,
    described,
    send,
)
from tracker.reminders.rules.outbox import Message

MESSAGE = Message("li@example.cn", "主题", "正文\n", "42")


def test_without_a_host_mail_is_not_in_use() -> None:
    assert MailServer.from_env({"TRACKER_SMTP_PORT": "25"}) is None


@pytest.mark.parametrize(
    ("environ", "port", "sender", "tls"),
    [
        ({}, 25, "tracker@mail.cn", Tls.OFFERED),
        ({"TRACKER_SMTP_TLS": "ssl"}, 465, "tracker@mail.cn", Tls.SSL),
        ({"TRACKER_SMTP_TLS": "STARTTLS", "TRACKER_SMTP_PORT": "587"}, 587, None, Tls.STARTTLS),
        ({"TRACKER_SMTP_USER": "bot@unit.cn"}, 25, "bot@unit.cn", Tls.OFFERED),
        (
            {"TRACKER_SMTP_USER": "bot@unit.cn", "TRACKER_SMTP_FROM": "a@unit.cn"},
            25,
            "a@unit.cn",
            Tls.OFFERED,
        ),
    ],
)
def test_the_settings_have_sensible_defaults(
    environ: dict[str, str], port: int, sender: str | None, tls: Tls
) -> None:
    server = MailServer.from_env({"TRACKER_SMTP_HOST": "mail.cn"} | environ)

    assert server is not None
    assert (server.port, server.tls) == (port, tls)
    assert sender is None or server.sender == sender


def test_an_unknown_kind_of_encryption_is_refused() -> None:
    with pytest.raises(BadSetting, match="tls12"):
        MailServer.from_env({"TRACKER_SMTP_HOST": "mail.cn", "TRACKER_SMTP_TLS": "tls12"})


def test_a_password_never_leaves_without_encryption(
    smtp: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_SMTP_HOST", smtp.host)
    monkeypatch.setenv("TRACKER_SMTP_PORT", str(smtp.port))
    monkeypatch.setenv("TRACKER_SMTP_USER", "bot")
    monkeypatch.setenv("TRACKER_SMTP_PASSWORD", "secret")

    with pytest.raises(UnprotectedPassword):
        send(MESSAGE)

    assert smtp.messages == []


def test_chinese_arrives_as_it_was_written(smtp: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_SMTP_HOST", smtp.host)
    monkeypatch.setenv("TRACKER_SMTP_PORT", str(smtp.port))

    assert send(MESSAGE) == "250 OK"

    (message,) = smtp.messages
    assert (message["Subject"], message.get_content().strip()) == ("主题", "正文")
    assert message["From"].addresses[0].display_name == "全周期台账"


@pytest.mark.parametrize(
    "subject",
    [
        "【剩7天】" + "区数据资源中心综合指挥中心信息化建设项目二期" * 6 + "第1笔付款",
        "[7 days left] " + "Operations of the district network, first instalment " * 4,
        "短",
    ],
)
def test_a_subject_of_any_length_arrives_whole(
    smtp: Mailbox, monkeypatch: pytest.MonkeyPatch, subject: str
) -> None:
    monkeypatch.setenv("TRACKER_SMTP_HOST", smtp.host)
    monkeypatch.setenv("TRACKER_SMTP_PORT", str(smtp.port))

    send(Message("a@unit.cn", subject, "一行\n\n.\n又一行", "id-1"))

    (mail,) = smtp.messages
    assert mail["Subject"] == subject.strip()
    assert mail.get_content().replace("\r\n", "\n").rstrip("\n") == "一行\n\n.\n又一行"


def test_a_line_break_begins_no_header(smtp: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_SMTP_HOST", smtp.host)
    monkeypatch.setenv("TRACKER_SMTP_PORT", str(smtp.port))

    send(Message("a@unit.cn", "付款\r\nBcc: b@unit.cn", "正文", "id-1"))

    (mail,) = smtp.messages
    assert mail["Subject"] == "付款 Bcc: b@unit.cn"
    assert mail["Bcc"] is None


def test_a_bad_port_is_told_to_the_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    assert described() == ""

    monkeypatch.setenv("TRACKER_SMTP_HOST", "mail.cn")
    assert described() == "mail.cn:25 <tracker@mail.cn>"

    monkeypatch.setenv("TRACKER_SMTP_PORT", "smtp")
    assert "TRACKER_SMTP_PORT" in described()
