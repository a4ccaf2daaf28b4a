"""``kb mcp`` as an assistant on somebody's own computer starts it: a real process, spoken to on standard input."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from tests.conftest import Collection
from tests.search.conftest import write_help_centre
from tests.search.mcp.conftest import MODES
from tests.servers import ROOT

pytestmark = pytest.mark.slow


def asked(folder: Path, mode: str, *options: str) -> tuple[list[str], list[list[str]]]:
    """The names of the tools, and what two searches find."""
    folders = ["--articles", str(folder / "articles"), "--data", str(folder / "data")]
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "app", *folders, "mcp", *options],
        cwd=str(ROOT),
        env={"KB_EMBEDDING_MODELS": "none", "KB_BASE_URL": "https://help.example.com"},
    )

    async def run() -> Any:
        async with Client(stdio_client(command), mode=mode) as client:
            tools = (await client.list_tools()).tools
            for _ in range(100):  # the index is read in the background
                found = [await client.call_tool("search", {"query": one}) for one in ("kettle", "gizmotron")]
                told = [one.structured_content for one in found]
                if all(one["complete"] for one in told):
                    break
                await asyncio.sleep(0.2)
            return [one.name for one in tools], [[hit["url"] for hit in one["results"]] for one in told]

    return asyncio.run(run())  # type: ignore[no-any-return]


@pytest.mark.parametrize("mode", MODES)
def test_an_assistant_of_ones_own_searches_the_folder(tmp_path: Path, mode: str) -> None:
    (tmp_path / "articles").mkdir()
    write_help_centre(Collection(tmp_path / "articles"))
    tools, (kettle, inside) = asked(tmp_path, mode)
    assert tools == ["search", "fetch"]
    assert "https://help.example.com/en/articles/products/kettle/descale" in kettle
    assert inside == []


def test_with_internal_it_reads_what_staff_read_and_prepares_replies(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    write_help_centre(Collection(tmp_path / "articles"))
    tools, (_, inside) = asked(tmp_path, MODES[0], "--internal")
    assert tools[-1] == "suggest_reply"
    assert inside == ["https://help.example.com/en/articles/handbook/escalate"]
