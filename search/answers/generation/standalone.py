"""Whether what a model makes of a follow-up may be asked in its place."""

from __future__ import annotations

from collections.abc import Sequence

from kb.language.languages import main_script
from search.answers.grounded.conduct import has_link, has_markup, hides
from search.answers.grounded.facts import facts_of
from search.text.analysis import tokens

_MOST_CHARACTERS = 300
_LEAST_KNOWN = 0.6
"""Share of its words that the conversation must have."""


def may_stand_for(alone: str, question: str, language: str, turns: Sequence[str]) -> bool:
    """Whether ``alone`` says nothing that was not asked: its words, numbers and codes are those of the conversation, in
    its letters.
    """
    said = "\n".join((*turns, question))
    if not alone or len(alone) > _MOST_CHARACTERS or hides(alone) or has_link(alone) or has_markup(alone):
        return False
    if main_script(alone) != main_script(question):
        return False
    mine, theirs = facts_of(alone), facts_of(said)
    if not set(mine.codes) <= set(theirs.codes) or mine.addresses or not set(mine.amounts) <= set(theirs.amounts):
        return False
    known = {term for token in tokens(said, language) for term in token.terms}
    found = [not known.isdisjoint(token.terms) for token in tokens(alone, language)]
    return bool(found) and sum(found) >= _LEAST_KNOWN * len(found)
