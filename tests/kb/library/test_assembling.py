"""A collection of the files that were read: its language, its categories, and the last good version of each file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.catalog.article import EVERYONE, Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.library.library import Library
from tests.conftest import Collection
from tests.kb.library.conftest import keys


def public(catalog: Catalog, key: str = "reset", language: str = "en") -> Article | None:
    return catalog.get(language, key)


class TestDefaultLanguage:
    def test_it_is_the_one_set(self, collection: Collection) -> None:
        collection.write("en/a.md", "# A\n\nText.")
        collection.write("fa/a.md", "# A\n\nText.")
        assert collection.library("fa").catalog.languages == ("fa", "en")

    def test_it_is_english_where_it_has_a_folder(self, collection: Collection) -> None:
        collection.write("en/a.md", "# A\n\nText.")
        for name in "abc":
            collection.write(f"fa/{name}.md", "# A\n\nText.")
        assert collection.library().catalog.default_language == "en"

    def test_it_is_the_fullest_folder_where_there_is_no_english(self, collection: Collection) -> None:
        collection.write("fa/a.md", "# A\n\nText.")
        collection.write("ru/a.md", "# A\n\nText.")
        collection.write("ru/b.md", "# B\n\nText.")
        assert collection.library().catalog.default_language == "ru"

    def test_a_folder_without_languages_is_one_collection(self, collection: Collection) -> None:
        collection.write("account/reset.md", "# Reset\n\nAsk for a link.")
        assert set(collection.library().catalog.articles) == {ArticleId("en", "account/reset")}
        assert set(collection.library("ru").catalog.articles) == {ArticleId("ru", "account/reset")}

    def test_it_is_what_the_articles_are_written_in_where_no_folder_tells(self, collection: Collection) -> None:
        collection.write("reset.md", "# Восстановление пароля\n\nЗапросите ссылку и откройте её.")
        assert collection.library().catalog.default_language == "ru"

    def test_it_is_what_the_folder_itself_is_called(self, tmp_path: Path) -> None:
        (tmp_path / "fa").mkdir()
        (tmp_path / "fa" / "a.md").write_text("# English words\n\nText.")
        assert Library(tmp_path / "fa").catalog.default_language == "fa"


class TestCategoryPages:
    def test_index_files_describe_their_folder_and_are_no_articles(self, collection: Collection) -> None:
        collection.write("en/account/_index.md", "", title="Your account", owner="Accounts", weight="2", icon="user")
        collection.write("en/account/reset.md", "# Reset\n\nText.")
        catalog = collection.library().catalog
        info = catalog.categories[ArticleId("en", "account")]
        assert (info.title, info.owner, info.weight, info.icon) == ("Your account", "Accounts", 2.0, "user")
        assert keys(catalog) == ["account/reset"]

    def test_pieces_that_others_include_are_no_articles(self, collection: Collection) -> None:
        collection.write("en/_part.mdx", "# Part\n\nText.")
        collection.write("en/a.md", "# A\n\nText.")
        assert keys(collection.library().catalog) == ["a"]

    @pytest.mark.parametrize("audience", ["internal", "intrenal", ""])
    def test_an_internal_category_makes_all_below_it_internal_in_every_language(
        self, collection: Collection, audience: str
    ) -> None:
        collection.write("en/staff/_index.md", "", title="Staff", audience=audience)
        for path in ("en/staff/a.md", "en/staff/deep/b.md", "fa/staff/a.md", "fa/staff/only.md", "en/open.md"):
            collection.write(path, "# A\n\nText.")
        catalog = collection.library().catalog
        assert [article.path for article in catalog.visible()] == ["en/open.md"]
        assert len(catalog.visible(audiences=EVERYONE)) == 5

    def test_a_whole_language_is_internal_where_the_page_of_its_folder_is(self, collection: Collection) -> None:
        collection.write("en/_index.md", "", title="Staff", audience="internal")
        collection.write("en/a.md", "# A\n\nText.")
        assert collection.library().catalog.visible() == []

    def test_a_category_says_nothing_of_its_neighbours(self, collection: Collection) -> None:
        collection.write("en/staff/_index.md", "", title="Staff", audience="internal")
        collection.write("en/staffing/a.md", "# A\n\nText.")
        assert len(collection.library().catalog.visible()) == 1

    def test_another_category_in_front_matter_does_not_take_an_article_out_of_an_internal_folder(
        self, collection: Collection
    ) -> None:
        collection.write("en/staff/_index.md", "", title="Staff", audience="internal")
        collection.write("en/staff/a.md", "Text.", title="A", category="delivery")
        collection.write("en/delivery/b.md", "Text.", title="B", category="staff")
        assert collection.library().catalog.visible() == []

    def test_hugo_bundles_are_articles(self, collection: Collection) -> None:
        collection.write("account/reset/index.md", "# Reset\n\nText.")
        collection.write("account/reset/index.fa.md", "# بازیابی\n\nText.")
        collection.write("account/close.fa.md", "# بستن\n\nText.")
        found = set(collection.library("en").catalog.articles)
        assert found == {("en", "account/reset"), ("fa", "account/reset"), ("fa", "account/close")}


class TestTheLastGoodVersion:
    @pytest.fixture
    def library(self, collection: Collection) -> Library:
        collection.write("en/reset.md", "The good text.", title="Good")
        return collection.library()

    @pytest.mark.parametrize(
        "broken",
        [
            "---\ntitle: Bad\ndate: 2026-02-31\n---\nThe broken text.",
            "---\ntitle: Bad\ntitle: Worse\n---\nThe broken text.",
            "---\ntitle: Bad\nThe broken text.",
            "---\ntitle: [Bad\n---\nThe broken text.",
            "",
            b"caf\xe9",
        ],
        ids=["value", "duplicate", "unclosed", "yaml", "empty", "latin1"],
    )
    def test_a_broken_file_keeps_its_last_good_version(
        self, library: Library, collection: Collection, broken: str | bytes
    ) -> None:
        collection.write("en/reset.md", broken)
        catalog = library.refresh()
        found = public(catalog)
        assert found is not None
        assert (found.title, found.body) == ("Good", "The good text.\n")
        assert any(problem.severity == "error" and problem.path == "en/reset.md" for problem in catalog.problems)

    def test_it_is_kept_through_later_changes_until_the_file_is_mended(
        self, library: Library, collection: Collection
    ) -> None:
        collection.write("en/reset.md", "---\ndate: never\n---\nBroken.")
        library.refresh()
        collection.write("en/other.md", "# Other\n\nText.")
        library.refresh()
        collection.write("en/reset.md", "---\ndate: still never\n---\nBroken again.")
        found = public(library.refresh())
        assert found is not None
        assert found.title == "Good"
        collection.write("en/reset.md", "Mended.", title="Better")
        mended = public(library.refresh())
        assert mended is not None
        assert mended.title == "Better"
        assert not library.catalog.problems

    @pytest.mark.parametrize(
        "front_matter",
        [
            "audience: internal\ndate: never",
            "audience: intrenal",
            "audience:",
            "status: draft\ndate: never",
            "status: dratf",
            "draft: true\nweight: heavy",
            "draft: ture",
            "published: flase",
            "audience: internal\naudience: public",
            "unpublish_on: 2026-01-01 09:00\nweight: heavy",
            "published_on: 2999-01-01\nweight: heavy",
        ],
    )
    def test_it_is_never_kept_where_the_new_version_hides_the_article(
        self, library: Library, collection: Collection, front_matter: str
    ) -> None:
        collection.write("en/reset.md", f"---\n{front_matter}\n---\nThe hidden text.")
        catalog = library.refresh()
        assert public(catalog) is None
        assert catalog.problems

    def test_a_warning_alone_does_not_hold_back_the_new_version(self, library: Library, collection: Collection) -> None:
        collection.write("en/reset.md", "No title any more.")
        found = public(library.refresh())
        assert found is not None
        assert found.body == "No title any more."

    def test_a_broken_file_that_was_never_good_is_served_as_far_as_it_is_understood(
        self, collection: Collection
    ) -> None:
        collection.write("en/reset.md", "---\ntitle: Reset\ndate: never\n---\nText.")
        found = public(collection.library().catalog)
        assert found is not None
        assert (found.title, found.published_on) == ("Reset", None)

    def test_an_article_is_held_back_where_nobody_can_read_when_it_goes_public(
        self, library: Library, collection: Collection
    ) -> None:
        for begins in ("2999-01-01 at nine", "2026-01-01\npublished_on: 2999-01-01"):
            collection.write("en/sale.md", f"---\ntitle: Sale\npublished_on: {begins}\n---\nText.")
            assert library.refresh().get("en", "sale", EVERYONE) is None
        collection.write("en/sale.md", "Text.", title="Sale", published_on="2026-01-01")
        assert library.refresh().get("en", "sale") is not None
        collection.write("en/sale.md", "---\ntitle: Sale\npublished_on: 2026-13-01\n---\nText.")
        kept = library.refresh().get("en", "sale")
        assert kept is not None
        assert str(kept.published_on) == "2026-01-01"

    def test_what_was_never_good_is_no_last_good_version(self, collection: Collection) -> None:
        collection.write("en/reset.md", "---\ntitle: First\ndate: never\n---\nText.")
        library = collection.library()
        collection.write("en/reset.md", "---\ntitle: Second try\ndate: still never\n---\nText.")
        second = public(library.refresh())
        assert second is not None
        assert second.title == "Second try"
        collection.write("en/reset.md", b"caf\xe9")
        assert public(library.refresh()) is second

    def test_a_version_that_was_hidden_is_not_shown_again_by_a_worse_mistake(
        self, library: Library, collection: Collection
    ) -> None:
        collection.write("en/reset.md", "---\naudience: internal\ndate: never\n---\nHidden.")
        library.refresh()
        collection.write("en/reset.md", b"caf\xe9")
        catalog = library.refresh()
        assert public(catalog) is None
        assert catalog.get("en", "reset", EVERYONE) is not None

    def test_a_deleted_file_is_gone_even_when_it_was_broken(self, library: Library, collection: Collection) -> None:
        file = collection.write("en/reset.md", b"caf\xe9")
        library.refresh()
        file.unlink()
        assert public(library.refresh()) is None

    def test_it_follows_its_file_into_a_language(self, collection: Collection) -> None:
        collection.write("fa/reset.md", "Good.", title="Good")
        collection.write("loose.md", "# Loose\n\nText.")
        library = collection.library("en")
        assert public(library.catalog, "fa/reset") is not None
        collection.write("fa/reset.md", b"caf\xe9")
        collection.write("en/other.md", "# Other\n\nText.")
        catalog = library.refresh()
        assert catalog.get("en", "fa/reset", EVERYONE) is None
