"""Robots of chat groups: where a post may be sent, what a group wants, what it may not do. Pure.

A webhook address is a secret: whoever knows it can write into the group.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, parse_qsl, urlsplit

from tracker.kernel.errors import RuleViolation, Violations
from tracker.kernel.labels import Label
from tracker.reminders.rules.obligations import Kind
from tracker.reminders.rules.outbox import CLOSES, OPENS, Hook
from tracker.reminders.rules.preferences import Choices, HourOutsideWindow

NAME_LENGTH, ADDRESS_LENGTH, SECRET_LENGTH = 60, 500, 200
HIDDEN = "****"
SHOWN = 4  # characters of a key, to tell two robots apart
SHORTEST = 8  # what is shorter is no key, and hiding it would hide words


class NameMissing(RuleViolation):
    code = "robot_name_missing"
    label = Label("请填写群的名称，最多{most}字", "Name the group, in up to {most} characters")


class AddressMissing(RuleViolation):
    code = "robot_address_missing"
    label = Label("请填写机器人的Webhook地址", "Enter the webhook address of the robot")


class AddressNotAllowed(RuleViolation):
    code = "robot_address_not_allowed"
    label = Label(
        "这个地址不在允许的范围内：{allowed}。单位自建的服务请系统管理员在环境变量"
        " TRACKER_ROBOT_BASES 中登记",
        "The address is not among those allowed: {allowed}. For a server of your own, set"
        " TRACKER_ROBOT_BASES in the environment",
    )


class KeyMissing(RuleViolation):
    code = "robot_key_missing"
    label = Label(
        "地址不完整，缺少机器人的密钥：应形如{example}",
        "The address lacks the key of the robot; it looks like {example}",
    )


class SecretNotUsed(RuleViolation):
    code = "robot_secret_not_used"
    label = Label("{channel}的机器人没有加签密钥，请留空", "{channel} has no signing secret")


class TooLong(RuleViolation):
    code = "robot_too_long"
    label = Label("最多{most}字", "Up to {most} characters")


@dataclass(frozen=True, slots=True)
class RobotDraft:
    """What the administrator says of a robot; an empty address keeps the stored one."""

    name: str
    address: str = ""
    secret: str = ""
    digest_hour: int = OPENS.hour
    urgent_only: bool = False
    with_amounts: bool = False
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wants:
    """What a group is told; no kinds means all of them."""

    digest_hour: int
    urgent_only: bool
    kinds: frozenset[str]

    @property
    def choices(self) -> Choices:
        return Choices(digest_hour=self.digest_hour)

    def wants(self, kind: Kind, stage: int) -> bool:
        """Whether a stage of this kind is posted to the group."""
        chosen = not self.kinds or kind.name in self.kinds
        return chosen and (not self.urgent_only or kind.is_urgent(stage))


def read_bases(text: str) -> tuple[str, ...]:
    """The servers of the unit's own, as the environment names them."""
    return tuple(text.replace(",", " ").split())


def checked(draft: RobotDraft, hook: Hook, channel: Label, bases: Iterable[str]) -> RobotDraft:
    """The draft in clean form; raises all that is wrong with it."""
    draft = replace(
        draft,
        name=draft.name.strip(),
        address=draft.address.strip(),
        secret=draft.secret.strip(),
    )
    errors = list(_wrong(draft, hook, channel, tuple(bases)))
    if errors:
        raise Violations(errors)
    return draft


def _wrong(
    draft: RobotDraft, hook: Hook, channel: Label, bases: tuple[str, ...]
) -> Iterable[RuleViolation]:
    if not 0 < len(draft.name) <= NAME_LENGTH:
        yield NameMissing(field="name", most=NAME_LENGTH)
    if draft.address:
        yield from _wrong_address(draft.address, hook, bases)
    if draft.secret and not hook.signs:
        yield SecretNotUsed(field="secret", channel=channel)
    if len(draft.secret) > SECRET_LENGTH:
        yield TooLong(field="secret", most=SECRET_LENGTH)
    if draft.digest_hour not in range(OPENS.hour, CLOSES.hour):
        first, last = OPENS.hour, CLOSES.hour - 1
        yield HourOutsideWindow(field="digest_hour", first=first, last=last)


def _wrong_address(address: str, hook: Hook, bases: tuple[str, ...]) -> Iterable[RuleViolation]:
    if len(address) > ADDRESS_LENGTH:
        yield TooLong(field="address", most=ADDRESS_LENGTH)
        return
    try:
        check_address(address, hook, bases)
    except RuleViolation as error:
        yield error


def check_address(address: str, hook: Hook, bases: Iterable[str]) -> None:
    """Raises ``AddressNotAllowed`` or ``KeyMissing``."""
    allowed = (hook.official, *bases)
    parts = _split(address)
    if parts is None or not any(_lies_under(parts, base) for base in allowed):
        raise AddressNotAllowed(field="address", allowed="、".join(allowed))
    if not keys_in(address):
        raise KeyMissing(field="address", example=hook.official + hook.example)


def _split(address: str) -> SplitResult | None:
    """The parts of an address that could be one; none if it smuggles something in."""
    if not address.isascii() or any(letter.isspace() or letter == "\\" for letter in address):
        return None
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - a bad port is told on asking
    except ValueError:
        return None
    is_plain = parts.username is None and parts.password is None and not parts.fragment
    goes_up = ".." in parts.path.split("/") or "%" in parts.path
    return parts if is_plain and parts.hostname and not goes_up else None


def _lies_under(parts: SplitResult, base: str) -> bool:
    """Same scheme, host and port, and within its path."""
    allowed = _split(base)
    if allowed is None or allowed.scheme not in ("http", "https"):
        return False
    same = (parts.scheme, parts.hostname, parts.port) == (
        allowed.scheme,
        allowed.hostname,
        allowed.port,
    )
    folder = allowed.path.rstrip("/")
    return same and (parts.path == folder or parts.path.startswith(folder + "/"))


def keys_in(address: str) -> tuple[str, ...]:
    """What must be hidden of an address: long values of its query, and a long end of its path."""
    parts = urlsplit(address)
    found = [value for _name, value in parse_qsl(parts.query)]
    if not parts.query:
        found.append(parts.path.rpartition("/")[2])
    return tuple(one for one in found if len(one) >= SHORTEST)


def masked(address: str) -> str:
    """The address for pages and the log: its key hidden up to the last characters."""
    parts = urlsplit(address)
    path, query = parts.path, parts.query
    if query:
        query = "&".join(f"{name}={_hidden(value)}" for name, value in parse_qsl(query))
    else:
        head, slash, key = path.rpartition("/")
        path = head + slash + _hidden(key)
    return parts._replace(path=path, query=query).geturl()


def _hidden(value: str) -> str:
    return HIDDEN + value[-SHOWN:] if len(value) >= SHORTEST else value


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """What the other side said, with every secret in it hidden."""
    for one in sorted(secrets, key=len, reverse=True):
        text = text.replace(one, HIDDEN) if len(one) >= SHORTEST else text
    return text
