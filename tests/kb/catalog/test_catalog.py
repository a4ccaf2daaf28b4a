"""The whole collection at one moment."""

from __future__ import annotations

from datetime import date

import pytest

from kb.catalog.article import EVERYONE, PUBLIC_ONLY, ArticleId, Audience, Status
from kb.catalog.catalog import Catalog, CategoryInfo, recently_changed
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


class TestOwner:
    CATEGORIES = {
        ArticleId("en", "a"): CategoryInfo("A", owner="Team A"),
        ArticleId("en", "a/b"): CategoryInfo("B"),
        ArticleId("fa", "x"): CategoryInfo("X", owner="Team X"),
    }

    def owner(self, key: str, language: str = "en", owner: str | None = None) -> str | None:
        article = an_article(key, language, owner=owner)
        return a_catalog(article, categories=self.CATEGORIES).owner_of(article)

    def test_it_is_the_articles_own_then_the_nearest_categorys(self) -> None:
        assert self.owner("a/b/c", owner="Sam") == "Sam"
        assert self.owner("a/b/c") == "Team A"
        assert self.owner("z/c") is None
        assert self.owner("c") is None

    def test_a_translation_has_the_owner_of_the_original_category(self) -> None:
        assert self.owner("a/c", "fa") == "Team A"
        assert self.owner("x/c", "fa") == "Team X"


class TestCategories:
    CATALOG = a_catalog(
        an_article("b/one", weight=2.0, title="Alpha"),
        an_article("b/two", weight=1.0, title="Zeta"),
        an_article("b/four", title="beta"),
        an_article("b/five", title="Alef"),
        an_article("b/deep/er/three"),
        an_article("a/one"),
        an_article("a/one", "fa"),
        an_article("c/one", audience=INTERNAL),
        an_article("loose"),
        categories={
            ArticleId("en", "b"): CategoryInfo("Billing", "Money", weight=1, icon="coin"),
            ArticleId("fa", "a"): CategoryInfo("حساب"),
            ArticleId("en", "a"): CategoryInfo("Account", icon="user", weight=9),
        },
    )

    def test_the_tree_has_parents_before_children_in_order_of_weight_with_counts(self) -> None:
        tree = [(category.path, category.count, category.parent) for category in self.CATALOG.category_tree("en")]
        assert tree == [("b", 5, ""), ("b/deep", 1, "b"), ("b/deep/er", 1, "b/deep"), ("a", 1, "")]

    def test_a_category_is_called_by_its_index_file_else_by_its_folder(self) -> None:
        assert self.CATALOG.category_title("en", "b") == "Billing"
        assert self.CATALOG.category_title("en", "b/deep") == "Deep"

    def test_a_category_written_in_front_matter_keeps_its_name(self) -> None:
        catalog = a_catalog(an_article("x", category="money-refunds", category_name="Money & refunds"))
        assert catalog.category_title("en", "money-refunds") == "Money & refunds"

    def test_a_translated_category_takes_its_icon_and_order_from_the_original(self) -> None:
        (category,) = self.CATALOG.category_tree("fa")
        assert (category.title, category.icon, category.count) == ("حساب", "user", 1)

    def test_one_category_is_found_by_its_path_and_a_hidden_one_is_not(self) -> None:
        found = self.CATALOG.category("en", "b")
        assert found is not None
        assert (found.title, found.description, found.icon) == ("Billing", "Money", "coin")
        assert self.CATALOG.category("en", "c") is None
        assert self.CATALOG.category("en", "") is None

    def test_articles_of_a_category_come_by_weight_then_title(self) -> None:
        keys = [article.key for article in self.CATALOG.in_category("en", "b")]
        assert keys == ["b/two", "b/one", "b/five", "b/four"]
        assert [article.key for article in self.CATALOG.in_category("en", "")] == ["loose"]


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
