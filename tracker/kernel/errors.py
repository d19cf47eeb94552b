"""Failures a person can cause and understand.

Every way to fail is one small subclass with a ``code`` for programs and a ``label`` for people.
The web layer answers the four families with 422, 403, 404 and 409. A programming error is no
``DomainError``: it stays an ordinary exception and ends as a 500.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from tracker.kernel.labels import Label


class DomainError(Exception):
    """What went wrong, in words that take their ``{named}`` places from ``params``.

    ``field`` is the form field the message belongs to, such as "amount" or
    "instalments-2-count"; ``None`` means that it concerns the form as a whole.
    """

    code: ClassVar[str] = "error"
    label: ClassVar[Label] = Label("操作未能完成", "The operation could not be completed")

    def __init__(self, *, field: str | None = None, **params: object) -> None:
        super().__init__(self.code)
        self.field = field
        self.params = params

    def __str__(self) -> str:
        return self.text()

    def text(self, lang: str = "zh") -> str:
        """The message in ``lang``, amounts as 67,936.00 and days as 2022-11-30."""
        return self.label.format(lang, **self.params)


class RuleViolation(DomainError):
    """A rule of the domain forbids it, whoever asks."""

    code = "rule_violation"
    label = Label("不符合业务规则", "This breaks a rule")


class NotAllowed(DomainError):
    """The rule allows it, but not to this person."""

    code = "not_allowed"
    label = Label("你没有权限执行此操作", "You are not allowed to do this")


class NotFound(DomainError):
    """What was asked for does not exist."""

    code = "not_found"
    label = Label("没有找到所要的内容", "Not found")


class Conflict(DomainError):
    """Somebody else was faster."""

    code = "conflict"
    label = Label(
        "内容已被他人修改，请刷新后重试",
        "Someone else has changed this; reload the page and try again",
    )


class Violations(RuleViolation):
    """Several broken rules at once, so that a form can show them all."""

    code = "violations"
    label = Label("{count}处需要更正", "{count} things to correct")

    def __init__(self, errors: Sequence[RuleViolation]) -> None:
        super().__init__(count=len(errors))
        self.errors = tuple(errors)

    def text(self, lang: str = "zh") -> str:
        """How many there are, then every message, one a line."""
        return "\n".join([super().text(lang), *(error.text(lang) for error in self.errors)])
