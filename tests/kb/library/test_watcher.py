"""Saved articles are noticed without a restart."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kb.catalog.article import Audience
from kb.catalog.catalog import Catalog
from kb.library.library import Library
from kb.library.watcher import Watcher
from tests.conftest import Collection

PATIENCE_SECONDS = 120
SETTLED_SECONDS = 1.5  # longer than the watcher takes for its first look


class Waiter:
    """Waits until a library's catalog is as it should be."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._changed = threading.Condition()
        library.on_change(self._notice)

    def _notice(self, _: Catalog) -> None:
        with self._changed:
            self._changed.notify_all()

    def until(self, holds: Callable[[Catalog], bool]) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: holds(self._library.catalog), PATIENCE_SECONDS)


@contextmanager
def watching(library: Library) -> Iterator[Waiter]:
    watcher = Watcher(library)
    waiter = Waiter(library)
    watcher.start()
    try:
        yield waiter
    finally:
        watcher.close()


def has(*keys: str) -> Callable[[Catalog], bool]:
    return lambda catalog: [article.key for article in catalog.published] == sorted(keys)


@pytest.mark.slow
def test_new_changed_and_deleted_articles_are_read(collection: Collection) -> None:
    collection.write("en/a.md", "# A\n\nText.")
    with watching(collection.library()) as waiter:
        file = collection.write("en/deep/er/b.md", "# B\n\nText.")
        assert waiter.until(has("a", "deep/er/b"))
        collection.write("en/a.md", "# Another A\n\nText.")
        assert waiter.until(lambda catalog: catalog.published[0].title == "Another A")
        file.unlink()
        assert waiter.until(has("a"))


@pytest.mark.slow
def test_what_was_saved_before_it_began_to_watch_is_read_as_well(collection: Collection) -> None:
    library = collection.library()
    collection.write("en/a.md", "# A\n\nText.")
    with watching(library) as waiter:
        assert waiter.until(has("a"))


def move_away(folder: Path) -> None:
    folder.rename(folder.with_name("away"))


@pytest.mark.slow
@pytest.mark.parametrize("take_away", [move_away, shutil.rmtree])
def test_a_folder_that_is_replaced_at_once_is_watched_on(
    collection: Collection, take_away: Callable[[Path], None]
) -> None:
    collection.write("en/a.md", "# A\n\nText.")
    with watching(collection.library()) as waiter:
        time.sleep(SETTLED_SECONDS)
        take_away(collection.root)
        collection.write("en/b.md", "# B\n\nText.")
        assert waiter.until(has("b"))
        time.sleep(SETTLED_SECONDS)
        collection.write("en/c.md", "# C\n\nText.")
        assert waiter.until(has("b", "c"))


@pytest.mark.slow
def test_a_folder_that_was_lost_is_watched_again_when_it_is_back(collection: Collection) -> None:
    collection.write("en/a.md", "# A\n\nText.")
    with watching(collection.library()) as waiter:
        time.sleep(SETTLED_SECONDS)
        move_away(collection.root)
        assert waiter.until(lambda catalog: [problem.code for problem in catalog.problems] == ["no_folder"])
        collection.write("en/b.md", "# B\n\nText.")
        assert waiter.until(has("b"))


@pytest.mark.slow
def test_closing_ends_its_thread(collection: Collection) -> None:
    with watching(collection.library()):
        assert any(thread.name == "articles-watcher" for thread in threading.enumerate())
    assert not any(thread.name == "articles-watcher" for thread in threading.enumerate())


def test_closing_what_never_started_is_harmless(collection: Collection) -> None:
    Watcher(collection.library()).close()


def silent(root: Path, *, stop_event: threading.Event, **_: object) -> Iterator[set[object]]:
    """A folder of another machine: nothing ever tells that a file was changed."""
    while not stop_event.wait(0.1):
        yield set()


@pytest.mark.slow
def test_where_no_notice_comes_changes_are_found_all_the_same_and_soon_from_the_second_on(
    collection: Collection,
) -> None:
    library = collection.library()
    watcher = Watcher(library, notices=silent, look_seconds=1, poll_seconds=0.1)
    waiter = Waiter(library)
    watcher.start()
    try:
        time.sleep(SETTLED_SECONDS)
        collection.write("en/a.md", "# A\n\nText.")
        assert waiter.until(has("a"))
        waited_until = time.monotonic() + PATIENCE_SECONDS
        while watcher.manner != "polling" and time.monotonic() < waited_until:
            time.sleep(0.1)
        assert watcher.manner == "polling"
        collection.write("en/a.md", "---\naudience: internal\n---\n# A\n\nText.")
        assert waiter.until(lambda catalog: catalog.published[0].audience == Audience.INTERNAL)
    finally:
        watcher.close()


@pytest.mark.slow
def test_a_folder_that_gives_notices_is_not_polled(collection: Collection) -> None:
    library = collection.library()
    watcher = Watcher(library, look_seconds=0.2)
    waiter = Waiter(library)
    watcher.start()
    try:
        for name in "abc":
            time.sleep(SETTLED_SECONDS)
            collection.write(f"en/{name}.md", "# A\n\nText.")
        assert waiter.until(has("a", "b", "c"))
        time.sleep(6)
        assert watcher.manner == "notices"
    finally:
        watcher.close()
