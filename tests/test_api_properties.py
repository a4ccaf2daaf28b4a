"""Every JSON address against its own description: requests made up by Schemathesis, to a server that runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kb.accounts import tokens
from kb.accounts.accounts import AccountRow
from kb.core.clock import utc_now
from kb.core.settings import Settings
from kb.storage.database import connect
from tests.conftest import SAMPLES
from tests.servers import Server, free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_200)]  # a real server, and a thousand requests

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "ignored_auth",
    "unsupported_method",
)
"""Not that all is accepted that fits, since an article may not be there or a day too long ago; nor that all else is
refused: of an address what is empty was not filled in, and what nobody reads is left alone.
"""
EXAMPLES, SEED = "12", "1"
PATIENCE = 120
"""Seconds: the first question has word lists read, on a machine that may be busy."""
PASSWORD = "a long word of mine\n"


def test_what_is_made_up_from_the_description_is_answered_as_it_says(tmp_path: Path) -> None:
    data = tmp_path / "data"
    articles = shutil.copytree(SAMPLES, tmp_path / "articles")  # made-up decisions are written into them
    server = Server(articles, data, free_port())
    try:
        server.wait_until("/readyz", '"mode":"lexical"')
        server.run(
            "user", "add", "boss@example.com", "--role", "admin", "--password-stdin", given="a long word of mine\n"
        )
        token = _token(data)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run", f"{server.address}/api/v1/openapi.json"),
                *("--header", f"Authorization: Bearer {token}", "--checks", ",".join(CHECKS)),
                *("--request-timeout", str(PATIENCE)),
                *("--max-examples", EXAMPLES, "--seed", SEED, "--continue-on-failure", "--no-color"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-8_000:] + done.stderr[-2_000:]
        assert "Tested: " in done.stdout
        assert "Traceback" not in server.said
    finally:
        server.stop()


def _token(data: Path) -> str:
    """A token that may do all that tokens may."""
    database = connect(Settings(data_dir=data).database)
    with database.begin() as connection:
        account = connection.execute(select(AccountRow.id)).scalar_one()
        now = utc_now()
        token = tokens.make(connection, now, account, "properties", tokens.Scope, now + timedelta(days=1))
    database.dispose()
    return token
