"""While a model reads many new texts the staff see how far it is, and may leave the page; readers see nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from lxml import html

from search.index.local.indexer import BATCH
from search.models.progress import FEW
from tests.at_the_machine import client_at_the_machine
from tests.conftest import Collection
from tests.search.conftest import Gated, begin_to_read, eventually

ARTICLES = FEW + BATCH


@pytest.fixture
def reading(collection: Collection, gated: Gated, tmp_path: Path) -> Iterator[Flask]:
    """A site whose model has read one batch of many texts, and waits before the next."""
    app = begin_to_read(collection, gated, tmp_path / "data", ARTICLES)
    yield app
    gated.let_through(ARTICLES)
    app.extensions["kb"].close()


def test_staff_see_how_far_it_is_on_every_page_until_it_is_done(reading: Flask, gated: Gated) -> None:
    client = client_at_the_machine(reading)
    for address in ("/desk", "/review", "/insights", "/links"):
        page = html.fromstring(client.get(address).text)
        (bar,) = page.xpath("//progress")
        assert (bar.get("value"), bar.get("max")) == (str(BATCH), str(ARTICLES))
    (piece,) = html.fragments_fromstring(client.get("/search-progress").text.strip())
    assert piece.xpath("string(.//label)") == f"Search by meaning is reading new articles: {BATCH} of {ARTICLES}"
    gated.let_through(ARTICLES)
    assert eventually(lambda: client.get("/search-progress").text.strip() == "")
    assert html.fromstring(client.get("/desk").text).xpath("//progress") == []


def test_the_piece_speaks_the_language_of_the_page_around_it(reading: Flask) -> None:
    (piece,) = html.fragments_fromstring(client_at_the_machine(reading).get("/search-progress?lang=ru").text.strip())
    assert f"{BATCH} из {ARTICLES}" in piece.text_content()


def test_readers_see_nothing_of_it(reading: Flask) -> None:
    assert html.fromstring(reading.test_client().get("/en/").text).xpath("//progress") == []


def test_operators_are_told_the_same(reading: Flask) -> None:
    told = reading.test_client().get("/readyz").json
    assert told is not None
    assert told["embedding"].keys() == {"model", "done", "total", "seconds_left"}
    assert (told["embedding"]["done"], told["embedding"]["total"]) == (BATCH, ARTICLES)
