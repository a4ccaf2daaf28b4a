"""A collection's own questions with known answers, to compare models on.

The best are searches that ended in an article: who opened one last, and searched no more, found it there. They are of
what today's models showed, and so favour those. Where there are few, titles and headings stand in for questions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from search.evaluation.questions import JudgedQuestion
from search.index.passages import Passage
from search.log.history import read
from search.log.searches import Search

DAYS = 365
MOST = 500
FEW = 30
"""With fewer searches than this headings are taken as well."""
_SAME_HEADING = 3
"""A heading that more articles have asks for none of them."""


@dataclass(frozen=True, slots=True)
class OwnQuestions:
    """Questions, and how many of them are searches; the rest are titles and headings."""

    questions: Sequence[JudgedQuestion]
    searches: int


def own_questions(
    connection: Connection | None, catalog: Catalog, passages: Iterable[Passage], today: date
) -> OwnQuestions:
    """At most ``MOST``: searches of the last year, where there is a database, and headings where those are few."""
    asked = [] if connection is None else answered(read(connection, today - timedelta(days=DAYS), today), catalog)
    asked = asked[-MOST:]
    if len(asked) >= FEW:
        return OwnQuestions(asked, len(asked))
    return OwnQuestions([*asked, *headings(passages)][:MOST], len(asked))


def answered(searches: Iterable[Search], catalog: Catalog) -> list[JudgedQuestion]:
    """The questions of ``searches`` with the articles in which they ended, each once, the newest last."""
    ended: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    newest: dict[tuple[str, str], str] = {}
    for search in searches:
        there = [click.article for click in search.clicks if click.article in catalog.articles]
        if there and search.folded and not search.category:
            key = search.language, search.folded
            ended[key][there[-1].key] += 1
            newest.pop(key, None)
            newest[key] = search.query
    return [
        JudgedQuestion(text, language, _most_often(ended[language, folded]))
        for (language, folded), text in newest.items()
    ]


def headings(passages: Iterable[Passage]) -> list[JudgedQuestion]:
    """Titles and headings as questions, ``MOST`` of them at even distances; the articles below one answer it."""
    below: dict[tuple[str, str], set[ArticleId]] = {}
    for passage in passages:
        for text in (passage.title, passage.heading):
            if len(text.split()) > 1:
                below.setdefault((passage.language, text), set()).add(ArticleId(passage.language, passage.key))
    telling = [
        JudgedQuestion(text, language, tuple(sorted({article.key for article in articles})))
        for (language, text), articles in below.items()
        if len(articles) <= _SAME_HEADING
    ]
    step = max(len(telling) / MOST, 1)
    return [telling[int(place * step)] for place in range(min(len(telling), MOST))]


def _most_often(keys: Counter[str]) -> tuple[str, ...]:
    [(_, most)] = keys.most_common(1)
    return tuple(sorted(key for key, count in keys.items() if count == most))
