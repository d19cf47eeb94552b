"""How a robot of a chat group is posted to: one HTTPS request, and only its body says success.

TRACKER_ROBOT_BASES   servers of the unit's own, separated by spaces: https://im.unit.example.cn/bot

No redirect is followed, no proxy is asked, and a robot's key is in no error and in no log.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ssl import create_default_context
from typing import Any
from urllib.parse import urlsplit

from tracker.infra import vault
from tracker.reminders.rules.outbox import Hook, Message
from tracker.reminders.rules.robots import check_address, keys_in, read_bases, without_secrets

TIMEOUT = 10  # seconds, for each step of the conversation
LONGEST_ANSWER = 65536
SHOWN = 300  # characters of an answer that are kept


class RobotRefused(Exception):
    """The other side did not take the post, or could not be asked; in its own words."""


@dataclass(frozen=True)
class Account:
    """The webhook of one robot, and what signs its posts."""

    address: str
    secret: str = ""

    def kept(self) -> str:
        """As the vault keeps it."""
        return json.dumps([self.address, self.secret])

    @classmethod
    def read(cls, reference: str) -> Account:
        """Raises ``SecretMissing`` where this installation does not hold it."""
        address, secret = json.loads(vault.read(reference))
        return cls(address, secret)

    def hides(self, text: str) -> str:
        return without_secrets(text, (*keys_in(self.address), self.secret))


def bases() -> tuple[str, ...]:
    """The servers of the unit's own that posts may go to."""
    return read_bases(os.environ.get("TRACKER_ROBOT_BASES", ""))


@dataclass(frozen=True)
class Post:
    """One request: the address as it is signed now, and the body."""

    address: str
    body: Mapping[str, Any]


def ask(account: Account, post: Post, hook: Hook, message: Message) -> Mapping[str, Any]:
    """Post and read the JSON that comes back; raises ``RobotRefused`` without any secret in it."""
    check_address(account.address, hook, bases())
    try:
        status, answer = _talk(post, message.message_id)
    except (OSError, HTTPException, ValueError) as error:
        raise RobotRefused(account.hides(f"{type(error).__name__}: {error}")) from None
    text = account.hides(answer.decode("utf-8", errors="replace"))[:SHOWN]
    if status != 200:
        raise RobotRefused(f"HTTP {status} {text}".strip())
    try:
        said = json.loads(answer)
    except ValueError:
        raise RobotRefused(f"HTTP 200 {text}") from None
    if not isinstance(said, dict):
        raise RobotRefused(f"HTTP 200 {text}")
    return said


def _talk(post: Post, message_id: str) -> tuple[int, bytes]:
    parts = urlsplit(post.address)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    target = parts._replace(scheme="", netloc="").geturl()
    headers = {"Content-Type": "application/json; charset=utf-8", "X-Message-ID": message_id}
    try:
        body = json.dumps(post.body, ensure_ascii=False).encode()
        connection.request("POST", target, body, headers)
        response = connection.getresponse()
        return response.status, response.read(LONGEST_ANSWER)
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(host, port, timeout=TIMEOUT, context=create_default_context())
    return HTTPConnection(host, port, timeout=TIMEOUT)


def taken(account: Account, said: Mapping[str, Any], code: str, words: str) -> str:
    """The other side's own words if its body says 0; ``RobotRefused`` with them if it does not."""
    text = account.hides(f"{code} {said.get(code)} {said.get(words, '')}".strip())[:SHOWN]
    value = said.get(code)
    if value != 0 or isinstance(value, bool):
        raise RobotRefused(text)
    return text
