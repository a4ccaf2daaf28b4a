"""The search page and its JSON: the same answers for people, programs, the command line and the engine."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from app import create_app
from kb.catalog.article import PUBLIC_ONLY, ArticleId
from kb.core.settings import Settings
from search.results.results import SURE, SearchRequest
from tests.conftest import BagOfWords, Collection, open_site
from tests.search.commands_over import kb_over
from tests.search.conftest import HOSTILE, Waiting, ask_api, eventually, model

QUERIES = [
    "password",
    "money for a broken toaster",
    "گذرواژه",
    "посылка",
    '"broken toaster"',
    "-zebra",
    "category:orders",
]


BAG = [model(BagOfWords)]


def raw(text: str) -> str:
    """A query as a browser would send it, even one that is no text."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def links(page: TestResponse) -> list[str]:
    """Where the hits of a page lead, in order."""
    found = html.fromstring(page.text).xpath('//ol[@class="hits"]/li/h2/a/@href')
    return [re.sub(r"\?ui=\w+", "", str(link)) for link in found]  # foreign ones keep the interface around them


@pytest.mark.parametrize("query", QUERIES)
def test_page_api_command_line_and_engine_give_the_same_in_the_same_order(
    reader: FlaskClient, standing_site: Flask, cast_settings: Settings, query: str
) -> None:
    engine = standing_site.extensions["kb"].service.engine
    found = engine.search(SearchRequest(query, "en", PUBLIC_ONLY))
    expected = [hit.url for hit in found.hits]
    assert expected
    assert links(reader.get("/en/search", query_string={"q": query})) == expected
    body = ask_api(reader, query, lang="en").json
    assert [hit["url"] for hit in body["results"]] == expected
    kb = kb_over(Collection(cast_settings.articles_dir), cast_settings.data_dir, BAG)
    said = json.loads(kb("search", "--json", "--lang", "en", "--", query).stdout)
    assert [hit["url"] for hit in said["results"]] == expected
    for answer in (body, said):
        del answer["took_ms"]
    assert said == body


def test_no_query_at_all_is_an_empty_answer(reader: FlaskClient) -> None:
    assert reader.get("/api/v1/search").json["results"] == []
    assert reader.get("/en/search").status_code == 200


def test_a_query_that_is_too_long_is_a_page_that_says_so(reader: FlaskClient) -> None:
    page = reader.get("/en/search", query_string={"q": "<b>" * 200})
    assert page.status_code == 400
    assert html.fromstring(page.text).xpath('//*[@role="alert"]')
    assert "<b><b>" not in page.text


@pytest.mark.parametrize("text", HOSTILE)
def test_the_page_and_the_api_stand_any_query(reader: FlaskClient, text: str) -> None:
    page = reader.get(f"/en/search?q={raw(text)}")
    assert page.status_code == 200
    assert reader.get(f"/api/v1/search?q={raw(text)}").status_code == 200
    assert (
        reader.get(f"/fa/search?q={raw(text)}&page=2&category={raw(text)}&tag={raw(text)}&in={raw(text)}").status_code
        == 200
    )


MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)",
    "</title><script>x</script>",
]


@pytest.mark.parametrize("text", [*MARKUP, *(f"{word} {text}" for text in MARKUP for word in ("password", "pasword"))])
@pytest.mark.parametrize(
    "where", ["q={}", "q=password&category={}", "q=password&tag={}", "q=password&in={}", "q=-zebra&page=2&x={}"]
)
def test_what_was_typed_is_always_text_on_the_page(reader: FlaskClient, text: str, where: str) -> None:
    page = html.fromstring(reader.get("/en/search?" + where.format(raw(text))).text)
    assert page.xpath("//script[not(@src)][not(@type='application/ld+json')]") == []
    assert page.xpath("//img[@src='x']") == []
    assert page.xpath("//*[@onerror or @onfocus]") == []


def test_the_query_stays_in_the_box_as_it_was_typed(reader: FlaskClient) -> None:
    typed = 'a "b" <c> & d'
    page = html.fromstring(reader.get("/en/search", query_string={"q": typed}).text)
    assert typed in page.xpath('//input[@name="q"]/@value')


def test_snippets_are_marked_on_the_page_and_nothing_else_in_them_is_markup(
    collection: Collection, request: pytest.FixtureRequest
) -> None:
    collection.write("en/tags.md", "Type `<script>alert(1)</script>` for a zeppelin.", title="Tags <b>")
    client: FlaskClient = request.getfixturevalue("client")
    text = client.get("/en/search?q=zeppelin").text
    assert "Type &lt;script&gt;alert(1)&lt;/script&gt; for a <mark>zeppelin</mark>." in text
    assert "Tags &lt;b&gt;" in text


def test_codes_in_results_from_right_to_left_are_kept_together(
    collection: Collection, request: pytest.FixtureRequest
) -> None:
    collection.write("ar/code.md", "الرمز 17-KT على المنطاد، والهاتف +44 20 7946 0112.", title="المنطاد 17-KT")
    client: FlaskClient = request.getfixturevalue("client")
    page = html.fromstring(client.get("/ar/search?q=" + raw("المنطاد")).text)
    (hit,) = page.xpath('//li[@class="hit"]')
    assert hit.xpath('./h2//bdi[@dir="ltr"]/text()') == ["17-KT"]
    assert hit.xpath('./p[@class="snippet"]//bdi[@dir="ltr"]/text()') == ["17-KT", "+44 20 7946 0112"]
    (plain,) = ask_api(client, "المنطاد", lang="ar").json["results"]
    (ready,) = ask_api(client, "المنطاد", lang="ar", sections="1").json["results"]
    assert "<bdi" not in plain["snippet"]
    assert ready["snippet"].count('<bdi dir="ltr">') == 2
    assert '<bdi dir="ltr">17-KT</bdi>' in ready["marked_title"]


def test_a_query_in_another_direction_is_set_apart_in_the_words_around_it(reader: FlaskClient) -> None:
    page = html.fromstring(reader.get("/en/search?category=none&q=" + raw("كلمة")).text)
    assert page.xpath('//section[@class="empty"]/h2/bdi/text()') == ["كلمة"]
    assert page.xpath("string(//title)").startswith("\u2067كلمة\u2069 – ")


def test_each_hit_says_which_language_it_is_in(reader: FlaskClient) -> None:
    page = html.fromstring(reader.get("/fa/search?q=" + raw("money for a broken toaster")).text)
    (hit,) = [hit for hit in page.xpath('//li[@class="hit"]') if "refund" in str(hit.xpath("./h2/a/@href")[0])]
    assert (hit.get("lang"), hit.get("dir")) == ("en", "ltr")
    assert "English" in hit.text_content()


def test_a_sure_slip_is_searched_corrected_and_what_was_typed_is_offered(reader: FlaskClient) -> None:
    page = html.fromstring(reader.get("/en/search?q=pasword").text)
    assert page.xpath('//p[@class="did-you-mean"]/strong/text()') == ["password"]
    assert page.xpath('//input[@name="q"]/@value')[0] == "pasword"
    (link,) = page.xpath('//p[@class="did-you-mean"]/a')
    assert (link.text, link.get("href")) == ("pasword", "?q=pasword&exact=1")
    insisted = html.fromstring(reader.get(f"/en/search{link.get('href')}").text)
    assert insisted.xpath('//p[@class="did-you-mean"]') == []


@pytest.mark.parametrize(("language", "told"), [("fa", "fa"), ("xx", None), ("", None), ("<b>", None)])
def test_the_language_of_the_query_can_be_told(reader: FlaskClient, language: str, told: str | None) -> None:
    guessed = ask_api(reader, "password", lang="en").json
    answer = ask_api(reader, "password", lang="en", ql=language).json
    assert answer["language"] == (told or guessed["language"])
    assert reader.get("/en/search", query_string={"q": "password", "ql": language}).status_code == 200


def test_where_the_query_is_in_another_language_than_the_page_others_are_offered(reader: FlaskClient) -> None:
    page = html.fromstring(reader.get("/en/search?q=" + raw("گذرواژه")).text)
    links = page.xpath('//p[@class="query-language"]/a')
    assert {str(link.get("lang")) for link in links} == {"ar", "en", "ru"}
    assert all(f"ql={link.get('lang')}" in link.get("href") for link in links)
    assert html.fromstring(reader.get("/en/search?q=password").text).xpath('//p[@class="query-language"]') == []


def test_whoever_asks_not_to_be_tracked_counts_once_a_search_and_not_once_a_key(client: FlaskClient) -> None:
    kb = client.application.extensions["kb"]
    for address in ("/api/v1/search?mode=instant&q=", "/api/v1/search?q=", "/en/search?q=", "/en/search?again=1&q="):
        client.get(f"{address}kettle", headers={"DNT": "1"})
    kb.recorder.flush(everything=True)
    with kb.database.connect() as connection:
        counted = connection.exec_driver_sql("SELECT sum(unrecorded) FROM search_days").scalar_one()
    assert counted == 2


def test_what_fits_nothing_well_is_shown_as_near(reader: FlaskClient) -> None:
    for query in ("password", "does the zoo sell a password for giraffes in winter"):
        page = reader.get("/en/search", query_string={"q": query})
        is_near = bool(html.fromstring(page.text).xpath('//section[@class="near"]'))
        answer = ask_api(reader, query, lang="en").json
        assert is_near is (bool(answer["results"]) and not answer["fits"])
    (near,) = html.fromstring(page.text).xpath('//section[@class="near"]')
    assert "/en/" in near.xpath(".//a/@href")
    assert near.xpath('.//a[@hreflang="fa"]/@href') == [f"/fa/search?q={raw(query).replace('%20', '+')}"]


HOT = "zeppelin: the pot is hot and must be left to cool"


def quotations(reader: FlaskClient, address: str, **query: str) -> list[html.HtmlElement]:
    """The quoted answers of a page, each of them the hit around it."""
    page = html.fromstring(reader.get(address, query_string=query).text)
    return list(page.xpath('//li[@class="hit"][.//blockquote]'))


def test_a_sure_answer_is_quoted_word_for_word_in_the_place_of_the_first_snippet(reader: FlaskClient) -> None:
    (answer,) = quotations(reader, "/en/search", q="money for a broken toaster")
    (quotation,) = answer.xpath("./blockquote")
    assert quotation.text_content().strip() == (
        "Your money comes back within five days. A broken toaster is refunded at once."
    )
    assert {mark.text for mark in quotation.xpath(".//mark")} >= {"money", "broken", "toaster"}
    assert answer.xpath("./h2/a/@href") == ["/en/articles/orders/refund"]
    assert answer.xpath('.//p[@class="snippet"]') == []
    assert "Last reviewed" not in answer.text_content()
    assert "position" not in answer.attrib
    assert answer.getparent().index(answer) == 0


def test_a_quotation_is_in_the_language_of_its_article_and_its_date_in_that_of_the_reader(reader: FlaskClient) -> None:
    (answer,) = quotations(reader, "/en/search", q="reset a password")
    assert "Last reviewed on October 12, 2026" in answer.text_content()
    (answer,) = quotations(reader, "/fa/search", q="money for a broken toaster")
    assert (answer.get("lang"), answer.get("dir")) == ("en", "ltr")
    (label,) = answer.xpath('./p[@class="answer-label"]')
    assert (label.get("lang"), label.get("dir")) == ("fa", "rtl")


@pytest.mark.parametrize(
    "query",
    [
        {"q": "does the zoo sell a password for giraffes in winter"},
        {"q": "-zebra"},
        {"q": "category:orders"},
        {"q": '"money for giraffes"'},
        {"q": "descale the kettle with vinegar"},
        {"q": "xyzzy"},
        {"q": ""},
    ],
    ids=["unsure", "operators only", "filter only", "relaxed", "few words", "nothing", "empty"],
)
def test_nothing_is_quoted_where_it_is_no_sure_answer(reader: FlaskClient, query: dict[str, str]) -> None:
    assert quotations(reader, "/en/search", **query) == []


def test_nothing_is_quoted_by_words_alone(cast_settings: Settings, tmp_path: Path) -> None:
    app = create_app(replace(cast_settings, data_dir=tmp_path), models=[], start=False)
    app.extensions["kb"].service.bring_up_to_date()
    page = app.test_client().get("/en/search", query_string={"q": "money for a broken toaster"})
    app.extensions["kb"].close()
    assert links(page)
    assert "<blockquote" not in page.text


def test_a_row_is_quoted_with_its_heads_a_second_page_is_not_and_a_review_to_come_is_no_date(
    collection: Collection, request: pytest.FixtureRequest
) -> None:
    table = (
        "| Error | What it means |\n| --- | --- |\n| Zeppelin | the pot is hot and must be left to cool for an hour |"
    )
    collection.write("en/table.md", table, title="Errors")
    for number in range(12):
        collection.write(
            f"en/{number}.md", "A kettle with a bent spout must be sent back to us at once.", title="Spout"
        )
    collection.write(
        "en/gizmo.md", "The gizmotron hums, clicks and then opens its small blue door.", last_reviewed_on="2026-11-23"
    )
    client: FlaskClient = request.getfixturevalue("client")
    assert ask_api(client, HOT, lang="en").json["confidence"] >= SURE
    (answer,) = quotations(client, "/en/search", q=HOT)
    assert answer.xpath("./blockquote/dl/div/dt/text()") == ["Error", "What it means"]
    assert answer.xpath("string(./blockquote/dl/div/dd)") == "Zeppelin"
    (answer,) = quotations(client, "/en/search", q="gizmotron door")
    assert "reviewed" not in answer.text_content()
    assert quotations(client, "/en/search", q="gizmotron kettle bent spout", page="2") == []


def test_where_nothing_is_found_the_page_helps_on(reader: FlaskClient) -> None:
    page = reader.get("/en/search?q=xyzzy")
    assert page.status_code == 200
    assert links(page) == []
    assert "xyzzy" in page.text
    assert html.fromstring(page.text).xpath('//section[@class="empty"]//a[contains(@href, "/en/")]')


@pytest.mark.parametrize("query", ["gizmotron", "gizmotrom", "category:secrets", "-zebra", "password"])
def test_nothing_internal_is_on_any_page(reader: FlaskClient, query: str) -> None:
    for address in ("/en/search", "/api/v1/search"):
        text = reader.get(address, query_string={"q": query}).text
        without_query = text.replace(query, "")
        assert "gizmotron" not in without_query
        assert "secrets" not in without_query.lower()
        assert "escalate" not in without_query.lower()


def test_a_page_of_results_leads_to_the_next_and_back(collection: Collection, request: pytest.FixtureRequest) -> None:
    for number in range(23):
        collection.write(f"en/kettle-{number:02}.md", "A kettle.", title=f"Kettle {number}")
    client: FlaskClient = request.getfixturevalue("client")
    address, seen = "/en/search?q=-zebra", []
    for _ in range(3):
        page = client.get(address)
        seen += links(page)
        (*_, following) = html.fromstring(page.text).xpath('//a[@rel="next"]/@href') or [""]
        address = f"/en/search{following}"
    assert len(seen) == len(set(seen)) == 23
    assert following == ""
    assert html.fromstring(page.text).xpath('//a[@rel="prev"]/@href') == ["?q=-zebra&page=2"]


@pytest.mark.parametrize("number", ["0", "-1", "x", "٢", "9" * 30, "", "999"])
def test_a_page_number_that_is_none_is_no_error(reader: FlaskClient, number: str) -> None:
    assert reader.get("/en/search", query_string={"q": "password", "page": number}).status_code == 200


def test_before_the_first_index_the_page_says_that_it_is_getting_ready(collection: Collection, site: Flask) -> None:
    collection.write("en/kettle.md", "A kettle.")
    page = site.test_client().get("/en/search?q=kettle")
    assert page.status_code == 200
    assert html.fromstring(page.text).xpath('//*[@id="late"]/a/@href') == ["?q=kettle&again=2"]
    assert re.search("starting up", page.text)
    answer = site.test_client().get("/api/v1/search?q=kettle").json
    assert (answer["mode"], answer["complete"]) == ("starting", False)


def test_a_late_model_is_told_of_and_has_its_part_in_the_next_answer(
    cast_settings: Settings, tmp_path: Path, waiting: Waiting
) -> None:
    waiting.gate.set()
    app = open_site(replace(cast_settings, data_dir=tmp_path / "data"), models=[model(lambda: waiting)])
    parts, reader = app.extensions["kb"], app.test_client()
    parts.service.bring_up_to_date()
    waiting.gate.clear()
    waiting.overwhelm(parts.service.state.models["bag"])
    shown = [html.fromstring(reader.get(f"/en/search?q=zeppelin+{more}").text) for more in ("", "&again=1", "&again=x")]
    assert ["still looking" in page.xpath('string(//*[@id="late"])') for page in shown] == [True, False, True]
    assert ["Nothing found" in page.xpath("string(//main)") for page in shown] == [False, True, False]
    assert [len(page.xpath('//script[contains(@src, "late_results")]')) for page in shown] == [1, 0, 1]
    first = ask_api(reader, "password", lang="en")
    assert (first.json["mode"], first.json["complete"], first.json["total"] > 0) == ("lexical", False, True)
    waiting.gate.set()
    loaded = parts.service.state.models["bag"]
    assert eventually(lambda: not loaded.is_busy)
    second = ask_api(reader, "password", lang="en", again="1")
    assert (second.json["mode"], second.json["complete"]) == ("hybrid", True)
    assert second.headers["Search-Id"] == first.headers["Search-Id"]
    whole = html.fromstring(reader.get("/en/search?q=password&again=1").text)
    assert whole.xpath('//*[@id="late"]') == []
    assert [link for link in whole.xpath("//main//a/@href") if "again" in link] == []
    parts.close()


def test_search_pages_are_not_for_search_engines(reader: FlaskClient) -> None:
    assert html.fromstring(reader.get("/en/search?q=x").text).xpath('//meta[@name="robots"]/@content') == ["noindex"]


def test_where_nothing_is_found_the_category_asked_for_offers_what_is_read_most(reader: FlaskClient) -> None:
    views = reader.application.extensions["kb"].views
    for key in ("account/password", "orders/cancel", "orders/cancel"):
        views.count(ArticleId("en", key))
    views.flush()
    everywhere = reader.get("/en/search?q=xyzzy").text
    inside = reader.get("/en/search?q=xyzzy&category=account").text
    assert everywhere.index("/en/articles/orders/cancel") < everywhere.index("/en/articles/account/password")
    assert "/en/articles/account/password" in inside
    assert "/en/articles/orders/cancel" not in inside
