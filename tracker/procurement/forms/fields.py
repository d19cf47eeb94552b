"""Fields of procurement's forms."""

from __future__ import annotations

from typing import Any

from tracker.infra.forms import LabelSelectField
from tracker.procurement.rules import methods


class MethodField(LabelSelectField):
    """A choice among the methods there are when the form is made. data: Method or None."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, enum=methods(), **kwargs)
