"""The players of other hosts that a site may let its pages load, each once a reader has asked for it."""

from __future__ import annotations

from collections.abc import Iterable

PLAYERS = {"youtube": "https://www.youtube-nocookie.com", "vimeo": "https://player.vimeo.com"}
"""By the word for ``site.yml``: where its frames come from, the only place that pages may load frames from."""


def frame_sources(players: Iterable[str]) -> list[str]:
    """The places from which frames may come."""
    return [PLAYERS[player] for player in players]
