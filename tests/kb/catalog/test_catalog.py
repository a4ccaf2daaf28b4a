"""The whole collection at one moment."""

from __future__ import annotations

from datetime import date

import pytest

from kb.catalog.article import EVERYONE, PUBLIC_ONLY, Audience, Status
from kb.catalog.catalog import Catalog, recently_changed
from tests.kb.conftest import a_catalog, an_article

INTERNAL = Audience.INTERNAL


def test_languages_come_default_first_then_by_number_of_articles() -> None:
    articles = [an_article("a", "ru"), an_article("b", "ru"), an_article("a", "fa"), an_article("a", "ar")]
    assert a_catalog(*articles, an_article("a")).languages == ("en", "ru", "ar", "fa")


def test_a_language_of_drafts_is_not_offered() -> None:
    assert a_catalog(an_article("a"), an_article("a", "fa", status=Status.DRAFT)).languages == ("en",)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.ARCHIVED])
def test_drafts_and_archived_articles_are_shown_to_nobody(status: Status) -> None:
    catalog = a_catalog(an_article("a", status=status))
    assert catalog.get("en", "a", EVERYONE) is None
    assert catalog.visible(audiences=EVERYONE) == []
    assert catalog.translations("a", EVERYONE) == {}
    assert catalog.moved_to("A", "en", EVERYONE) is None


def test_internal_articles_are_for_those_who_may_see_them() -> None:
    secret = an_article("a", audience=INTERNAL)
    catalog = a_catalog(secret)
    assert catalog.get("en", "a") is None
    assert catalog.visible() == []
    assert catalog.translations("a") == {}
    assert catalog.category_tree("en") == []
    assert catalog.moved_to("A", "en") is None
    assert catalog.get("en", "a", EVERYONE) == secret


def test_visible_is_for_one_language_or_for_all() -> None:
    catalog = a_catalog(an_article("b", "fa"), an_article("b"), an_article("a"))
    assert [article.id for article in catalog.visible()] == [("en", "a"), ("en", "b"), ("fa", "b")]
    assert [article.id for article in catalog.visible("fa")] == [("fa", "b")]


def test_translations_come_in_the_order_of_the_languages() -> None:
    catalog = a_catalog(an_article("a", "fa"), an_article("a", "ar"), an_article("a"), an_article("b", "fa"))
    assert list(catalog.translations("a")) == ["en", "fa", "ar"]


class TestMovedTo:
    CATALOG = a_catalog(
        an_article("account/reset", old_paths=("help/Password", "en/kb/reset")),
        an_article("account/reset", "fa", old_paths=("komak",)),
        an_article("secret", audience=INTERNAL, old_paths=("old-secret",)),
    )

    @pytest.mark.parametrize(
        "path",
        ["help/Password", "/help/password/", "HELP/PASSWORD.html", "en/kb/reset", "en/help/password", "Account/RESET"],
    )
    def test_former_addresses_lead_to_the_article_in_any_letter_case(self, path: str) -> None:
        found = self.CATALOG.moved_to(path, "en")
        assert found is not None
        assert found.id == ("en", "account/reset")

    def test_the_readers_language_is_kept_where_that_version_exists(self) -> None:
        for language, expected in (("fa", "fa"), ("ru", "en")):
            found = self.CATALOG.moved_to("help/password", language)
            assert found is not None
            assert found.language == expected

    def test_an_unknown_address_leads_nowhere(self) -> None:
        assert self.CATALOG.moved_to("nothing", "en") is None
        assert self.CATALOG.moved_to("", "en") is None

    def test_an_archived_article_leads_to_its_successor_and_that_one_to_the_next(self) -> None:
        catalog = a_catalog(
            an_article("one", status=Status.ARCHIVED, moved_to="two"),
            an_article("two", status=Status.ARCHIVED, moved_to="three"),
            an_article("three"),
            an_article("round", status=Status.ARCHIVED, moved_to="round"),
            an_article("hidden", status=Status.ARCHIVED, moved_to="secret"),
            an_article("secret", audience=INTERNAL),
            an_article("shown", moved_to="three"),
        )
        led = {key: catalog.moved_to(key, "en") for key in ("one", "two", "round", "hidden", "shown")}
        keys = {key: found.key if found else None for key, found in led.items()}
        assert keys == {"one": "three", "two": "three", "round": None, "hidden": None, "shown": "shown"}

    def test_an_internal_article_is_led_to_by_nobody_who_may_not_see_it(self) -> None:
        assert self.CATALOG.moved_to("old-secret", "en", PUBLIC_ONLY) is None
        found = self.CATALOG.moved_to("old-secret", "en", EVERYONE)
        assert found is not None
        assert found.key == "secret"


def test_recently_changed_is_newest_first_without_the_undated() -> None:
    articles = [
        an_article("old", published_on=date(2020, 1, 1)),
        an_article("updated", published_on=date(2019, 1, 1), updated_on=date(2026, 1, 1)),
        an_article("undated"),
        an_article("new", published_on=date(2026, 5, 1)),
    ]
    assert [article.key for article in recently_changed(articles, 2)] == ["new", "updated"]
    assert [article.key for article in recently_changed(articles, 9)] == ["new", "updated", "old"]


class TestHashes:
    def test_dates_owner_and_audience_are_no_content(self) -> None:
        base = an_article()
        same = an_article(
            owner="x", last_reviewed_on=date(2026, 1, 1), updated_on=date(2026, 1, 1), audience=INTERNAL, tags=("t",)
        )
        assert base.content_hash == same.content_hash
        assert base.metadata_hash != same.metadata_hash

    @pytest.mark.parametrize("change", [{"title": "B"}, {"body": "b"}, {"description": "d"}, {"keywords": ("k",)}])
    def test_every_text_that_search_reads_is_content(self, change: dict[str, object]) -> None:
        assert an_article().content_hash != an_article(**change).content_hash  # type: ignore[arg-type]


def test_an_empty_catalog_still_has_its_default_language() -> None:
    catalog = Catalog({}, {}, frozenset(), (), "fa")
    assert catalog.languages == ("fa",)
    assert catalog.visible() == []
