"""企业微信: the robot of a group, its key in the address; ``errcode`` 0 in the body is success."""

from __future__ import annotations

from tracker.kernel.labels import Label
from tracker.reminders.channels._robots import Account, Post, ask, taken
from tracker.reminders.rules.outbox import Channel, Hook, Message, reaches_nobody

HOOK = Hook("https://qyapi.weixin.qq.com/cgi-bin/webhook/send", "?key=…", limit=2048, signs=False)


def send(message: Message) -> str:
    """Post the text to the group; the answer of the service, or an exception with it."""
    account = Account.read(message.to)
    body = {"msgtype": "text", "text": {"content": message.body}}
    said = ask(account, Post(account.address, body), HOOK, message)
    return taken(account, said, "errcode", "errmsg")


CHANNEL = Channel(
    Label("企业微信", "WeCom"), "brand-wechat", reaches_nobody, send, bundles=True, hook=HOOK
)
