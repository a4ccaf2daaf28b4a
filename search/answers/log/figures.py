"""Questions and answers as figures: how many were answered, by which articles, and what nothing answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property

from sqlalchemy import Engine

from kb.catalog.article import ArticleId
from kb.graphics.tables import Table
from search.answers.composing.shape import AnswerOutcome
from search.answers.log.asked_rows import SUMS, AskedAnswer
from search.answers.log.history import read_asked, sums_by_language

BY_LANGUAGE, BY_ARTICLE, REFUSED = "answers_by_language", "answers_by_article", "answers_refused"
ANSWER_REPORTS = (BY_LANGUAGE, BY_ARTICLE, REFUSED)
Row = tuple[str | int | float | date | None, ...]


class AnswerFigures:
    """The figures of the days from ``first`` to ``last``, each read when it is first asked for.

    ``is_inside`` tells which articles are asked for; questions without an answer belong to none. ``title`` is that of
    an article.
    """

    def __init__(
        self,
        database: Engine,
        first: date,
        last: date,
        language: str,
        is_inside: Callable[[ArticleId], bool],
        title: Callable[[ArticleId], str],
    ) -> None:
        self._database, self._is_inside, self._title = database, is_inside, title
        self._span, self._language = (first, last), language

    def table(self, name: str) -> Table:
        """One of ``ANSWER_REPORTS``."""
        match name:
            case "answers_by_language":
                rows = sorted(self._by_language.items(), key=lambda one: (-one[1]["asked"], one[0]))
                cells: list[Row] = [(code, *(sums[column] for column in SUMS)) for code, sums in rows]
                return Table(("language", *(f"answers_{column}" for column in SUMS)), cells)
            case "answers_by_article":
                columns = ("answers_told", "answers_solved", "answers_unsolved", "answers_handed_over")
                told = sorted(self._by_article().items(), key=lambda one: (-one[1][0], one[0]))
                found: list[Row] = [(self._title(id_), *id_, *counts) for id_, counts in told]
                return Table(("article", "language", "key", *columns), found)
        counts = Counter((one.question, one.language) for one in self.refused)
        return Table(("query", "language", "times"), [(*one, count) for one, count in counts.most_common()])

    @property
    def sums(self) -> Counter[str]:
        """All languages together, by the names of ``asked_rows.SUMS``."""
        return sum(self._by_language.values(), Counter())

    @property
    def refused(self) -> list[AskedAnswer]:
        """The questions that the articles do not surely answer."""
        return [one for one in self._asked if one.outcome == AnswerOutcome.REFUSED]

    @cached_property
    def _asked(self) -> list[AskedAnswer]:
        with self._database.connect() as connection:
            return read_asked(connection, *self._span, self._language)

    @cached_property
    def _by_language(self) -> Mapping[str, Counter[str]]:
        with self._database.connect() as connection:
            return sums_by_language(connection, self._asked, *self._span, self._language)

    def _by_article(self) -> dict[ArticleId, tuple[int, int, int, int]]:
        told: dict[ArticleId, list[AskedAnswer]] = {}
        for one in self._asked:
            for id_ in filter(self._is_inside, one.cited):
                told.setdefault(id_, []).append(one)
        return {
            id_: (
                len(some),
                sum(one.solved is True for one in some),
                sum(one.solved is False for one in some),
                sum(one.handed_over for one in some),
            )
            for id_, some in told.items()
        }
