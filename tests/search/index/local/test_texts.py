"""The texts of passages on disk: written once, linked from generation to generation, open as long as they are used."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from kb.catalog.article import ArticleId
from search.index.local.texts import MOST_FILES, StoredPassages, TextFolder, Texts, hashes_of
from search.index.passages import Passage


def cut_of(key: str, *texts: str) -> dict[ArticleId, Sequence[Passage]]:
    return {ArticleId("en", key): tuple(Passage("en", key, key.title(), (), "", text) for text in texts)}


def next_to(kept: Texts, anew: Texts, before: TextFolder | None, folder: Path) -> tuple[Texts, TextFolder]:
    """The texts of a generation after the one in ``before``, from which ``kept`` are."""
    folder.mkdir()
    texts = TextFolder(folder / "texts")
    return texts.keep({**kept, **anew}, before, folder.name), texts


def files(folder: Path) -> dict[str, int]:
    """The inode of each file of texts."""
    return {file.name: file.stat().st_ino for file in (folder / "texts").iterdir()}


def test_what_is_new_is_a_file_of_its_own_beside_those_of_before(tmp_path: Path) -> None:
    first = cut_of("kettle", "Boil. " * 30, "Drücken Sie «Ein» — گذرواژه") | cut_of("pot", "Stir. " * 30)
    stored, folder = next_to({}, first, None, tmp_path / "1")
    more, _ = next_to(stored, cut_of("lamp", "Shine."), folder, tmp_path / "2")
    assert more == {**first, **cut_of("lamp", "Shine.")}
    assert files(tmp_path / "2").keys() == {"1.jsonl", "2.jsonl"}
    assert files(tmp_path / "2")["1.jsonl"] == files(tmp_path / "1")["1.jsonl"]
    assert all(isinstance(passages, StoredPassages) for passages in more.values())
    assert [hashes_of(more[id_]) for id_ in first] == [hashes_of(passages) for passages in first.values()]


def test_texts_are_read_after_their_generation_was_removed(tmp_path: Path) -> None:
    first = cut_of("kettle", "Boil.", "Pour.")
    stored, _ = next_to({}, first, None, tmp_path / "1")
    shutil.rmtree(tmp_path / "1")
    assert list(stored[ArticleId("en", "kettle")]) == list(first[ArticleId("en", "kettle")])


def test_a_file_that_is_mostly_of_no_use_is_written_again_without_it(tmp_path: Path) -> None:
    stored, folder = next_to({}, cut_of("kettle", "Boil.") | cut_of("pot", "Stir. " * 50), None, tmp_path / "1")
    kept = {id_: passages for id_, passages in stored.items() if id_.key == "kettle"}
    left, _ = next_to(kept, {}, folder, tmp_path / "2")
    assert left == cut_of("kettle", "Boil.")
    assert files(tmp_path / "2").keys() == {"2.jsonl"}
    assert b"Stir" not in (tmp_path / "2" / "texts" / "2.jsonl").read_bytes()


def test_many_small_files_become_one_beside_the_largest(tmp_path: Path) -> None:
    everything = cut_of("0", "Boil. " * 50)
    stored, folder = next_to({}, everything, None, tmp_path / "0")
    for number in range(1, MOST_FILES + 2):
        new = cut_of(f"{number}", f"Step {number}.")
        everything |= new
        stored, folder = next_to(stored, new, folder, tmp_path / str(number))
        assert len(files(tmp_path / str(number))) <= MOST_FILES
    assert stored == everything
    assert files(tmp_path / str(number))["0.jsonl"] == files(tmp_path / "0")["0.jsonl"]


def test_a_file_that_was_cut_short_is_an_error(tmp_path: Path) -> None:
    stored, _ = next_to({}, cut_of("kettle", "Boil."), None, tmp_path / "1")
    os.truncate(tmp_path / "1" / "texts" / "1.jsonl", 7)
    with pytest.raises(OSError, match="somebody has changed it"):
        list(stored[ArticleId("en", "kettle")])


def test_a_file_is_closed_when_no_article_of_it_is_in_use(tmp_path: Path) -> None:
    stored, _ = next_to({}, cut_of("kettle", "Boil."), None, tmp_path / "1")
    assert opened(tmp_path) == ["1.jsonl"]
    del stored
    gc.collect()
    assert not opened(tmp_path)


def opened(folder: Path) -> list[str]:
    """The files below ``folder`` that this process has open."""
    found = [Path(link).readlink() for link in Path("/proc/self/fd").iterdir() if Path(link).is_symlink()]
    return [file.name for file in found if file.is_relative_to(folder)]


def test_there_may_be_no_article_at_all(tmp_path: Path) -> None:
    assert next_to({}, {}, None, tmp_path / "1")[0] == {}
    assert not files(tmp_path / "1")
