"""The blueprint that the pages of acceptance are registered on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("acceptance", __name__)
