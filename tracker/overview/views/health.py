"""/healthz: for a monitoring system, without signing in."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue

from tracker.overview.health import examine
from tracker.overview.views.blueprint import bp


@bp.get("/healthz")
def health() -> ResponseReturnValue:
    state = examine()
    return jsonify(state.as_json()), 200 if state.is_ok else 503
