"""How JSON addresses are described."""

from __future__ import annotations

from typing import Any


def problem_response(about: str = "What was wrong (RFC 9457)") -> dict[str, Any]:
    """Such an answer as OpenAPI describes it."""
    return {"description": about, "content": {"application/problem+json": {}}}


def parameter(
    name: str, about: str, *, place: str = "query", kind: str = "string", required: bool = False
) -> dict[str, Any]:
    """One parameter as OpenAPI describes it."""
    return {"name": name, "in": place, "required": required, "description": about, "schema": {"type": kind}}
