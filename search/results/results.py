"""What a search is asked and what it answers: the one shape that page, JSON, desk and command line show.

``as_json`` and ``as_html`` beside it write it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from markupsafe import Markup

from kb.catalog.addresses import article_url
from kb.catalog.article import PUBLIC_ONLY, Article
from kb.catalog.catalog import Audiences
from kb.core.errors import KbError
from search.index.passages import Passage
from search.results.quoted import Quoted, quoted
from search.text.snippets import Ways

MAX_LIMIT = 50
MAX_HITS = 100
# With less confidence than this the first hit rather does not answer: "no close match".
FITS = 0.5
# With this much the best passage is shown as the answer: of customers' questions to three help centres 45, 25 and 31
# in a hundred, of which 4, 3 and 2 in a hundred are from a wrong article (docs/decisions/0040).
SURE = 0.8
# The article must say this share of the question's words where both are in one language, by how rare the words are; of
# one that says so much less confidence will do.
LEAST_SAID = 0.4
MUCH_SAID, EASED = 0.75, 0.1
Mode = Literal["hybrid", "lexical", "starting"]


class QueryError(KbError):
    """A query cannot be answered as it is; the message tells the reader what to change."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question and who asks it.

    ``language`` is the reader's (None: guessed from the text), ``query_language`` that of the query where the guess
    was wrong; ``only_language``, ``category``, ``product`` and ``tag`` filter. ``exact``: the text stands as it was
    typed. ``instant``: answer at once while the reader still types, without waiting for models. ``sections``: also
    tell of other sections of each article that answer nearly as well. ``waits``: False has the models read the
    question, and is answered with those that have already.
    """

    text: str
    language: str | None = None
    audiences: Audiences = PUBLIC_ONLY
    only_language: str | None = None
    category: str | None = None
    product: str | None = None
    tag: str | None = None
    limit: int = 10
    offset: int = 0
    query_language: str | None = None
    exact: bool = False
    instant: bool = False
    sections: bool = False
    waits: bool = True


@dataclass(frozen=True, slots=True)
class SectionHit:
    """A passage that answers, and its ``snippet``: safe HTML with nothing but ``<mark>``."""

    passage: Passage
    snippet: Markup


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found, with the passage that answers best.

    ``snippet`` is safe HTML with nothing but ``<mark>``; ``foreign`` tells that it is not in the reader's language;
    ``ways`` are what marks a match in it; ``sections`` are others of the article, where asked for.
    ``around`` are all passages of the section found, in reading order.
    """

    article: Article
    passage: Passage
    snippet: Markup
    score: float
    found_by: tuple[str, ...]
    foreign: bool
    ways: Ways = frozenset()
    sections: tuple[SectionHit, ...] | None = None
    around: tuple[Passage, ...] = ()

    @property
    def url(self) -> str:
        """The address of the section found."""
        return url_of(self.passage)

    @property
    def quoted(self) -> Quoted:
        """What of the section found is quoted as the answer."""
        return quoted(self.around, self.passage, self.ways)

    @property
    def text(self) -> str:
        """What answers, as plain text: what is quoted, else the passage found."""
        quoted = self.quoted
        return quoted.text if quoted.is_enough else "\n".join(self.passage.told) or self.passage.text

    @property
    def can_be_quoted(self) -> bool:
        """Whether what is quoted is of the body, leads not only elsewhere, and is enough to stand for itself."""
        return not (self.passage.is_summary or self.passage.is_links) and self.quoted.is_enough


@dataclass(frozen=True, slots=True)
class Results:
    """The answer. ``total`` counts all hits, of which ``hits`` are one page.

    ``reason`` says why the mode is not hybrid; ``categories``, ``products`` and ``languages`` count the hits before
    each filter's own choice of page; ``timings`` are milliseconds by stage. ``relaxed`` tells that no article
    satisfies the query's phrases and operators, so that these are answers to its words alone. ``language`` is the
    query's, ``detected_by`` tells what gave it away. ``searched_for`` is what the query was read as where it was surely
    mistyped, ``did_you_mean`` what it might have meant. ``confidence`` (0 to 1) is how likely the collection answers
    the query at all; ``complete`` is False where asking again may better the answer, ``late`` names the models of it
    whose part is still to come; ``only_filter`` tells that the query names no words, so that its hits answer nothing;
    ``named`` that it is the name of one of the first, or that the title of one says all of its words. ``said`` is the
    share of its words that the first article has (0 to 1), rare ones counting more; ``denies``: the query denies
    something, so that an article with all of them may say the opposite.
    """

    query: str
    language: str
    mode: Mode
    hits: Sequence[Hit] = ()
    total: int = 0
    did_you_mean: str | None = None
    reason: str | None = None
    took_ms: float = 0.0
    timings: Mapping[str, float] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)
    products: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    relaxed: bool = False
    detected_by: str = "page"
    searched_for: str | None = None
    confidence: float = 0.0
    complete: bool = True
    late: tuple[str, ...] = ()
    only_filter: bool = False
    named: bool = False
    said: float = 0.0
    denies: bool = False

    @property
    def fits(self) -> bool:
        """Whether something fits well; else what is shown is only near.

        One word that many articles have is little evidence of any; with the word in its title one fits all the same.
        """
        return self.named or self.confidence >= FITS

    @property
    def is_to_come(self) -> bool:
        """Whether what is still missing comes by itself: the index, or a model's part."""
        return bool(self.late) or self.mode == "starting"

    @property
    def answer(self) -> Hit | None:
        """The best hit of all where it surely answers."""
        return self.answer_from(SURE)

    def answer_from(self, least: float) -> Hit | None:
        """The same from the confidence ``least``, or a little less where its article says much of the query; never
        where it says less of it than ``LEAST_SAID``.
        """
        if not self.is_best_foreign:
            is_eased = self.said >= MUCH_SAID and not self.denies
            least = math.inf if self.said < LEAST_SAID else least - EASED * is_eased
        return self.told_from(least)

    @property
    def is_best_foreign(self) -> bool:
        """Whether the best hit is in another language than the query, where few words can be counted."""
        return bool(self.hits) and self.hits[0].article.language != self.language

    def told_from(self, least: float) -> Hit | None:
        """The best hit of all where the confidence is ``least`` or more; never by words alone, which are no evidence
        enough.
        """
        if not self.hits or self.mode != "hybrid" or self.only_filter or self.relaxed:
            return None
        return self.hits[0] if self.confidence >= least and self.hits[0].can_be_quoted else None


def url_of(passage: Passage) -> str:
    """The address of the section that a passage is of."""
    return article_url(passage.language, passage.key, passage.anchor)
