"""What people are told while a part of an answer is late, for the page of results and the desk."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kb.language.marking import N_
from search.results.results import Mode

LAST_TRY = 2
"""So often pages ask again while a model is late."""

_SO_FAR: dict[Mode, str] = {
    "starting": N_("Search is starting up; it will answer in a few seconds."),
    "lexical": N_("Searched by words alone so far; still looking by meaning …"),
    "hybrid": N_("Part of the search takes longer than usual; still looking …"),
}
_AT_LAST: dict[Mode, str] = {
    "starting": N_("Search is still starting up. Please try again in a minute."),
    "lexical": N_("Searched by words alone: searching by meaning takes too long at the moment."),
    "hybrid": N_("Part of the search takes too long at the moment."),
}


@dataclass(frozen=True, slots=True)
class LateLine:
    """The line above such an answer: ``now``, and ``at_last`` where it stays so. To be translated."""

    now: str
    at_last: str


def late_line(modes: Collection[Mode], tries: int) -> LateLine:
    """For answers in these ``modes``, which were asked for again ``tries`` times; the one that has least counts."""
    mode: Mode = next((mode for mode in _SO_FAR if mode in modes), "hybrid")
    return LateLine(_AT_LAST[mode] if tries else _SO_FAR[mode], _AT_LAST[mode])
