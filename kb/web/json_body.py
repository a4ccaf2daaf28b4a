"""The JSON that a program sends."""

from __future__ import annotations

import json
from typing import Any

from flask import Request


def read_json(body: bytes) -> Any:
    """What a body says.

    Raises:
        ValueError: it is no JSON; says so to whoever sent it.

    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError):  # brackets in brackets, more than anybody means
        raise ValueError("the body is not JSON in UTF-8") from None


def json_object(asked: Request) -> dict[str, Any] | None:
    """The object in the body of a request; None where there is none, or nothing that can be read."""
    if not asked.is_json:
        return None
    try:
        plain = asked.get_json(silent=True)
    except RecursionError:  # brackets in brackets, more than anybody means
        return None
    return plain if isinstance(plain, dict) else None
