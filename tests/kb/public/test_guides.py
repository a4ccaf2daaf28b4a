"""A guide's page: its steps as addresses, the question at its ends, and what is kept of the answers."""

from __future__ import annotations

import pytest
from flask import Flask

from kb.catalog.article import ArticleId
from kb.feedback.step_votes import scores_by_step
from kb.feedback.votes import Score
from tests.conftest import Collection
from tests.kb.conftest import Visitor

pytestmark = pytest.mark.slow
BODY = "Choose.\n\n## Lit? {#lit}\n\n- [Yes](#warm)\n- [No](other.md)\n\n## Warm {#warm}\n\nDone.\n"
ADDRESS = "/en/articles/a/guide"


@pytest.fixture
def guide(collection: Collection, visitor: Visitor) -> Visitor:
    collection.write("en/a/guide.md", BODY, title="Guide", kind="guide")
    collection.write("fa/a/guide.md", BODY, title="راهنما")
    collection.write("en/a/other.md", title="Other")
    return visitor


def test_each_step_is_a_section_and_each_end_asks_whether_it_solved_it(guide: Visitor) -> None:
    page = guide.open(ADDRESS)
    assert page.texts("//section[@class='step first' or @class='step']/h2") == ["Lit?", "Warm"]
    assert page.texts("//ul[@class='answers']//a/@href") == ["#warm", "/en/articles/a/other"]
    assert page.texts("//form[@class='step-vote']/input[@name='step']/@value") == ["warm"]
    assert page.tree.xpath("//section[@id='feedback'][@hidden]")
    assert page.texts("//nav[@class='contents']") == []
    assert page.texts("//details[contains(@class, 'all-steps')]//a/@href") == ["#lit", "#warm"]
    assert guide.open("/en/articles/a/other").tree.xpath("//section[@id='feedback'][not(@hidden)]")


def test_a_translation_is_a_guide_where_the_original_is_and_its_links_keep_the_interface(guide: Visitor) -> None:
    page = guide.open("/fa/articles/a/guide?ui=en")
    assert page.texts("//ul[@class='answers']//a/@href") == ["#warm", "/en/articles/a/other"]
    assert page.texts("//p[@class='start-again']") == ["Start again"]


def test_what_is_said_at_a_step_is_kept_with_it_and_leads_back_to_it(guide: Visitor, site: Flask) -> None:
    fields = {"language": "en", "key": "a/guide", "step": "warm"}
    answer = guide.open("/feedback", "POST", data={**fields, "helpful": "no"})
    assert str(answer.location).startswith(f"{ADDRESS}?feedback=no&vote=")
    assert str(answer.location).endswith("#warm")
    page = guide.open(str(answer.location))
    assert page.tree.xpath("//section[@id='feedback'][not(@hidden)]//textarea")
    assert page.texts("//section[@aria-labelledby='warm']//p[@class='step-said']") == page.texts(
        "//p[@class='feedback-said']"
    )
    assert guide.open(ADDRESS).texts("//p[@class='step-said']") == []
    other = {"User-Agent": "another"}
    guide.open("/api/v1/feedback", "POST", json={**fields, "helpful": True}, headers=other)
    guide.open("/feedback", "POST", data={**fields, "step": "gone", "helpful": "yes"}, headers={"User-Agent": "third"})
    parts = site.extensions["kb"]
    with parts.database.connect() as connection:
        found = scores_by_step(connection, parts.library.catalog.articles[ArticleId("en", "a/guide")])
    assert found == {"warm": Score(1, 1)}


def test_a_reason_given_afterwards_leaves_the_step(guide: Visitor, site: Flask) -> None:
    fields = {"language": "en", "key": "a/guide", "helpful": "no"}
    answer = guide.open("/feedback", "POST", data={**fields, "step": "warm"})
    vote = str(answer.location).partition("vote=")[2].partition("#")[0]
    guide.open("/feedback", "POST", data={**fields, "vote": vote, "comment": "Too hard.", "told": "1"})
    parts = site.extensions["kb"]
    with parts.database.connect() as connection:
        found = scores_by_step(connection, parts.library.catalog.articles[ArticleId("en", "a/guide")])
    assert found == {"warm": Score(0, 1)}
