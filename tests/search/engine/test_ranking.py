"""From scores to a list: one hit an article, in the reader's language where there is one, no weak tail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from kb.catalog.article import EVERYONE, Article, ArticleId, Audience
from search.engine.candidates import Candidates
from search.engine.fusion import MOST_STANDING, fuse
from search.engine.ranking import (
    FAIR_SHARE,
    MEANING_FLOOR,
    NOT_FAR,
    SURE_OF_PLACE,
    WEAK,
    Ranking,
    rank,
)
from search.index.local.subset import RowSubset
from search.index.passages import Passage
from search.results.results import MAX_HITS, SearchRequest
from tests.search.index.local.conftest import KETTLE, catalog, snapshot_of


@dataclass
class Shelf:
    """Articles with the scores that words and meaning would give them."""

    articles: list[Article] = field(default_factory=list)
    words: list[float] = field(default_factory=list)
    coverage: list[float] = field(default_factory=list)
    meaning: list[float] = field(default_factory=list)

    def put(
        self,
        key: str,
        words: float,
        *,
        language: str = "en",
        coverage: float = 1.0,
        meaning: float = 0.0,
        category: str = "",
        audience: Audience = Audience.PUBLIC,
    ) -> None:
        now = KETTLE.modified_at
        self.articles.append(Article(language, key, key, key, "Text.", now, category=category, audience=audience))
        self.words.append(words)
        self.coverage.append(coverage)
        self.meaning.append(meaning)

    def ranked(
        self,
        language: str = "en",
        *,
        by_words_only: bool = True,
        hidden: Sequence[str] = (),
        only_filter: bool = False,
        called: Sequence[ArticleId] = (),
        **request: object,
    ) -> Ranking:
        """``hidden`` may not be shown to the reader, as far as the snapshot knows."""
        places = sorted(range(len(self.articles)), key=lambda place: self.articles[place].id)
        articles = [self.articles[place] for place in places]
        words, coverage, meaning = (
            np.array([values[place] for place in places], np.float32)
            for values in (self.words, self.coverage, self.meaning)
        )
        now = catalog(*articles)
        snapshot = snapshot_of(
            [a.id for a in articles], [(Passage(*a.id, a.key, (), "", "Text."),) for a in articles], now
        )
        allowed = np.array([a.key not in hidden for a in articles], bool)
        rows = np.flatnonzero(allowed)
        known = None if by_words_only else meaning[rows]
        scores = fuse(words[rows], words[rows], known, np.arange(len(rows)))
        foreign = np.array([a.language != language for a in articles], bool)[rows]
        found = Candidates([articles[row].id for row in rows.tolist()], scores, coverage[rows], foreign)
        asked = SearchRequest("x", language, **request)  # type: ignore[arg-type]
        return rank(now, asked, found, language, RowSubset(snapshot, allowed), only_filter, frozenset(called))

    def keys(self, language: str = "en", **more: object) -> list[str]:
        found = self.ranked(language, **more)  # type: ignore[arg-type]
        return ["/".join(hit.article) for hit in found.hits]


def test_the_best_come_first_and_articles_without_a_word_not_at_all() -> None:
    shelf = Shelf()
    shelf.put("good", 0.5)
    shelf.put("best", 0.9)
    shelf.put("none", 0.0)
    assert shelf.keys() == ["en/best", "en/good"]


def test_equal_scores_keep_the_order_of_the_snapshot() -> None:
    shelf = Shelf()
    for key in ("a", "b", "c"):
        shelf.put(key, 0.5)
    assert shelf.keys() == ["en/a", "en/b", "en/c"]


def test_without_a_word_only_a_surprising_meaning_is_shown() -> None:
    shelf = Shelf()
    shelf.put("dull", 0.0, meaning=MEANING_FLOOR - 0.01)
    shelf.put("surprising", 0.0, meaning=MEANING_FLOOR)
    shelf.put("said", 0.1, meaning=0.0)
    assert set(shelf.keys(by_words_only=False)) == {"en/surprising", "en/said"}


def test_a_small_part_of_the_query_is_shown_only_where_the_meaning_is_not_far_off() -> None:
    shelf = Shelf()
    shelf.put("chance", 0.5, coverage=FAIR_SHARE - 0.01, meaning=NOT_FAR - 0.01)
    shelf.put("near", 0.5, coverage=FAIR_SHARE - 0.01, meaning=NOT_FAR)
    shelf.put("said", 0.5, coverage=FAIR_SHARE, meaning=0.0)
    assert set(shelf.keys(by_words_only=False)) == {"en/near", "en/said"}
    assert set(shelf.keys(by_words_only=True)) == {"en/chance", "en/near", "en/said"}


def test_a_hit_tells_how_it_was_found() -> None:
    shelf = Shelf()
    shelf.put("both", 0.5, meaning=5.0)
    shelf.put("meant", 0.0, meaning=4.0)
    shelf.put("said", 0.4, meaning=0.0)
    ranking = shelf.ranked(by_words_only=False)
    assert {hit.article.key: hit.found_by for hit in ranking.hits} == {
        "both": ("lexical", "semantic"),
        "meant": ("semantic",),
        "said": ("lexical",),
    }
    assert {hit.found_by for hit in shelf.ranked().hits} == {("lexical",)}


def test_translations_of_one_article_are_one_hit_in_the_readers_language() -> None:
    shelf = Shelf()
    shelf.put("password", 0.9, language="en")
    shelf.put("password", 0.3, language="fa")
    shelf.put("password", 0.2, language="ru")
    assert shelf.keys("fa") == ["fa/password"]
    assert shelf.ranked("fa").hits[0].score == pytest.approx(0.9 / MOST_STANDING)
    assert shelf.keys("de") == ["en/password"]


def test_a_translation_without_any_score_is_shown_where_it_is_the_readers() -> None:
    shelf = Shelf()
    shelf.put("password", 0.9, language="en")
    shelf.put("password", 0.0, language="fa")
    assert shelf.keys("fa") == ["fa/password"]


def test_the_readers_language_leads_among_hits_that_are_as_good_only() -> None:
    shelf = Shelf()
    shelf.put("foreign-best", 1.0)
    shelf.put("own-as-good", 1.0, language="ru")
    shelf.put("own-close", 0.99, language="ru")
    assert shelf.keys("ru") == ["ru/own-as-good", "en/foreign-best", "ru/own-close"]
    assert shelf.keys("en") == ["en/foreign-best"]


def test_a_third_language_is_counted_but_not_shown_where_there_is_another() -> None:
    shelf = Shelf()
    shelf.put("found", 1.0, language="en")
    shelf.put("third", 5.0, language="ru")
    assert shelf.keys("fa") == ["en/found"]
    assert dict(shelf.ranked("fa").languages) == {"en": 1, "ru": 1}
    assert dict(shelf.ranked("fa").categories) == {"": 1}


def test_a_third_language_is_shown_where_it_is_asked_for_and_where_there_is_nothing_else() -> None:
    shelf = Shelf()
    shelf.put("third", 5.0, language="ru")
    assert shelf.keys("fa") == ["ru/third"]
    shelf.put("found", 1.0, language="en")
    assert shelf.keys("fa", only_language="ru")[0] == "ru/third"


def test_of_translations_the_collections_own_language_is_shown_to_who_reads_none_of_them() -> None:
    shelf = Shelf()
    shelf.put("both", 5.0, language="ru")
    shelf.put("both", 1.0, language="en")
    assert shelf.keys("fa") == ["en/both"]


def test_a_far_better_foreign_article_is_not_buried() -> None:
    shelf = Shelf()
    shelf.put("foreign", 1.0)
    shelf.put("own", 0.4, language="ru")
    assert shelf.keys("ru") == ["en/foreign", "ru/own"]


def test_what_may_not_be_shown_is_neither_shown_nor_counted() -> None:
    shelf = Shelf()
    shelf.put("open", 0.5, category="a")
    shelf.put("secret", 0.9, category="b")
    ranking = shelf.ranked(hidden=["secret"])
    assert len(ranking.hits) == 1
    assert ranking.categories == {"a": 1}
    assert ranking.languages == {"en": 1}


def test_what_became_internal_a_moment_ago_is_neither_shown_nor_counted() -> None:
    """The snapshot does not know it yet, the catalog does."""
    shelf = Shelf()
    shelf.put("open", 0.5, category="a")
    shelf.put("secret", 0.9, category="b", audience=Audience.INTERNAL)
    ranking = shelf.ranked()
    assert [hit.article.key for hit in ranking.hits] == ["open"]
    assert ranking.categories == {"a": 1}
    assert shelf.keys(audiences=EVERYONE) == ["en/secret", "en/open"]


def test_a_long_list_loses_its_weak_tail_and_a_short_one_keeps_it() -> None:
    shelf = Shelf()
    for number in range(SURE_OF_PLACE):
        shelf.put(f"strong-{number}", 1.0)
    shelf.put("just-enough", WEAK + 0.01)
    shelf.put("weak", WEAK - 0.01)
    assert shelf.keys()[-1] == "en/just-enough"
    short = Shelf()
    short.put("strong", 1.0)
    short.put("weak", WEAK - 0.01)
    assert short.keys() == ["en/strong", "en/weak"]


def test_what_the_query_is_the_name_of_is_a_hit_whatever_its_scores_and_can_be_put_first() -> None:
    shelf = Shelf()
    for number in range(MAX_HITS + 5):
        shelf.put(f"article-{number:03}", 1.0 + number / 100)
    shelf.put("called", 0.0)
    shelf.put("called", 0.0, language="fa")
    ranking = shelf.ranked("fa", by_words_only=False, called=[ArticleId("en", "called")])
    assert "called" in {hit.article.key for hit in ranking.hits}
    first, second, *_ = ranking.called_first().hits
    assert first.article == ArticleId("fa", "called")
    assert second.article == ranking.hits[0].article
    assert [hit.score for hit in ranking.called_first().hits] == [hit.score for hit in ranking.hits]
    assert shelf.ranked().called_first() == shelf.ranked()


def test_a_filter_alone_shows_all_that_pass_it() -> None:
    shelf = Shelf()
    for number in range(MAX_HITS + 5):
        shelf.put(f"article-{number:03}", 0.0)
    assert shelf.keys() == []
    assert len(shelf.keys(only_filter=True)) == MAX_HITS + 5
    assert "en/article-000" not in shelf.keys(only_filter=True, hidden=["article-000"])


def test_a_search_by_words_shows_no_more_than_anybody_reads() -> None:
    shelf = Shelf()
    for number in range(MAX_HITS + 5):
        shelf.put(f"article-{number:03}", 0.5)
    assert len(shelf.keys()) == MAX_HITS


def test_nothing_to_rank_gives_nothing() -> None:
    shelf = Shelf()
    shelf.put("hidden", 1.0)
    ranking = shelf.ranked(hidden=["hidden"])
    assert (list(ranking.hits), dict(ranking.categories), dict(ranking.languages)) == ([], {}, {})
