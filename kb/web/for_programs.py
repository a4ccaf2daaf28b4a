"""Which addresses are asked by programs: errors are told in JSON there, and a token says who asks."""

from __future__ import annotations

from werkzeug.wrappers import Request

MCP = "/mcp"
"""Where assistants ask: no page of ours does, so that a token alone says who it is, and no cookie counts."""
BEARER = "Bearer "


def is_for_programs(path: str) -> bool:
    """Whether ``path``, within the site, is asked by programs."""
    return path.startswith("/api/") or path == MCP


def token_of(request: Request) -> str | None:
    """The API token that ``request`` came with; None where none was sent, or none counts at its address."""
    header = request.headers.get("Authorization", "")
    return header.removeprefix(BEARER).strip() if is_for_programs(request.path) and header.startswith(BEARER) else None
