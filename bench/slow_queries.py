"""Looks for queries that cost too much: made up by the thousand, every shape that has been slow or might be.

    python bench/slow_queries.py [--queries 10000] [--seed 1] [--articles DIR] [--models e5] [--limit 250]
                                 [--messages 200] [--data DIR]

Asks the engine that serves the site, with everything a page or an answer in JSON makes of the hits, and the desk with
whole messages. What takes more than ``--limit`` milliseconds (of the processor, so
that other work on the machine does not count) is asked once more alone, with nothing kept from the
first time, and is told where it does again, beside the median of ordinary questions on the same machine. Exits with 1
where there is one.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.answering import answer_ms  # noqa: E402
from bench.hostile import Hostile  # noqa: E402
from kb.catalog.article import EVERYONE, PUBLIC_ONLY  # noqa: E402
from kb.core.settings import Settings  # noqa: E402
from kb.core.text import MAX_QUERY_CHARACTERS  # noqa: E402
from kb.library.library import Library  # noqa: E402
from search.engine.engine import Engine  # noqa: E402
from search.models.chosen.choice import choose_models  # noqa: E402
from search.query.understanding import prepare_languages  # noqa: E402
from search.questions.question import find_question  # noqa: E402
from search.results.results import SearchRequest  # noqa: E402
from search.service.opening import open_search  # noqa: E402
from search.service.service import SearchService  # noqa: E402

ORDINARY = 300


@dataclass(frozen=True)
class Slow:
    """A query that took ``first`` milliseconds among others and ``again`` alone."""

    shape: str
    first: float
    again: float
    text: str


class Bench:
    """Asks one search; ``fresh`` makes an engine that keeps nothing of what was asked before."""

    def __init__(self, service: SearchService, library: Library, seed: int) -> None:
        self._service, self._library = service, library
        self._random = random.Random(seed)
        assert service.state.snapshot is not None
        self._hostile = Hostile(service.state.snapshot.vocabularies, self._random)
        self.engine = self.fresh()

    def fresh(self) -> Engine:
        """An engine over the same index."""
        return Engine(lambda: self._service.state, lambda: self._library.catalog)

    def queries(self, count: int) -> Iterator[tuple[str, SearchRequest]]:
        """Requests of every shape by turns."""
        for number in range(count):
            shape, text = self._hostile.query(number, MAX_QUERY_CHARACTERS)
            language = self._random.choice([*self._library.catalog.languages, None, "de", "zh"])
            who = self._random.choice([PUBLIC_ONLY, EVERYONE])
            yield (
                shape,
                SearchRequest(
                    text, language, who, instant=number % 3 == 0, sections=number % 5 == 0, exact=number % 11 == 0
                ),
            )

    def message(self, number: int) -> tuple[str, Callable[[], float]]:
        """A message for the desk, and what times it."""
        shape, text = self._hostile.message(number)

        def timed() -> float:
            started = time.process_time()
            engine = self.fresh()
            asked = find_question(text, "", lambda _: "en", lambda code: engine.rarity(code, EVERYONE))
            if asked.question:
                answer_ms(engine, SearchRequest(asked.question, asked.language, EVERYONE))
            return (time.process_time() - started) * 1000

        return shape, timed

    def ordinary(self) -> list[float]:
        """Milliseconds of questions as people ask them."""
        return [answer_ms(self.engine, SearchRequest(self._hostile.ordinary(), "en")) for _ in range(ORDINARY)]


def slow_ones(bench: Bench, queries: int, messages: int, limit: float) -> tuple[list[float], list[Slow]]:
    """All times, and what was slow twice."""
    times, slow = [], []
    for shape, request in bench.queries(queries):
        times.append(answer_ms(bench.engine, request))
        if times[-1] > limit:
            other = replace(request, text=f"{request.text[: MAX_QUERY_CHARACTERS - 1]}q")  # models keep what they read
            again = answer_ms(bench.fresh(), other)
            slow.append(Slow(shape, times[-1], again, request.text))
    for number in range(messages):
        shape, timed = bench.message(number)
        first = timed()
        if first > limit:
            slow.append(Slow(f"message: {shape}", first, timed(), ""))
    return times, [one for one in slow if one.again > limit]


def main() -> int:
    """Run it; 1 where something is slow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--messages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=Path, default=ROOT / "articles")
    parser.add_argument("--models", default="", help="with commas between them; without: by words alone")
    parser.add_argument("--data", type=Path, help="keeps the index and the vectors; without: a temporary folder")
    parser.add_argument("--limit", type=float, default=250.0, help="milliseconds")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        settings = Settings(articles_dir=asked.articles, data_dir=asked.data or Path(temporary))
        library = Library(settings.articles_dir)
        library.refresh()
        service = open_search(settings, library, choose_models(asked.models.split(",")) if asked.models else [])
        service.bring_up_to_date()
        prepare_languages(library.catalog)
        bench = Bench(service, library, asked.seed)
        bench.ordinary()  # what is read once
        ordinary = statistics.median(bench.ordinary())
        times, slow = slow_ones(bench, asked.queries, asked.messages, asked.limit)
        service.close()
    ranked = sorted(times)
    print(f"ordinary questions: median {ordinary:.1f} ms")
    print(
        f"{len(times)} made-up queries: median {statistics.median(times):.1f} ms, "
        f"99 % {ranked[int(0.99 * len(ranked))]:.1f} ms, worst {ranked[-1]:.1f} ms"
    )
    for one in sorted(slow, key=lambda one: -one.again):
        print(f"SLOW {one.again:.0f} ms (first {one.first:.0f}): {one.shape}: {one.text[:100]!r}")
    print(f"above {asked.limit:.0f} ms alone: {len(slow)}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
