"""``kb model`` over a small collection, with a hub of ours on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from huggingface_hub import constants

import app
from kb.core.command_line import Context
from search.choosing.commands import COMMANDS
from tests.conftest import Collection
from tests.search.models.folders.graph_folders import weights_of, write_folder
from tests.search.models.hub.hub_server import FakeHub, running

TINY, BETTER = "ours/tiny", "ours/better"
Kb = Callable[..., Result]


@pytest.fixture
def fake_hub(tmp_path: Path) -> Iterator[FakeHub]:
    """Two models of a few words: one for which a boiler is nothing like a kettle, and one for which it is."""
    nothing = ("[CLS]", "[SEP]")
    with running(FakeHub()) as hub:
        hub.add(TINY, write_folder(tmp_path / "tiny", weights=weights_of(None, nothing)), license="mit", language="en")
        better = write_folder(tmp_path / "better", weights=weights_of({"boiler": "kettle"}, nothing))
        hub.add(BETTER, better, license="apache-2.0", language=["en", "fa"])
        yield hub


@pytest.fixture
def kb(collection: Collection, tmp_path: Path, fake_hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> Kb:
    """``kb model …``; settings are given by their variables."""
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    for number, thing in enumerate(("kettle", "refund", "password") * 3):
        collection.write(f"en/{thing}-{number}.md", f"{thing} number {number}", title=f"Some {thing} {number}")

    def run(*arguments: str, **settings: str) -> Result:
        environment = {"HF_ENDPOINT": fake_hub.address, **settings}
        folders = str(collection.root), str(tmp_path / "data")
        context = Context(*folders, environment, app.open_review, app.create_app)
        return CliRunner().invoke(COMMANDS[0], arguments, obj=context)

    return run
