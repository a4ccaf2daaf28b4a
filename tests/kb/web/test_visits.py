"""Who counts as a reader, and what a page of another site cannot stuff."""

from __future__ import annotations

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from kb.web.visits import is_opened, is_reader, names_a_machine, wants_no_trace
from tests.conftest import Collection

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"


def asked(method: str = "GET", **headers: str) -> Request:
    named = {"User-Agent": CHROME, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Request(EnvironBuilder(method=method, headers=named).get_environ())


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
        "curl/8.5.0",
        "python-requests/2.32",
        "Wget/1.21",
        "kube-probe/1.28",
        "ELB-HealthChecker/2.0",
        "Our own monitor",
        "PerplexityBot/1.0",
        "bot3",
        "facebookexternalhit/1.1",
        "",
        "  ",
    ],
)
def test_what_calls_itself_no_browser_is_no_reader(agent: str) -> None:
    assert names_a_machine(agent)
    assert not is_reader(asked(User_Agent=agent))


@pytest.mark.parametrize(
    "agent",
    [
        CHROME,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile Safari/604.1",
        "Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0 Mobile",
        "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0",
        "Lynx/2.9.0dev.12 libwww-FM/2.14",
        "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1) Presto/2.12 Version/12.16",
        "Werkzeug/3.1",
    ],
)
def test_browsers_are_readers(agent: str) -> None:
    assert not names_a_machine(agent)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Purpose": "prefetch"},
        {"Sec_Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X_Purpose": "preview"},
        {"X_Moz": "Prefetch"},
    ],
)
def test_what_is_fetched_in_advance_is_read_by_nobody(headers: dict[str, str]) -> None:
    assert not is_opened(asked(**headers))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, True),
        ({"Sec_Fetch_Dest": "document", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Site": "cross-site"}, True),
        ({"Sec_Fetch_Dest": "empty", "Sec_Fetch_Mode": "cors", "Sec_Fetch_Site": "same-origin"}, True),
        ({"Sec_Fetch_Dest": "empty", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Site": "cross-site"}, False),
        ({"Sec_Fetch_Dest": "image", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Site": "cross-site"}, False),
        ({"Sec_Fetch_Dest": "image", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Site": "same-origin"}, False),
        ({"Sec_Fetch_Dest": "iframe", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Site": "cross-site"}, False),
    ],
)
def test_an_article_is_opened_as_a_page_only(headers: dict[str, str], expected: bool) -> None:
    assert is_opened(asked(**headers)) is expected
    assert not is_opened(asked("HEAD", **headers))


def test_crawlers_and_pictures_on_other_sites_are_no_views(
    collection: Collection, client: FlaskClient, site: Flask
) -> None:
    collection.write("en/a.md", title="A")
    views = site.extensions["kb"].views
    site.extensions["kb"].library.refresh()
    for agent in ("Googlebot/2.1", "bingbot/2.0", "GPTBot/1.2", "UptimeRobot/2.0", "curl/8"):
        for _ in range(3):
            assert client.get("/en/articles/a", headers={"User-Agent": agent}).status_code == 200
    picture = {"Sec-Fetch-Dest": "image", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Site": "cross-site"}
    assert client.get("/en/articles/a", headers={"User-Agent": CHROME, **picture}).status_code == 200
    assert client.head("/en/articles/a", headers={"User-Agent": CHROME}).status_code == 200
    views.flush()
    assert views.popular("en", 5) == []
    client.get("/en/articles/a", headers={"User-Agent": CHROME, "Sec-Fetch-Site": "cross-site"})
    views.flush()
    assert views.popular("en", 5) == ["a"]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [({}, False), ({"DNT": "1"}, True), ({"Sec_GPC": "1"}, True), ({"DNT": "0", "Sec_GPC": "0"}, False)],
)
def test_who_asks_not_to_be_tracked_says_so_in_one_of_two_ways(headers: dict[str, str], expected: bool) -> None:
    assert wants_no_trace(asked(**headers)) is expected
