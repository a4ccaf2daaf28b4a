"""Tells what is asked of a person from what is asked of the articles: "cancel my order", "where is my refund?".

By the lists of ``search/text/phrases.py``, in whichever of their languages. Who asks how to do it asks the articles.
"""

from __future__ import annotations

from collections.abc import Sequence

from search.answers.composing.shape import RequestKind
from search.text.chatter import beginning, core_of, names
from search.text.phrases import Kind

_ANYWHERE: Sequence[tuple[Kind, RequestKind]] = (("danger", RequestKind.DANGER), ("looks", RequestKind.LOOK_UP))


def request_of(question: str) -> RequestKind | None:
    """What ``question`` asks that no article can do; None where it asks for words alone."""
    for kind, found in _ANYWHERE:
        if names(question, kind):
            return found
    core = core_of(question)
    is_asked = beginning(core, "does") or beginning(question, "does") or names(question, "anothers")
    return RequestKind.DO if is_asked else None
