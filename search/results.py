"""What a search is asked and what it answers: the one shape that page, JSON, desk and command line show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kb.article import PUBLIC_ONLY, Article
from kb.catalog import Audiences
from kb.errors import KbError
from kb.links import article_url
from search.passages import Passage

MAX_QUERY_CHARACTERS = 500
MAX_LIMIT = 50
MAX_HITS = 100
# With less confidence than this nothing fits well.
FITS = 0.3
Mode = Literal["hybrid", "lexical", "starting"]


class QueryError(KbError):
    """A query cannot be answered as it is; the message tells the reader what to change."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question and who asks it.

    ``language`` is the reader's (None: guessed from the text), ``query_language`` that of the query where the guess
    was wrong; ``only_language``, ``category`` and ``tag`` filter. ``exact``: the text stands as it was typed.
    ``instant``: answer at once while the reader still types, without waiting for models.
    """

    text: str
    language: str | None = None
    audiences: Audiences = PUBLIC_ONLY
    only_language: str | None = None
    category: str | None = None
    tag: str | None = None
    limit: int = 10
    offset: int = 0
    query_language: str | None = None
    exact: bool = False
    instant: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found, with the passage that answers best.

    ``snippet`` is safe HTML with nothing but ``<mark>``; ``foreign`` tells that it is not in the reader's language.
    """

    article: Article
    passage: Passage
    snippet: str
    score: float
    found_by: tuple[str, ...]
    foreign: bool

    @property
    def url(self) -> str:
        """The address of the section found."""
        return article_url(self.article.language, self.article.key, self.passage.anchor)

    def as_json(self) -> dict[str, Any]:
        """The contract of docs/api.md."""
        article = self.article
        return {
            "key": article.key,
            "language": article.language,
            "title": article.title,
            "url": self.url,
            "section": {"heading": self.passage.heading, "anchor": self.passage.anchor},
            "snippet": self.snippet,
            "text": self.passage.text,
            "category": article.category,
            "audience": str(article.audience),
            "last_reviewed_on": article.last_reviewed_on.isoformat() if article.last_reviewed_on else None,
            "score": round(self.score, 4),
            "found_by": list(self.found_by),
        }


@dataclass(frozen=True, slots=True)
class Results:
    """The answer. ``total`` counts all hits, of which ``hits`` are one page.

    ``reason`` says why the mode is not hybrid; ``categories`` and ``languages`` count the hits before those two
    filters' own choice of page; ``timings`` are milliseconds by stage. ``relaxed`` tells that no article satisfies the
    query's phrases and operators, so that these are answers to its words alone. ``language`` is the query's,
    ``detected_by`` tells what gave it away. ``searched_for`` is what the query was read as where it was surely
    mistyped, ``did_you_mean`` what it might have meant. ``confidence`` (0 to 1) is how likely the collection answers
    the query at all; ``complete`` is False where a model's part is still to come.
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
    languages: Mapping[str, int] = field(default_factory=dict)
    relaxed: bool = False
    detected_by: str = "page"
    searched_for: str | None = None
    confidence: float = 0.0
    complete: bool = True

    @property
    def fits(self) -> bool:
        """Whether something fits well; else what is shown is only near."""
        return self.confidence >= FITS

    def as_json(self) -> dict[str, Any]:
        """The contract of docs/api.md."""
        return {
            "query": self.query,
            "language": self.language,
            "detected_by": self.detected_by,
            "mode": self.mode,
            "reason": self.reason,
            "complete": self.complete,
            "confidence": round(self.confidence, 3),
            "fits": self.fits,
            "relaxed": self.relaxed,
            "total": self.total,
            "did_you_mean": self.did_you_mean,
            "searched_for": self.searched_for,
            "took_ms": round(self.took_ms, 1),
            "results": [hit.as_json() for hit in self.hits],
        }
