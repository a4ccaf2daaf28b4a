"""What is no article although it ends with ``.md``, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.core.errors import Problem
from kb.editing.check import NO_CONTACT, check
from tests.conftest import Collection


def keys(collection: Collection) -> set[str]:
    return {article.key for article in collection.library().catalog.published}


def told(collection: Collection) -> dict[str, str]:
    """What is said of each file; a ``site.yml`` here is a list of what to ignore, and needs no way to a person."""
    found = check(collection.library().catalog)
    return {problem.path: problem.message for problem in found if problem.code != NO_CONTACT}


def nothing_read(collection: Collection) -> str:
    problem = collection.library().nothing_read
    assert isinstance(problem, Problem)
    return problem.message


class TestCollectionsOfJekyll:
    def test_a_collection_of_any_name_is_read_as_the_folder_of_its_name(self, collection: Collection) -> None:
        collection.write("_faq/orders/track.md", "# Track\n\nText.")
        collection.write("content/_guides/start.markdown", "# Start\n\nText.")
        assert keys(collection) == {"faq/orders/track", "content/guides/start"}
        assert told(collection) == {}

    @pytest.mark.parametrize("folder", ["_includes", "_layouts", "_drafts", "_data", "_sass", "_site", "_replies"])
    def test_parts_of_pages_are_not_read_and_need_no_word(self, collection: Collection, folder: str) -> None:
        collection.write(f"{folder}/part.md", "# Part\n\nText.")
        collection.write("a.md", "# A\n\nText.")
        assert keys(collection) == {"a"}
        assert told(collection) == {}

    @pytest.mark.parametrize("folder", ["_internal", "_archive", "guides/_old", "en/_x"])
    def test_what_may_be_meant_for_nobody_is_left_out_and_counted(self, collection: Collection, folder: str) -> None:
        collection.write(f"{folder}/a.md", "# Secret\n\nText.")
        collection.write(f"{folder}/deep/b.md", "# Secret\n\nText.")
        collection.write("en/a.md" if folder == "en/_x" else "z.md", "# Z\n\nText.")
        assert len(keys(collection)) == 1
        assert told(collection)[folder].startswith(f"2 Markdown files in {folder} are left out: ")

    def test_beside_language_folders_an_underscore_stays_hidden(self, collection: Collection) -> None:
        collection.write("en/a.md", "# A\n\nText.")
        collection.write("_help/b.md", "# B\n\nText.")
        assert keys(collection) == {"a"}
        assert "1 Markdown file in _help is left out" in told(collection)["_help"]


class TestEndings:
    @pytest.mark.parametrize("name", ["Guide.MD", "Guide.Markdown", "Guide.MDX", "Guide.mdx"])
    def test_capitals_do_not_matter(self, collection: Collection, name: str) -> None:
        collection.write(name, "# Guide\n\nText.")
        collection.write("a.md", f"[x]({name})", title="A")
        assert keys(collection) == {"Guide", "a"}
        assert told(collection) == {}


class TestNothingRead:
    def test_an_empty_folder_says_so(self, collection: Collection) -> None:
        assert "no article was read from articles, because there is no file that ends with .md" in nothing_read(
            collection
        )

    def test_other_formats_are_named(self, collection: Collection) -> None:
        for name in ("a.rst", "b.rst", "c.html"):
            collection.write(name, "Text")
        assert "because it has 2 files that end with .rst" in nothing_read(collection)

    def test_files_that_cannot_be_read_are_counted(self, collection: Collection) -> None:
        collection.write("a.md", b"\xff\xfe")
        assert "none of its 1 Markdown files can be read" in nothing_read(collection)

    def test_where_there_is_an_article_nothing_is_said(self, collection: Collection) -> None:
        collection.write("a.md", "# A\n\nText.")
        assert collection.library().nothing_read is None


class TestFilesOfARepository:
    def test_they_are_left_out_with_one_notice(self, collection: Collection) -> None:
        for name in ("readme.md", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "SECURITY.md", "LICENSE.md"):
            collection.write(name, "# Ours\n\nText.")
        collection.write("orders/track.md", "# Track\n\nText.")
        assert keys(collection) == {"orders/track"}
        (message,) = told(collection).values()
        assert all(name in message for name in ("readme.md", "CONTRIBUTING.md", "SECURITY.md"))

    def test_one_with_front_matter_further_down_or_in_small_letters_is_an_article(self, collection: Collection) -> None:
        collection.write("SECURITY.md", title="Security of your account")
        collection.write("changelog.md", "# What is new\n\nText.")
        collection.write("orders/CONTRIBUTING.md", "# Contribute\n\nText.")
        assert keys(collection) == {"SECURITY", "changelog", "orders/CONTRIBUTING"}

    def test_a_readme_alone_is_an_article(self, collection: Collection) -> None:
        collection.write("README.md", "# All there is\n\nText.")
        assert keys(collection) == {"README"}

    def test_the_ignore_list_takes_one_back(self, collection: Collection) -> None:
        collection.write("site.yml", "ignore: ['!README.md']\n")
        collection.write("README.md", "# Start\n\nText.")
        collection.write("a.md", "# A\n\nText.")
        assert keys(collection) == {"README", "a"}

    @pytest.mark.parametrize("folder", ["node_modules/pad", "site-packages/x", "venv/lib", "a/node_modules/b"])
    def test_folders_of_tools_are_not_entered(self, collection: Collection, folder: str) -> None:
        collection.write(f"{folder}/README.md", "# x\n\nText.")
        collection.write(f"{folder}/x.png", b"png")
        collection.write("z.md", "# Z\n\nText.")
        catalog = collection.library().catalog
        assert set(catalog.files) == {"z.md"}

    def test_vendor_is_left_out_with_packages_in_it_and_read_with_articles_for_vendors(
        self, collection: Collection
    ) -> None:
        collection.write("vendor/bundle/gem/README.md", "# gem\n\nText.")
        collection.write("guides/vendor/get-paid.md", "# Get paid\n\nText.")
        assert keys(collection) == {"guides/vendor/get-paid"}
        assert "1 Markdown file in vendor is left out" in told(collection)["vendor"]
        collection.write("site.yml", "ignore: ['!vendor']\n")
        assert keys(collection) == {"guides/vendor/get-paid", "vendor/bundle/gem"}

    @pytest.mark.parametrize(
        "name",
        [
            "a (conflicted copy 2024-05-01).md",
            "a (Ann's conflicted copy 2024-05-01).md",
            "a.sync-conflict-20240501-101010-ABCDEFG.md",
            "a (Case Conflict).md",
        ],
    )
    def test_copies_of_sync_programs_are_left_out_and_named(self, collection: Collection, name: str) -> None:
        collection.write("a.md", "# A\n\nText.")
        collection.write(name, "# A\n\nOther text.")
        assert keys(collection) == {"a"}
        assert "compare them" in told(collection)[name]


class TestIgnoreList:
    @pytest.mark.parametrize(
        ("pattern", "left"),
        [
            ("drafts", {"a", "b/c"}),
            ("b/", {"a", "drafts/x"}),
            ("b/*.md", {"a", "drafts/x"}),
            ("/a.md", {"b/c", "drafts/x"}),
            ("**/x.md", {"a", "b/c"}),
            ("?.md", {}),
        ],
    )
    def test_names_and_paths_are_left_out_without_a_word(
        self, collection: Collection, pattern: str, left: set[str]
    ) -> None:
        for path in ("a.md", "b/c.md", "drafts/x.md"):
            collection.write(path, "# T\n\nText.")
        collection.write("site.yml", f"ignore: ['{pattern}']\n")
        assert keys(collection) == set(left)
        assert told(collection) == {}

    def test_it_is_noticed_when_it_changes(self, collection: Collection) -> None:
        collection.write("a.md", "# A\n\nText.")
        collection.write("b.md", "# B\n\nText.")
        library = collection.library()
        collection.write("site.yml", "ignore: [b.md]\n")
        assert {article.key for article in library.refresh().published} == {"a"}

    @pytest.mark.parametrize("value", ["['../x']", "['**********a']", "{a: b}", "['']", "['*']", "[[a]]"])
    def test_what_cannot_be_used_is_an_error_of_the_file(self, collection: Collection, value: str) -> None:
        collection.write("site.yml", f"ignore: {value}\n")
        collection.write("a.md", "# A\n\nText.")
        assert keys(collection) == {"a"}
        assert "ignore" in told(collection)["site.yml"]


class TestLinksIntoHiddenPlaces:
    @pytest.mark.parametrize("target", [".git/config", ".env", "_replies/en/x.md", ".gitbook/.secret/x.png"])
    def test_a_symbolic_link_does_not_serve_what_is_hidden(self, collection: Collection, target: str) -> None:
        collection.write(target, b"secret")
        collection.write("a.md", "# A\n\nText.")
        (collection.root / "logo.png").symlink_to(collection.root / target)
        (collection.root / "note.md").symlink_to(collection.root / target)
        catalog = collection.library().catalog
        assert set(catalog.files) == {"a.md"}
        assert {problem.code for problem in catalog.problems} == {"link_hidden"}

    def test_site_yml_that_leads_out_of_the_folder_says_nothing(self, collection: Collection, tmp_path: Path) -> None:
        outside = tmp_path / "outside.yml"
        outside.write_text("ignore: [a.md]\n")
        (collection.root / "site.yml").symlink_to(outside)
        collection.write("a.md", "# A\n\nText.")
        assert keys(collection) == {"a"}
