"""A help centre with articles for everybody, for staff and for a team, behind the server that ``kb serve`` uses."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from kb.accounts.tokens import Scope
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.core.settings import Settings
from kb.operations.server import create_server
from tests.clock import Clock
from tests.conftest import BagOfWords, Collection, open_site
from tests.search.conftest import model, write_help_centre
from tests.servers import PATIENCE_SECONDS, free_port
from tests.signing_in import Office

Result = TypeVar("Result")
MODES = ["legacy", "2026-07-28"]
"""How the SDK's client speaks: with the handshake of before, and with all in every request."""
LONG = "long word " * 9_000
"""90,000 characters: three calls of ``fetch``."""


@dataclass
class Assistants:
    """Those who ask a running site; ``tokens`` by who has them."""

    address: str
    office: Office
    tokens: dict[str, str]

    def ask(self, mode: str, work: Callable[[Client], Awaitable[Result]], who: str = "") -> Result:
        """What ``work`` gets done with a client of the SDK, with the token of ``who``."""

        async def run() -> Result:
            headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
            async with httpx2.AsyncClient(headers=headers, timeout=PATIENCE_SECONDS) as web:
                transport = streamable_http_client(f"{self.address}/mcp", http_client=web)
                async with Client(transport, mode=mode) as client:
                    return await work(client)

        return asyncio.run(run())

    def call(self, tool: str, who: str = "", mode: str = MODES[1], **arguments: Any) -> Any:
        """What a tool gives."""
        result = self.ask(mode, lambda client: client.call_tool(tool, arguments), who)
        assert not result.is_error, result.content
        assert json.loads(result.content[0].text) == result.structured_content
        return result.structured_content

    def refused(self, tool: str, who: str = "", **arguments: Any) -> str:
        """What a tool tells the model that called it wrongly."""
        result = self.ask(MODES[1], lambda client: client.call_tool(tool, arguments), who)
        assert result.is_error
        return str(result.content[0].text)

    def send(self, body: bytes, method: str = "POST", **headers: str) -> tuple[int, Any, dict[str, str]]:
        """What the server says to any ``body``: status, JSON where there is some, headers."""
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=PATIENCE_SECONDS)
        given = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, "/mcp", body, given)
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        is_json = "json" in response.headers.get("Content-Type", "")
        return response.status, json.loads(text) if is_json and text else text, dict(response.headers)


@contextmanager
def served(app: Any, settings: Settings) -> Iterator[str]:
    """The address of ``app`` on a port of this machine, while the block runs."""
    server = create_server(app, settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{settings.port}"
    finally:
        with suppress(OSError):  # an answer that ends has the server wake as well: it may have closed all by now
            server.trigger.pull_trigger(lambda: [one.close() for one in list(server._map.values())])
        thread.join()


@pytest.fixture(scope="module")
def assistants(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistants]:
    folder: Path = tmp_path_factory.mktemp("assistants")
    (folder / "articles").mkdir()
    collection = Collection(folder / "articles")
    write_help_centre(collection)
    linking = "See [the file](../team/zanzibar.md) or [the handbook](../handbook/escalate.md).\n\n<!-- zanzibar -->"
    collection.write("en/account/linking.md", linking, title="Linking")
    collection.write("en/team/zanzibar.md", "The zanzibar file of the lawyers.", title="Zanzibar", audience="legal")
    collection.write("en/account/long.md", LONG, title="A long one", old_paths="[account/former]")
    settings = Settings(
        articles_dir=collection.root, data_dir=folder / "data", port=free_port(), site_name="Sofra", host="127.0.0.1"
    )
    clock = Clock()
    app = open_site(settings, models=[model(BagOfWords)], clock=clock)
    app.extensions["kb"].service.bring_up_to_date()
    office = Office(app, clock)
    office.teams.add(AT_THE_COMMAND_LINE, "legal", "Legal")
    staff, lawyer = office.hire(Role.STAFF), office.hire(Role.STAFF, "lawyer@example.com")
    office.teams.set_teams(AT_THE_COMMAND_LINE, lawyer, ("legal",))
    lawyer = office.accounts.get("lawyer@example.com")
    tokens = {
        "staff": office.token(staff, Scope.SUGGEST),
        "searcher": office.token(staff, Scope.SEARCH),
        "reporter": office.token(staff, Scope.TICKETS),
        "lawyer": office.token(lawyer, Scope.SEARCH),
    }
    with served(app, settings) as address:
        yield Assistants(address, office, tokens)
    app.extensions["kb"].close()
