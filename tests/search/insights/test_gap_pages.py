"""The pages of gaps: what is asked and not answered, closed by an article or a draft."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from werkzeug.test import TestResponse

from kb.accounts.audit_log import AuditEntry
from kb.catalog.article import ArticleId, Status
from tests.conftest import Collection
from tests.search.insights.conftest import (
    REFUND,
    failed,
    put,
    table_of,
    told,
)

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


def gap_form(page: FlaskClient, number: int = 0, kind: str = "draft", path: str = "/insights/gaps") -> dict[str, Any]:
    """The fields of a form of a gap as its browser would send them."""
    shown = html.fromstring(page.get(path).text)
    [form] = shown.xpath(f'(//form[contains(@action, "/insights/gaps/{kind}")])[{number + 1}]')
    fields: dict[str, Any] = {}
    for field in form.xpath(".//input"):
        fields.setdefault(field.get("name"), []).append(field.get("value") or "")
    return fields


def test_a_gap_shows_its_questions_volume_and_trend(page: FlaskClient, site: Flask) -> None:
    put(site, failed("gift wrapping", first=(REFUND,)), failed("wrapping gift"), failed("bitcoin", after=-20 * 86_400))
    text = " ".join(html.fromstring(page.get("/insights/gaps").text).text_content().split())
    assert "asked 2 times · rising: 0 in the first half, 2 in the second" in text
    assert "asked 1 time · falling" in text
    assert "The closest article: Refunds <b>" in text


def test_one_click_opens_a_draft_with_the_questions_and_closes_the_gap(
    page: FlaskClient, site: Flask, collection: Collection
) -> None:
    put(site, failed("gift wrapping?", first=(REFUND,)), failed("Gift wrapping?"), failed("wrapping gift"))
    answer = page.post("/insights/gaps/draft", data={**gap_form(page), "act": "draft"}, follow_redirects=True)
    assert answer.request.path == "/editor/en/orders/gift-wrapping"
    assert "The gap is closed." in answer.text
    made = site.extensions["kb"].library.catalog.articles[ArticleId("en", "orders/gift-wrapping")]
    assert made.status == Status.DRAFT
    assert (made.title, made.keywords, made.body.strip()) == ("Gift wrapping?", ("wrapping gift",), "")
    assert site.test_client().get("/en/articles/orders/gift-wrapping").status_code == 404
    gaps = page.get("/insights/gaps").text
    for said in ("No gaps in this time", "not published", "2 questions", 'href="/editor/en/orders/gift-wrapping"'):
        assert said in gaps
    assert "/editor/en/orders/gift-wrapping" in page.get("/editor").text


def test_a_draft_can_be_downloaded_and_nothing_is_written(
    page: FlaskClient, site: Flask, collection: Collection
) -> None:
    put(site, failed("подарок"))
    answer = page.post("/insights/gaps/draft", data={**gap_form(page), "act": "download"})
    assert answer.content_type == "text/markdown; charset=utf-8"
    assert answer.text.startswith('---\ntitle: "подарок"\nstatus: draft\n---\n')
    assert "attachment" in answer.headers["Content-Disposition"]
    with site.extensions["kb"].database.connect() as connection:
        assert connection.scalars(select(AuditEntry.about)).all() == ["insights gap"]
    assert len(list(collection.root.rglob("*.md"))) == 3
    assert len(table_of(page.get("/insights/gaps.csv"))) == 1


@pytest.mark.parametrize(
    "named", ["en/account/reset", "/en/articles/account/reset", "http://localhost/en/articles/account/reset"]
)
def test_a_gap_is_closed_by_an_article_and_opened_again(page: FlaskClient, site: Flask, named: str) -> None:
    put(site, failed("passkey"))
    form = {**gap_form(page, kind="cover"), "article": named}
    answer = page.post("/insights/gaps/cover", data=form, follow_redirects=True)
    assert told(answer) == "Closed: Reset a password answers this."
    assert "no failed searches since" in answer.text
    put(site, failed("passkey", after=1))
    assert "still without a good answer 1 time since" in page.get("/insights/gaps").text
    answer = page.post("/insights/gaps/reopen", data=gap_form(page, kind="reopen"), follow_redirects=True)
    assert "The questions are open again." in told(answer)
    assert rows_of_gaps(answer) == ["passkey"]


def test_what_is_said_of_a_gap_is_in_the_editors_language(page: FlaskClient, site: Flask) -> None:
    put(site, failed("passkey"))
    persian = {"Accept-Language": "fa"}
    form = {**gap_form(page, kind="cover"), "article": "en/account/reset"}
    answer = page.post("/insights/gaps/cover", data=form, headers=persian, follow_redirects=True)
    assert told(answer) == "بسته شد: مقاله Reset a password به این پاسخ می‌دهد."
    form["article"] = "en/nothing"
    answer = page.post("/insights/gaps/cover", data=form, headers=persian, follow_redirects=True)
    assert told(answer) == "چنین مقاله‌ای نیست. یکی را از فهرست انتخاب کنید."


def rows_of_gaps(answer: TestResponse) -> list[str]:
    return [str(heading.text) for heading in html.fromstring(answer.text).xpath('//li[@class="gap"]/h2/bdi')]


@pytest.mark.parametrize("article", ["", "en/nothing", "../../etc/passwd", "x" * 5000])
def test_an_article_that_there_is_not_closes_nothing(page: FlaskClient, site: Flask, article: str) -> None:
    put(site, failed("passkey"))
    form = {**gap_form(page, kind="cover"), "article": article}
    answer = page.post("/insights/gaps/cover", data=form, follow_redirects=True)
    assert "There is no such article." in told(answer)
    assert rows_of_gaps(answer) == ["passkey"]


def test_a_draft_without_a_question_is_refused(page: FlaskClient, site: Flask) -> None:
    put(site, failed("passkey"))
    form = {**gap_form(page), "question": ["en:", ":", "en:?!"], "act": "draft"}
    assert "There was no question." in told(page.post("/insights/gaps/draft", data=form, follow_redirects=True))


def test_where_the_articles_cannot_be_written_the_page_says_so(
    page: FlaskClient, site: Flask, collection: Collection
) -> None:
    put(site, failed("passkey"))
    form = {**gap_form(page), "question": ["en:passkey"], "near": ""}
    (collection.root / "en").rename(collection.root / "fr")
    (collection.root / "en").write_text("in the way")
    answer = page.post("/insights/gaps/draft", data={**form, "act": "draft"}, follow_redirects=True)
    assert "The draft could not be saved: en/passkey.md cannot be saved" in told(answer)


@pytest.mark.parametrize("kind", ["draft", "cover", "reopen"])
def test_nothing_is_done_without_the_token_of_the_form(page: FlaskClient, site: Flask, kind: str) -> None:
    assert page.post(f"/insights/gaps/{kind}", data={"question": "en:x"}).status_code == 400
