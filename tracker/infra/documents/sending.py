"""A finished document as the answer to a request."""

from __future__ import annotations

from io import BytesIO

from flask import Response, send_file


def download(content: bytes, name: str, media_type: str) -> Response:
    """Offer it for saving under that name, Chinese or not."""
    file = BytesIO(content)
    return send_file(file, mimetype=media_type, as_attachment=True, download_name=name)
