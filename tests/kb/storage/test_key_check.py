"""A machine with another key than the others is told."""

from __future__ import annotations

from sqlalchemy import Engine, select, text

from kb.storage.key_check import OTHER_KEY, SiteFact, accept, trouble_with

ONE, OTHER = b"1" * 32, b"2" * 32


def test_the_first_key_is_the_right_one_and_another_is_told(database: Engine) -> None:
    assert [trouble_with(database, key) for key in (ONE, OTHER, ONE)] == ["", OTHER_KEY, ""]


def test_a_key_that_was_replaced_on_purpose_is_accepted(database: Engine) -> None:
    trouble_with(database, ONE)
    accept(database, OTHER)
    assert [trouble_with(database, key) for key in (ONE, OTHER)] == [OTHER_KEY, ""]


def test_it_is_accepted_where_none_was_used_before(database: Engine) -> None:
    accept(database, ONE)
    assert trouble_with(database, OTHER) == OTHER_KEY


def test_the_database_does_not_have_the_key(database: Engine) -> None:
    trouble_with(database, ONE)
    with database.connect() as connection:
        [kept] = connection.scalars(select(SiteFact.value))
    assert ONE.hex() not in kept
    assert ONE.decode() not in kept


def test_where_the_database_cannot_be_read_others_tell_that(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("DROP TABLE site_facts"))
    assert trouble_with(database, ONE) == ""
