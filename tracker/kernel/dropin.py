"""Drop-in folders: adding a module to a package is all it takes to add what it defines."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def discover(package: ModuleType, name: str) -> dict[str, object]:
    """The object called ``name`` of every module in ``package``, by module name and in its order.

    A module whose name begins with an underscore is shared code and left out. Any other that
    does not define ``name`` raises ``AttributeError``: a forgotten line must not pass in silence.
    """
    modules = [found.name for found in iter_modules(package.__path__)]
    return {
        module: getattr(import_module(f"{package.__name__}.{module}"), name)
        for module in modules
        if not module.startswith("_")
    }
