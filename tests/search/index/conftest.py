"""Indexes made by whichever builder a module tests: its fixture ``open_builder``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from search.models.loaded import LoadedModel
from tests.conftest import BagOfWords
from tests.search.conftest import model, write_help_centre

pytest.register_assert_rewrite("tests.search.index.contract")  # its assertions tell as much as those of a test file

from tests.search.index.contract import Indexed, IndexMaker, OpenBuilder, write_shop  # noqa: E402


@pytest.fixture(scope="module")
def make(open_builder: OpenBuilder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexMaker]:
    """Makes indexes."""
    loaded = LoadedModel(model(BagOfWords), BagOfWords())
    yield IndexMaker(open_builder, loaded, lambda: tmp_path_factory.mktemp("index"))
    loaded.close()


@pytest.fixture(scope="module")
def centre(make: IndexMaker) -> Indexed:
    """The standing cast; for tests that only read."""
    return make(write_help_centre)


@pytest.fixture(scope="module")
def shop(make: IndexMaker) -> Indexed:
    """Many articles alike; for tests that only read."""
    return make(write_shop)
