"""Column types of procurement."""

from __future__ import annotations

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

from tracker.procurement.rules.methods import Method


class MethodType(TypeDecorator[Method]):
    """A method ↔ its key; a key whose file is gone is still read."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Method | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Method | None:
        return None if value is None else Method(value)
