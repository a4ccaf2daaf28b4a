"""Keeps the topic of a conversation: "and for the blender?" after a question about the kettle asks the same of another.

The lists of ``search/text/phrases.py`` know how people go on: ``follows`` is how such a question begins, ``refers``
the words in it that mean what was said before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.catalog.products import ProductFile
from kb.core.text import MAX_QUERY_CHARACTERS
from search.query.products import named_products, without_products
from search.questions.sentences import within
from search.text.chatter import after, beginning, core_of, is_whole, names
from search.text.folding import find_words

# A longer question says by itself what it is about.
MOST_WORDS = 9
_EDGES = " ,،;؛:–—-?؟.!"
# "and for the …", "and with the …", written as one word with what follows: only the "and" is no part of the question.
_ATTACHED = re.compile(r"^\s*و(?=لل|بال|كال)")


def goes_on(question: str) -> bool:
    """Whether a question surely goes on with what was asked before: "and for …", "what about …"."""
    return _is_short(question) and (bool(beginning(question, "follows")) or bool(_ATTACHED.match(question)))


def may_go_on(question: str) -> bool:
    """Whether it may: it says "that", or "how long?" and nothing of what."""
    core = core_of(question)
    return goes_on(question) or (_is_short(question) and (names(core, "refers") or is_whole(core, "bare")))


def meant(question: str, turns: Sequence[str], products: ProductFile, language: str) -> str:
    """``question`` with what the ``turns`` before it are about, the oldest first; as it is where it goes on with none.

    Of two that name products the new one takes the place of the old.
    """
    topic = ""
    for one in (*turns, question):
        topic = _joined(topic, one, products, language) if topic and may_go_on(one) else one
    return topic


def _joined(topic: str, question: str, products: ProductFile, language: str) -> str:
    more = question[_opening(question) :].strip(_EDGES)
    kept = topic
    if named_products(products, more, language) and named_products(products, topic, language):
        kept = without_products(products, topic, language)
        more = question[max(beginning(question, "follows"), _opening(question)) :].strip(_EDGES)
    last, first = kept.rstrip(_EDGES).split()[-1:], more.split()[:1]
    if last == first:  # "… from the" and "the blender"
        more = more[len("".join(first)) :].lstrip()
    return within(f"{kept.rstrip(_EDGES)} {more}".strip(), MAX_QUERY_CHARACTERS)


def _opening(question: str) -> int:
    """Where the words end with which a question only goes on; 0 where it begins with none."""
    attached = _ATTACHED.match(question)
    return attached.end() if attached else after(question, "follows")


def _is_short(question: str) -> bool:
    return sum(1 for _ in find_words(question)) <= MOST_WORDS
