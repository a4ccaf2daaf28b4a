"""A database is copied whole into an empty one of the other kind, the same to the last row, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Date, DateTime, Engine, Float, Integer, LargeBinary, String, func, insert, select, text

from kb.storage.copying import MANY, REVISION, CopyError, copy_database
from kb.storage.database import connect
from tests.postgres import Postgres
from tests.tables import declared_tables

TABLES = {name: table for name, table in declared_tables().tables.items() if name != REVISION}


def value(column: Any, number: int) -> object:
    """Something that the column takes, another for another number."""
    kind = column.type
    if column.foreign_keys:
        return value(next(iter(column.foreign_keys)).column, number % 2)
    if isinstance(kind, Boolean):
        return bool(number % 2)
    if isinstance(kind, Integer):
        return number + 1
    if isinstance(kind, Float):
        return 1 / (number + 3)
    if isinstance(kind, DateTime):
        return datetime(2026, 11, 1, 12, 30, number % 60, 123_456)  # noqa: DTZ001 - as the tables keep it
    if isinstance(kind, Date):
        return date(2026, 1, 1 + number % 28)
    if isinstance(kind, LargeBinary):
        return b"\x00\xff" + bytes([number % 256])
    if isinstance(kind, String):
        return f"ژ{number}"[: kind.length] if (kind.length or 99) < 8 else f"«متن» '{number}\"\n"[: kind.length]
    return {"a": [number, None, "é"]}


def fill(engine: Engine, rows: int = 2) -> None:
    """Rows in every table that we have, those first that others refer to."""
    with engine.begin() as connection:
        for table in declared_tables().sorted_tables:
            made = [{column.name: value(column, number) for column in table.columns} for number in range(rows)]
            connection.execute(insert(table), made)


def all_of(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        return {name: sorted(map(tuple, connection.execute(select(table))), key=repr) for name, table in TABLES.items()}


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Engine]:
    engine = connect(f"sqlite:///{tmp_path / 'local.sqlite'}")
    yield engine
    engine.dispose()


@pytest.fixture
def served(postgres: Postgres) -> Iterator[Engine]:
    with postgres.open_database() as opened:
        yield opened


def test_every_table_goes_from_one_file_to_another(local: Engine, tmp_path: Path) -> None:
    fill(local)
    other = connect(f"sqlite:///{tmp_path / 'other.sqlite'}")
    told = copy_database(local, other)
    assert {one.name: one.rows for one in told} == dict.fromkeys(TABLES, 2)
    assert all_of(other) == all_of(local)
    other.dispose()


@pytest.mark.slow
def test_every_table_goes_to_postgresql_and_back_and_is_the_same(local: Engine, served: Engine, tmp_path: Path) -> None:
    fill(local)
    copy_database(local, served)
    assert all_of(served) == all_of(local)
    back = connect(f"sqlite:///{tmp_path / 'back.sqlite'}")
    copy_database(served, back)
    assert all_of(back) == all_of(local)
    back.dispose()


@pytest.mark.slow
def test_postgresql_goes_on_counting_above_what_came_along(local: Engine, served: Engine) -> None:
    fill(local)
    copy_database(local, served)
    with served.begin() as connection:
        account = {"email": "new@example.com", "name": "New", "role": "staff", "made_at": datetime(2026, 11, 1)}  # noqa: DTZ001
        table = TABLES["accounts"]
        wanted = {column.name: account.get(column.name, value(column, 7)) for column in table.columns}
        del wanted["id"]
        assert connection.execute(insert(table).values(wanted)).inserted_primary_key[0] > 2


@pytest.mark.slow
def test_a_row_that_the_other_kind_refuses_is_named_and_nothing_is_kept(local: Engine, served: Engine) -> None:
    fill(local)
    with local.begin() as connection:
        connection.execute(text("UPDATE accounts SET name = 'a' || char(0) WHERE id = 2"))
    with pytest.raises(CopyError, match="the row 'id=2' of accounts cannot be taken as it is: .*NUL.*; nothing"):
        copy_database(local, served)
    assert all(rows == [] for rows in all_of(served).values())


def test_more_rows_than_are_held_at_once_are_copied(local: Engine, tmp_path: Path) -> None:
    table = TABLES["article_views"]
    rows = [{column.name: value(column, number) for column in table.columns} for number in range(2 * MANY + 1)]
    for number, row in enumerate(rows):
        row |= {column.name: f"{number}" for column in table.primary_key if isinstance(column.type, String)}
    with local.begin() as connection:
        connection.execute(insert(table), rows)
    other = connect(f"sqlite:///{tmp_path / 'other.sqlite'}")
    copy_database(local, other)
    with other.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(table)) == len(rows)
    other.dispose()


def test_a_database_with_rows_is_never_copied_into(local: Engine, tmp_path: Path) -> None:
    other = connect(f"sqlite:///{tmp_path / 'other.sqlite'}")
    fill(other)
    before = all_of(other)
    with pytest.raises(CopyError, match="has rows in .* already; name an empty one"):
        copy_database(local, other)
    assert all_of(other) == before
    other.dispose()


def test_a_copy_that_breaks_off_leaves_nothing(local: Engine, tmp_path: Path) -> None:
    fill(local)
    other = connect(f"sqlite:///{tmp_path / 'other.sqlite'}")

    def stop(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_database(local, other, stop)
    assert all(rows == [] for rows in all_of(other).values())
    other.dispose()
