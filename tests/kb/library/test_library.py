"""The articles folder, read whole and read again, never lost to one bad file."""

from __future__ import annotations

import os
import shutil
from pathlib import Path, PosixPath

import pytest

from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from kb.core.errors import CollectionError
from kb.library.library import Library
from tests.conftest import Collection
from tests.kb.library.conftest import keys


def codes(catalog: Catalog) -> list[str]:
    return [problem.code for problem in catalog.problems]


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


class TestALostFolder:
    def test_it_keeps_serving_and_says_so_once(self, collection: Collection) -> None:
        collection.write("en/reset.md", "# Reset\n\nText.")
        library = collection.library()
        shutil.rmtree(collection.root)
        catalog = library.refresh()
        assert keys(catalog) == ["reset"]
        assert codes(catalog) == ["no_folder"]
        assert library.refresh() is catalog

    def test_a_folder_in_which_all_at_once_is_nothing_takes_no_page_away(self, collection: Collection) -> None:
        """So is the place of a volume that is not mounted; an article that is deleted leaves its folder behind."""
        collection.write("en/pot.md", "A pot.", title="Pots")
        collection.write("en/lid.md", "A lid.", title="Lids")
        library = collection.library()
        shown = library.refresh().articles
        (collection.root / "en").rename(collection.root.with_name("away"))
        catalog = library.refresh()
        assert catalog.articles == shown
        assert codes(catalog) == ["no_folder"]
        collection.root.with_name("away").rename(collection.root / "en")
        assert codes(library.refresh()) == []
        shutil.rmtree(collection.root / "en")
        (collection.root / "en").mkdir()
        assert library.refresh().articles == {}

    def test_it_recovers_when_the_folder_is_back(self, collection: Collection, tmp_path: Path) -> None:
        collection.write("en/reset.md", "# Reset\n\nText.")
        library = collection.library()
        collection.root.rename(tmp_path / "away")
        library.refresh()
        (tmp_path / "away").rename(collection.root)
        catalog = library.refresh()
        assert keys(catalog) == ["reset"]
        assert not catalog.problems
