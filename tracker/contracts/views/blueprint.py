"""The blueprint that the pages of contracts register on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("contracts", __name__)
