"""Servers on the loopback interface: the application for a browser, and a mailbox for its mail."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask
from waitress.server import create_server

HOST = "127.0.0.1"


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address at which ``app`` is served, by the server that users get."""
    server = create_server(app, host=HOST, port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()


@dataclass
class Mailbox:
    """What a mail server was given; it answers ``refusal`` when that is set."""

    host: str
    port: int
    refusal: str = ""
    messages: list[EmailMessage] = field(default_factory=list)

    def refuse(self, answer: str = "451 try again later") -> None:
        self.refusal = answer

    def accept(self) -> None:
        self.refusal = ""

    def to(self, address: str) -> list[EmailMessage]:
        return [
            message for message in self.messages if message["To"].addresses[0].addr_spec == address
        ]

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refusal:
            return self.refusal
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"


@contextmanager
def receiving_mail() -> Iterator[Mailbox]:
    """A mail server that keeps what it is sent."""
    mailbox = Mailbox(HOST, free_port())
    controller = Controller(mailbox, hostname=mailbox.host, port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
