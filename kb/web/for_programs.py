"""Which addresses are asked by programs: errors are told in JSON there, and a token says who asks."""

from __future__ import annotations

MCP = "/mcp"
"""Where assistants ask: no page of ours does, so that a token alone says who it is, and no cookie counts."""


def is_for_programs(path: str) -> bool:
    """Whether ``path``, within the site, is asked by programs."""
    return path.startswith("/api/") or path == MCP
