"""What a person may choose about messages, within what must reach him. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.reminders.rules.obligations import Kind
from tracker.reminders.rules.outbox import CLOSES, OPENS


class MailMode(StrEnum):
    """The form of e-mails; the inbox always has everything."""

    DIGEST = "digest"
    SINGLES = "singles"
    OFF = "off"

    @property
    def label(self) -> Label:
        return _MODES[self]


_MODES = {
    MailMode.DIGEST: Label("每天一封汇总，紧急的单发", "One summary a day, urgent ones singly"),
    MailMode.SINGLES: Label("逐条发送", "Each one singly"),
    MailMode.OFF: Label("只发不能静音的紧急提醒", "Only urgent ones that cannot be muted"),
}

HOURS = range(OPENS.hour, CLOSES.hour)


class HourOutsideWindow(RuleViolation):
    code = "hour_outside_window"
    label = Label(
        "汇总时间应在{first}时至{last}时之间", "The hour must lie between {first} and {last}"
    )


class CannotBeMuted(RuleViolation):
    code = "cannot_be_muted"
    label = Label("“{kind}”不能静音", "“{kind}” cannot be muted")


@dataclass(frozen=True, slots=True)
class Choices:
    """One person's; the usual ones by default."""

    digest_hour: int = OPENS.hour
    mail: MailMode = MailMode.DIGEST
    muted: frozenset[str] = frozenset()

    @property
    def digest_at(self) -> time:
        return time(self.digest_hour)

    def wants_mail(self, kind: Kind, stage: int) -> bool:
        """Whether a message about this stage of this kind is sent by mail."""
        if self.mail is MailMode.OFF:
            return not kind.may_mute and kind.is_urgent(stage)
        return kind.name not in self.muted or not kind.may_mute

    def is_single(self, kind: Kind, stage: int) -> bool:
        """Whether it leaves at once and alone, and not with the summary of the day."""
        return self.mail is not MailMode.DIGEST or kind.is_urgent(stage)


def check_choices(choices: Choices, kinds: Iterable[Kind]) -> None:
    """Raises ``HourOutsideWindow`` or ``CannotBeMuted``."""
    if choices.digest_hour not in HOURS:
        raise HourOutsideWindow(field="digest_hour", first=HOURS[0], last=HOURS[-1])
    for kind in kinds:
        if kind.name in choices.muted and not kind.may_mute:
            raise CannotBeMuted(field="muted", kind=kind.label)
