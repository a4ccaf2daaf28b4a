"""The articles folder, read whole and read again, never lost to one bad file."""

from __future__ import annotations

import os
import shutil
from pathlib import Path, PosixPath

import pytest

from kb.catalog.article import EVERYONE, Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.core.errors import CollectionError
from kb.library.library import Library
from tests.conftest import Collection


def codes(catalog: Catalog) -> list[str]:
    return [problem.code for problem in catalog.problems]


def keys(catalog: Catalog) -> list[str]:
    return [article.key for article in catalog.published]


def public(catalog: Catalog, key: str = "reset", language: str = "en") -> Article | None:
    return catalog.get(language, key)


class TestReading:
    def test_every_article_of_every_language_is_there(self, collection: Collection) -> None:
        collection.write("en/account/reset.md", "# Reset\n\nText.")
        collection.write("fa/account/reset.md", "# بازیابی\n\nText.")
        catalog = collection.library().catalog
        assert set(catalog.articles) == {ArticleId("en", "account/reset"), ArticleId("fa", "account/reset")}
        assert catalog.files == {"en/account/reset.md", "fa/account/reset.md"}

    def test_one_bad_file_never_hides_the_others(self, collection: Collection) -> None:
        collection.write("en/good.md", "# Good\n\nText.")
        collection.write("en/latin1.md", b"caf\xe9")
        collection.write("en/empty.md", "")
        collection.write("en/open.md", "---\ntitle: A\n")
        with collection.write("en/huge.md", "").open("wb") as stream:
            stream.truncate(20 * 2**20)
        catalog = collection.library().catalog
        assert keys(catalog) == ["good"]
        assert {(problem.path, problem.code) for problem in catalog.problems if problem.severity == "error"} == {
            ("en/latin1.md", "not_utf8"),
            ("en/empty.md", "empty"),
            ("en/open.md", "unclosed"),
            ("en/huge.md", "too_large"),
        }

    def test_an_empty_folder_is_an_empty_collection(self, collection: Collection) -> None:
        catalog = collection.library().catalog
        assert not catalog.articles
        assert not catalog.problems

    def test_a_missing_folder_says_how_to_name_another(self, tmp_path: Path) -> None:
        with pytest.raises(CollectionError, match="nowhere cannot be read.*--articles DIR or KB_ARTICLES_DIR"):
            Library(tmp_path / "nowhere").refresh()

    def test_a_file_in_place_of_the_folder_says_so_too(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        with pytest.raises(CollectionError):
            Library(tmp_path / "file").refresh()

    def test_two_files_with_one_key_are_an_error_and_the_first_is_served(self, collection: Collection) -> None:
        collection.write("en/account.markdown", "# From the second file\n\nText.")
        collection.write("en/account.md", "# From the file\n\nText.")
        collection.write("en/account/index.md", "# From the folder\n\nText.")
        catalog = collection.library().catalog
        problems = [problem for problem in catalog.problems if problem.code == "duplicate_article"]
        assert [problem.path for problem in problems] == ["en/account.md", "en/account/index.md"]
        assert all("en/account.markdown" in problem.message and "'account'" in problem.message for problem in problems)
        assert catalog.articles[ArticleId("en", "account")].title == "From the second file"

    def test_dot_files_underscore_folders_and_pipes_are_no_content(self, collection: Collection) -> None:
        collection.write("en/good.md", "# Good\n\nText.")
        collection.write("en/.hidden.md", "# Hidden\n\nText.")
        collection.write("en/_drafts/draft.md", "# Draft\n\nText.")
        collection.write(".obsidian/note.md", "# Note\n\nText.")
        os.mkfifo(collection.root / "en" / "pipe.md")
        (collection.root / "en" / "folder.md").mkdir()
        catalog = collection.library().catalog
        assert keys(catalog) == ["good"]
        assert not catalog.problems

    def test_keys_may_have_capitals_spaces_and_letters_of_every_script(self, collection: Collection) -> None:
        for name in ("Reset It", "بازیابی رمز", "Восстановить", "100%", "a?b#c"):
            collection.write(f"en/Мой/{name}.md", "# Title\n\nText.")
        catalog = collection.library().catalog
        assert set(keys(catalog)) == {f"Мой/{n}" for n in ("Reset It", "بازیابی رمز", "Восстановить", "100%", "a?b#c")}

    def test_a_name_that_is_not_text_is_reported_and_left_out(self, collection: Collection) -> None:
        collection.write("en/good.md", "# Good\n\nText.")
        Path(os.fsdecode(os.fsencode(collection.root) + b"/en/\xff.md")).write_text("# Bad\n\nText.")
        catalog = collection.library().catalog
        assert keys(catalog) == ["good"]
        assert codes(catalog) == ["bad_name"]
        assert str(catalog.problems[0]).encode()


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


class TestLinks:
    def test_a_link_out_of_the_folder_is_an_error_and_not_followed(
        self, collection: Collection, tmp_path: Path
    ) -> None:
        (tmp_path / "secret.md").write_text("# Secret\n\nText.")
        collection.write("en/a.md", "# A\n\nText.")
        (collection.root / "en" / "secret.md").symlink_to(tmp_path / "secret.md")
        catalog = collection.library().catalog
        assert keys(catalog) == ["a"]
        assert catalog.files == {"en/a.md"}
        assert [(p.severity, p.code, p.path) for p in catalog.problems] == [("error", "link_outside", "en/secret.md")]

    def test_a_link_to_a_folder_is_left_out(self, collection: Collection, tmp_path: Path) -> None:
        collection.write("en/a.md", "# A\n\nText.")
        (collection.root / "en" / "loop").symlink_to(collection.root)
        (collection.root / "en" / "inside").symlink_to(collection.root / "en", target_is_directory=True)
        (collection.root / "en" / "away").symlink_to(tmp_path, target_is_directory=True)
        catalog = collection.library().catalog
        assert keys(catalog) == ["a"]
        assert codes(catalog) == ["bad_link"] * 3

    def test_a_link_that_leads_nowhere_is_a_warning(self, collection: Collection) -> None:
        (collection.root / "gone.md").symlink_to(collection.root / "nothing.md")
        (collection.root / "self.md").symlink_to(collection.root / "self.md")
        catalog = collection.library().catalog
        assert [(p.severity, p.code) for p in catalog.problems] == [("warning", "bad_link")] * 2

    def test_a_link_to_a_file_inside_the_folder_is_followed(self, collection: Collection) -> None:
        collection.write("en/a.md", "# A\n\nText.")
        (collection.root / "en" / "b.md").symlink_to("a.md")
        assert keys(collection.library().catalog) == ["a", "b"]

    def test_a_link_that_turns_bad_later_is_reported_and_goes_when_mended(self, collection: Collection) -> None:
        collection.write("en/a.md", "# A\n\nText.")
        library = collection.library()
        link = collection.root / "en" / "b.md"
        link.symlink_to("nothing.md")
        assert codes(library.refresh()) == ["bad_link"]
        link.unlink()
        assert codes(library.refresh()) == []


class FolderThatChangesUnderOurHands(PosixPath):
    """``gone.md`` is deleted, and ``turned.md`` becomes a folder, at the very moment somebody opens them."""

    def __truediv__(self, key: str | os.PathLike[str]) -> Path:
        joined = super().__truediv__(key)
        if joined.name in ("gone.md", "turned.md") and joined.is_file():
            joined.unlink()
            if joined.name == "turned.md":
                joined.mkdir()
        return joined


class TestChanges:
    def test_nothing_changed_gives_the_same_catalog(self, collection: Collection) -> None:
        collection.write("en/reset.md", "# Reset\n\nText.")
        library = collection.library()
        assert library.refresh() is library.catalog

    def test_new_changed_and_deleted_files_are_noticed(self, collection: Collection) -> None:
        collection.write("en/a.md", "# A\n\nText.")
        library = collection.library()
        collection.write("en/b.md", "# B\n\nText.")
        assert keys(library.refresh()) == ["a", "b"]
        collection.write("en/a.md", "# Another A\n\nText.")
        assert library.refresh().articles[ArticleId("en", "a")].title == "Another A"
        (collection.root / "en" / "a.md").unlink()
        assert keys(library.refresh()) == ["b"]

    def test_versions_grow_with_every_change(self, collection: Collection) -> None:
        library = collection.library()
        first = library.catalog.version
        collection.write("en/picture.png", b"png")
        assert library.refresh().version == first + 1

    def test_listeners_hear_of_changes_and_of_nothing_else(self, collection: Collection) -> None:
        heard: list[Catalog] = []
        library = Library(collection.root)
        library.on_change(heard.append)
        library.refresh()
        library.refresh()
        assert heard == []
        collection.write("en/a.md", "# A\n\nText.")
        catalog = library.refresh()
        library.refresh()
        assert heard == [catalog]

    def test_a_file_that_vanishes_between_walk_and_reading_is_absent_and_no_error(self, collection: Collection) -> None:
        collection.write("en/gone.md", "# Gone\n\nText.")
        collection.write("en/here.md", "# Here\n\nText.")
        catalog = Library(FolderThatChangesUnderOurHands(collection.root)).refresh()
        assert not (collection.root / "en" / "gone.md").exists()
        assert keys(catalog) == ["here"]
        assert not catalog.problems

    def test_a_file_that_cannot_be_read_is_a_problem_of_its_own(self, collection: Collection) -> None:
        collection.write("en/turned.md", "# Turned\n\nText.")
        collection.write("en/here.md", "# Here\n\nText.")
        catalog = Library(FolderThatChangesUnderOurHands(collection.root)).refresh()
        assert keys(catalog) == ["here"]
        assert [(problem.path, problem.code) for problem in catalog.problems] == [("en/turned.md", "unreadable")]

    def test_a_second_language_folder_turns_a_flat_collection_into_one_of_languages(
        self, collection: Collection
    ) -> None:
        collection.write("fa/a.md", "# A\n\nText.")
        collection.write("b.md", "# B\n\nText.")
        library = collection.library("en")
        assert set(library.catalog.articles) == {("en", "fa/a"), ("en", "b")}
        collection.write("en/c.md", "# C\n\nText.")
        assert set(library.refresh().articles) == {("fa", "a"), ("en", "b"), ("en", "c")}


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


class TestALostFolder:
    def test_it_keeps_serving_and_says_so_once(self, collection: Collection) -> None:
        collection.write("en/reset.md", "# Reset\n\nText.")
        library = collection.library()
        shutil.rmtree(collection.root)
        catalog = library.refresh()
        assert keys(catalog) == ["reset"]
        assert codes(catalog) == ["no_folder"]
        assert library.refresh() is catalog

    def test_it_recovers_when_the_folder_is_back(self, collection: Collection, tmp_path: Path) -> None:
        collection.write("en/reset.md", "# Reset\n\nText.")
        library = collection.library()
        collection.root.rename(tmp_path / "away")
        library.refresh()
        (tmp_path / "away").rename(collection.root)
        catalog = library.refresh()
        assert keys(catalog) == ["reset"]
        assert not catalog.problems
