"""What readers said of articles moves them up in the queue, and is told on their page."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from kb.catalog.article import ArticleId
from kb.exchange.writing.ledger import Ledger
from kb.feedback.votes import Opinion, VoteReason, cast
from review.pages.findings import findings_of
from review.queue.priority import NO_SIGNALS
from review.queue.rows import Reason as Why
from review.service import Review
from tests.at_the_machine import client_at_the_machine
from tests.conftest import Collection
from tests.kb.conftest import words
from tests.review.conftest import Reviewing

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

NO = Opinion(helpful=False)
YES = Opinion(helpful=True)
HOSTILE = "<script>alert(1)</script>"


def vote(review: Review, id_: ArticleId, *opinions: Opinion) -> None:
    """Readers say something of the article as it is now."""
    with review.database.begin() as connection:
        for opinion in opinions:
            cast(connection, review.catalog.articles[id_], opinion, review.clock())


def test_readers_who_were_not_helped_move_an_article_up_and_are_its_reason(reviewing: Reviewing) -> None:
    lid, cup = (reviewing.article(key, last_reviewed_on="2026-01-01") for key in ("lid", "cup"))
    vote(reviewing.review, cup, NO, NO, YES)
    assert [row.article.id for row in reviewing.review.queue()] == [cup, lid]
    assert Why("unhelpful", 2) in reviewing.row(cup).reasons
    assert reviewing.row(lid).reasons == (Why("reviewed", 325),)


def test_votes_on_an_earlier_text_do_not_count_against_the_present_one(reviewing: Reviewing) -> None:
    lid = reviewing.article("lid", last_reviewed_on="2026-01-01")
    rank = reviewing.review.row(reviewing.review.catalog.articles[lid]).priority
    vote(reviewing.review, lid, NO, NO)
    reviewing.article("lid", body="Mended.", last_reviewed_on="2026-01-01")
    assert reviewing.row(lid).priority == rank


def test_votes_on_an_article_that_is_gone_are_passed_over(reviewing: Reviewing) -> None:
    lid, cup = reviewing.article("lid"), reviewing.article("cup")
    vote(reviewing.review, lid, NO)
    reviewing.file(lid).unlink()
    reviewing.review.library.refresh()
    assert [row.article.id for row in reviewing.review.queue()] == [cup]


def test_an_articles_findings_tell_what_readers_said(reviewing: Reviewing) -> None:
    lid = reviewing.article("lid")
    vote(reviewing.review, lid, YES, Opinion(False, (VoteReason.MISSING,), "Where is the lid?"))
    said = findings_of(reviewing.review, reviewing.review.catalog.articles[lid]).said
    assert (said.now, said.reasons) == ((1, 1), [("missing", 1)])
    assert [comment.text for comment in said.comments] == ["Where is the lid?"]


@pytest.fixture
def page_of_lid(collection: Collection, site: Flask) -> FlaskClient:
    """An editor's browser; the site has one article."""
    collection.write("en/lid.md", title="Lid")
    site.extensions["kb"].library.refresh()
    return client_at_the_machine(site)


def section(client: FlaskClient) -> list[str]:
    tree = html.fromstring(client.get("/review/articles/en/lid").text)
    return [words(part) for part in tree.iterfind(".//section[@aria-labelledby='review-votes']")]


def test_the_page_tells_votes_reasons_and_comments_as_text(
    page_of_lid: FlaskClient, site: Flask, collection: Collection
) -> None:
    review = site.extensions["kb"].review
    assert section(page_of_lid) == []
    vote(review, ArticleId("en", "lid"), YES, NO, Opinion(False, (VoteReason.WRONG, VoteReason.OTHER), HOSTILE))
    (told,) = section(page_of_lid)
    assert "It helped 1 reader" in told
    assert "it did not help 2" in told
    assert "Something is wrong: 1" in told
    assert f"1 comment {HOSTILE}" in told
    assert HOSTILE not in page_of_lid.get("/review/articles/en/lid").text


def test_after_an_edit_the_page_tells_of_the_votes_before_it(
    page_of_lid: FlaskClient, site: Flask, collection: Collection
) -> None:
    parts = site.extensions["kb"]
    vote(parts.review, ArticleId("en", "lid"), YES, Opinion(False, comment="Where is it?"))
    collection.write("en/lid.md", "Mended.", title="Lid")
    parts.library.refresh()
    (told,) = section(page_of_lid)
    assert "Nobody has voted on this text yet." in told
    assert "Its earlier texts: 1 were helped, 1 were not." in told
    assert "on an earlier text" in told


def test_what_was_counted_before_the_move_is_told_and_moves_nothing_in_the_queue(
    page_of_lid: FlaskClient, site: Flask, collection: Collection
) -> None:
    review = site.extensions["kb"].review
    lid = ArticleId("en", "lid")
    rank = review.row(review.catalog.articles[lid]).priority
    collection.write("en/lid.md", title="Lid", imported_from="zendesk:3600")
    told = Ledger(system="zendesk")
    told.note("3600", "en", "en/lid.md", {})
    told.count("3600", "en", {"helpful": 2, "not_helpful": 1_013, "views": 4_500}, date(2026, 11, 3))
    collection.write(".kb-import/zendesk.json", told.as_json())
    review.library.refresh()
    (said,) = section(page_of_lid)
    before = "Before the move (Zendesk, until November 3, 2026): 2 of 1,015 found it helpful · 4,500 views"
    assert f"Nobody has voted on this text yet. {before}" in said
    row = review.row(review.catalog.articles[lid])
    assert (row.priority, row.signals) == (rank, NO_SIGNALS)


def test_a_system_that_counts_views_alone_has_no_votes(
    page_of_lid: FlaskClient, site: Flask, collection: Collection
) -> None:
    collection.write("en/lid.md", title="Lid", imported_from="old:7")
    told = Ledger(system="helpscout")
    told.note("7", "en", "en/lid.md", {})
    told.count("7", "en", {"views": 1}, date(2026, 11, 3))
    collection.write(".kb-import/old.json", told.as_json())
    site.extensions["kb"].library.refresh()
    (said,) = section(page_of_lid)
    assert said.endswith("Before the move (Help Scout Docs, until November 3, 2026): 1 view")
