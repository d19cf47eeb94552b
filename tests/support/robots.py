"""A server on the loopback interface that takes the posts of group robots."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OK = (200, '{"errcode":0,"errmsg":"ok","code":0,"msg":"success"}')


@dataclass
class RobotServer:
    """What was posted, and what is answered: a status with a body, or nothing (it hangs up).

    ``accepted`` are the ids of posts that were answered ``OK``; the next ``hanging`` ones get no
    answer; ``moments`` is called with each post, so that a test can strike there.
    """

    base: str
    answer: tuple[int, str] | None = OK
    headers: dict[str, str] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    message_ids: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    hanging: int = 0
    moments: Callable[[], None] = lambda: None
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def texts(self) -> list[str]:
        """The words of every post, whichever service it was made for."""
        return [
            (body.get("text") or {}).get("content") or body["content"]["text"]
            for body in self.bodies
        ]

    def take(self, path: str, body: bytes, message_id: str) -> None:
        self.paths.append(path)
        self.bodies.append(json.loads(body))
        self.message_ids.append(message_id)
        if self.hanging:
            self.hanging -= 1
            self.closing.wait()
        elif self.answer == OK:
            self.accepted.append(message_id)
        self.moments()


@contextmanager
def taking_posts() -> Iterator[RobotServer]:
    """A robot service; its ``base`` is what the environment must allow."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            robots.take(self.path, body, self.headers["X-Message-ID"])
            if robots.answer is None or robots.closing.is_set():
                self.connection.close()
                return
            status, text = robots.answer
            self.send_response(status)
            for name, value in robots.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    robots = RobotServer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield robots
    finally:
        robots.closing.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
