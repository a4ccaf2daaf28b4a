"""Requests are counted by the pattern of their address, also those that failed, and each has a number."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.kb.monitoring.conftest import Figures


def test_requests_are_counted_by_route_method_and_status(figures: Figures) -> None:
    client = figures.client
    for address in ("/en/articles/refund", "/ar/articles/refund", "/en/articles/none"):
        client.get(address)
    client.get("/nothing/here")
    client.open("/nothing/here", method="BREW")
    counted = figures.of("kb_requests_total")
    article = "/<language>/articles/<key>"
    assert counted["GET", article, "200"] == 2
    assert counted["GET", article, "404"] == 1
    assert counted["GET", "none", "404"] == 1
    assert [labels for labels in counted if labels[0] == "other"]
    assert figures.of("kb_request_seconds_count")[(article,)] == 3


def test_a_request_that_fails_is_counted_and_is_open_no_more(figures: Figures, watched: Flask) -> None:
    def fail() -> None:
        raise RuntimeError("broken")

    watched.view_functions["kb.start"] = fail
    watched.config["PROPAGATE_EXCEPTIONS"] = False
    assert figures.client.get("/").status_code == 500
    assert figures.of("kb_requests_total")["GET", "/", "500"] == 1
    assert figures.of("kb_requests_open") == {(): 1}, "this one"


def test_what_somebody_typed_is_in_no_figure(figures: Figures) -> None:
    figures.client.get("/en/search?q=mysecret")
    figures.client.get("/mysecret")
    assert "mysecret" not in figures.text()


@pytest.mark.parametrize(("given", "is_kept"), [("req-12345678", True), ("short", False), ("x" * 65, False)])
def test_a_request_keeps_the_number_that_a_proxy_gave_it_or_gets_one(watched: Flask, given: str, is_kept: bool) -> None:
    client = watched.test_client()
    numbers = [client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] for _ in range(2)]
    assert (numbers == [given, given]) is is_kept
    assert len(set(numbers)) == (1 if is_kept else 2)
