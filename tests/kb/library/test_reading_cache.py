"""Readings are kept between starts, and believed only where the file, the folder and the code are the same."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from kb.core.errors import Problem
from kb.library.library import Library
from kb.library.reading_cache import FEW, ROOMS, KeptReadings
from tests.conftest import SAMPLES, Collection

COUNT = FEW + 1


@pytest.fixture
def kept(collection: Collection, tmp_path: Path) -> KeptReadings:
    """The readings of a collection that was read once."""
    for number in range(COUNT):
        collection.write(f"en/a/{number:03}.md", f"Text {number}", title=f"Title {number}", date="2026-02-01", x="[1]")
    collection.write("en/a/broken.md", "Text", title="B", last_reviewed_on="soon")
    found = KeptReadings(tmp_path / "readings", collection.root)
    Library(collection.root, "en", found).refresh()
    return found


def test_what_is_kept_is_what_was_read(collection: Collection, kept: KeptReadings) -> None:
    fresh, again = Library(collection.root, "en").refresh(), Library(collection.root, "en", kept).refresh()
    assert again.articles == fresh.articles
    assert again.problems == fresh.problems
    assert [type(problem) for problem in again.problems] == [Problem]
    assert len(kept.load()) == COUNT + 1


def test_a_file_changed_since_is_read_anew_also_where_time_and_size_look_the_same(
    collection: Collection, kept: KeptReadings
) -> None:
    file = collection.root / "en/a/000.md"
    before = file.stat()
    file.write_text(file.read_text().replace("Text 0", "Test 0"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    catalog = Library(collection.root, "en", kept).refresh()
    assert catalog.get("en", "a/000").body.strip() == "Test 0"  # type: ignore[union-attr]


def test_a_file_deleted_or_moved_since_is_not_there(collection: Collection, kept: KeptReadings) -> None:
    (collection.root / "en/a/000.md").unlink()
    (collection.root / "en/a/001.md").rename(collection.root / "en/a/moved.md")
    catalog = Library(collection.root, "en", kept).refresh()
    assert {"a/000", "a/001"}.isdisjoint(article.key for article in catalog.published)
    assert catalog.get("en", "a/moved")


def test_another_language_of_the_collection_is_believed_at_once(collection: Collection, kept: KeptReadings) -> None:
    loose = Library(collection.root.parent, "fa", kept).refresh()
    assert {article.language for article in loose.published} == {"fa"}


def test_few_new_readings_are_not_written(collection: Collection, kept: KeptReadings, tmp_path: Path) -> None:
    before = (tmp_path / "readings").stat().st_mtime_ns
    collection.write("en/a/new.md", "Text", title="New")
    assert Library(collection.root, "en", kept).refresh().get("en", "a/new")
    assert (tmp_path / "readings").stat().st_mtime_ns == before


@pytest.mark.parametrize("damage", [b"", b"another version\nx", b"cut", b"garbage"])
def test_what_is_damaged_or_of_another_version_is_not_believed(
    collection: Collection, kept: KeptReadings, tmp_path: Path, damage: bytes
) -> None:
    file = tmp_path / "readings"
    content = file.read_bytes()
    if damage == b"cut":
        file.write_bytes(content[: len(content) // 2])
    elif damage == b"garbage":
        file.write_bytes(content.split(b"\n", 1)[0] + b"\n" + os.urandom(500))
    else:
        file.write_bytes(damage)
    assert kept.load() == {}
    assert len(Library(collection.root, "en", kept).refresh().published) == COUNT + 1


def test_readings_of_another_folder_are_not_believed(kept: KeptReadings, tmp_path: Path) -> None:
    assert KeptReadings(tmp_path / "readings", tmp_path / "elsewhere").load() == {}


class Runs:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("run-by-a-pickle",)


def test_nothing_but_readings_is_ever_made_from_the_file(
    kept: KeptReadings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "readings"
    version = file.read_bytes().split(b"\n", 1)[0]
    file.write_bytes(version + b"\n" + pickle.dumps({"en/a.md": Runs()}))
    assert kept.load() == {}
    assert not (tmp_path / "run-by-a-pickle").exists()


def test_where_they_cannot_be_written_the_articles_are_read_all_the_same(
    collection: Collection, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    for number in range(COUNT):
        collection.write(f"en/a/{number}.md", "Text", title="T")
    library = Library(collection.root, "en", KeptReadings(tmp_path / "file" / "readings", collection.root))
    assert len(library.refresh().published) == COUNT


def test_every_room_that_takes_part_in_a_reading_is_of_its_version() -> None:
    """Else an update that mends how articles are read would go on showing what the old code read."""
    code = (
        "import sys, kb.library.reader; print(*{name.split('.')[1] for name in sys.modules if name.startswith('kb.')})"
    )
    asked = [sys.executable, "-c", code]
    ran = subprocess.run(asked, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True)
    assert {"catalog", "dialects", "folder"} <= set(ran.stdout.split()) <= set(ROOMS)


@pytest.mark.slow
def test_whatever_the_sample_articles_say_is_kept(tmp_path: Path) -> None:
    """A new kind of value in an article that the cache is not told of would have every start read everything."""
    kept = KeptReadings(tmp_path / "readings", SAMPLES)
    catalog = Library(SAMPLES, "en", kept).refresh()
    assert len(kept.load()) >= len(catalog.articles)
