"""Whatever signs a request brings, in whichever of its parts: it is answered, and never by an error of the site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from kb.core.roles import Role
from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.every_address import addresses
from tests.postgres import Postgres
from tests.signing_in import Office

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_200)]  # every address, several times

ROOT = Path(__file__).parents[1]
SURROGATE, NUL, WIDE = "\ud800", "a\0b", "\U0001f600\U0010ffff"
STRANGE = f"{SURROGATE}x{NUL}{WIDE}\udfff"
"""What JSON can say, and no encoding: half a pair, then nothing at all, then four bytes a sign."""
_READ = re.compile(
    r"""(?:args|form|values|given|files|headers|cookies|request)(?:\.(?:get|getlist|text)\(|\[)\s*"([\w-]+)\""""
)
ENCODED = {"surrogate": "%ED%A0%80x%ED%BF%BF", "NUL": "a%00b", "wide": "%F0%9F%98%80%F4%8F%BF%BF", "no UTF-8": "%ff%c3"}
USUAL: dict[str, Any] = {"language": "en", "key": "orders/refund", "helpful": False, "query": "refund", "id": "1"}
USUAL |= {"question": "refund", "message": "refund", "comment": "no", "method": "tools/list", "jsonrpc": "2.0"}
USUAL |= {"act": "take"}
JSON_PATHS = ("/api/", "/mcp", "/chat")


def names() -> list[str]:
    """What the site reads of requests by name."""
    texts = [file.read_text("utf-8") for part in ("kb", "search", "review") for file in (ROOT / part).rglob("*.py")]
    found = {name for text in texts for name in _READ.findall(text)}
    assert {"lang", "email", "limit", "q"} <= found
    return sorted(found | USUAL.keys())


NAMES = names()


@pytest.fixture
def office(collection: Collection, tmp_path: Path, postgres: Postgres) -> Iterator[Office]:
    """A site whose limits are counted in the database, as where several processes answer.

    PostgreSQL: it refuses what SQLite does, and NUL besides.
    """
    collection.write("en/orders/refund.md", title="Refund")
    with postgres.new_database() as url:
        settings = Settings(collection.root, tmp_path / "data", database_url=url, processes=2, monthly_report=False)
        clock = Clock()
        app = open_site(settings, models=[], clock=clock)
        app.config["WTF_CSRF_ENABLED"] = False
        assert app.extensions["kb"].site.counts is not None
        yield Office(app, clock)
        app.extensions["kb"].close()


def as_json(content: dict[str, Any]) -> dict[str, Any]:
    """A body that escapes what no encoding can say, as browsers do."""
    return {"data": json.dumps(content), "content_type": "application/json"}


def requests(app: Flask, *, one_by_one: bool) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every address with every sign, in each part of a request that it can be in."""
    wide = WIDE.encode().decode("latin-1")
    everywhere = "&".join(f"{name}={strange}" for name in NAMES for strange in ENCODED.values())
    for _, method, path in addresses(app):
        for strange in ENCODED.values():
            yield method, f"{path}?{'&'.join(f'{name}={strange}' for name in NAMES)}", {}
            yield method, f"{path.rstrip('/')}{strange}", {}
        parts = path.split("/")
        for at in range(2, len(parts)):
            inside = "/".join((*parts[:at], parts[at] + ENCODED["NUL"], *parts[at + 1 :]))
            yield method, inside, as_json(USUAL) if method == "POST" else {}
        for headers in ({"User-Agent": wide, "Referer": wide}, {"Cookie": f"language={wide}; session={wide}"}):
            yield method, path, {"headers": headers}
        yield method, path, {"headers": {"Authorization": f"Bearer {wide}"}}
        if method == "POST":
            yield method, path, {"data": everywhere, "content_type": "application/x-www-form-urlencoded"}
            for value in (STRANGE, [STRANGE], {STRANGE: STRANGE}):
                yield method, path, as_json(dict.fromkeys(NAMES, value) | {STRANGE: STRANGE})
        if one_by_one and method == "POST" and path.startswith(JSON_PATHS):
            for name in NAMES:
                yield method, path, as_json({**USUAL, name: STRANGE})


@pytest.mark.parametrize("who", ["reader", "admin"])
def test_no_sign_in_any_part_of_a_request_is_an_error_of_the_site(office: Office, who: str) -> None:
    boss = office.hire(Role.ADMIN)
    browser = office.browser(boss if who == "admin" else None, keep=True)
    found = []
    for method, path, more in requests(office.site, one_by_one=who == "reader"):
        if method == "POST" and who == "admin" and path.startswith(("/logout", "/account")):
            continue  # which would end the session, or whom it is for
        office.clock.later(minutes=1)  # or the limits answer
        response: TestResponse = browser.client.open(path, method=method, buffered=True, **more)
        if response.status_code >= 500 and response.status_code != 503:
            found.append(f"{method} {path[:60]} {str(more)[:80]}: {response.status_code}")
    assert found == []
