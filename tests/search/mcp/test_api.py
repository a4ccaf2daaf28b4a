"""``/mcp`` over the server that ``kb serve`` uses: both kinds of the protocol on one address, and clients that lie."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from functools import partial
from typing import Any

import pytest
from mcp.client import Client
from mcp.shared.exceptions import MCPError

from search.mcp.room import OF_ONE
from tests.search.mcp.conftest import MODES, Assistants

MODERN = "2026-07-28"
ENVELOPE = {
    "_meta": {"io.modelcontextprotocol/protocolVersion": MODERN, "io.modelcontextprotocol/clientCapabilities": {}}
}


@pytest.fixture(autouse=True)
def _another_minute(assistants: Assistants) -> None:
    assistants.office.clock.later(minutes=1)


def rpc(method: str, params: Any = None) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}).encode()


@pytest.mark.parametrize("mode", MODES)
def test_tools_say_that_they_only_read_and_what_is_for_staff_is_shown_to_staff(
    assistants: Assistants, mode: str
) -> None:
    for who, names in (("", ["search", "fetch"]), ("staff", ["search", "fetch", "suggest_reply"])):
        listed = assistants.ask(mode, lambda client: client.list_tools(), who)
        assert [one.name for one in listed.tools] == names
        assert all(one.annotations.read_only_hint for one in listed.tools[:2])
        assert listed.cache_scope == "private"


@pytest.mark.parametrize("mode", MODES)
def test_articles_are_resources_for_those_who_may_read_them(assistants: Assistants, mode: str) -> None:
    public, staff = (assistants.ask(mode, lambda client: client.list_resources(), who) for who in ("", "staff"))
    more = {one.uri for one in staff.resources} - {one.uri for one in public.resources}
    assert more == {"kb://articles/en/handbook/escalate"}
    read = assistants.ask(mode, lambda client: client.read_resource("kb://articles/en/orders/refund"))
    assert read.contents[0].text.startswith("# Refunds")
    for address in (*more, "kb://articles/en/never", "file:///etc/passwd"):
        assert "there is no article" in assistants.ask(mode, partial(refusal, address))


async def refusal(address: str, client: Client) -> str:
    """What is told of a resource that is not there."""
    try:
        await client.read_resource(address)
    except MCPError as error:
        return str(error)
    return ""


def test_a_client_that_asks_what_is_spoken_here_is_told_both(assistants: Assistants) -> None:
    assert assistants.ask("auto", lambda client: client.list_tools()).tools
    status, told, _ = assistants.send(
        rpc("server/discover", ENVELOPE), Mcp_Protocol_Version=MODERN, Mcp_Method="server/discover"
    )
    assert (status, MODERN in told["result"]["supportedVersions"]) == (200, True)
    hello = {"protocolVersion": "1999-01-01", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    status, told, headers = assistants.send(rpc("initialize", hello))
    assert (status, told["result"]["protocolVersion"]) == (200, "2025-11-25")
    assert "Mcp-Session-Id" not in headers


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_is_no_stream_to_listen_to(assistants: Assistants, method: str) -> None:
    status, _, headers = assistants.send(b"", method)
    assert (status, "POST" in headers["Allow"]) == (405, True)


LIES = {
    "a version of the future": (rpc("tools/list", ENVELOPE), {"Mcp_Protocol_Version": "2099-01-01"}),
    "one version outside, another inside": (
        rpc("tools/list", {"_meta": {**ENVELOPE["_meta"], "io.modelcontextprotocol/protocolVersion": "2025-06-18"}}),
        {"Mcp_Protocol_Version": MODERN, "Mcp_Method": "tools/list"},
    ),
    "another method outside": (rpc("tools/list"), {"Mcp_Protocol_Version": MODERN, "Mcp_Method": "tools/call"}),
    "no letters": (rpc("tools/list"), {"Mcp_Protocol_Version": "\xe9\xff"}),
    "a batch": (b" [" + rpc("tools/list") + b"]", {}),
    "deep objects": (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, {}),
    "deep objects in the new kind": (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, {"Mcp_Protocol_Version": MODERN}),
    "a long number": (
        b'{"jsonrpc":"2.0","id":' + b"9" * 5_000 + b',"method":"ping"}',
        {"Mcp_Protocol_Version": MODERN},
    ),
    "half a character": (rpc("tools/call", {"name": "search", "arguments": {"query": "\ud800"}}), {}),
    "no JSON": (b"hello", {}),
    "nothing": (b"", {}),
    "another kind": (rpc("tools/list"), {"Content_Type": "text/plain"}),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_client_that_lies_is_told_so_and_no_more(assistants: Assistants, lie: str) -> None:
    body, headers = LIES[lie]
    status, told, _ = assistants.send(body, **headers)
    assert (status, "Traceback" in str(told)) == (400, False)


def test_a_thread_that_runs_a_loop_of_its_own_is_answered_too(assistants: Assistants) -> None:
    """As below an asynchronous server, or beside a browser that a test drives."""

    async def asked() -> Any:
        headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": MODERN}
        headers |= {"Mcp-Method": "tools/list", "Host": assistants.address.removeprefix("http://")}
        client = assistants.office.site.test_client()
        return client.post("/mcp", data=rpc("tools/list", ENVELOPE), headers=headers, content_type="application/json")

    answer = asyncio.run(asked())
    assert (answer.status_code, [one["name"] for one in answer.json["result"]["tools"]]) == (200, ["search", "fetch"])


def test_ten_megabytes_are_not_read(assistants: Assistants) -> None:
    assert assistants.send(b'{"a":"' + b"x" * 10_000_000 + b'"}')[0] == 413


def test_pages_of_other_sites_and_other_names_are_refused_and_ours_are_not(assistants: Assistants) -> None:
    asked = rpc("tools/list")
    assert assistants.send(asked, Origin="https://evil.example")[0] == 403
    assert assistants.send(asked, Origin="null")[0] == 403
    assert assistants.send(asked, Sec_Fetch_Site="cross-site")[0] == 403
    assert assistants.send(asked, Host="evil.example")[0] == 400
    assert assistants.send(asked, Origin=assistants.address)[0] == 200


def test_a_token_that_is_worth_nothing_is_refused_and_a_session_counts_for_nothing(assistants: Assistants) -> None:
    status, _, headers = assistants.send(rpc("tools/list"), Authorization="Bearer kb_nothing")
    assert (status, headers["Www-Authenticate"]) == (401, 'Bearer error="invalid_token"')
    browser = assistants.office.browser(assistants.office.accounts.get("staff@example.com"))
    given = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    told = browser.client.post("/mcp", data=rpc("tools/list"), headers=given).get_json()
    assert "suggest_reply" not in [one["name"] for one in told["result"]["tools"]]


def test_one_client_asks_so_often_a_minute_and_staff_as_often_as_they_like(assistants: Assistants) -> None:
    statuses = [assistants.send(rpc("ping"))[0] for _ in range(OF_ONE + 1)]
    assert statuses == [200] * OF_ONE + [429]
    _, _, headers = assistants.send(rpc("ping"))
    assert headers["Retry-After"] == "60"
    assert assistants.send(rpc("ping"), Authorization=f"Bearer {assistants.tokens['staff']}")[0] == 200
    assistants.office.clock.later(minutes=1)
    assert assistants.send(rpc("ping"))[0] == 200


@pytest.mark.slow
def test_without_the_extra_there_is_no_such_address_and_the_command_says_what_to_install(tmp_path: Any) -> None:
    code = (
        "import sys; sys.modules['mcp'] = None\n"
        "import app; from pathlib import Path; from kb.core.settings import Settings\n"
        f"root = Path({str(tmp_path)!r}); (root / 'articles').mkdir()\n"
        "settings = Settings(articles_dir=root / 'articles', data_dir=root / 'data', embedding_models=())\n"
        "client = app.create_app(settings, start=False).test_client()\n"
        "print(client.post('/mcp', json={}).status_code, client.get('/mcp', follow_redirects=True).status_code)\n"
        "sys.argv = ['kb', 'mcp']; app.run()\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.stdout.split(), ran.returncode) == (["404", "404"], 2)
    assert "needs the extra mcp: .venv/bin/pip install '.[mcp]'" in ran.stderr
