"""What the search knows of an article that is being written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.catalog.article import EVERYONE, Article, ArticleId
from search.log.searches import Cover
from search.log.searches import cover as close
from search.writing_advice import KEPT_SECONDS, SearchAdvice
from tests.clock import Clock
from tests.conftest import Collection
from tests.search.insights.conftest import NOON, failed, put, search

WASH = (
    "Unplug the kettle and let it become cold before you begin. Fill it with water and vinegar, boil it once, wait for "
    "an hour, pour it out and rinse the inside three times with clean cold water until no smell is left in it."
)


@pytest.fixture
def writing(collection: Collection, site: Flask) -> Article:
    """An article that somebody writes, beside one that says it already and one that says something else."""
    collection.write("en/descale.md", WASH, title="Descale the kettle")
    collection.write("en/pay.md", "Pay by card, by invoice or in instalments. " * 5, title="Pay")
    collection.write("fa/descale.md", "کتری را جرم‌گیری کنید.", title="جرم‌گیری کتری")
    collection.write("en/limescale.md", WASH, title="Remove limescale from the kettle", status="draft")
    return collection.library().catalog.articles[ArticleId("en", "limescale")]


def advice_of(site: Flask, clock: Clock | None = None) -> SearchAdvice:
    parts = site.extensions["kb"]
    return SearchAdvice(parts.engine, parts.database, clock or Clock())


def test_an_article_that_says_it_already_and_what_its_title_finds_are_told(
    client: FlaskClient, site: Flask, writing: Article
) -> None:
    site.extensions["kb"].library.refresh()
    site.extensions["kb"].service.bring_up_to_date()
    advice = advice_of(site).on(writing, ["Steps"], WASH + " And enjoy your tea.", EVERYONE)
    assert [one.key for one in advice.found] == ["descale"]
    assert [one.key for one in advice.alike] == ["descale"]
    other = advice_of(site).on(replace(writing, title="Kettle"), [], "A short text on something else.", EVERYONE)
    assert other.alike == []
    assert advice_of(site).on(replace(writing, title="Zebra"), [], "", EVERYONE).found == []


def test_questions_that_it_would_answer_are_told_until_somebody_closes_them(
    client: FlaskClient, site: Flask, writing: Article
) -> None:
    questions = ["remove limescale", "limescale kettle vinegar", "return vinegar", "limescale on the moon and stars"]
    put(site, *(failed(one) for one in questions), failed("Remove limescale?"), search("kettle limescale"))
    put(site, failed("remove limescale", language="fa"), failed("limescale", after=-200 * 86_400))
    clock = Clock()
    advice = advice_of(site, clock)
    told = advice.on(writing, ["Vinegar"], WASH, EVERYONE).asked
    assert sorted((question.lower().strip("?"), count) for question, count in told) == [
        ("limescale kettle vinegar", 1),
        ("remove limescale", 2),
    ]
    with site.extensions["kb"].database.begin() as connection:
        close(connection, [Cover("en", "remove limescale", ArticleId("en", "descale"), NOON, "Ann")])
    assert len(advice.on(writing, [], WASH, EVERYONE).asked) == 2  # not read again so soon
    clock.later(seconds=KEPT_SECONDS + 1)
    assert [question for question, _ in advice.on(writing, [], WASH, EVERYONE).asked] == ["limescale kettle vinegar"]
