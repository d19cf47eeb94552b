"""A mail server with bad days: it closes the door, hangs, refuses, and counts what it goes through.

``moments`` is called at each step of a conversation, so that a test can strike there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.servers import HOST, free_port


class Mood(StrEnum):
    WELL = "answers 250"
    CLOSED = "refuses everybody"
    HANGS = "hangs once"
    BUSY = "answers 451"
    ANGRY = "answers 554"


ANSWERS = {Mood.BUSY: "451 try again later", Mood.ANGRY: "554 no"}


@dataclass
class TroubledServer:
    """``unknown`` recipients are refused, whatever the mood."""

    host: str
    port: int
    mood: Mood = Mood.WELL
    unknown: str = ""
    moments: Callable[[], None] = lambda: None
    messages: list[EmailMessage] = field(default_factory=list)
    hanging: int = 0

    def take(self, mood: Mood) -> None:
        self.mood, self.hanging = mood, int(mood is Mood.HANGS)

    async def handle_EHLO(  # noqa: N802
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.moments()
        return ["421 closed"] if self.mood is Mood.CLOSED else responses

    async def handle_HELO(  # noqa: N802
        self, _server: Any, session: Any, _envelope: Any, hostname: str
    ) -> str:
        session.host_name = hostname
        return "421 closed" if self.mood is Mood.CLOSED else f"250 {HOST}"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        self.moments()
        if address == self.unknown:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.hanging:
            self.hanging -= 1
            await asyncio.Event().wait()
        if answer := ANSWERS.get(self.mood):
            return answer
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.moments()
        return "250 OK"


@contextmanager
def troubled_mail() -> Iterator[TroubledServer]:
    server = TroubledServer(HOST, free_port())
    controller = Controller(server, hostname=server.host, port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
