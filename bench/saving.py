"""What one saved article takes of the processor until it is found, step by step, on generated collections.

    python bench/saving.py [--sizes 2000,10000] [--saves 5] [--models e5,minilm] [--data DIR]

Collections and indexes are kept in ``--data`` (default: a temporary folder) and made where they are not there; vectors
of passages are made up (``bench/vectors.py``), all else is real. Told are milliseconds of the processor of the whole
process, the median of so many saves: what a busy machine adds to the clock is not in them.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.generated import Generator, read_sources, write_collection  # noqa: E402
from bench.vectors import made_up  # noqa: E402
from kb.catalog.article import PUBLIC_ONLY, Article  # noqa: E402
from kb.core.settings import Settings  # noqa: E402
from kb.library.library import Library, open_library  # noqa: E402
from search.engine.engine import Engine  # noqa: E402
from search.engine.state import State  # noqa: E402
from search.index.local.generations import Generations  # noqa: E402
from search.index.local.indexer import Indexer  # noqa: E402
from search.index.local.snapshot import Snapshot  # noqa: E402
from search.index.local.vector_store import VectorStore  # noqa: E402
from search.models.chosen.choice import choose_models  # noqa: E402
from search.models.loaded import LoadedModel  # noqa: E402
from search.results.results import SearchRequest  # noqa: E402

T = TypeVar("T")
WARM_UP = 1


@dataclass
class Site:
    """A collection and its index, brought up to each other."""

    library: Library
    indexer: Indexer
    models: Mapping[str, LoadedModel]
    snapshot: Snapshot
    taken: dict[str, list[float]] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, names: Sequence[str], generator: Generator) -> Site:
        """The site over ``folder``; what is not indexed yet is."""
        library = open_library(Settings(articles_dir=folder / "articles", data_dir=folder / "data"))
        indexer = Indexer(Generations(folder / "data" / "index"), VectorStore(folder / "data" / "vectors.sqlite"))
        made = [made_up(model, generator) for model in choose_models(names)]
        models = {model.name: LoadedModel(model, model.load()) for model in made}
        catalog = library.refresh()
        site = cls(library, indexer, models, indexer.refresh(catalog, indexer.open_newest(catalog), models, models))
        for loaded in models.values():
            indexer.embed(site.snapshot, loaded)
        site.update()
        if indexer.merge(site.snapshot):
            site.update()
        site.snapshot = indexer.save(site.snapshot)
        return site

    def update(self) -> None:
        """Make searchable what is new."""
        self.snapshot = self.indexer.refresh(self.library.catalog, self.snapshot, self.models, self.models)
        self.snapshot.seen_by(PUBLIC_ONLY)

    def hide(self) -> None:
        """What a site does at once with a new catalog."""
        self.snapshot = self.snapshot.with_catalog(self.library.catalog)

    def embed(self, loaded: LoadedModel) -> None:
        """Give what is new its meaning."""
        self.indexer.embed(self.snapshot, loaded)
        self.update()

    def search(self, text: str, language: str) -> list[Article]:
        """The articles that a question finds."""
        state = State(self.snapshot, self.models, frozenset(self.models))
        found = Engine(lambda: state, lambda: self.library.catalog).search(SearchRequest(text, language))
        return [hit.article for hit in found.hits]

    def keep(self) -> None:
        """Write it to the disk."""
        self.snapshot = self.indexer.save(self.snapshot)

    def timed(self, step: str, do: Callable[[], T]) -> T:
        """What ``do`` gives; its milliseconds are noted under the name of the ``step``."""
        began = time.process_time()
        given = do()
        self.taken.setdefault(step, []).append(1000 * (time.process_time() - began))
        return given

    def save_one(self, article: Article, word: str) -> None:
        """Write a new word into an article's file, and follow it until all is done."""
        file = self.library.root / article.path
        file.write_text(f"{file.read_text('utf-8').rstrip()} {word}\n", "utf-8")
        self.timed("the article is read", lambda: self.library.look_at([str(file)]))
        self.timed("… and hidden where it must be", self.hide)
        self.timed("found by its words", self.update)
        found = self.timed("(the first search after it)", lambda: self.search(word, article.language))
        if not found or found[0].id != article.id:
            raise RuntimeError(f"{article.id} is not found by {word}")
        for name, loaded in self.models.items():
            self.timed(f"found by its meaning ({name})", lambda: self.embed(loaded))  # noqa: B023 - called at once
        self.timed("kept on the disk", self.keep)
        self.timed("(the whole folder looked at)", self.library.refresh)


def measure(folder: Path, count: int, names: Sequence[str], saves: int, generator: Generator) -> dict[str, float]:
    """The median milliseconds of each step over ``saves`` of a collection of ``count`` articles in ``folder``."""
    write_collection(generator, folder / "articles", count)
    site = Site.of(folder, names, generator)
    published = site.library.catalog.published
    for number in range(saves + WARM_UP):
        if number == WARM_UP:
            site.taken.clear()
        site.save_one(published[(number * 37 + 5) % len(published)], f"qwzx{number}{time.time_ns():x}")
    return {step: statistics.median(taken) for step, taken in site.taken.items()}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--sizes", default="2000,10000")
    options.add_argument("--models", default="e5,minilm")
    options.add_argument("--saves", type=int, default=5)
    options.add_argument("--data", type=Path)
    given = options.parse_args()
    data = given.data or Path(tempfile.mkdtemp(prefix="kb-bench-"))
    generator = Generator(read_sources(ROOT / "articles"))
    found: dict[int, Any] = {}
    for size in map(int, given.sizes.split(",")):
        found[size] = measure(data / str(size), size, given.models.split(","), given.saves, generator)
    print("| ms of the processor, articles | " + " | ".join(f"{size:,}" for size in found) + " |")
    print("| --- | " + " | ".join("---:" for _ in found) + " |")
    for step in next(iter(found.values())):
        print(f"| {step} | " + " | ".join(f"{taken[step]:.1f}" for taken in found.values()) + " |")


if __name__ == "__main__":
    main()
