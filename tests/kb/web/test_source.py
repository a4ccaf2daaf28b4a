"""Whose page had a browser send a request, by what browsers say and pages cannot forge."""

from __future__ import annotations

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from kb.web.source import Source, is_from, is_own_form, is_surely_from, source_of

OWN, SHOP = "https://help.example.com", ("https://shop.example",)


def asked(**headers: str) -> Request:
    return Request(EnvironBuilder(headers={k.replace("_", "-"): v for k, v in headers.items()}).get_environ())


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, True),
        ({"Sec_Fetch_Site": "same-origin"}, True),
        ({"Sec_Fetch_Site": "none"}, True),
        ({"Sec_Fetch_Site": "cross-site"}, False),
        ({"Sec_Fetch_Site": "same-site"}, False),
        ({"Sec_Fetch_Site": "cross-site", "Origin": "http://localhost"}, False),
        ({"Sec_Fetch_Site": "cross-site", "Origin": "https://shop.example"}, True),
        ({"Sec_Fetch_Site": "cross-site", "Referer": "https://shop.example/contact"}, True),
        ({"Sec_Fetch_Site": "cross-site", "Origin": "https://evil.example", "Referer": "https://shop.example/"}, False),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Referer": "http://localhost/en/"}, True),
        ({"Referer": "https://evil.example/http://localhost/"}, False),
        ({"Referer": "http://["}, False),
        ({"Referer": "https://help.example.com/en/"}, True),
    ],
)
def test_a_page_of_another_site_is_told_by_what_browsers_say(headers: dict[str, str], expected: bool) -> None:
    assert is_from(asked(**headers), "https://help.example.com", ("https://shop.example",)) is expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, Source.UNSAID),
        ({"Referer": ""}, Source.UNSAID),
        ({"Sec_Fetch_Site": "same-origin", "Origin": "https://evil.example"}, Source.OURS),
        ({"Sec_Fetch_Site": "none"}, Source.TYPED),
        ({"Sec_Fetch_Site": ""}, Source.OTHER),
        ({"Sec_Fetch_Site": "", "Origin": OWN}, Source.OTHER),
        ({"Sec_Fetch_Site": "cross-site", "Origin": OWN}, Source.OTHER),
        ({"Sec_Fetch_Site": "cross-site", "Origin": SHOP[0]}, Source.KNOWN),
        ({"Origin": OWN}, Source.OURS),
        ({"Origin": "https://help.example.com.evil.example"}, Source.OTHER),
        ({"Origin": "https://evil.example/help.example.com"}, Source.OTHER),
        ({"Origin": "", "Referer": f"{OWN}/en/"}, Source.OTHER),
        ({"Origin": "null", "Referer": f"{OWN}/en/"}, Source.OTHER),
        ({"Origin": "http://["}, Source.OTHER),
        ({"Referer": "https://user@help.example.com/"}, Source.OTHER),
    ],
)
def test_a_request_has_one_source(headers: dict[str, str], expected: Source) -> None:
    told = asked(**headers)
    assert source_of(told, OWN, SHOP) is expected
    assert is_from(told, OWN, SHOP) is (expected is not Source.OTHER)
    assert is_surely_from(told, OWN, SHOP) is (expected in (Source.OURS, Source.KNOWN, Source.TYPED))
    assert is_own_form(told, OWN) is (source_of(told, OWN) in (Source.OURS, Source.UNSAID))


def test_without_a_public_address_the_host_asked_for_is_ours_and_no_page_is_none() -> None:
    assert source_of(asked(Origin="http://localhost"), "") is Source.OURS
    assert source_of(asked(Origin="null"), "") is Source.OTHER
