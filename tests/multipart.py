"""Forms as browsers send them that may hold files or long texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse, encode_multipart


def send_multipart(client: FlaskClient, address: str, fields: Mapping[str, Any]) -> TestResponse:
    """Post the fields as ``multipart/form-data``."""
    boundary, body = encode_multipart(fields)
    with client.post(address, data=body, content_type=f'multipart/form-data; boundary="{boundary}"') as answer:
        return answer
