"""Procurement methods (采购方式): the code that is stored, and what the files say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.procurement.rules.loading import load
from tracker.procurement.rules.specs import MethodSpec

Methods = Mapping[str, MethodSpec]


class UnknownMethod(RuleViolation):
    code = "unknown_method"
    label = Label("没有“{method}”这种采购方式", "There is no method of procurement “{method}”")


@cache
def _shipped() -> Methods:
    return load(files("tracker").joinpath("data/methods"))


_tried: list[Methods] = []


def catalogue() -> Methods:
    """Every method by its key, in the order people are offered them."""
    return _tried[-1] if _tried else _shipped()


@contextmanager
def read_from(folder: Traversable) -> Iterator[Methods]:
    """Use the methods of another folder for a while: to try a new file before it is shipped."""
    _tried.append(load(folder))
    try:
        yield catalogue()
    finally:
        _tried.pop()


class Method(str):
    """The key of a method, as it is stored; a key without a file is shown as it stands."""

    __slots__ = ()

    @classmethod
    def of(cls, text: str) -> Method:
        """The method of that key; ``ValueError`` if no file describes it."""
        if text not in catalogue():
            raise ValueError(text)
        return cls(text)

    @property
    def value(self) -> str:
        return str(self)

    @property
    def label(self) -> Label:
        spec = catalogue().get(self)
        return spec.label if spec else Label(str(self), str(self))

    @property
    def is_known(self) -> bool:
        return self in catalogue()

    @property
    def spec(self) -> MethodSpec:
        """What its file says; ``UnknownMethod`` if there is none any more."""
        spec = catalogue().get(self)
        if spec is None:
            raise UnknownMethod(field="method", method=str(self))
        return spec


def methods() -> tuple[Method, ...]:
    """Those there are, in order."""
    return tuple(map(Method, catalogue()))


def step_label(key: str) -> Label:
    """What people call a step, whatever method it is of: the first that has it names it."""
    found = (step for spec in catalogue().values() if (step := spec.step(key)) is not None)
    step = next(found, None)
    return step.label if step else Label(key, key)


def fact_label(key: str) -> Label:
    """What people call a fact, likewise."""
    steps = (one for spec in catalogue().values() for one in (*spec.steps, *spec.branches))
    fact = next((fact for step in steps if (fact := step.fact(key)) is not None), None)
    return fact.label if fact else Label(key, key)


@dataclass(frozen=True)
class StepKey:
    """The key of a step as a value with a name."""

    value: str

    @property
    def label(self) -> Label:
        return step_label(self.value)
