"""The blueprint that every page of procurement is registered on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("procurement", __name__)
