"""``/mcp``, where the extra ``mcp`` is installed; without it there is no such address."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

from kb.site.feature import Feature, SiteParts

if TYPE_CHECKING:
    from search.answers.grounded.answer import SentenceWriter
    from search.engine.engine import Engine

PACKAGE = "mcp"
"""The official SDK."""


class McpParts(SiteParts, Protocol):
    """What assistants are answered with."""

    @property
    def engine(self) -> Engine:
        """What finds."""

    @property
    def writer(self) -> SentenceWriter | None:
        """What has a language model write answers, where one is set."""


def is_installed() -> bool:
    """Whether the extra ``mcp`` is."""
    return find_spec(PACKAGE) is not None


def feature(parts: McpParts) -> Feature:
    """The address for assistants."""
    if not is_installed():
        return Feature("mcp")
    from search.mcp import api
    from search.mcp.room import open_room

    room = open_room(parts.site, parts.engine, parts.database, parts.clock, parts.writer)
    return Feature("mcp", blueprints=(api.create_blueprint(room),))
