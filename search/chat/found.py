"""What is found for a question asked in a chat, as every chat system shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from kb.catalog.addresses import article_url
from kb.catalog.article import Article
from kb.catalog.catalog import Audiences, Catalog
from kb.core.text import MAX_QUERY_CHARACTERS, one_line
from search.engine.engine import Engine
from search.questions.languages import language_of
from search.questions.question import find_question
from search.results.results import QueryError, SearchRequest

MOST = 3
MOST_TEXT = 280
MOST_MESSAGE = 4_000
"""Characters of a message in which a question is looked for."""


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """One article: ``name`` is ``en/orders/refund``; ``may_be_shared``: everybody may read it."""

    name: str
    title: str
    url: str
    text: str
    may_be_shared: bool


@dataclass(frozen=True, slots=True)
class FoundInChat:
    """The articles for ``question``, the best first; ``language`` is the question's. ``fits``: one answers it well, as
    far as anybody knows. ``more`` leads to the results on the site, ``wrong`` says why nothing was looked for.
    """

    question: str
    language: str
    entries: Sequence[FoundEntry] = ()
    fits: bool = False
    more: str = ""
    wrong: str = ""


def find_for_chat(engine: Engine, catalog: Catalog, root: str, question: str, audiences: Audiences) -> FoundInChat:
    """What answers ``question``, for who may read what ``audiences`` have; ``root`` begins every address."""
    text = one_line(question, MAX_QUERY_CHARACTERS)
    try:
        found = engine.search(SearchRequest(text, audiences=audiences, limit=MOST))
    except QueryError as error:
        return FoundInChat(text, catalog.default_language, wrong=str(error))
    entries = tuple(_entry(root, hit.article, hit.url, hit.text) for hit in found.hits)
    page = found.language if found.language in catalog.languages else catalog.default_language
    more = f"{root}/{page}/search?{urlencode({'q': text})}"
    return FoundInChat(text, found.language, entries, found.fits and bool(entries), more)


def question_in(engine: Engine, catalog: Catalog, message: str, audiences: Audiences) -> str:
    """What a whole message asks; where it asks nothing, its beginning."""
    text = message[:MOST_MESSAGE]
    asked = find_question(
        text, "", lambda part: language_of(part, catalog), lambda code: engine.rarity(code, audiences)
    )
    return asked.question or one_line(text, MAX_QUERY_CHARACTERS)


def entry_of(root: str, article: Article) -> FoundEntry:
    """An article by itself, with what its author says of it."""
    return _entry(root, article, article_url(article.language, article.key), article.description)


def _entry(root: str, article: Article, url: str, text: str) -> FoundEntry:
    name = f"{article.language}/{article.key}"
    shown = one_line(text, MOST_TEXT)
    return FoundEntry(name, one_line(article.title), root + url, shown, article.audience.is_public)
