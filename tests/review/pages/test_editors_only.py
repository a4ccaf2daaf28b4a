"""Who may come to the pages of the review."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from kb.core.settings import Settings
from search.models.embedder import Model
from tests.at_the_machine import client_at_the_machine
from tests.conftest import Collection
from tests.review.pages.conftest import ANN, REVIEWED, Editor, history_of, row

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


class TestWhoMayCome:
    @pytest.mark.parametrize("path", ["/review/decide", "/review/undo", "/review/you"])
    def test_without_its_token_nothing_is_done(self, two: tuple[Path, Path], editor: Editor, path: str) -> None:
        before = two[0].read_bytes()
        for token in ("", "made-up"):
            editor.open()
            fields = {**row(editor.open()), **REVIEWED, **ANN, "csrf_token": token}
            editor.open(path, method="POST", data=fields)
            assert editor.response.status_code == 400
        assert two[0].read_bytes() == before
        assert history_of(editor) == []

    @pytest.mark.parametrize(
        "options",
        [
            {},
            {"environ_overrides": {"REMOTE_ADDR": "192.168.1.7"}},
            {"headers": {"X-Forwarded-For": "127.0.0.1"}},
            {"headers": {"Cookie": "machine=1; session=e30.e30.e30"}},
        ],
        ids=str,
    )
    @pytest.mark.parametrize("path", ["/review", "/review/you"])
    def test_whoever_has_not_opened_the_printed_link_is_asked_who_they_are(
        self, two: object, site: Flask, path: str, options: dict[str, Any]
    ) -> None:
        answer = site.test_client().get(path, **options)
        assert (answer.status_code, answer.location) == (302, f"/login?next={path}")

    @pytest.mark.parametrize("key", ["", "x", "é", "0" * 43])
    def test_a_wrong_key_opens_nothing(self, two: object, site: Flask, key: str) -> None:
        client = site.test_client()
        assert client.get("/here", query_string={"key": key}).status_code == 410
        assert client.get("/review").status_code == 302

    def test_whoever_has_works_there_from_wherever_they_are(self, two: object, site: Flask) -> None:
        client = client_at_the_machine(site)
        assert client.get("/review", environ_overrides={"REMOTE_ADDR": "192.168.1.7"}).status_code == 200

    def test_another_start_ends_links_and_cookies_of_before(
        self, two: object, collection: Collection, models: list[Model], tmp_path: Path
    ) -> None:
        settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data-2")
        first = create_app(settings, models=models, start=False)
        cookie = client_at_the_machine(first).get_cookie("session")
        assert cookie is not None
        earlier = first.extensions["kb"].site.machine_secret
        first.extensions["kb"].close()
        second = create_app(settings, models=models, start=False)
        client = second.test_client()
        client.set_cookie("session", cookie.value)
        assert client.get("/review").status_code == 302
        assert client.get(f"/here?key={earlier}").status_code == 410
        second.extensions["kb"].close()
