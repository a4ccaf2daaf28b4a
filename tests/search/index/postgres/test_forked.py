"""Several processes of one command share the index in PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.conftest import Collection
from tests.servers import Server, free_port

pytestmark = pytest.mark.slow


def test_processes_of_one_command_find_what_is_saved_by_the_index_in_postgresql(
    collection: Collection, tmp_path: Path, index_url: str, admin: Engine
) -> None:
    with admin.connect() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS kb_index CASCADE"))
    collection.write("en/first.md", "The very first article.", title="First")
    given = {"KB_INDEX": "postgres", "KB_DATABASE_URL": index_url, "KB_PROCESSES": "2"}
    server = Server(collection.root, tmp_path / "data", free_port(), given)
    try:
        server.wait_until("/readyz", '"started":true')
        collection.write("en/second.md", "About the marzipan converter.", title="Second")
        for _ in range(20):
            server.wait_until("/api/v1/search?lang=en&q=marzipan", "/en/articles/second")
        assert server.said.count("This process keeps the index in PostgreSQL") == 1
        assert "Traceback" not in server.said
        server.process.terminate()
        assert server.process.wait(timeout=120) == 0
    finally:
        server.stop()
