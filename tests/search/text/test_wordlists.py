"""Word lists: what is known of words from outside the collection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.text.wordlists import UNLISTED, WordList, WordTable, keep_lists_in, packed, usual_words, word_list


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "usual", "unknown"),
    [("en", "password", "passwrod"), ("ru", "пароль", "парроль"), ("ar", "مرحبا", "مرحببا"), ("fa", "سلام", "سللام")],
)
def test_words_are_listed_and_slips_are_not(language: str, usual: str, unknown: str) -> None:
    words = word_list(language)
    assert words.usage(usual) > 3
    assert words.usage(unknown) == UNLISTED


def test_a_language_without_a_list_has_no_words() -> None:
    assert len(word_list("xx")) == 0
    assert word_list("xx").usage("word") == UNLISTED
    assert list(word_list("xx").lists_each(["word"])) == [False]


def test_frequencies_are_on_the_zipf_scale() -> None:
    words = WordList.of([["usual"], *[[] for _ in range(99)], ["rarer"]])
    assert words.usage("usual") == pytest.approx(9)
    assert words.usage("rarer") == pytest.approx(8)
    assert words.usage("none") == UNLISTED
    assert list(words.lists_each(["rarer", "none", "usual"])) == [True, False, True]


def test_spellings_of_one_word_share_the_greater_frequency() -> None:
    words = WordList.of([["Café"], ["cafe"], ["ёлка"]])
    assert len(words) == 2
    assert words.usage("cafe") == pytest.approx(9)
    assert words.usage("елка") == pytest.approx(8.98)


def test_of_usual_words_that_are_folded_alike_the_more_usual_counts() -> None:
    found = usual_words("ar", 4.0)
    assert found["ما"] > 6  # not that of ماء
    assert min(found.values()) >= 4.0
    assert usual_words("xx", 4.0) == {}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    """A folder that lists are kept in meanwhile."""
    folder = tmp_path / "word-lists"
    word_list.cache_clear()
    keep_lists_in(folder)
    yield folder
    keep_lists_in(None)
    word_list.cache_clear()


def test_a_list_is_kept_and_read_again_as_it_was(kept: Path) -> None:
    made = word_list("fa")
    (file,) = kept.iterdir()
    before = file.stat().st_mtime_ns
    word_list.cache_clear()
    again = word_list("fa")
    assert file.stat().st_mtime_ns == before
    assert (len(again), again.usage("سلام")) == (len(made), made.usage("سلام"))
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "damage", [lambda whole: whole[:-1], lambda whole: b"", lambda whole: whole.replace(b"\1", b"\2")]
)
def test_a_list_that_is_damaged_or_of_another_version_is_made_again(kept: Path, damage) -> None:
    made = word_list("fa")
    (file,) = kept.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    file.with_name(f"{file.name}-older").write_bytes(whole)
    word_list.cache_clear()
    assert len(word_list("fa")) == len(made)
    assert [(left.name, left.read_bytes()) for left in kept.iterdir()] == [(file.name, whole)]


def test_a_list_that_cannot_be_kept_is_read_all_the_same(kept: Path) -> None:
    kept.write_text("a file stands where the folder should")
    assert word_list("fa").usage("سلام") > 3


WORDS = ["a", "aa", "", "ab", "ba", "пароль", "كلمة", "رمز‌ها", "密码", "🔑", "x" * 64, "\ud800"]


def test_words_of_all_scripts_are_found_on_their_rank_one_by_one_and_together() -> None:
    table = WordTable(packed([[word] for word in WORDS]))
    assert [table.rank(word) for word in WORDS] == list(range(len(WORDS)))
    others = [f"{word}b" for word in WORDS]
    assert [table.rank(word) for word in others if word not in WORDS] == [None] * sum(w not in WORDS for w in others)
    assert list(table.are_listed([*WORDS, *others])) == [True] * len(WORDS) + [word in WORDS for word in others]


def test_a_word_that_is_twice_in_it_has_its_first_rank() -> None:
    table = WordTable(packed([["often"], [], ["seldom", "often"]]))
    assert (len(table), table.rank("often"), table.rank("seldom")) == (2, 0, 2)


def test_an_empty_table_has_no_word() -> None:
    table = WordTable(packed([]))
    assert (len(table), table.rank("a"), list(table.are_listed(["a"]))) == (0, None, [False])


@pytest.mark.parametrize(
    "content", [b"", b"kbwords1", packed([["a"]])[:-1], packed([["a"]])[:20] + b"1" + packed([["a"]])[21:]]
)
def test_what_is_no_whole_table_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="table of words"):
        WordTable(content)
