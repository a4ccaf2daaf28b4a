"""Any sentence-transformers model works from its folder, and a broken one leaves words."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from kb.core.settings import Settings
from search.models.chosen.choice import choose_models
from search.models.embedder import Embedder, EmbedderError
from search.results.results import SearchRequest
from search.service.opening import open_search
from tests.conftest import Collection
from tests.search.models.conftest import VOCABULARY, published_minilm, write_model


def load(entry: str) -> Embedder:
    (model,) = choose_models([entry])
    return model.load()


@pytest.mark.slow
def test_a_model_in_a_folder_embeds(tmp_path: Path) -> None:
    model = load(f"{write_model(tmp_path / 'tiny')};languages=en")
    assert model.dimension == 8
    kettle, again, refund = model.embed_queries(["kettle", "kettle kettle", "refund"])
    assert kettle.tolist() == pytest.approx(again.tolist())
    assert float(kettle @ refund) == pytest.approx(0.0)
    assert model.embed_passages([]).shape == (0, 8)


@pytest.mark.slow
def test_prompts_are_the_ones_given_or_else_the_models_own(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "tiny", prompts={"query": "ask: ", "passage": "read: "})
    own = load(str(folder))
    given = load(f"{folder};query_prompt='read: ';passage_prompt=''")
    assert own.embed_queries(["kettle"])[0] @ own.embed_passages(["ask: kettle"])[0] < 1
    ask, read = VOCABULARY.index("ask"), VOCABULARY.index("read")
    assert (own.embed_queries(["kettle"])[0, [ask, read]] > 0).tolist() == [True, False]
    assert (own.embed_passages(["kettle"])[0, [ask, read]] > 0).tolist() == [False, True]
    assert (given.embed_queries(["kettle"])[0, [ask, read]] > 0).tolist() == [False, True]
    assert (given.embed_passages(["kettle"])[0, [ask, read]] > 0).tolist() == [False, False]


@pytest.mark.slow
def test_the_fingerprint_changes_with_weights_and_prompts_and_with_nothing_else(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "tiny")
    before = load(str(folder)).fingerprint
    assert load(f"{folder};name=other;languages=fa").fingerprint == before
    moved = folder.rename(tmp_path / "moved")
    (moved / "README.md").write_text("About this model.", "utf-8")
    (moved / ".cache").mkdir()
    (moved / ".cache" / "lock").touch()
    assert load(str(moved)).fingerprint == before
    prompted = load(f"{moved};query_prompt='ask: '").fingerprint
    retrained = load(str(write_model(tmp_path / "new", np.eye(len(VOCABULARY), 8, 1, np.float32)))).fingerprint
    assert len({before, prompted, retrained}) == 3


@pytest.mark.slow
def test_threads_share_a_model_of_transformers_without_a_lock(tmp_path: Path) -> None:
    model = load(str(published_minilm()))
    texts = [" ".join(["kettle"] * (1 + number * 7 % 60)) for number in range(24)]
    with ThreadPoolExecutor(6) as pool:
        shared = list(pool.map(lambda text: model.embed_queries([text])[0], texts))
    assert np.allclose(shared, model.embed_queries(texts), atol=1e-4)


def not_there(folder: Path) -> None:
    """Leave the folder missing."""


def without_a_model(folder: Path) -> None:
    folder.mkdir()
    (folder / "notes.txt").write_text("not a model", "utf-8")


def with_weights_cut_short(folder: Path) -> None:
    weights = write_model(folder) / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-40])


def with_weights_of_rubbish(folder: Path) -> None:
    (write_model(folder) / "model.safetensors").write_bytes(b"rubbish" * 50)


def without_dimensions(folder: Path) -> None:
    write_model(folder, np.empty((len(VOCABULARY), 0), np.float32))


def with_not_a_number(folder: Path) -> None:
    weights = np.eye(len(VOCABULARY), 8, dtype=np.float32)
    weights[VOCABULARY.index("kettle")] = np.nan
    write_model(folder, weights)


def with_a_word_it_cannot_embed(folder: Path) -> None:
    write_model(folder, np.eye(VOCABULARY.index("kettle"), 8, dtype=np.float32))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (not_there, "the model 'broken' cannot be loaded: there is no folder"),
        (
            without_a_model,
            "the model 'broken' cannot be loaded: the folder .* has neither modules.json nor config.json",
        ),
        (with_weights_cut_short, "the model 'broken' cannot be loaded"),
        (with_weights_of_rubbish, "the model 'broken' cannot be loaded"),
        (without_dimensions, "the model 'broken' cannot be loaded"),
        (
            with_not_a_number,
            "the model broken failed: the model 'broken' gave a vector with values that are not finite",
        ),
        (with_a_word_it_cannot_embed, "the model broken failed: "),
    ],
)
def test_a_broken_model_leaves_words_searchable_and_says_why(
    collection: Collection, tmp_path: Path, make: object, reason: str
) -> None:
    make(tmp_path / "broken")  # type: ignore[operator]
    collection.write("en/kettle.md", "Descale the kettle with vinegar.", title="Kettle")
    settings = Settings(
        articles_dir=collection.root, data_dir=tmp_path / "data", embedding_models=(str(tmp_path / "broken"),)
    )
    service = open_search(settings, collection.library(), choose_models(settings.embedding_models))
    service.bring_up_to_date()
    assert re.match(reason, service.readiness().reasons["broken"])
    results = service.engine.search(SearchRequest("kettle", "en"))
    assert ([hit.article.title for hit in results.hits], results.mode) == (["Kettle"], "lexical")
    assert re.match(reason, str(results.reason))
    service.close()


@pytest.mark.slow
def test_a_model_by_name_comes_from_the_cache_and_is_never_fetched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    huggingface_hub = pytest.importorskip("huggingface_hub", reason="the extra 'models' is not installed")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    with pytest.raises(EmbedderError, match="'ours/tiny' is neither in .* `kb model fetch 'ours/tiny'` fetches"):
        load("ours/tiny")
    repository = tmp_path / "hub" / "models--ours--tiny"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("a" * 40, "utf-8")
    folder = write_model(repository / "snapshots" / ("a" * 40))
    assert load("ours/tiny").fingerprint == load(str(folder)).fingerprint
    with pytest.raises(EmbedderError, match=f"`kb model fetch 'ours/tiny;revision={'b' * 40}'` fetches"):
        load(f"ours/tiny;revision={'b' * 40}")
