"""What is made of what, and what is behind: by the files alone."""

from __future__ import annotations

from typing import Any

import pytest

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.catalog.originals import TranslationState, current_translations, original_for, original_of, stand_of
from tests.conftest import Collection

CURRENT, BEHIND, UNKNOWN = TranslationState.CURRENT, TranslationState.BEHIND, TranslationState.UNKNOWN


def catalog_of(collection: Collection, **files: dict[str, Any]) -> Catalog:
    """Versions of the article ``lid`` by their languages."""
    for language, keys in files.items():
        collection.write(f"{language}/lid.md", **{"title": language, **keys})
    return collection.library().catalog


def of(catalog: Catalog, language: str) -> Article:
    return catalog.articles[ArticleId(language, "lid")]


def test_the_version_that_a_file_names_says_whether_it_is_behind(collection: Collection) -> None:
    version = of(catalog_of(collection, en={"body": "Open it."}), "en").text_version
    catalog = catalog_of(
        collection, ar={"original_version": version}, fa={"original_version": "0" * 12}, ru={"original_version": "soon"}
    )
    states = {code: stand_of(catalog, of(catalog, code)).state for code in ("en", "ar", "fa", "ru")}
    assert states == {"en": TranslationState.ORIGINAL, "ar": CURRENT, "fa": BEHIND, "ru": UNKNOWN}
    assert [one.language for one in current_translations(catalog, of(catalog, "en"))] == ["ar"]
    assert [problem.key for problem in catalog.problems] == ["original_version"]


@pytest.mark.parametrize(
    ("keys", "is_same"),
    [
        ({"body": "Open it.  \n\n"}, True),
        ({"owner": "Bob", "updated_on": "2026-10-01", "tags": "cup"}, True),
        ({"body": "Open it now."}, False),
        ({"title": "Cover"}, False),
        ({"description": "All of it."}, False),
    ],
)
def test_only_what_is_to_be_translated_makes_another_version(
    collection: Collection, keys: dict[str, str], is_same: bool
) -> None:
    whole = {"body": "Open it.", "description": "About the lid."}
    before = of(catalog_of(collection, en=whole), "en").text_version
    assert (of(catalog_of(collection, en={**whole, **keys}), "en").text_version == before) is is_same


@pytest.mark.parametrize(
    ("original", "translation", "state"),
    [
        ({"updated_on": "2026-10-02"}, {"updated_on": "2026-10-01"}, BEHIND),
        ({"updated_on": "2026-10-01"}, {"updated_on": "2026-10-01"}, CURRENT),
        ({"updated_on": "2026-10-02"}, {"updated_on": "2026-10-01", "last_reviewed_on": "2026-10-02"}, CURRENT),
        ({"updated_on": "2026-10-02"}, {}, UNKNOWN),
        ({}, {"updated_on": "2026-10-01"}, UNKNOWN),
    ],
)
def test_without_a_version_days_tell_and_without_days_nobody_knows(
    collection: Collection, original: dict[str, str], translation: dict[str, str], state: TranslationState
) -> None:
    catalog = catalog_of(collection, en=original, ar=translation)
    found = stand_of(catalog, of(catalog, "ar"))
    assert (found.state, found.by_days) == (state, True)


def test_a_translation_may_be_made_of_another_and_circles_end(collection: Collection) -> None:
    catalog = catalog_of(collection, en={}, ru={}, fa={"translated_from": "ru"})
    assert original_of(catalog, of(catalog, "fa")) is of(catalog, "ru")
    assert original_for(catalog, "lid", "ar") is of(catalog, "en")
    catalog = catalog_of(collection, en={"translated_from": "fa"}, fa={})
    assert stand_of(catalog, of(catalog, "fa")).state is TranslationState.ORIGINAL
    assert original_of(catalog, of(catalog, "en")) is of(catalog, "fa")
    catalog = catalog_of(collection, en={"translated_from": "fa"}, fa={"translated_from": "en"})
    assert {stand_of(catalog, of(catalog, code)).state for code in ("en", "fa")} == {TranslationState.ORPHAN}
    assert stand_of(catalog, of(catalog, "ru")).state is TranslationState.ORIGINAL  # nothing that it could be made of
    catalog = catalog_of(collection, en={"translated_from": "en"}, fa={"translated_from": "tr"})
    assert {stand_of(catalog, of(catalog, code)).state for code in ("en", "fa")} == {TranslationState.ORPHAN}
