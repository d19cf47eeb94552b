"""How a message leaves: send window, retries, channels, and what an e-mail says. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, time, timedelta

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.reminders.rules.obligations import Story
from tracker.reminders.rules.people import Person
from tracker.reminders.rules.work import Wording

OPENS, CLOSES = time(9), time(17)
LEASE = timedelta(minutes=10)
SOON = 10  # days
RETRIES = (1, 5, 30, 120, 360, 1440, 1440, 1440)  # minutes


class NoMailServer(RuleViolation):
    code = "no_mail_server"
    label = Label(
        "没有设置邮件服务器：请设置环境变量 TRACKER_SMTP_HOST 后重新启动",
        "No mail server is set: set TRACKER_SMTP_HOST in the environment and restart",
    )


class NoAddress(RuleViolation):
    code = "no_address"
    label = Label(
        "你的账户没有填写邮箱，请先填写邮箱再测试",
        "Your account has no e-mail address; enter one first",
    )


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person or group; ``message_id`` stays the same when it is sent again."""

    to: str
    subject: str
    body: str
    message_id: str


Send = Callable[[Message], str]


@dataclass(frozen=True, slots=True)
class Hook:
    """The address of a service's robots: ``official`` with ``example`` after it; how many bytes
    one post may have; whether a secret may sign it."""

    official: str
    example: str
    limit: int
    signs: bool = True


@dataclass(frozen=True)
class Channel:
    """A way to reach people: a module of ``reminders/channels`` that defines ``CHANNEL``.

    ``send`` returns the other side's answer or raises. A channel without it is one that people
    come and read: what is planned for it is delivered. ``bundles``: what is not urgent leaves as
    one summary a day, if the person wants it so. ``hook``: it reaches no person but groups, each
    through a robot of its own; a message's ``to`` is then the reference of the robot's secret.
    ``conversation``: what sends several messages one after the other, where that is cheaper.
    """

    label: Label
    icon: str
    reaches: Callable[[Person], bool]
    send: Send | None = None
    bundles: bool = False
    hook: Hook | None = None
    conversation: Callable[[], AbstractContextManager[Send]] | None = None


def reaches_nobody(_person: Person) -> bool:
    """A channel for groups."""
    return False


def retry_in(attempts: int) -> timedelta | None:
    """The wait before the next try, or ``None`` when all are used up (REMINDERS 16)."""
    return timedelta(minutes=RETRIES[attempts - 1]) if attempts <= len(RETRIES) else None


def in_window(at: time) -> bool:
    """Whether messages may leave at this Shanghai time of day: 09:00 to 17:00 (REMINDERS 7)."""
    return OPENS <= at < CLOSES


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due day seen from today: in words, and as the state whose icon and colour a page uses."""

    look: str
    words: Label


def deadline(due_on: date, today: date, *, estimated: bool) -> Deadline:
    """How near it is; an estimate is never called overdue (MODEL 5)."""
    left = (due_on - today).days
    if left > 0:
        near = "soon" if left <= SOON else "later"
        words = Label(f"剩{left}天", f"{left} days left")
        return Deadline("waiting" if estimated else near, words)
    if left == 0:
        return Deadline("today", Label("今天", "today"))
    if estimated:
        words = Label(f"预计日已过{-left}天", f"estimate passed {-left} days ago")
        return Deadline("today", words)
    return Deadline("overdue", Label(f"逾期{-left}天", f"{-left} days overdue"))


@dataclass(frozen=True, slots=True)
class Notice:
    """Everything an e-mail says, in the order in which it says it."""

    story: Story
    wording: Wording
    due_on: date
    amount: Money
    estimated: bool
    late_from: date | None
    because: Label
    url: str


SUBJECT = Label("【{when}】{title}", "[{when}] {title}")
LATE = Label("补发（原定 {day}）", "Sent late (planned for {day})")
DUE = Label("{what}：{day}（{when}）", "{what}: {day} ({when})")
PROJECT = Label("项目：{code} {name}", "Project: {code} {name}")
CONTRACT = Label("合同：{contract}，第{part}笔", "Contract: {contract}, instalment {part}")
AMOUNT = Label("{what}：{amount}元", "{what}: {amount} yuan")
YEAR = Label("由{year}财政年度预算安排", "To be held by the budget of {year}")
WHY = Label("为什么提醒我", "Why am I reminded")
OPEN = Label("办理：{url}", "Open: {url}")
WHERE = Label("请登录系统，在“提醒中心”办理。", "Sign in and open the reminders page.")
FOOT = Label("本邮件由系统自动发送，请勿回复。", "Sent automatically; please do not reply.")


def compose(notice: Notice, today: date, lang: str) -> tuple[str, str]:
    """Subject and text of one e-mail in the language of its reader."""
    story = notice.story
    when = deadline(notice.due_on, today, estimated=notice.estimated).words
    what = notice.wording.day(estimated=notice.estimated)
    late = [LATE.format(lang, day=notice.late_from)] if notice.late_from else []
    lines = [
        story.title.text(lang),
        *late,
        "",
        *facts(notice, lang),
        DUE.format(lang, what=what, day=notice.due_on, when=when),
        "",
        WHY.text(lang),
        f"1. {notice.because.text(lang)}",
        *(f"{n}. {why.text(lang)}" for n, why in enumerate(story.why, start=2)),
        "",
        OPEN.format(lang, url=notice.url) if notice.url else WHERE.text(lang),
        "",
        "-- ",
        FOOT.text(lang),
    ]
    return SUBJECT.format(lang, when=when, title=story.title), "\n".join(lines) + "\n"


def facts(notice: Notice, lang: str) -> Iterator[str]:
    """What there is to say of the project, the contract, the money and its year."""
    story, payment = notice.story, notice.story.payment
    if story.project:
        yield PROJECT.format(lang, code=story.project, name=story.project_name)
    if payment:
        yield CONTRACT.format(lang, contract=payment.contract, part=payment.part)
    if notice.amount:
        yield AMOUNT.format(lang, what=notice.wording.amount, amount=notice.amount)
    if payment:
        yield YEAR.format(lang, year=payment.budget_year)
