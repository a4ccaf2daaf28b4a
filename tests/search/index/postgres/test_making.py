"""The schema is made, or one line says why not and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy import Engine, create_engine, text

from kb.core.errors import DataFolderError
from search.index.postgres.database import IndexDatabase
from search.index.postgres.making import prepare
from search.index.postgres.tables import FORM
from tests.postgres import Postgres
from tests.search.index.postgres.conftest import database_at

pytestmark = pytest.mark.slow


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    """A database of our own, since extensions and rights are for all schemas."""
    with postgres.empty_database() as url:
        yield url


@pytest.fixture
def owner(url: str) -> Iterator[Engine]:
    """Whoever may do anything in it."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


def run(engine: Engine, *statements: str) -> None:
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


@contextmanager
def user(owner: Engine, name: str) -> Iterator[str]:
    """The address of the database for somebody who may do nothing yet."""
    run(owner, f"CREATE ROLE {name} LOGIN")
    try:
        yield owner.url.set(username=name).render_as_string()
    finally:
        run(owner, f"DROP OWNED BY {name}", f"DROP ROLE {name}")


def refusal(url: str, address: str = "", schema: str = "kb_index") -> str:
    """Why the index at ``url`` cannot be used."""
    database = database_at(url, schema, address)
    try:
        with pytest.raises(DataFolderError) as told, database.reading():
            pass
    finally:
        database.close()
    assert "\n" not in str(told.value)
    return str(told.value)


def use(url: str, address: str = "") -> IndexDatabase:
    database = database_at(url, "kb_index", address)
    with database.reading():
        pass
    database.close()
    return database


def test_a_database_without_anything_gets_extension_schema_and_tables(url: str) -> None:
    database = use(url)
    with database.reading() as connection:
        site = connection.execute(database.tables.site.select()).one()
    assert (site.form, site.wanted, site.generation, site.term) == (FORM, FORM, 0, 0)
    database.close()


def test_a_server_without_pgvector_is_told_with_what_to_do(url: str, owner: Engine) -> None:
    run(owner, f"ALTER DATABASE {owner.url.database} SET extension_control_path = '/nowhere'")
    owner.dispose()
    assert "the server has no pgvector: install it there" in refusal(url)


def test_an_older_server_is_told(url: str) -> None:
    database = IndexDatabase(url, partial(prepare, "", oldest=99))
    with (
        pytest.raises(DataFolderError, match=r"the server is PostgreSQL 18; the index needs 99 or newer"),
        database.reading(),
    ):
        pass
    database.close()


def test_an_extension_that_was_taken_out_is_told(url: str, owner: Engine) -> None:
    use(url)
    run(owner, "DROP EXTENSION vector CASCADE")
    assert "pgvector was taken out of the database" in refusal(url)


def test_who_may_not_install_pgvector_is_told_who_must(url: str, owner: Engine) -> None:
    with user(owner, "kb_nobody") as theirs:
        run(owner, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        assert "kb_nobody may not install pgvector: an administrator must run CREATE EXTENSION vector" in refusal(
            theirs
        )


def test_who_may_not_make_a_schema_is_told_what_to_grant(url: str, owner: Engine) -> None:
    run(owner, "CREATE EXTENSION vector")
    with user(owner, "kb_guest") as theirs:
        assert f"GRANT CREATE ON DATABASE {owner.url.database} TO kb_guest" in refusal(theirs)
        run(owner, f"GRANT CREATE ON DATABASE {owner.url.database} TO kb_guest")
        use(theirs)


def test_who_may_not_write_the_tables_is_told_whose_they_are(url: str, owner: Engine) -> None:
    use(url)
    with user(owner, "kb_reader") as theirs:
        assert "kb_reader may not write kb_index." in refusal(theirs)
        run(
            owner,
            "GRANT USAGE ON SCHEMA kb_index TO kb_reader",
            "GRANT SELECT ON ALL TABLES IN SCHEMA kb_index TO kb_reader",
        )
        assert "which postgres owns: connect as postgres, or GRANT postgres TO kb_reader" in refusal(theirs)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("DROP TABLE kb_index.passage", "half made: passage is missing"),
        ("ALTER TABLE kb_index.site DROP COLUMN news", "half made: site.news is missing"),
        ("DELETE FROM kb_index.site", "half made: kb_index.site has no row"),
        ("DROP SCHEMA kb_index CASCADE; CREATE SCHEMA kb_index", "half made: article, generation, gone,"),
    ],
)
def test_a_schema_that_is_half_made_is_told_with_what_to_do(url: str, owner: Engine, broken: str, told: str) -> None:
    use(url)
    run(owner, *broken.split("; "))
    said = refusal(url)
    assert told in said
    assert 'run DROP SCHEMA "kb_index" CASCADE' in said
    run(owner, 'DROP SCHEMA "kb_index" CASCADE')
    use(url)


def test_a_schema_of_the_first_version_gets_what_it_lacks(url: str, owner: Engine) -> None:
    use(url)
    run(owner, "ALTER TABLE kb_index.site DROP COLUMN wanted_at")
    with user(owner, "kb_other") as theirs:
        run(owner, "GRANT USAGE ON SCHEMA kb_index TO kb_other")
        assert "kb_other may not change kb_index.site: start this version once as the owner" in refusal(theirs)
    use(url)
    use(url)


def test_two_sites_in_one_database_are_told_apart(url: str) -> None:
    use(url, "https://help.example.com")
    use(url, "https://help.example.com")
    use(url)  # which does not say what it is called
    said = refusal(url, "https://other.example.com")
    assert "is that of the site https://help.example.com, and this one is https://other.example.com" in said
    assert "give each site a database of its own" in said


def test_a_site_that_said_no_address_before_may_say_it_now(url: str) -> None:
    use(url)
    use(url, "https://help.example.com")
    assert "https://help.example.com" in refusal(url, "https://other.example.com")


def test_many_that_start_at_once_make_it_once(url: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: use(url), range(6)))
