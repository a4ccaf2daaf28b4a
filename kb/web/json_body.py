"""The JSON that a program sends."""

from __future__ import annotations

from typing import Any

from flask import Request


def json_object(asked: Request) -> dict[str, Any] | None:
    """The object in the body of a request; None where there is none, or nothing that can be read."""
    if not asked.is_json:
        return None
    try:
        plain = asked.get_json(silent=True)
    except RecursionError:  # brackets in brackets, more than anybody means
        return None
    return plain if isinstance(plain, dict) else None
