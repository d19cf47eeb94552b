"""Styles, scripts and pictures: under an address that changes with them, kept for good.

``/static/v-<hash of all of them>/js/app.js``: modules import each other by relative addresses and
so within the same version. Any other address, such as one of the version before, is answered with
today's file and asked for anew each time.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, send_from_directory

from tracker.infra.resources import PACKAGE

FOLDER = PACKAGE / "static"
ENDPOINT = "static"
A_YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Serve the files, and make ``url_for("static", filename=…)`` name the version."""
    app.add_url_rule("/static/v-<version>/<path:filename>", ENDPOINT, _send)
    app.add_url_rule("/static/<path:filename>", ENDPOINT, _send)
    app.url_defaults(_name_version)


@cache
def current() -> str:
    """A short hash of all files and their names."""
    return _hash(FOLDER)


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _name_version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == ENDPOINT and not current_app.debug:
        values.setdefault("version", current())


def _send(filename: str, version: str = "") -> Response:
    if version != current():
        response = send_from_directory(FOLDER, filename)
        response.cache_control.no_cache = True
        return response
    response = send_from_directory(FOLDER, filename, max_age=A_YEAR)
    response.cache_control.immutable = True
    return response
