"""Two conversations of assistants with the sample articles, word for word as they went over the wire.

``python bench/conversations.py`` writes ``docs/conversations/``: a customer's assistant that speaks the protocol with a
handshake and has no token, and one of the support team that sends all in every request. The server is the one of
``kb serve``; the client is the SDK's. What changes from run to run (tokens) is not in them.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

ROOT = Path(__file__).parent.parent
sys.path[0] = str(ROOT)  # not this folder, which has a module called markdown

from app import create_app  # noqa: E402
from kb.account_services.accounts import Accounts  # noqa: E402
from kb.account_services.tokens import Tokens  # noqa: E402
from kb.accounts.tokens import Scope  # noqa: E402
from kb.core.clock import utc_now  # noqa: E402
from kb.core.roles import AT_THE_COMMAND_LINE, Role  # noqa: E402
from kb.core.settings import Settings  # noqa: E402
from kb.operations.server import create_server  # noqa: E402

PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}/mcp"
MESSAGE = """Hello,

my order has not arrived, and the tracking has said nothing for a week. What can I do?

Thanks,
Jo Park"""
Work = Callable[[Client], Awaitable[None]]


async def of_a_customer(client: Client) -> None:
    """Somebody asks their own assistant, which reads before it answers; then something no article answers."""
    await client.list_tools()
    found = await client.call_tool("search", {"query": "How do I descale my kettle?", "limit": 2})
    await client.call_tool("fetch", {"id": found.structured_content["results"][0]["id"]})
    await client.call_tool("search", {"query": "Do you sell aeroplane tickets to Mars?", "limit": 2})


async def of_the_team(client: Client) -> None:
    """Somebody of the support team has a reply prepared."""
    await client.list_tools()
    await client.call_tool("suggest_reply", {"message": MESSAGE, "draft": True})


async def recorded(mode: str, work: Work, token: str = "") -> list[dict[str, Any]]:
    """What was asked and answered, in order."""
    said: list[dict[str, Any]] = []

    async def keep(response: httpx2.Response) -> None:
        await response.aread()
        asked = json.loads(response.request.content) if response.request.content else None
        said.append({"asked": asked, "status": response.status_code, "answered": _json(response.text)})

    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=120, event_hooks={"response": [keep]}) as web,
        Client(streamable_http_client(ADDRESS, http_client=web), mode=mode) as client,
    ):
        await work(client)
    return [one for one in said if one["asked"]]


def _json(text: str) -> Any:
    return json.loads(text) if text.startswith("{") else text or None


def main() -> None:
    """Write both."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(articles_dir=ROOT / "articles", data_dir=Path(folder) / "data", port=PORT)
        app = create_app(settings, start=False)
        parts = app.extensions["kb"]
        parts.service.bring_up_to_date()
        account = Accounts(parts.database, utc_now).add(AT_THE_COMMAND_LINE, "ann@example.com", "Ann", Role.STAFF)
        token = Tokens(parts.database, utc_now).make(account.person, "assistant", [Scope.SUGGEST], 1)
        threading.Thread(target=create_server(app, settings).run, daemon=True).start()
        told = {
            "customer": asyncio.run(recorded("legacy", of_a_customer)),
            "team": asyncio.run(recorded("auto", of_the_team, token)),
        }
        parts.close()
    target = ROOT / "docs" / "conversations"
    target.mkdir(exist_ok=True)
    for name, conversation in told.items():
        text = json.dumps(conversation, ensure_ascii=False, indent=1)
        (target / f"{name}.json").write_text(f"{text}\n", "utf-8")
        print(f"{name}: {len(conversation)} requests")


if __name__ == "__main__":
    main()
