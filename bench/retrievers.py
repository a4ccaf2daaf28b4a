"""Our own side of bench/quality.py: the engine with any choice of models, and each of its lists alone.

Everything that the benchmark knows of the insides of search is in this file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from kb.catalog.article import PUBLIC_ONLY, Article
from kb.catalog.catalog import Catalog
from kb.core.settings import Settings
from kb.library.library import Library
from kb.markdown.render import render
from kb.markdown.sections import Section
from search.engine.engine import Engine
from search.engine.state import State
from search.evaluation.questions import JudgedQuestion
from search.index.local.vector_store import VectorStore
from search.index.passages import Passage, cut
from search.models.embedder import Embedder, EmbedderError, Matrix, Model
from search.results.results import Results, SearchRequest
from search.service.opening import open_search
from search.service.service import SearchService

DEPTH = 50
PIECE_WORDS = 200


class Found(NamedTuple):
    """An article in a list, with the score it has there."""

    key: str
    score: float


class PlainArticle(NamedTuple):
    """An article as other systems are given it: no Markdown."""

    key: str
    title: str
    body: str


Ranker = Callable[[JudgedQuestion], list[Found]]


class Collection:
    """One folder of articles and its index, to be opened with whichever models a system uses.

    ``models`` are those that are installed.
    """

    def __init__(self, articles: Path, data: Path, models: Iterable[Model]) -> None:
        self._settings = Settings(articles_dir=articles, data_dir=data)
        self._library = Library(articles)
        self._models = {model.name: model for model in models}
        self._services: dict[tuple[str, ...], SearchService] = {}
        self._passages: dict[str, tuple[list[Passage], Matrix]] = {}
        self._without: dict[tuple[tuple[str, ...], JudgedQuestion], Results] = {}

    def close(self) -> None:
        """Close every engine."""
        for service in self._services.values():
            service.close()

    @property
    def language(self) -> str:
        """The language of the articles."""
        return self._library.catalog.default_language

    @cached_property
    def articles(self) -> list[PlainArticle]:
        """The articles, without Markdown."""
        found = []
        for article, sections in self._read:
            lines = [line for section in sections for line in (section.heading, *section.blocks) if line]
            found.append(PlainArticle(article.key, article.title, "\n".join(lines)))
        return found

    def embedder(self, name: str) -> Embedder:
        """The loaded model.

        Raises:
            ImportError: it is not installed.

        """
        return self._model(name).load()

    def passages(self, name: str) -> tuple[list[Passage], Matrix]:
        """The passages a model serves, as the indexer cuts them, and their vectors, a row each."""
        if name not in self._passages:
            self._passages[name] = self._embedded(name)
        return self._passages[name]

    def serves(self, name: str, question: JudgedQuestion) -> bool:
        """Whether a model is for a question in its language."""
        return self._model(name).serves(question.text, question.language)

    @property
    def catalog(self) -> Catalog:
        """The articles as the engines know them."""
        return self._library.catalog

    def state(self, names: Sequence[str]) -> State:
        """What can be searched with these models."""
        return self._service(tuple(names)).state

    def engine(self, names: Sequence[str]) -> Engine:
        """The engine that serves the site, with these models; with none it searches by words alone."""
        return self._service(tuple(names)).engine

    def ours(self, names: Sequence[str]) -> Ranker:
        """What that engine finds."""
        engine = self.engine(names)
        return lambda question: [Found(hit.article.key, hit.score) for hit in engine.search(_request(question)).hits]

    def cosines(self, name: str) -> Ranker:
        """Every article by the cosine of its best passage."""
        embedder = self.embedder(name)
        passages, vectors = self.passages(name)
        return _best_of([passage.key for passage in passages], vectors, embedder)

    def nearest(self, name: str) -> Ranker:
        """A model's list alone: the first of ``cosines``."""
        cosines = self.cosines(name)
        return lambda question: cosines(question)[:DEPTH]

    def cosines_of_pieces(self, name: str) -> Ranker:
        """Every article by the cosine of its best piece of ``PIECE_WORDS`` words, its title before each."""
        embedder = self.embedder(name)
        pieces = [(article.key, piece) for article in self.articles for piece in _pieces(article)]
        vectors = embedder.embed_passages([piece for _, piece in pieces])
        return _best_of([key for key, _ in pieces], vectors, embedder)

    def ask(self, names: Sequence[str], question: JudgedQuestion) -> Results:
        """What the engine with these models answers."""
        return self.engine(names).search(_request(question))

    def ask_without_answer(self, names: Sequence[str], question: JudgedQuestion) -> Results:
        """What it would answer if the collection had no article that answers ``question``; found out once."""
        if (tuple(names), question) not in self._without:
            self._without[tuple(names), question] = self._asked_without(names, question)
        return self._without[tuple(names), question]

    @cached_property
    def _read(self) -> list[tuple[Article, Sequence[Section]]]:
        """The public articles with their sections."""
        catalog = self._library.catalog
        return [(article, render(article, catalog).sections) for article in catalog.visible(None, PUBLIC_ONLY)]

    def _embedded(self, name: str) -> tuple[list[Passage], Matrix]:
        self._service((name,))  # embeds what has no vector yet
        passages = [passage for article, sections in self._read for passage in cut(article, sections)]
        with closing(VectorStore(self._settings.data_dir / "vectors.sqlite")) as store:
            found = store.find(self.embedder(name).fingerprint, [passage.text_hash for passage in passages])
        served = [passage for passage in passages if passage.text_hash in found]
        return served, np.vstack([found[passage.text_hash] for passage in served])

    def _asked_without(self, names: Sequence[str], question: JudgedQuestion) -> Results:
        service, catalog = self._service(tuple(names)), self._library.catalog
        others = {id_: article for id_, article in catalog.articles.items() if article.key not in question.relevant}
        smaller = replace(catalog, articles=others)
        assert service.state.snapshot is not None
        state = replace(service.state, snapshot=service.state.snapshot.with_catalog(smaller))
        return Engine(lambda: state, lambda: smaller).search(_request(question))

    def _model(self, name: str) -> Model:
        if name not in self._models:
            raise ImportError(f"the model {name!r} is not installed")
        try:
            self._models[name].load()
        except EmbedderError as error:
            raise ImportError(str(error)) from error
        return self._models[name]

    def _service(self, names: tuple[str, ...]) -> SearchService:
        if names not in self._services:
            service = open_search(self._settings, self._library, [self._model(name) for name in names])
            service.bring_up_to_date()
            self._services[names] = service
            if reasons := service.readiness().reasons:
                raise RuntimeError(f"the index is not what is to be measured: {reasons}")
        return self._services[names]


def _request(question: JudgedQuestion) -> SearchRequest:
    return SearchRequest(question.text, question.language or None, PUBLIC_ONLY, limit=DEPTH)


def _best_of(keys: Sequence[str], vectors: Matrix, embedder: Embedder) -> Ranker:
    """Articles by their best vector's cosine; ``keys`` are those of the articles that the rows are of."""

    def rank(question: JudgedQuestion) -> list[Found]:
        cosines = vectors @ embedder.embed_queries([question.text])[0]
        best: dict[str, float] = {}
        for row in np.argsort(-cosines, kind="stable"):
            best.setdefault(keys[row], float(cosines[row]))
        return [Found(key, score) for key, score in best.items()]

    return rank


def _pieces(article: PlainArticle) -> Iterator[str]:
    words = article.body.split()
    for start in range(0, max(len(words), 1), PIECE_WORDS):
        yield f"{article.title}\n{' '.join(words[start : start + PIECE_WORDS])}"
