"""Builds the index of a collection again and again, is killed each time, and looks at what is left.

Run by ``test_generations.py`` as a process of its own: ``kill_while_building.py ARTICLES DATA SEED KILLS``. Every
second child is killed (SIGKILL) before a random one of its file operations, the others at a random instant.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kb.library.library import Library
from search.index.local.generations import MANIFEST, Generations
from search.index.local.indexer import Indexer
from search.index.local.vector_store import VectorStore
from search.query.understanding import prepare_languages
from search.results.results import SearchRequest
from search.service.service import SearchService
from search.text.wordlists import word_list
from tests.conftest import BagOfWords
from tests.search.conftest import model

ARTICLES = 40
FILE_OPERATIONS = {"open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.copyfile"}


def rewrite(articles: Path, turn: int) -> None:
    """Change every third article."""
    for number in range(turn % 3, ARTICLES, 3):
        draft = articles / "draft"
        draft.write_text(f"The kettle number {number} of turn {turn}.")
        draft.replace(articles / "en" / f"kettle-{number}.md")


def opened(articles: Path, data: Path) -> tuple[Library, SearchService]:
    library = Library(articles)
    library.refresh()
    indexer = Indexer(Generations(data / "index"), VectorStore(data / "vectors.sqlite"))
    return library, SearchService(library, indexer, [model(BagOfWords)])


def build_for_ever(articles: Path, data: Path, first: int, ready: Callable[[], None]) -> None:
    library, service = opened(articles, data)
    service.bring_up_to_date()
    ready()
    for turn in itertools.count(first):
        rewrite(articles, turn)
        library.refresh()
        service.bring_up_to_date()


def die_before(step: int, data: Path) -> None:
    """Let this process be killed before its file operation number ``step`` in the data folder."""
    left = itertools.count(step - 1, -1)

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event in FILE_OPERATIONS and any(str(data) in str(argument) for argument in arguments) and next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def in_a_child(work: Callable[[], None]) -> int:
    """Do ``work`` in a fork; return its process id."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:  # noqa: BLE001 - a fork must never return into the code of its parent
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def killed_in_mid_work(articles: Path, data: Path, first: int, chance: random.Random) -> int:
    """Start building and kill it; return how the process ended."""
    after, step, by_step = chance.uniform(0.0, 0.4), chance.randint(1, 250), first % 2 == 0
    reading, writing = os.pipe()

    def ready() -> None:
        os.write(writing, b"!")
        if by_step:
            die_before(step, data)

    child = in_a_child(lambda: build_for_ever(articles, data, first * 1_000, ready))
    os.close(writing)
    started = os.read(reading, 1)
    os.close(reading)
    if started and not by_step:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def look(articles: Path, data: Path) -> None:
    """What must hold after every kill: a whole index is there, it answers, and building goes on."""
    generations = Generations(data / "index")
    newest = generations.newest_sound()
    assert newest is not None, "no sound generation"
    assert newest == generations.current(), "CURRENT names a damaged generation"
    library, service = opened(articles, data)
    snapshot = Indexer(generations, VectorStore(data / "vectors.sqlite")).open_newest(library.catalog)
    assert snapshot is not None, "the newest generation cannot be opened"
    assert len(snapshot.entries) == ARTICLES
    service.bring_up_to_date()
    found = service.engine.search(SearchRequest("kettle", "en"))
    assert found.mode == "hybrid", found.reason
    assert found.hits, "nothing was found"
    everything = service.engine.search(SearchRequest("-zeppelin", "en"))
    assert everything.total == ARTICLES, f"{everything.total} articles were found"


def main(articles: Path, data: Path, seed: int, kills: int) -> None:
    chance = random.Random(seed)
    in_mid_build = 0
    library = Library(articles)
    library.refresh()
    # Once here, and not in each of the forty children that copy this process; Arabic for the everyday questions.
    prepare_languages(library.catalog)
    word_list("ar")
    for turn in range(kills):
        ended = killed_in_mid_work(articles, data, turn, chance)
        assert os.WIFSIGNALED(ended), "the builder ended by itself"
        assert os.WTERMSIG(ended) == signal.SIGKILL
        begun = (path for path in (data / "index").iterdir() if path.is_dir())
        in_mid_build += any(not (path / MANIFEST).is_file() for path in begun)
        looked = os.waitpid(in_a_child(lambda: look(articles, data)), 0)[1]
        assert looked == 0, f"after kill {turn} (seed {seed})"
    print(f"{kills} kills, {in_mid_build} in the middle of a build")  # noqa: T201 - read by the test


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
