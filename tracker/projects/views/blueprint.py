"""The blueprint that the pages of projects register on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("projects", __name__)
