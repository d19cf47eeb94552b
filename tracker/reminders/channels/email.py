"""邮件: one message to one person over SMTP, so that each row of the outbox has one fate.

TRACKER_SMTP_HOST      the server; not set: this channel is not in use
TRACKER_SMTP_PORT      default 25; 465 with TRACKER_SMTP_TLS=ssl
TRACKER_SMTP_USER, TRACKER_SMTP_PASSWORD   where the server asks for them
TRACKER_SMTP_FROM      the sender's address; default: the user, else tracker@ the server
TRACKER_SMTP_TLS       ssl | starttls | none; not set: STARTTLS where the server offers it
"""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.header import Header
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr
from enum import StrEnum

from tracker.infra import clock
from tracker.kernel.labels import Label
from tracker.reminders.rules.outbox import Channel, Message, NoMailServer, Send
from tracker.reminders.rules.people import Person

TIMEOUT = 10  # seconds, for each step of the conversation
ACCEPTED = frozenset({250, 251})
SENDER_NAME = "全周期台账"
WIRE = compat32.clone(linesep="\r\n")


class Tls(StrEnum):
    SSL = "ssl"
    STARTTLS = "starttls"
    NONE = "none"
    OFFERED = ""


class UnprotectedPassword(smtplib.SMTPException):
    """The server offers no encryption and a password is set."""

    def __str__(self) -> str:
        return (
            "服务器不支持加密，未发送密码；确需明文请设置 TRACKER_SMTP_TLS=none"
            " (no encryption offered: the password was not sent)"
        )


class BadSetting(ValueError):
    """A setting that cannot be read; nothing leaves until it is put right."""

    def __init__(self, name: str, text: str, expected: str) -> None:
        super().__init__(f"{name}: “{text}” 不可用 (not usable): {expected}")


@dataclass(frozen=True)
class MailServer:
    host: str
    port: int
    user: str
    password: str
    sender: str
    tls: Tls

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> MailServer | None:
        """The configured server, or ``None`` when mail is not in use; ``BadSetting`` otherwise."""
        host = environ.get("TRACKER_SMTP_HOST", "")
        if not host:
            return None
        tls = _tls(environ.get("TRACKER_SMTP_TLS", ""))
        user = environ.get("TRACKER_SMTP_USER", "")
        default_port = "465" if tls is Tls.SSL else "25"
        default_sender = user if "@" in user else f"tracker@{host}"
        return cls(
            host=host,
            port=_port(environ.get("TRACKER_SMTP_PORT") or default_port),
            user=user,
            password=environ.get("TRACKER_SMTP_PASSWORD", ""),
            sender=environ.get("TRACKER_SMTP_FROM") or default_sender,
            tls=tls,
        )

    def open(self) -> smtplib.SMTP:
        """A connection that may be sent over."""
        smtp = self._connect()
        try:
            smtp.ehlo_or_helo_if_needed()
            encrypted = self._encrypt(smtp)
            if self.user and not encrypted and self.tls is not Tls.NONE:
                raise UnprotectedPassword
            if self.user:
                smtp.login(self.user, self.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _connect(self) -> smtplib.SMTP:
        if self.tls is Tls.SSL:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)

    def _encrypt(self, smtp: smtplib.SMTP) -> bool:
        if self.tls is Tls.SSL:
            return True
        wanted = self.tls is Tls.STARTTLS
        if wanted or (self.tls is Tls.OFFERED and smtp.has_extn("starttls")):
            smtp.starttls(context=ssl.create_default_context())
            return True
        return False


def _tls(text: str) -> Tls:
    try:
        return Tls(text.lower())
    except ValueError as error:
        raise BadSetting("TRACKER_SMTP_TLS", text, "ssl, starttls, none") from error


def _port(text: str) -> int:
    if not text.isdecimal():
        raise BadSetting("TRACKER_SMTP_PORT", text, "25, 465, 587 …")
    return int(text)


def _accepted(reply: tuple[int, bytes]) -> str:
    code, words = reply
    if code not in ACCEPTED:
        raise smtplib.SMTPResponseException(code, words)
    return f"{code} {words.decode(errors='replace')}"


def described() -> str:
    """The server and the sender in use, or what is wrong with them; empty without a server."""
    try:
        server = MailServer.from_env(os.environ)
    except BadSetting as error:
        return str(error)
    return f"{server.host}:{server.port} <{server.sender}>" if server else ""


def reaches(person: Person) -> bool:
    """Whether mail is in use here and the person has an address; a bad setting shows in sending."""
    return bool(person.email) and bool(os.environ.get("TRACKER_SMTP_HOST"))


@dataclass
class Conversation:
    """Messages to one server, over one connection as long as it takes them."""

    _smtp: smtplib.SMTP | None = None

    def send(self, message: Message) -> str:
        """The server's own words on taking the message; whatever else it says is raised."""
        server = MailServer.from_env(os.environ)
        if server is None:
            raise NoMailServer
        mail = _written(message, server).as_bytes(policy=WIRE)
        try:
            smtp = self._begin(server)
            _accepted(smtp.rcpt(message.to))
            return _accepted(smtp.data(mail))
        except BaseException:
            self._drop()
            raise

    def end(self) -> None:
        """Say good-bye, whether or not anybody hears it."""
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._drop()

    def _begin(self, server: MailServer) -> smtplib.SMTP:
        """The next message; the server may have ended the conversation after the last one."""
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                _accepted(self._smtp.mail(server.sender))
                return self._smtp
            self._drop()
        self._smtp = server.open()
        _accepted(self._smtp.mail(server.sender))
        return self._smtp

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


@contextmanager
def conversation() -> Iterator[Send]:
    """Sends messages one after the other over one connection."""
    talk = Conversation()
    try:
        yield talk.send
    finally:
        talk.end()


def send(message: Message) -> str:
    """Hand one message to the server; raises with its words when it does not take it."""
    with conversation() as hand_over:
        return hand_over(message)


def _written(message: Message, server: MailServer) -> MIMEText:
    """The mail. MIMEText makes it in a sixth of the time that EmailMessage takes; it checks
    nothing, so what people typed is put on one line here."""
    mail = MIMEText(message.body, "plain", "utf-8")
    headers = {
        "From": formataddr((SENDER_NAME, _line(server.sender))),
        "To": _line(message.to),
        "Subject": Header(_line(message.subject), "utf-8", header_name="Subject").encode(),
        "Date": format_datetime(clock.now()),
        "Message-ID": f"<{message.message_id}@{server.sender.rpartition('@')[2]}>",
        "Auto-Submitted": "auto-generated",
    }
    for name, value in headers.items():
        mail[name] = value
    return mail


def _line(text: str) -> str:
    """Without line breaks, which would begin another header."""
    return " ".join(text.split())


CHANNEL = Channel(
    Label("邮件", "E-mail"), "mail", reaches, send, bundles=True, conversation=conversation
)
