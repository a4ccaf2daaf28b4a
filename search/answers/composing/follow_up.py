"""Keeps the topic of a conversation: "and for the blender?" after a question about the kettle asks the same of another.

The lists of ``search/text/phrases.py`` know how people go on: ``follows`` is how such a question begins, ``refers``
the words in it that mean what was said before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from kb.catalog.products import ProductFile
from kb.core.text import MAX_QUERY_CHARACTERS
from search.answers.composing.composing import LEAST_LIKELY, MOST_ARTICLES, FoundFor
from search.answers.grounded.sources import source_of
from search.query.products import named_products, without_products
from search.questions.question import Rarity
from search.questions.sentences import within
from search.results.results import Hit
from search.text.analysis import surest_terms, terms
from search.text.chatter import after, beginning, core_of, is_whole, names
from search.text.folding import find_words

# A longer question says by itself what it is about.
MOST_WORDS = 9
# So much of its own words a question that goes on finds in what is told for it with its topic.
MOSTLY = 0.5
# With so many words of its own it may have a topic of its own.
FEWEST_OWN = 2
_EDGES = " ,،;؛:–—-?؟.!"
# "and for the …", "and how …", written as one word with what follows: only the "and" is no part of the question.
_ATTACHED = re.compile(r"^\s*و(?=لل|بال|كال|(?:كيف|هل|متى|أين|كم|لماذا|ماذا|إذا|لو|بعد|قبل|مع|في|من|عند)\b)")
# What is left of it before a noun where it takes the place of another: للغلاية, بالغلاية → الغلاية.
_BEFORE_NOUN = re.compile(r"^(?:لل|بال|كال)(?=\w{2})")


def goes_on(question: str) -> bool:
    """Whether a question surely goes on with what was asked before: "and for …", "what about …"."""
    return _is_short(question) and (bool(beginning(question, "follows")) or bool(_ATTACHED.match(question)))


def may_go_on(question: str) -> bool:
    """Whether it may: it says "that", or "how long?" and nothing of what."""
    core = core_of(question)
    return goes_on(question) or (_is_short(question) and (names(core, "refers") or is_whole(core, "bare")))


def without_opening(question: str) -> str:
    """``question`` without the words with which it only goes on."""
    return question[_opening(question) :].strip(_EDGES) or question


def own_words(question: str, language: str, rarity: Rarity) -> dict[str, float]:
    """The words of a question without those with which it goes on, and how rare each is among the articles: one that
    none of them has counts as the rarest.
    """
    rest = core_of(without_opening(question))
    if is_whole(rest, "bare"):
        return {}
    found = {term: rarity(term) for term in surest_terms(rest, language)}
    most = max(found.values(), default=0.0) or 1.0
    return {term: weight or most for term, weight in found.items()}


def tells_of(hit: Hit | None, own: Mapping[str, float], language: str) -> bool:
    """Whether the section found for a question with the topic before it has most of the question's ``own`` words: a new
    topic has words that the old one's articles lack. Where that cannot be told, between languages, it has.
    """
    if hit is None or hit.article.language != language or not own:
        return hit is not None
    return _share(own, _said(hit), language) >= MOSTLY


def chosen_reading(
    with_topic: FoundFor, alone: Callable[[], FoundFor], own: Mapping[str, float], language: str, *, is_swap: bool
) -> FoundFor:
    """What a question that goes on is taken for: with the topic before it or as it stands, which is asked only then.

    ``is_swap``: it names another product. With two words of its own ("and how do I cancel an order?") it may be a topic
    of its own, and what is answered more surely counts. Where the topic's article says nothing of its words, and what
    it finds by itself is not of them either, nobody can tell: there is a choice of both.
    """
    hit = next(iter(with_topic.results.hits), None)
    tells = tells_of(hit, own, language)
    if tells and (is_swap or len(own) < FEWEST_OWN):
        return with_topic
    stands = alone()
    if tells:
        return max(stands, with_topic, key=lambda one: (bool(one.hits), one.results.confidence))
    if not with_topic.hits or (stands.hits and _is_headed(stands.hits[0], own, language)):
        return stands
    if _share(own, _said(with_topic.hits[0]), language) > 0:
        return stands if stands.hits else with_topic
    return _either(with_topic, stands)


def _either(with_topic: FoundFor, stands: FoundFor) -> FoundFor:
    """A choice of what both readings find; the topic where both find the same, nothing without another likely one."""
    best, others = with_topic.hits[0], stands.hits or stands.results.hits[:1]
    if others and others[0].article.key == best.article.key:
        return with_topic
    if stands.results.confidence < LEAST_LIKELY:
        return replace(with_topic, hits=())
    both = {hit.article.key: hit for hit in (best, *others[: MOST_ARTICLES - 1])}
    return replace(with_topic, hits=(), either=tuple(both.values()))


def _is_headed(hit: Hit, own: Mapping[str, float], language: str) -> bool:
    """Whether title and headings have most of the ``own`` words, so that what was found is about them."""
    is_foreign = hit.article.language != language  # where nobody can tell
    return is_foreign or _share(own, (hit.article.title, *hit.passage.heading_path), language) >= MOSTLY


def _said(hit: Hit) -> Sequence[str]:
    return (hit.article.title, *hit.passage.heading_path, source_of(hit).text)


def _share(own: Mapping[str, float], texts: Sequence[str], language: str) -> float:
    """How much of the ``own`` words stands in ``texts``, by their rarity."""
    told = frozenset(term for text in texts for term in terms(text, language))
    return sum(weight for term, weight in own.items() if term in told) / sum(own.values())


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
        more = _BEFORE_NOUN.sub("ال", more)
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
