"""The shared index holds to what every index does."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.index.interface import IndexBuilder
from search.index.postgres.sharing import SharedIndex
from tests.search.index.contract import IndexContract, OpenBuilder
from tests.search.index.postgres.conftest import Join

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def open_builder(join: Join) -> OpenBuilder:
    """Builds an index in PostgreSQL; the data folder is that of a process."""
    opened: dict[Path, SharedIndex] = {}

    def builder(data: Path) -> IndexBuilder:
        if data not in opened:
            opened[data] = join(root=data / "index-postgres")
        return opened[data].builder

    return builder


class TestShared(IndexContract):
    """All of them."""
