"""An archive of an export is read as the folder that was packed, whether that folder itself is in it or not."""

from __future__ import annotations

import pytest

from kb.exchange.bundle.packed import Packed
from kb.exchange.recognising import recognise
from tests.kb.exchange.conftest import Exchange
from tests.kb.exchange.systems.samples import WRITERS


@pytest.mark.parametrize("above", ["", "saved help/", "help-main/"])
@pytest.mark.parametrize("system", sorted(WRITERS))
def test_an_archive_says_what_the_folder_says(exchange: Exchange, system: str, above: str) -> None:
    WRITERS[system](exchange)
    exchange.run(system)
    packed = Exchange(exchange.export, exchange.target.parent / "from-archive")
    archive = exchange.zipped(above)
    assert recognise(Packed(archive)) == recognise(Packed(exchange.export))
    packed.run(system, archive)
    assert packed.files == exchange.files
    markdown = [path for path in exchange.files if path.endswith(".md")]
    assert {path: packed.text(path) for path in markdown} == {path: exchange.text(path) for path in markdown}
