"""A primary and two standbys, set up as the guide for several machines prints it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, select

from kb.core.settings import Settings
from kb.storage.database import AWAY, connect
from kb.storage.key_check import SiteFact, accept, fingerprint_of
from tests.kb.storage.servers.conftest import eventually
from tests.postgres import Postgres, running
from tests.servers import ROOT

pytestmark = pytest.mark.slow
GUIDE = (ROOT / "docs/several-machines.md").read_text("utf-8")


def printed(begins: str) -> str:
    """The line of the guide that begins so."""
    found = re.findall(
        rf"^{re.escape(begins)}.*db1\.internal.*$|^{re.escape(begins)} = '[A0-9].*$", GUIDE, re.MULTILINE
    )
    assert len(found) == 1, f"{begins} stands {len(found)} times in the guide"
    return str(found[0])


def placed(line: str, servers: list[Postgres], *, in_address: bool) -> str:
    """The line with the places of ``servers`` for the names that it prints."""
    for number, one in enumerate(servers, 1):
        place = quote(one.place, safe="") if in_address else one.place
        line = line.replace(f"db{number}.internal", place)
    return line


@pytest.fixture
def three() -> Iterator[list[Postgres]]:
    with ExitStack() as stack:
        primary = stack.enter_context(running())
        primary.execute(
            "CREATE ROLE kb SUPERUSER LOGIN", "CREATE ROLE replication REPLICATION LOGIN", "CREATE DATABASE kb"
        )
        servers = [primary, *(stack.enter_context(primary.standby(name)) for name in ("b", "c"))]
        for one in servers:
            for name in ("primary_conninfo", "synchronous_standby_names", "wal_retrieve_retry_interval"):
                value = placed(printed(name), servers, in_address=False).partition(" = ")[2]
                one.execute(f"ALTER SYSTEM SET {name} = {value}")
            one.execute("SELECT pg_reload_conf()")
        yield servers


def can_write(database: Engine, key: bytes) -> bool:
    try:
        accept(database, key)
    except AWAY:
        return False
    return True


def test_what_was_acknowledged_is_there_and_the_other_standby_follows_whoever_was_promoted(
    three: list[Postgres],
) -> None:
    line = placed(printed("export KB_DATABASE_URL="), three, in_address=True)
    settings = Settings.from_environment({"KB_DATABASE_URL": line.partition("=")[2]})
    database = connect(settings.database)
    accept(database, b"before")
    three[0].kill()
    chosen = max(three[1:], key=lambda one: int(one.asked("SELECT pg_last_wal_receive_lsn() - '0/0'")))
    standby = connect(chosen.url("kb"))
    with standby.connect() as connection:
        assert connection.scalar(select(SiteFact.value)) == fingerprint_of(b"before")
    standby.dispose()
    (other,) = [one for one in three[1:] if one is not chosen]
    chosen.promote()
    eventually(lambda: can_write(database, b"after"))  # which the other standby has to confirm
    with database.connect() as connection:
        assert connection.scalar(select(SiteFact.value)) == fingerprint_of(b"after")
    assert other.asked("SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'") == 1
    database.dispose()
