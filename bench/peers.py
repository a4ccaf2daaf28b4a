"""Other ways to search the same collection, each set up as its manual advises, for bench/quality.py.

Each function takes a collection and gives what ranks its articles for a question, or raises ImportError where a
package of the extra ``bench`` is missing.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from whoosh.analysis import LanguageAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser, OrGroup, WhitespacePlugin

from bench.retrievers import DEPTH, Collection, Found, Ranker
from search.evaluation.questions import JudgedQuestion
from search.models.embedder import Matrix

RANK_CONSTANT = 60
WORDS_PART = 0.3


def rank_fusion(lists: Sequence[Ranker]) -> Ranker:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009) with their constant of 60."""

    def rank(question: JudgedQuestion) -> list[Found]:
        scores: Counter[str] = Counter()
        for ranker in lists:
            for place, found in enumerate(ranker(question), start=1):
                scores[found.key] += 1 / (RANK_CONSTANT + place)  # type: ignore[assignment]
        return [Found(key, score) for key, score in scores.most_common()]

    return rank


def sum_of_scores(collection: Collection, cosines: Mapping[str, Ranker]) -> Ranker:
    """Three parts of our words' score over the best one, and seven of the models' cosines scaled from the worst to the
    best of all articles (Fox and Shaw 1994; Wu and Crestani 2006), of the models that serve the question.
    """
    words = collection.ours([])

    def rank(question: JudgedQuestion) -> list[Found]:
        scores = {key: WORDS_PART * score for key, score in _scaled(words(question), least=0.0).items()}
        asked = [ranker for name, ranker in cosines.items() if collection.serves(name, question)]
        for ranker in asked:
            for key, score in _scaled(ranker(question)).items():
                scores[key] = scores.get(key, 0.0) + (1 - WORDS_PART) / len(asked) * score
        best = sorted(scores.items(), key=lambda item: -item[1])
        return [Found(key, score) for key, score in best[:DEPTH]]

    return rank


def _scaled(found: Sequence[Found], least: float | None = None) -> dict[str, float]:
    """The scores from 0, the ``least`` of them where none is given, to 1."""
    scores = [score for _, score in found]
    low = min(scores, default=0.0) if least is None else least
    width = max(scores, default=1.0) - low or 1.0
    return {key: (score - low) / width for key, score in found}


def whoosh_bm25f(collection: Collection) -> Ranker:
    """Whoosh's own scorer over title and body, with its analyser of the collection's language: stops and stems.

    The query is taken as words, any of which may match: with the whole query language on, the question mark at the
    end of a question is a wildcard.
    """
    analyzer = LanguageAnalyzer(collection.language)
    schema = Schema(key=ID(stored=True), title=TEXT(analyzer), body=TEXT(analyzer))
    index = RamStorage().create_index(schema)
    with index.writer() as writer:
        for article in collection.articles:
            writer.add_document(**article._asdict())
    parser = MultifieldParser(["title", "body"], schema, plugins=[WhitespacePlugin()], group=OrGroup)
    searcher = index.searcher()

    def rank(question: JudgedQuestion) -> list[Found]:
        hits = searcher.search(parser.parse(question.text), limit=DEPTH)
        return [Found(hit["key"], hit.score) for hit in hits]

    return rank


def sqlite_fts5(collection: Collection) -> Ranker:
    """SQLite's full-text search by its bm25(), any word of the query; Porter's stems where the articles are English."""
    tokenizer = "porter unicode61" if collection.language == "en" else "unicode61"
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE VIRTUAL TABLE articles USING fts5(key UNINDEXED, title, body, tokenize = '{tokenizer}')")
    database.executemany("INSERT INTO articles VALUES (?, ?, ?)", collection.articles)

    def rank(question: JudgedQuestion) -> list[Found]:
        words = " OR ".join(f'"{word}"' for word in question.text.replace('"', " ").split())
        statement = "SELECT key, -bm25(articles) FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT ?"
        return [Found(key, score) for key, score in database.execute(statement, (words, DEPTH))]

    return rank


def txtai_hybrid(collection: Collection, model: str) -> Ranker:
    """The hybrid search of txtai, all settings as they come, over the same passages with the same vectors.

    Passages as its manual advises for long texts; an article stands where its best passage does.
    """
    from txtai import Embeddings

    embedder = collection.embedder(model)
    passages, vectors = collection.passages(model)
    indexing = dict(zip((passage.embedded_text for passage in passages), vectors, strict=True))

    def transform(texts: list[str]) -> Matrix:
        return np.vstack([indexing[text] for text in texts]) if indexing else embedder.embed_queries(texts)

    embeddings = Embeddings(method="external", transform=transform, hybrid=True)
    embeddings.index((row, passage.embedded_text, None) for row, passage in enumerate(passages))
    indexing.clear()  # from here on every text is a query

    def rank(question: JudgedQuestion) -> list[Found]:
        best: dict[str, float] = {}
        for row, score in embeddings.search(question.text, DEPTH):
            best.setdefault(passages[row].key, score)
        return [Found(key, score) for key, score in best.items()]

    return rank
