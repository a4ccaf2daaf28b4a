"""What an indexing has to do, from nothing but the catalog and what is indexed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kb.catalog.article import Article, ArticleId, Audience, Status
from search.index.link_names import LinkName
from search.index.local.entries import Entry
from search.index.local.plan import Indexed, labels_hash, make_plan, moved_rows, text_hash
from tests.search.index.local.conftest import KETTLE, POT, catalog


def indexed(*articles: Article, **categories: str) -> dict[ArticleId, Indexed]:
    before = catalog(*articles, **categories)
    return {
        a.id: Entry(a.id, a.content_hash, labels_hash(a, before.category_title(a.language, a.category)), ())
        for a in articles
    }


def test_where_nothing_changed_there_is_nothing_to_do() -> None:
    plan = make_plan(catalog(KETTLE, POT), indexed(KETTLE, POT))
    assert plan.is_empty
    assert plan.order == (KETTLE.id, POT.id)


def test_a_new_article_is_new_text() -> None:
    plan = make_plan(catalog(KETTLE, POT), indexed(KETTLE))
    assert (plan.new_text, plan.new_labels, plan.gone) == ({POT.id}, set(), set())


def test_an_article_that_is_no_longer_there_is_gone() -> None:
    plan = make_plan(catalog(KETTLE), indexed(KETTLE, POT))
    assert (plan.new_text, plan.new_labels, plan.gone) == (set(), set(), {POT.id})


@pytest.mark.parametrize(
    "changed",
    [
        replace(KETTLE, body="Boil twice."),
        replace(KETTLE, title="The kettle"),
        replace(KETTLE, description="Of boiling."),
        replace(KETTLE, keywords=("boiler",)),
    ],
)
def test_what_search_reads_is_new_text(changed: Article) -> None:
    assert make_plan(catalog(changed), indexed(KETTLE)).new_text == {KETTLE.id}


def test_what_links_call_an_article_is_new_text_once() -> None:
    names = {KETTLE.id: [LinkName("ar", "الغلاية")]}
    assert make_plan(catalog(KETTLE, POT), indexed(KETTLE, POT), names).new_text == {KETTLE.id}
    known = indexed(KETTLE, POT) | {KETTLE.id: Entry(KETTLE.id, text_hash(KETTLE, names), labels_hash(KETTLE, ""), ())}
    assert make_plan(catalog(KETTLE, POT), known, names).is_empty
    assert make_plan(catalog(KETTLE, POT), known).new_text == {KETTLE.id}


@pytest.mark.parametrize(
    "changed",
    [
        replace(KETTLE, tags=("hot",)),
        replace(KETTLE, category="kitchen"),
        replace(KETTLE, category_name="Kitchen"),
        replace(KETTLE, audience=Audience.INTERNAL),
    ],
)
def test_labels_alone_are_new_labels(changed: Article) -> None:
    plan = make_plan(catalog(changed), indexed(KETTLE))
    assert (plan.new_text, plan.new_labels) == (set(), {KETTLE.id})


def test_another_name_of_the_category_is_a_new_label() -> None:
    inside = replace(KETTLE, category="kitchen")
    plan = make_plan(catalog(inside, kitchen="The kitchen"), indexed(inside))
    assert plan.new_labels == {KETTLE.id}


@pytest.mark.parametrize(
    "changed",
    [
        replace(KETTLE, last_reviewed_on=datetime(2026, 11, 22, tzinfo=UTC).date()),
        replace(KETTLE, owner="Alice"),
        replace(KETTLE, modified_at=datetime(2027, 1, 1, tzinfo=UTC)),
        replace(KETTLE, old_paths=("old",)),
    ],
)
def test_marking_an_article_reviewed_is_no_work_at_all(changed: Article) -> None:
    assert make_plan(catalog(changed), indexed(KETTLE)).is_empty


@pytest.mark.parametrize("status", [Status.DRAFT, Status.ARCHIVED])
def test_what_is_not_published_is_not_indexed(status: Status) -> None:
    plan = make_plan(catalog(replace(KETTLE, status=status)), indexed(KETTLE))
    assert (plan.order, plan.gone) == ((), {KETTLE.id})


def test_internal_articles_are_indexed_since_staff_search_too() -> None:
    assert make_plan(catalog(replace(KETTLE, audience=Audience.INTERNAL)), {}).new_text == {KETTLE.id}


def test_a_plan_for_nothing_is_empty() -> None:
    assert make_plan(catalog(), {}).is_empty


def test_rows_move_to_where_their_article_is_now() -> None:
    a, b, c = (ArticleId("en", key) for key in "abc")
    assert moved_rows((a, b), (c, b, a), frozenset()).tolist() == [2, 1]
    assert moved_rows((a, b), (b,), frozenset()).tolist() == [-1, 0]
    assert moved_rows((a, b), (a, b), frozenset({a})).tolist() == [-1, 1]
    assert moved_rows((), (a,), frozenset()).tolist() == []
