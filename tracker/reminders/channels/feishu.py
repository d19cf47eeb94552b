"""飞书: the robot of a group; ``code`` (older ``StatusCode``) 0 is success; 签名校验 signs it."""

from __future__ import annotations

import hmac
from base64 import b64encode
from typing import Any

from tracker.infra import clock
from tracker.kernel.labels import Label
from tracker.reminders.channels._robots import Account, Post, ask, taken
from tracker.reminders.rules.outbox import Channel, Hook, Message, reaches_nobody

HOOK = Hook("https://open.feishu.cn/open-apis/bot/v2/hook", "/…", limit=15000)


def signed(account: Account, seconds: int) -> dict[str, Any]:
    """What a body needs beside the message: the time and its signature by the secret."""
    if not account.secret:
        return {}
    stamp = str(seconds)
    digest = hmac.digest(f"{stamp}\n{account.secret}".encode(), b"", "sha256")
    return {"timestamp": stamp, "sign": b64encode(digest).decode()}


def send(message: Message) -> str:
    """Post the text to the group; the answer of the service, or an exception with it."""
    account = Account.read(message.to)
    body = {"msg_type": "text", "content": {"text": message.body}}
    post = Post(account.address, signed(account, clock.real_seconds()) | body)
    said = ask(account, post, HOOK, message)
    if "code" in said:
        return taken(account, said, "code", "msg")
    return taken(account, said, "StatusCode", "StatusMessage")


CHANNEL = Channel(
    Label("飞书", "Feishu"), "message-circle", reaches_nobody, send, bundles=True, hook=HOOK
)
