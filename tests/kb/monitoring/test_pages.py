"""Figures are told to whoever has the key, in the form they prefer, and to nobody where no key is set."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.kb.monitoring.conftest import KEY, Figures


@pytest.mark.parametrize("given", ["", "Bearer", f"Bearer {KEY}x", f"Basic {KEY}", "Bearer ключ", KEY])
def test_nobody_is_told_without_the_key(watched: Flask, given: str) -> None:
    answer = watched.test_client().get("/metrics", headers={"Authorization": given.encode().decode("latin-1")})
    assert (answer.status_code, "kb_" in answer.text) == (401, False)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_without_a_key_there_is_no_such_page(site: Flask) -> None:
    assert site.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_collectors_get_the_form_that_they_ask_for_and_nobody_keeps_it(figures: Figures) -> None:
    head = {"Authorization": f"Bearer {KEY}", "Accept": "application/openmetrics-text; version=1.0.0"}
    answer = figures.client.get("/metrics", headers=head)
    assert answer.content_type.startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "# TYPE kb_requests_total counter" in figures.text()


def test_rooms_and_process_are_in_it(figures: Figures) -> None:
    assert figures.of("kb_articles") == {("ar",): 1, ("en",): 1}
    assert figures.of("kb_index_articles") == {(): 2}
    assert figures.of("kb_search_mode") == {("starting",): 0, ("lexical",): 0, ("hybrid",): 1}
    assert figures.of("kb_messages_unsent") == {("mail",): 0, ("webhook",): 0, ("confirmation",): 0, ("failed",): 0}
    assert figures.of("kb_webhook_deliveries_waiting") == figures.of("kb_webhook_deliveries_failed") == {(): 0}
    assert figures.of("process_open_fds")[()] > 0


def test_searches_are_counted_by_what_came_of_them(figures: Figures) -> None:
    figures.client.get("/en/search?q=refund")
    figures.client.get("/en/search?q=refund")  # which is kept
    figures.client.get("/en/search?q=zzzz")
    answers = figures.of("kb_search_answers_total")
    assert answers["hybrid", "close"] == 2
    assert sum(answers.values()) == 3
    assert set(figures.of("kb_search_stage_seconds_total")) >= {("lexical",), ("embedding",), ("ranking",)}
