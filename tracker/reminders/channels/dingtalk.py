"""钉钉: the robot of a group. ``errcode`` 0 is success; 加签 signs the time into the address."""

from __future__ import annotations

import hmac
from base64 import b64encode
from urllib.parse import urlencode

from tracker.infra import clock
from tracker.kernel.labels import Label
from tracker.reminders.channels._robots import Account, Post, ask, taken
from tracker.reminders.rules.outbox import Channel, Hook, Message, reaches_nobody

HOOK = Hook("https://oapi.dingtalk.com/robot/send", "?access_token=…", limit=15000)


def signed(account: Account, seconds: int) -> str:
    """The address with the time and its signature: HMAC-SHA256 by the secret of both."""
    if not account.secret:
        return account.address
    stamp = str(seconds * 1000)
    text = f"{stamp}\n{account.secret}"
    digest = hmac.digest(account.secret.encode(), text.encode(), "sha256")
    joint = "&" if "?" in account.address else "?"
    return account.address + joint + urlencode({"timestamp": stamp, "sign": b64encode(digest)})


def send(message: Message) -> str:
    """Post the text to the group; the answer of the service, or an exception with it."""
    account = Account.read(message.to)
    body = {"msgtype": "text", "text": {"content": message.body}}
    post = Post(signed(account, clock.real_seconds()), body)
    return taken(account, ask(account, post, HOOK, message), "errcode", "errmsg")


CHANNEL = Channel(
    Label("钉钉", "DingTalk"), "message-2", reaches_nobody, send, bundles=True, hook=HOOK
)
