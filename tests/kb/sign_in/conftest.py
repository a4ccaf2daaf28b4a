"""A site without an account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Office

OTHER_PASSWORD = "paper lantern 9 giraffe"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(collection: Collection, tmp_path: Path, clock: Clock) -> Iterator[Office]:
    """A site with a public and an internal article; nobody has an account yet."""
    collection.write("en/orders/refund.md", title="Refund", published_on="2026-11-01")
    collection.write("en/orders/secret-refund.md", "Whisper.", title="Secret refund", audience="internal")
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data")
    app = open_site(settings, models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()
