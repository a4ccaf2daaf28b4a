"""The questions in what was asked: one, or the few that a longer text holds, as the desk tells them apart."""

from __future__ import annotations

from collections.abc import Callable

from kb.core.text import MAX_QUERY_CHARACTERS
from search.questions.question import Rarity, find_question, searchable
from search.questions.sentences import cut

MOST_PARTS = 3
# What is shorter asks one thing, however many sentences it has.
SHORTEST = 40


def questions_in(text: str, language: str, rarity: Callable[[str], Rarity]) -> list[str]:
    """Up to ``MOST_PARTS`` questions as they can be searched, at least one; ``rarity`` as for the desk."""
    literal = searchable(text)
    if len(text) < SHORTEST or (len(list(cut(text))) < 2 and len(text) <= MAX_QUERY_CHARACTERS):
        return [literal]
    found = find_question(text, "", lambda _: language, rarity)
    if found.parts:
        return list(found.parts[:MOST_PARTS])
    return [literal if len(text) <= MAX_QUERY_CHARACTERS else found.question or literal]
