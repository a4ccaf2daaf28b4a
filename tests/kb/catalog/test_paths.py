"""What paths say: languages, keys, folders, dates."""

from __future__ import annotations

from datetime import date

import pytest

from kb.catalog.paths import (
    FilePlace,
    is_hidden,
    is_partial,
    language_folders,
    place_of,
    undated,
    with_parents,
    words_of,
)

EN_FA = frozenset({"en", "fa"})


class TestLanguageFolders:
    def test_top_folders_with_language_codes_are_languages(self) -> None:
        assert language_folders(["en/a.md", "fa/b.md", "pt-BR/c.md"], "en") == {"en", "fa", "pt-BR"}

    def test_other_folders_beside_them_are_none(self) -> None:
        assert language_folders(["en/a.md", "fa/b.md", "shared/c.md", "readme.md"], "en") == EN_FA

    def test_a_folder_named_like_a_language_is_a_category_where_nothing_else_speaks_for_languages(self) -> None:
        assert language_folders(["it/printers.md", "account/reset.md"], "en") == frozenset()

    def test_languages_without_the_default_one_are_languages_where_all_articles_lie_in_them(self) -> None:
        assert language_folders(["fa/a.md", "ru/b.md"], "en") == {"fa", "ru"}

    def test_a_flat_folder_has_none(self) -> None:
        assert language_folders(["a.md", "b/c.md"], "en") == frozenset()
        assert language_folders([], "en") == frozenset()

    def test_hidden_folders_do_not_count(self) -> None:
        assert language_folders(["fa/a.md", "_drafts/x.md", ".git/y.md"], "en") == {"fa"}


class TestPlace:
    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("en/account/reset.md", FilePlace("en", "account/reset", "account")),
            ("fa/account/reset.md", FilePlace("fa", "account/reset", "account")),
            ("en/reset.md", FilePlace("en", "reset", "")),
            ("en/a/b/c/d.mdx", FilePlace("en", "a/b/c/d", "a/b/c")),
            ("shared/reset.markdown", FilePlace("en", "shared/reset", "shared")),
            ("en/account/_index.md", FilePlace("en", "account", "account", is_category=True)),
            ("en/account/index.md", FilePlace("en", "account", "")),
            ("en/a/b/index.md", FilePlace("en", "a/b", "a")),
            ("en/index.md", FilePlace("en", "index", "")),
            ("en/v1.2.md", FilePlace("en", "v1.2", "")),
            ("en/My Account/Reset It.md", FilePlace("en", "My Account/Reset It", "My Account")),
            ("fa/حساب/رمز.md", FilePlace("fa", "حساب/رمز", "حساب")),
            ("en/en/x.md", FilePlace("en", "en/x", "en")),
        ],
    )
    def test_translations_share_their_path_below_the_language_folder(self, path: str, expected: FilePlace) -> None:
        assert place_of(path, EN_FA, "en") == expected

    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("account/reset.md", FilePlace("en", "account/reset", "account")),
            ("account/reset.fa.md", FilePlace("fa", "account/reset", "account")),
            ("account/reset.pt-BR.md", FilePlace("pt-BR", "account/reset", "account")),
            ("account/reset/index.md", FilePlace("en", "account/reset", "account")),
            ("account/reset/index.fa.md", FilePlace("fa", "account/reset", "account")),
            ("account/_index.fa.md", FilePlace("fa", "account", "account", is_category=True)),
            ("release-1.2.md", FilePlace("en", "release-1.2", "")),
        ],
    )
    def test_hugo_puts_the_language_into_the_file_name(self, path: str, expected: FilePlace) -> None:
        assert place_of(path, frozenset(), "en") == expected

    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("_posts/2024-05-01-name.md", FilePlace("en", "name", "", dated=date(2024, 5, 1))),
            ("help/_posts/2024-05-01-name.md", FilePlace("en", "help/name", "help", dated=date(2024, 5, 1))),
            ("_posts/2024-02-31-name.md", FilePlace("en", "name", "")),
            ("_articles/reset.md", FilePlace("en", "reset", "")),
            ("_docs/account/reset.md", FilePlace("en", "account/reset", "account")),
        ],
    )
    def test_jekyll_puts_the_date_into_the_file_name_and_underscores_before_folders(
        self, path: str, expected: FilePlace
    ) -> None:
        assert place_of(path, frozenset(), "en") == expected

    def test_keys_are_in_composed_letters(self) -> None:
        assert place_of("cafe\u0301.md", frozenset(), "en").key == "café"


@pytest.mark.parametrize(("name", "hidden"), [(".git", True), ("_drafts", True), ("_posts", False), ("help", False)])
def test_dot_files_and_underscore_folders_are_hidden_save_for_jekylls(name: str, hidden: bool) -> None:
    assert is_hidden(name) is hidden


@pytest.mark.parametrize(
    ("name", "partial"),
    [("_part.mdx", True), ("_part.md", True), ("_index.md", False), ("_index.fa.md", False), ("part.md", False)],
)
def test_pieces_that_others_include_are_no_articles(name: str, partial: bool) -> None:
    assert is_partial(name) is partial


@pytest.mark.parametrize(("path", "expected"), [("a/b/c", ["a", "a/b", "a/b/c"]), ("a", ["a"]), ("", [])])
def test_a_folder_comes_after_those_above_it(path: str, expected: list[str]) -> None:
    assert with_parents(path) == expected


@pytest.mark.parametrize(
    ("key", "expected"), [("a/2024-05-01-name", "a/name"), ("2024-05-01-name", "name"), ("2024/05/x", "2024/05/x")]
)
def test_the_key_of_a_post_has_no_date(key: str, expected: str) -> None:
    assert undated(key) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("reset-password", "Reset password"), ("account/sign_in", "Sign in"), ("", ""), ("رمز-عبور", "رمز عبور")],
)
def test_a_file_name_reads_as_words(name: str, expected: str) -> None:
    assert words_of(name) == expected
