"""A site with one article, and whoever has an account there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Office


@pytest.fixture
def office(collection: Collection, tmp_path: Path) -> Iterator[Office]:
    collection.write("en/orders/refund.md", title="Refund")
    clock = Clock()
    app = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()
