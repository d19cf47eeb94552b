"""Nothing leaves this machine while tests run."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest


class NetworkAccess(AssertionError):
    """A test tried to reach another machine."""


def is_local(host: str) -> bool:
    """Whether a host name or address is this machine's loopback."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def forbid(patch: pytest.MonkeyPatch) -> None:
    """Make every connection fail that would not stay on the loopback interface."""
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not is_local(host if isinstance(host, str) else host.decode()):
            raise NetworkAccess(f"looked up {host}")
        return resolve(host, *args, **kwargs)

    patch.setattr(socket, "getaddrinfo", getaddrinfo)


def _guarded(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_local(address[0]):
            raise NetworkAccess(f"connected to {address[0]}")
        return connect(self, address)

    return guarded
