"""The widget's script, its demonstration and what it reports, as browsers and everybody else may ask for them."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from kb.catalog.article import ArticleId
from kb.core.settings import Settings
from search.widget import pages as widget_pages
from search.widget.deflection import ArticleDeflection, Deflection, deflection, deflection_by_article
from tests.clock import NOON, Clock
from tests.conftest import Collection
from tests.search.conftest import indexed_site, write_help_centre

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

SHOP, STRANGER = "https://shop.example.com", "https://stranger.example"
VISIT = "0123456789abcdef" * 2
LIGHT = 12 * 1024


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shared_site(collection: Collection, tmp_path: Path, clock: Clock) -> Iterator[Flask]:
    """The standing cast's site, which one shop may ask."""
    write_help_centre(collection)
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data", cors_origins=(SHOP,))
    with indexed_site(settings, clock=clock) as app:
        yield app


@pytest.fixture
def browser(shared_site: Flask) -> FlaskClient:
    return shared_site.test_client()


def report(browser: FlaskClient, event: object = "shown", **more: Any) -> TestResponse:
    """What the widget posts from a page of the shop, as plain text."""
    headers = {"Origin": SHOP, **more.pop("headers", {})}
    body = json.dumps({"event": event, "visit": VISIT, "language": "en", **more})
    return browser.post("/api/v1/deflection", data=body, content_type="text/plain;charset=UTF-8", headers=headers)


def figures(site: Flask) -> Deflection:
    with site.extensions["kb"].database.connect() as connection:
        return deflection(connection, NOON - timedelta(days=1))


# The script


def test_the_script_may_be_put_into_a_page_of_any_site_and_is_kept_for_an_hour(browser: FlaskClient) -> None:
    answer = browser.get("/widget.js")
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age=3600" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    again = browser.get("/widget.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_script_is_light(browser: FlaskClient) -> None:
    answer = browser.get("/widget.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < LIGHT
    assert b"This solved it" in gzip.decompress(answer.data)


def test_the_script_has_the_colours_of_the_brand_for_both_themes(collection: Collection, site: Flask) -> None:
    usual = site.test_client().get("/widget.js").text
    assert "const BRAND = '';" in usual
    collection.root.joinpath("site.yml").write_text('colours: {brand: "#6a2c70", brand_dark: "#d7a6dd"}\n', "utf-8")
    site.extensions["kb"].library.refresh()
    script = site.test_client().get("/widget.js").text
    assert "const BRAND = '--brand: light-dark(#6a2c70, #d7a6dd); --on-brand: light-dark(#ffffff, " in script
    assert (
        script.partition("const BRAND = ")[2].partition("\n")[2]
        == usual.partition("const BRAND = ")[2].partition("\n")[2]
    )


def test_the_script_keeps_nothing_and_does_nothing_that_strict_pages_forbid(browser: FlaskClient) -> None:
    script = browser.get("/widget.js").text
    for word in ("cookie =", "localStorage", "sessionStorage", "indexedDB", ".innerHTML", "eval(", ".style", "<style"):
        assert word not in script


def test_the_guide_describes_what_the_script_can_be_told(browser: FlaskClient) -> None:
    script = browser.get("/widget.js").text
    (first,) = re.findall(r"const \{ (.+) \} = script\.dataset;", script)
    named = {part.split(":")[0] for part in first.split(", ")} | set(re.findall(r"script\.dataset\.(\w+)", script))
    guide = (Path(__file__).parents[3] / "docs" / "widget.md").read_text("utf-8")
    assert set(re.findall(r"^\| `data-(\w+)` \|", guide, re.MULTILINE)) == named


# The demonstration


@pytest.mark.parametrize(
    ("asked", "language", "direction"), [("ar", "ar", "rtl"), ("fr, fa", "fa", "rtl"), ("de", "en", "ltr")]
)
def test_the_demonstration_speaks_the_readers_language(
    browser: FlaskClient, asked: str, language: str, direction: str
) -> None:
    answer = browser.get("/widget/demo", headers={"Accept-Language": asked})
    page = html.fromstring(answer.text)
    assert (page.get("lang"), page.get("dir")) == (language, direction)
    (script,) = page.xpath('//script[@src="/widget.js"]')
    assert script.get("data-language") == language
    assert "Accept-Language" in answer.vary


def test_the_demonstration_can_be_looked_at_in_each_language_and_no_other(browser: FlaskClient) -> None:
    english = html.fromstring(browser.get("/widget/demo").text)
    links = english.xpath('//section[@class="try"]//a/@href')
    assert sorted(links) == [f"/widget/demo?language={code}" for code in ("ar", "fa", "ru")]
    assert [html.fromstring(browser.get(link).text).get("lang") for link in sorted(links)] == ["ar", "fa", "ru"]
    assert html.fromstring(browser.get("/widget/demo?language=<x>").text).get("lang") == "en"


def test_the_demonstration_sends_nothing_and_says_so_also_without_a_session(browser: FlaskClient) -> None:
    assert "Nothing was sent" not in browser.get("/widget/demo").text
    answer = browser.post("/widget/demo?language=en", data={"subject": "secret subject", "message": "x"})
    assert answer.status_code == 303
    assert "secret" not in answer.location
    told = browser.get(answer.location)
    assert "Nothing was sent" in told.text
    assert "Set-Cookie" not in told.headers


def test_the_line_to_copy_names_the_address_of_this_site(browser: FlaskClient) -> None:
    page = html.fromstring(browser.get("/widget/demo").text)
    (line,) = page.xpath("//pre/code")
    assert line.text_content().startswith('<script src="http://localhost/widget.js" data-form="#contact"')


# Who may ask


def test_a_page_of_a_named_site_may_search_as_a_reader_and_others_may_not(browser: FlaskClient) -> None:
    search = "/api/v1/search?q=gizmotron+password&mode=instant"
    answer = browser.get(search, headers={"Origin": SHOP})
    assert answer.headers["Access-Control-Allow-Origin"] == SHOP
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert {hit["audience"] for hit in answer.json["results"]} == {"public"}
    assert "Access-Control-Allow-Origin" not in browser.get(search, headers={"Origin": STRANGER}).headers
    assert "Access-Control-Allow-Origin" not in browser.get("/en/", headers={"Origin": SHOP}).headers


def test_a_named_site_may_report_and_a_stranger_is_refused(browser: FlaskClient, shared_site: Flask) -> None:
    answer = report(browser)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (204, SHOP)
    for origin in (STRANGER, "null", "https://localhost"):
        refused = report(browser, "sent", headers={"Origin": origin})
        assert (refused.status_code, refused.content_type) == (403, "application/problem+json; charset=utf-8")
    assert figures(shared_site) == Deflection(shown=1, left=1)


def test_pages_of_the_site_itself_may_report(browser: FlaskClient, shared_site: Flask) -> None:
    assert report(browser, headers={"Origin": "http://localhost"}).status_code == 204
    assert figures(shared_site).shown == 1


def test_a_browser_that_asks_before_it_sends_json_is_told_that_it_may(browser: FlaskClient) -> None:
    asking = {"Origin": SHOP, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    answer = browser.options("/api/v1/deflection", headers=asking)
    assert answer.status_code == 204
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


# What is reported


def test_the_way_of_one_visit_is_kept(browser: FlaskClient, shared_site: Flask) -> None:
    for event, article in (("shown", None), ("opened", "en/account/password"), ("solved", "en/account/password")):
        assert report(browser, event, article=article).status_code == 204
    assert figures(shared_site) == Deflection(shown=1, opened=1, solved=1)
    report(browser, "sent")
    assert figures(shared_site) == Deflection(shown=1, opened=1)
    with shared_site.extensions["kb"].database.connect() as connection:
        by_article = deflection_by_article(connection, NOON - timedelta(days=1))
    assert by_article == {ArticleId("en", "account/password"): ArticleDeflection(opened=1)}


@pytest.mark.parametrize("header", ["DNT", "Sec-GPC"])
def test_of_whoever_asks_not_to_be_tracked_nothing_is_kept(
    browser: FlaskClient, shared_site: Flask, header: str
) -> None:
    assert report(browser, headers={header: "1"}).status_code == 204
    assert figures(shared_site) == Deflection()


def test_nothing_that_leads_to_a_person_is_kept(browser: FlaskClient, shared_site: Flask) -> None:
    browser.environ_base.update(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Recognisable/1.0")
    report(browser, "shown", name="Ann", subject="my mystery")
    report(browser, "opened", article="en/account/password")
    file = shared_site.extensions["kb"].settings.database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as database:
        kept = "\n".join(database.iterdump())
    assert VISIT in kept
    for word in ("203.0.113.77", "Recognisable", "Ann", "mystery"):
        assert word not in kept


WRONG = [
    b"",
    b"not json",
    b"[]",
    b"null",
    b"[" * 3000,
    b'{"event": "shown"}',
    b"\xff\xfe\x00",
    json.dumps({"event": "won", "visit": VISIT}).encode(),
    json.dumps({"event": ["shown"], "visit": VISIT}).encode(),
    json.dumps({"event": "shown", "visit": 7}).encode(),
    json.dumps({"event": "shown", "visit": VISIT[:-1]}).encode(),
    json.dumps({"event": "shown", "visit": VISIT + "\n"}).encode(),
    json.dumps({"event": "shown", "visit": VISIT[:-1] + "\x00"}).encode(),
    json.dumps({"event": "opened", "visit": VISIT, "article": "en/no/such"}).encode(),
    json.dumps({"event": "opened", "visit": VISIT, "article": "en/handbook/escalate"}).encode(),
    json.dumps({"event": "opened", "visit": VISIT, "article": "en/account/draft"}).encode(),
    json.dumps({"event": "opened", "visit": VISIT, "article": "\ud800\x00"}).encode(),
    json.dumps({"event": "opened", "visit": VISIT, "article": {"a": 1}}).encode(),
    json.dumps({"event": "shown", "visit": VISIT, "more": "x" * 4000}).encode(),
]


@pytest.mark.parametrize("body", WRONG, ids=range(len(WRONG)))
def test_what_is_no_report_is_refused_with_a_reason_and_leaves_nothing(
    browser: FlaskClient, shared_site: Flask, body: bytes
) -> None:
    answer = browser.post("/api/v1/deflection", data=body, headers={"Origin": SHOP})
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json; charset=utf-8")
    assert answer.json["detail"]
    assert figures(shared_site) == Deflection()


def test_a_language_nobody_knows_is_left_out(browser: FlaskClient, shared_site: Flask) -> None:
    for number, language in enumerate(("en", "xx", ["en"], None, "\x00" * 99)):
        assert report(browser, visit=f"{number:032x}", language=language).status_code == 204
    assert figures(shared_site).shown == 5
    with shared_site.extensions["kb"].database.connect() as connection:
        kept = connection.exec_driver_sql("SELECT language FROM deflection_visits ORDER BY visit").scalars().all()
    assert kept == ["en", "", "", "", ""]


def test_one_address_that_reports_without_end_is_stopped_until_the_next_minute(
    browser: FlaskClient, shared_site: Flask, clock: Clock
) -> None:
    told = [report(browser, visit=f"{n:032x}").status_code for n in range(widget_pages.REPORTS_OF_ONE + 1)]
    assert set(told[:-1]) == {204}
    assert told[-1] == 429
    other = {"REMOTE_ADDR": "203.0.113.9"}
    body = json.dumps({"event": "shown", "visit": VISIT})
    assert browser.post("/api/v1/deflection", data=body, environ_overrides=other).status_code == 204
    clock.now += timedelta(minutes=1)
    assert report(browser).status_code == 204


def test_readers_behind_one_proxy_do_not_stop_each_other(browser: FlaskClient) -> None:
    for number in range(widget_pages.REPORTS_OF_ONE + 1):
        behind = {"X-Forwarded-For": f"203.0.113.{number % 2}"}
        assert report(browser, visit=f"{number:032x}", headers=behind).status_code == 204


def test_readers_behind_a_proxy_that_does_not_tell_do_not_stop_each_other(browser: FlaskClient) -> None:
    for number in range(widget_pages.REPORTS_OF_ONE + 1):
        assert report(browser, visit=f"{number:032x}", headers={"Via": "1.1 proxy"}).status_code == 204


def test_without_the_database_the_report_is_lost_and_the_sender_told_so(
    browser: FlaskClient, shared_site: Flask
) -> None:
    file = shared_site.extensions["kb"].settings.database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as database:
        database.execute("DROP TABLE deflection_visits")
    answer = report(browser)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert browser.get("/widget/demo").status_code == 200


def test_the_address_is_described_with_all_its_events() -> None:
    (about,) = widget_pages.PATHS.values()
    schema = about["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert schema["properties"]["event"]["enum"] == ["shown", "opened", "solved", "sent"]
