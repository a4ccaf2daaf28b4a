"""A real site: what a command in another process chooses while it runs is taken up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Collection
from tests.search.choosing.conftest import BETTER, TINY, Kb
from tests.search.conftest import eventually
from tests.servers import Server, free_port


@pytest.mark.slow
def test_a_site_that_runs_takes_up_what_a_command_chose(kb: Kb, collection: Collection, tmp_path: Path) -> None:
    assert kb("use", TINY).exit_code == 0
    server = Server(collection.root, tmp_path / "data", free_port(), {"KB_EMBEDDING_MODELS": ""})
    try:
        server.wait_until("/readyz", says='"models":["tiny"]')
        assert kb("use", BETTER).exit_code == 0
        told = json.loads(server.wait_until("/readyz", says='"models":["better"]'))
        assert (told["mode"], told["reasons"]) == ("hybrid", {})
        assert eventually(lambda: kb("remove", TINY).exit_code == 0)  # once the site has noted what it uses now
    finally:
        server.stop()
