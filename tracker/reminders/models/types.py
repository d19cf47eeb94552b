"""Columns that hold texts in both languages."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from tracker.kernel.labels import Label
from tracker.reminders.rules.obligations import Page, Payment, Story


class LabelType(TypeDecorator[Label]):
    """A text in both languages ↔ JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Label | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps([value.zh, value.en], ensure_ascii=False)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Label | None:
        return None if value is None else Label(*json.loads(value))


class StoryType(TypeDecorator[Story]):
    """What a reminder says about its subject ↔ JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Story | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(asdict(value), ensure_ascii=False)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Story | None:
        if value is None:
            return None
        stored = json.loads(value)
        page, payment = stored["page"], stored["payment"]
        return Story(
            title=Label(**stored["title"]),
            subject=Label(**stored["subject"]),
            why=tuple(Label(**line) for line in stored["why"]),
            page=Page(Label(**page.pop("label")), **page),
            project=stored["project"],
            project_name=stored["project_name"],
            payment=payment and Payment(**payment),
        )
