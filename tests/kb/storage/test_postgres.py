"""The whole site on PostgreSQL; tests that ask for ``database_url`` run there as well."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import create_engine, inspect, text

from app import create_app
from kb.core.settings import Settings
from kb.short_links.links import LinkClicks
from kb.storage.database import connect, newest_revision, revision_of
from search.models.embedder import Model
from tests.conftest import Collection
from tests.kb.conftest import Visitor
from tests.postgres import Postgres
from tests.tables import declared_tables

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]
RESET = "/en/articles/account/reset"


@pytest.fixture
def bare_database(postgres: Postgres) -> Iterator[str]:
    """The address of a database on a server that no migration has seen yet."""
    with postgres.empty_database() as url:
        yield url


@pytest.fixture
def site(collection: Collection, models: list[Model], tmp_path: Path, postgres: Postgres) -> Iterator[Flask]:
    """A site over ``collection`` that is told of its database as operators do it."""
    collection.write("en/account/reset.md", title="Reset", last_reviewed_on="2025-01-01")
    with postgres.empty_database() as url:
        environment = {"KB_DATABASE_URL": url}
        settings = Settings.from_environment(environment, articles_dir=collection.root, data_dir=tmp_path / "data")
        app = create_app(settings, models=models, clock=lambda: datetime(2026, 11, 22, 12, tzinfo=UTC), start=False)
        yield app
        parts = app.extensions["kb"]
        parts.close()
        parts.database.dispose()


def test_the_migrations_make_the_tables_that_the_code_declares(bare_database: str) -> None:
    url = bare_database
    assert revision_of(url) is None
    engine = connect(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), declared_tables()) == []
    assert revision_of(url) == newest_revision()
    engine.dispose()


def test_a_migration_that_fails_leaves_nothing_half_done(bare_database: str) -> None:
    url = bare_database
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE link_clicks (x INTEGER)"))  # is in the way of a later migration
    script = f"from kb.storage.database import connect; connect({url!r})"
    failed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert "already exists" in failed.stderr
    assert inspect(engine).get_table_names() == ["link_clicks"]
    engine.dispose()


@pytest.fixture
def staff(site: Flask) -> Visitor:
    """Whoever started the site."""
    visitor = Visitor(site)
    assert visitor.open("/here", query_string={"key": site.extensions["kb"].site.machine_secret}).status == 303
    return visitor


def test_reading_linking_and_reviewing_work(site: Flask, staff: Visitor) -> None:
    parts = site.extensions["kb"]
    assert staff.open(RESET).status == 200
    page = staff.open(f"/links?article={RESET}")
    token = page.tree.xpath("string(//input[@name='csrf_token']/@value)")
    made = staff.open("/links", "POST", data={"csrf_token": token, "article": RESET})
    code = str(made.location).rsplit("/", 1)[1]
    assert staff.open(f"/go/{code}?s=box").location == RESET
    parts.views.flush()
    with parts.database.connect() as connection:
        assert connection.scalar(text("SELECT views FROM article_views")) == 1
        assert tuple(connection.execute(text(f"SELECT source, clicks FROM {LinkClicks.__tablename__}")).one()) == (
            "box",
            1,
        )
    assert "/go/" + code in staff.open("/links?q=reset").text
    queue = staff.open("/review")
    row = queue.tree.xpath("//input[@name='row']/@value")
    fields = {"act": "reviewed", "check": ["wording"], "confirm_reviewed": "1", "name": "Ann", "row": row}
    token = queue.tree.xpath("string(//input[@name='csrf_token']/@value)")
    assert staff.open("/review/decide", "POST", data={"csrf_token": token, **fields}).status == 303
    assert staff.open("/review").tree.xpath("//input[@name='row']") == []
    assert "Ann" in staff.open("/review/history").text


@pytest.mark.parametrize("path", ["/insights", "/desk", "/review/reports", "/links", "/en/"])
def test_every_page_that_asks_the_database_answers(site: Flask, staff: Visitor, path: str) -> None:
    assert staff.open(path).status == 200
