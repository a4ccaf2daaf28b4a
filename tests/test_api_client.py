"""A client in Python, generated from a running site's description, used against that site as others would use it."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kb.accounts import tokens
from kb.accounts.accounts import AccountRow
from kb.accounts.tokens import Scope
from kb.core.clock import utc_now
from kb.core.settings import Settings
from kb.storage.database import connect
from tests.conftest import SAMPLES
from tests.servers import ROOT, Server, free_port

# A real server, and a generator in an environment of its own.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_200)]

PROGRAM = Path(__file__).with_name("client_program.py")
PYTHON = ROOT / ".venv-client" / "bin" / "python"


def said(folder: Path) -> Any:
    """What the program of somebody else got."""
    server = Server(SAMPLES, folder / "data", free_port())
    try:
        server.wait_until("/readyz", '"mode":"lexical"')
        server.run(
            "user", "add", "ann@example.com", "--role", "author", "--password-stdin", given="a long word of mine\n"
        )
        made = run("make", "-s", "client", f"ADDRESS={server.address}", f"TO={folder / 'made'}", cwd=ROOT)
        assert (folder / "made" / "selfservice_kb_client" / "py.typed").is_file(), made
        today = utc_now().date().isoformat()
        answer = run(str(PYTHON), str(PROGRAM), server.address, token_of(folder / "data"), today, cwd=folder / "made")
        return json.loads(answer)
    finally:
        server.stop()


def run(*command: str, cwd: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(cwd)}  # which has the client
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-4_000:]
    return done.stdout


def token_of(data: Path) -> str:
    database = connect(Settings(data_dir=data).database)
    with database.begin() as connection:
        account = connection.execute(select(AccountRow.id)).scalar_one()
        now = utc_now()
        scopes = (Scope.SUGGEST, Scope.TICKETS, Scope.PROPOSE)
        token = tokens.make(connection, now, account, "client", scopes, now + timedelta(days=1))
    database.dispose()
    return token


def test_a_client_made_of_the_description_does_what_its_users_need(tmp_path: Path) -> None:
    found = said(tmp_path)  # one test, since two workers would each make a client
    assert "returns/return-an-item" in found["search"]
    assert found["article"] == ["Return an item", ["en", "ar", "fa", "ru"], "article"]
    assert "returns" in found["categories"]
    assert found["paged"] == found["whole"]
    assert len(found["whole"]) > 20
    assert "returns/return-an-item" in found["suggested"]
    assert found["about"] == "ann@example.com"
    assert found["voted"] == ["returns/return-an-item", True]
    assert found["tickets"] == [[200, None], [200, "true"], [422, None]], "one key, one request, carried out once"
    assert found["proposed"] == [None, "Ask for a code.", ["gift"], "in_review", "withdrawn"]
    assert found["missing"] == [404, 404, "there is no article 'no/such'"]
    assert found["forged"][:2] == [401, 401]
    assert found["foreign_cursor"][:2] == [400, 400]
    assert "cursor" in found["foreign_cursor"][2]
