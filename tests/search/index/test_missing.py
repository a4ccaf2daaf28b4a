"""Which models rank while some texts have no vector yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from kb.catalog.article import ArticleId
from search.index.local.segments import ModelVectors, assemble
from search.index.missing import enough, has_many_lacking
from search.index.passages import Passage
from search.models.embedder import Matrix
from search.models.loaded import LoadedModel
from tests.conftest import BagOfWords, Collection
from tests.search.conftest import Maker, model
from tests.search.index.local.conftest import snapshot_of


class ReadsNothing(BagOfWords):
    """The stand-in on a day when it embeds queries and nothing else."""

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        raise RuntimeError("out of cheese")


def test_a_model_goes_on_ranking_while_a_few_texts_wait_for_their_vectors(
    collection: Collection, tmp_path: Path, make_searchable: Maker
) -> None:
    for thing in ("kettle", "toaster", "invoice", "password", "courier", "garden"):
        collection.write(f"en/{thing}.md", f"About the {thing}.", title=thing)
    make_searchable(collection, tmp_path / "data", [model(BagOfWords)]).index()
    collection.write("en/zeppelin.md", "A zeppelin.", title="Zeppelin")
    waiting = make_searchable(collection, tmp_path / "data", [model(ReadsNothing)])
    waiting.index()
    assert waiting.service.readiness().models == ("bag",)
    found = waiting.search("zeppelin")
    assert (found.mode, [hit.article.key for hit in found.hits][:1]) == ("hybrid", ["zeppelin"])
    assert found.hits[0].found_by == ("lexical",)
    assert "semantic" in waiting.search("kettle").hits[0].found_by


@pytest.mark.parametrize(("lacking", "is_enough"), [(0, True), (16, True), (17, True), (50, True), (51, False)])
def test_a_model_ranks_while_no_more_than_its_share_of_texts_lacks_a_vector(
    bag: LoadedModel, lacking: int, is_enough: bool
) -> None:
    passages = [Passage("en", str(n), "", (), "", f"Text {n}.") for n in range(200 + lacking)]
    ids = [ArticleId("en", passage.key) for passage in passages]
    snapshot = snapshot_of(ids, [(passage,) for passage in passages])
    matrix = np.eye(200, dtype=np.float32)
    vectors = {passage.text_hash: matrix[row] for row, passage in enumerate(passages[:200])}
    nowhere, rows = np.zeros(0, np.int64), slice(0, len(passages))
    part = assemble("en", (), nowhere, rows, lambda row: passages[row].text_hash, lambda _: vectors)
    snapshot = snapshot.with_models({"bag": ModelVectors(BagOfWords.fingerprint, [part], len(passages))})
    assert enough(snapshot, bag) is is_enough


def test_a_model_without_any_vector_does_not_rank(bag: LoadedModel) -> None:
    one = snapshot_of([ArticleId("en", "a")], [(Passage("en", "a", "", (), "", "Text."),)])
    assert not enough(one, bag)
    assert enough(snapshot_of([], []), bag)


@pytest.mark.parametrize(("lacking", "has_many"), [(0, False), (3, False), (4, True)])
def test_many_lack_a_vector_where_more_than_so_many_do(bag: LoadedModel, lacking: int, has_many: bool) -> None:
    passages = [Passage("en", str(n), "", (), "", f"Text {n}.") for n in range(lacking)]
    snapshot = snapshot_of([ArticleId("en", passage.key) for passage in passages], [(one,) for one in passages])
    assert has_many_lacking(snapshot, bag, 3) is has_many
