"""One process keeps the index in the data folder, the others open what it saves; who ends is followed by another."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.catalog.article import EVERYONE
from kb.core.errors import DataFolderError
from search.index.interface import BuiltIndex, IndexBuilder, Narrowing
from search.index.local.vector_store import VectorStore
from search.index.shared.folder import SharedFolder
from search.models.loaded import LoadedModel
from tests.conftest import BagOfWords, Collection
from tests.search.conftest import model
from tests.search.index.contract import IndexContract, OpenBuilder, en, evidence_of

Join = Callable[[], SharedFolder]


def shared_in(data: Path) -> SharedFolder:
    return SharedFolder(data / "index", data / "index-open", VectorStore(data / "vectors.sqlite"))


@pytest.fixture(scope="module")
def open_builder() -> OpenBuilder:
    """Builds an index in the data folder, as the first of several processes."""
    opened: dict[Path, SharedFolder] = {}

    def builder(data: Path) -> IndexBuilder:
        if data not in opened:
            opened[data] = shared_in(data)
        return opened[data].builder

    return builder


class TestInFolder(IndexContract):
    """All of them."""


class Node:
    """A process over the collection and one data folder."""

    def __init__(self, collection: Collection, data: Path, loaded: LoadedModel) -> None:
        self.library, self.shared, self.loaded = collection.library(), shared_in(data), loaded
        self.index: BuiltIndex | None = None

    def refresh(self) -> BuiltIndex:
        builder, models = self.shared.builder, {"bag": self.loaded}
        catalog = self.library.refresh()
        if self.index is None:
            self.index = builder.open_newest(catalog)
        else:
            self.index = self.index.with_catalog(catalog)
        self.index = builder.refresh(catalog, self.index, models, ["bag"])
        if builder.embed(self.index, self.loaded).passages:
            self.index = builder.refresh(catalog, self.index, models, ["bag"])
        self.index = builder.save(self.index)
        return self.index

    def found(self, word: str) -> list[str]:
        assert self.index is not None
        evidence = evidence_of(self.index, word)
        return [id_.key for id_, score in zip(evidence.articles, evidence.words, strict=True) if score > 0]


@pytest.fixture
def nodes(collection: Collection, tmp_path: Path) -> Iterator[Callable[[], Node]]:
    loaded, made = LoadedModel(model(BagOfWords), BagOfWords()), list[Node]()

    def one_more() -> Node:
        made.append(Node(collection, tmp_path / "data", loaded))
        return made[-1]

    yield one_more
    for node in made:
        node.shared.close()
    loaded.close()


def embedded(node: Node) -> int:
    assert node.index is not None
    return node.index.models["bag"].count


def test_what_one_has_indexed_the_others_open_and_nothing_is_embedded_twice(
    nodes: Callable[[], Node], collection: Collection
) -> None:
    collection.write("en/kettle.md", "Boil the water.", title="Kettle")
    first, second = nodes(), nodes()
    one = first.refresh()
    asked = len(first.loaded.embedder.passages_embedded)  # type: ignore[attr-defined]
    other = second.refresh()
    assert (first.shared.is_ours(), second.shared.is_ours()) == (True, False)
    assert other.size == one.size
    assert embedded(second) == embedded(first) == 1
    assert len(first.loaded.embedder.passages_embedded) == asked  # type: ignore[attr-defined]
    assert set(other.texts([en("kettle")])) == {en("kettle")}


def test_a_saved_article_reaches_the_others_and_one_that_is_gone_leaves_them(
    nodes: Callable[[], Node], collection: Collection
) -> None:
    collection.write("en/kettle.md", "Boil the water.", title="Kettle")
    first, second = nodes(), nodes()
    for node in (first, second):
        node.refresh()
    for name in ("pot", "pan", "lid", "cup"):  # more generations than are kept
        collection.write(f"en/{name}.md", f"About the {name}.", title=name)
        first.refresh()
    index = second.refresh()
    assert index.size.articles == 5
    assert second.shared.builder._opened == max(one.name for one in first.shared._generations._numbered())
    (collection.root / "en/pot.md").unlink()
    first.refresh()
    assert second.refresh().size.articles == 4


def test_an_article_that_is_read_while_its_generation_is_opened_is_found_by_the_next_refresh(
    nodes: Callable[[], Node], collection: Collection
) -> None:
    collection.write("en/kettle.md", "Boil the water.", title="Kettle")
    first, second = nodes(), nodes()
    first.refresh()
    before = second.refresh()
    collection.write("en/pot.md", "A zeppelin.", title="Pot")
    first.refresh()
    builder, models = second.shared.builder, {"bag": second.loaded}
    opened = builder.refresh(second.library.catalog, before, models, ["bag"])  # by the catalog of before
    assert opened.size.articles == 2
    catalog = second.library.refresh()  # its listeners know of no other index than ``before``
    found = builder.refresh(catalog, opened, models, ["bag"])
    assert found.labels.mask(*Narrowing(EVERYONE)).tolist() == [True, True]  # type: ignore[attr-defined]
    assert builder.refresh(catalog, found, models, ["bag"]) is found


def test_who_has_no_index_waits_for_the_first(nodes: Callable[[], Node], collection: Collection) -> None:
    collection.write("en/kettle.md", "Boil the water.", title="Kettle")
    first, second = nodes(), nodes()
    assert first.shared.is_ours()
    with pytest.raises(DataFolderError, match="another process is building the first index"):
        second.refresh()


def test_where_the_one_that_keeps_it_ends_the_next_goes_on_from_what_was_saved(
    nodes: Callable[[], Node], collection: Collection
) -> None:
    collection.write("en/kettle.md", "Boil the water.", title="Kettle")
    first, second = nodes(), nodes()
    first.refresh()
    second.refresh()
    collection.write("en/pot.md", "About pots.", title="Pot")
    first.refresh()
    first.shared.close()
    collection.write("en/pan.md", "About pans.", title="Pan")
    count = len(second.loaded.embedder.passages_embedded)  # type: ignore[attr-defined]
    assert second.refresh().size.articles == 3
    assert second.shared.is_ours()
    assert len(second.loaded.embedder.passages_embedded) == count + 1  # type: ignore[attr-defined]
    assert nodes().refresh().size.articles == 3


def test_what_is_open_is_searched_though_its_generation_is_deleted(
    nodes: Callable[[], Node], collection: Collection, tmp_path: Path
) -> None:
    collection.write("en/kettle.md", "Boil the water.", title="Kettle", tags="[hot]")
    first, second = nodes(), nodes()
    first.refresh()
    index = second.refresh()
    shutil.rmtree(tmp_path / "data" / "index")
    assert index.matching(index.parse("tag:hot").constraint).tolist() == [True]  # type: ignore[attr-defined]
    assert index.texts([en("kettle")])[en("kettle")][0].text == "Boil the water."


def test_a_damaged_generation_is_not_opened_and_the_next_sound_one_is(
    nodes: Callable[[], Node], collection: Collection
) -> None:
    collection.write("en/kettle.md", "Boil the water.", title="Kettle")
    first, second = nodes(), nodes()
    first.refresh()
    newest = first.shared._generations.current()
    assert newest is not None
    file = next((newest / "lexical").iterdir())
    file.chmod(0o600)
    file.write_bytes(b"x")
    with pytest.raises(DataFolderError, match="waits for it"):
        second.refresh()
    collection.write("en/pot.md", "About pots.", title="Pot")
    first.refresh()
    assert second.refresh().size.articles == 2


def test_others_are_told_of_news_and_who_keeps_the_index_is_not_told_of_its_own(
    nodes: Callable[[], Node], collection: Collection
) -> None:
    collection.write("en/kettle.md", "Boil the water.", title="Kettle")
    first, second = nodes(), nodes()
    first.refresh()
    look = (first.shared._news.look, second.shared._news.look)
    assert [one() for one in look] == [True, True]
    collection.write("en/pot.md", "About pots.", title="Pot")
    first.refresh()
    assert [one() for one in look] == [False, True]
    first.shared.close()
    assert second.shared._news.look()  # it is our turn


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("")
    with pytest.raises(DataFolderError, match="cannot be written"):
        shared_in(tmp_path)
