"""The desk: from a customer's message to the articles that answer it, and to what a reply can carry of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from kb.catalog.article import Article, Audience
from kb.language.languages import base, main_script, scripts
from kb.site.site import Site
from search.desk.question import DeskQuestion, find_question, sentences_of
from search.desk.ready_replies import Reply, read_replies
from search.engine.engine import Engine
from search.results.as_json import hit_json
from search.results.results import FITS, Hit, Results, SearchRequest
from search.text.detection import detect
from search.text.folding import fold
from search.text.stopwords import stop_words

LIMIT = 5


@dataclass(frozen=True, slots=True)
class Copy:
    """A text to put into a reply; ``name`` is that of a template, empty for the other kinds."""

    kind: str
    text: str
    name: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article that may answer. ``link`` is whole, and empty where customers may not read the article."""

    hit: Hit
    link: str
    copies: Sequence[Copy]
    versions: Sequence[Article]

    @property
    def article(self) -> Article:
        """The article."""
        return self.hit.article

    @property
    def quote(self) -> str:
        """The passage that answers, in one paragraph a block."""
        return self.hit.passage.text

    def as_json(self) -> dict[str, Any]:
        """The contract of docs/helpdesks.md: a search hit and what of it may be sent."""
        replies = [{"name": copy.name, "title": copy.title, "text": copy.text} for copy in self.copies if copy.name]
        return {
            **hit_json(self.hit),
            "link": self.link or None,
            "answer": self.quote,
            "in_customers_language": not self.hit.foreign,
            "languages": [self.article.language, *(version.language for version in self.versions)],
            "replies": replies,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the desk found; ``results`` is None where nothing was asked. ``confidence`` is that of a search (0 to 1)."""

    asked: DeskQuestion
    results: Results | None
    suggestions: Sequence[Suggestion] = ()
    confidence: float = 0.0

    @property
    def fits(self) -> bool:
        """Whether an article fits well."""
        return bool(self.suggestions) and self.confidence >= FITS


class Desk:
    """Answers messages of one site's customers."""

    def __init__(self, site: Site, engine: Engine) -> None:
        self._site = site
        self._engine = engine

    def ask(self, message: str, subject: str = "", language: str | None = None) -> DeskQuestion:
        """The question in ``message``; ``language`` is the customer's where somebody knows it."""
        audiences = self._site.audiences()
        return find_question(
            message,
            subject,
            lambda text: language or self.language_of(text),
            lambda code: self._engine.rarity(code, audiences),
        )

    def answer(self, asked: DeskQuestion) -> Answer:
        """The articles for who asks on this request that answer best, the customer's language first.

        Raises:
            QueryError: the question is too long.

        """
        if not asked.question:
            return Answer(asked, None)
        request = SearchRequest(
            asked.question,
            asked.language,
            audiences=self._site.audiences(),
            limit=LIMIT,
            query_language=self._language_of_question(asked),
        )
        results = self._engine.search(request)
        replies = read_replies(self._site.settings.articles_dir, asked.language, self._site.catalog.default_language)
        suggestions = [self._suggestion(hit, replies) for hit in results.hits]
        return Answer(asked, results, suggestions, self._confidence(request, results))

    def language_of(self, text: str) -> str:
        """The language of ``text``, by its script, its small words, else statistics."""
        catalog = self._site.catalog

        def known(word: str, language: str) -> bool:
            return fold(word) in stop_words(base(language))

        return detect(text, None, catalog.default_language, catalog.languages, known).language

    def _language_of_question(self, asked: DeskQuestion) -> str | None:
        """The customer's, told from the whole message, where the question can be in it; else the engine guesses."""
        is_written = main_script(asked.question) in scripts(asked.language)
        return asked.language if is_written and asked.language in self._site.catalog.languages else None

    def _confidence(self, request: SearchRequest, results: Results) -> float:
        """That of the whole question, else of the first of its sentences that something fits.

        Confidence is made for the short questions of a search: of our forty messages (bench/desk.py) 21 fit as a whole
        and all so; of eight that no article answers none and one.
        """
        best = results.confidence
        for sentence in sentences_of(request.text):
            if best >= FITS:
                break
            best = max(best, self._engine.search(replace(request, text=sentence)).confidence)
        return best

    def _suggestion(self, hit: Hit, replies: Sequence[Reply]) -> Suggestion:
        article = hit.article
        versions = self._site.catalog.translations(article.key, self._site.audiences())
        others = [version for code, version in versions.items() if code != article.language]
        if article.audience is Audience.INTERNAL:
            return Suggestion(hit, "", (), others)
        link = self._site.root() + hit.url
        values = {"title": article.title, "link": link, "quote": hit.passage.text}
        values["site"] = self._site.face(article.language).site_name
        ready = [Copy("reply", reply.filled(values), reply.name, reply.title) for reply in replies]
        return Suggestion(hit, link, (*_links(article, link), _quote(article, link, hit.passage.text), *ready), others)


def _links(article: Article, link: str) -> list[Copy]:
    title = article.title.translate({ord(sign): f"\\{sign}" for sign in "\\[]"})
    markup = f'<a href="{escape(link)}" lang="{escape(article.language)}">{escape(article.title)}</a>'
    return [Copy("plain", link), Copy("markdown", f"[{title}]({link})"), Copy("html", markup)]


def _quote(article: Article, link: str, text: str) -> Copy:
    quoted = "\n".join(f"> {line}" for line in text.split("\n") if line)
    return Copy("quote", f"{quoted}\n\n{article.title}: {link}" if quoted else f"{article.title}: {link}")
