"""How near is near is learned beside everything else, once for each model and set of languages."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb.catalog.catalog import Catalog
from kb.core.settings import Settings
from search.answers.generation.learned_nearness import AT_ONCE, LearnedNearness
from search.engine.state import State
from search.models.embedder import Matrix, Model
from search.models.loaded import LoadedModel
from tests.conftest import BagOfWords, Collection
from tests.search.conftest import indexed_site

THINGS = ("kettle", "blender", "toaster", "order", "refund", "parcel", "password", "account", "invoice", "voucher")


class Listed(BagOfWords):
    """Writes down what it reads."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[list[str]] = []

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        self.pieces.append(list(texts))
        return super().embed_queries(texts)


class OutOfCheese(BagOfWords):
    """Fails."""

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        raise RuntimeError("out of cheese")


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("near")
    (folder / "articles").mkdir()
    collection = Collection(folder / "articles")
    for name in THINGS:
        text = f"Clean the {name} before you use the {name}. Keep the {name} dry after the {name} was used."
        collection.write(f"en/{name}.md", text, title=f"All about the {name}")
    secret = "The unspeakable zeppelin flies on Mondays. The unspeakable zeppelin lands on Tuesdays."
    collection.write("en/secret.md", secret, title="Zeppelin", audience="internal")
    with indexed_site(Settings(articles_dir=Path(collection.root), data_dir=folder / "data")) as app:
        yield app.extensions["kb"]


def reading(parts: Any, embedder: BagOfWords, languages: frozenset[str] | None = None) -> State:
    """The state of the site with ``embedder`` as its one model."""
    loaded = LoadedModel(Model("bag", languages, lambda: embedder), embedder)
    return replace(parts.state, models={"bag": loaded}, ready=frozenset({"bag"}))


def test_it_is_learned_once_in_the_background_and_tells_neighbours_from_strangers(parts: Any) -> None:
    embedder = Listed()
    state = reading(parts, embedder)
    nearness = LearnedNearness(lambda: state, lambda: parts.library.catalog)
    assert nearness() is None  # whoever asks now does not wait for it
    nearness.learn()
    found = nearness()
    assert found is not None
    assert found is nearness()
    read = len(embedder.pieces)
    assert max(map(len, embedder.pieces)) <= AT_ONCE  # so that readers' questions come between
    assert (found.excess("Clean the kettle.", "en", ["Keep the kettle dry."], "en") or 0) > 0
    assert (found.excess("Clean the kettle.", "en", ["Pay the invoice."], "en") or 0) < 0
    assert found.excess("Clean it.", "en", ["Мойте."], "ru") is None  # nothing was learned of these
    assert len(embedder.pieces) - read <= 6


def test_nothing_is_learned_from_articles_for_staff(parts: Any) -> None:
    embedder = Listed()
    state = reading(parts, embedder)
    LearnedNearness(lambda: state, lambda: parts.library.catalog).learn()
    assert any("kettle" in text for piece in embedder.pieces for text in piece)
    assert not any("zeppelin" in text.lower() for piece in embedder.pieces for text in piece)


def test_without_a_model_for_all_languages_nothing_is_known_and_nobody_is_asked(parts: Any) -> None:
    embedder = Listed()
    for state in (State(), replace(reading(parts, embedder), ready=frozenset()), reading(parts, embedder, {"en"})):
        nearness = LearnedNearness(lambda state=state: state, lambda: parts.library.catalog)
        nearness.learn()
        assert nearness() is None
    assert embedder.pieces == []


def test_a_model_that_fails_is_told_in_the_log_and_not_asked_at_every_question(
    parts: Any, caplog: pytest.LogCaptureFixture
) -> None:
    state = reading(parts, OutOfCheese())
    nearness = LearnedNearness(lambda: state, lambda: parts.library.catalog)
    with caplog.at_level(logging.ERROR):
        nearness.learn()
    assert [nearness() for _ in range(3)] == [None] * 3
    assert caplog.text.count("how near is near could not be learned") == 1


def test_another_model_or_another_language_is_learned_anew(parts: Any) -> None:
    state = reading(parts, Listed())
    catalog: Catalog = parts.library.catalog
    nearness = LearnedNearness(lambda: state, lambda: catalog)
    nearness.learn()
    first = nearness()
    other = Listed()
    other.fingerprint = "another"
    state = reading(parts, other)
    nearness.learn()
    second = nearness()
    assert second is not None
    assert second is not first
    assert other.pieces
