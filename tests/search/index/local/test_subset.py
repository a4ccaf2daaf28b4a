"""Which articles of a snapshot one query may find."""

from __future__ import annotations

import numpy as np
import pytest

from kb.catalog.article import ArticleId
from search.index.local.subset import refused
from search.index.passages import Passage
from tests.search.index.local.conftest import snapshot_of


@pytest.mark.parametrize(
    ("failing", "taken"),
    [
        (["en/toaster"], {"en/toaster", "fa/toaster"}),
        (["fa/toaster"], set()),
        ([], set()),
    ],
)
def test_what_an_operator_takes_away_does_not_come_back_in_another_language(
    failing: list[str], taken: set[str]
) -> None:
    """Operators are about the version in the query's language."""
    ids = [ArticleId("en", "kettle"), ArticleId("en", "toaster"), ArticleId("fa", "toaster")]
    snapshot = snapshot_of(ids, [(Passage(*id_, "", (), "", "x"),) for id_ in ids])
    names = ["/".join(id_) for id_ in ids]
    gone = refused(snapshot, np.array([name in failing for name in names]), "en")
    assert {name for name, is_gone in zip(names, gone, strict=True) if is_gone} == taken
