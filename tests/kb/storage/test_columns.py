"""The columns that name an article are equally long in every table."""

from __future__ import annotations

from kb.storage.columns import MAX_KEY, MAX_LANGUAGE, kept_key, kept_language
from tests.tables import declared_tables


def lengths(ending: str) -> dict[str, int]:
    """How long the columns are whose names end so, by table and column."""
    columns = (column for table in declared_tables().tables.values() for column in table.columns)
    return {str(column): column.type.length for column in columns if column.name.endswith(ending)}  # type: ignore[attr-defined]


def test_a_key_is_equally_long_in_every_table() -> None:
    keys = lengths("key")
    assert {"article_views.key", "sent_links.article_key", "review_decisions.key"} <= set(keys)
    assert set(keys.values()) - {None} == {MAX_KEY}  # the key of a passkey is bytes


def test_a_language_is_equally_long_in_every_table() -> None:
    languages = lengths("language")
    assert {"article_views.language", "searches.language", "sent_links.article_language"} <= set(languages)
    assert set(languages.values()) == {MAX_LANGUAGE}


def test_what_is_longer_is_cut_off_and_what_fits_is_not() -> None:
    assert (kept_key("k" * 600), kept_language("l" * 20)) == ("k" * MAX_KEY, "l" * MAX_LANGUAGE)
    assert (kept_key("account/reset"), kept_language("pt-BR")) == ("account/reset", "pt-BR")
    assert (kept_key("account\0/reset"), kept_language("e\0n")) == ("account/reset", "en")
