"""Measures the index in PostgreSQL beside the local one: whether both find the same, and what each costs.

    python bench/shared_index.py [--sets DIR] [--customers DIR] [--only SET,SET] [--data DIR] [--sizes 1000,10000]
                                 [--queries 200] [--models e5,minilm]

Prints two tables. The first asks every question of the sets (bench/sets.py) of the local index, of a process that keeps
the shared one and of one that follows it: of how many the first ten articles are the same, and of how many the
scores, passages, snippets and confidence too. The second is of generated collections with made-up vectors: the seconds
of a start, milliseconds of a search, memory, and how soon another process finds a saved article. Each row of it comes
from processes of its own. PostgreSQL is the server that the tests use (extra `test`). Vectors of texts are kept in
``--data`` (default: a temporary folder) for the next run.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.generated import Generator, read_sources, write_collection  # noqa: E402
from bench.remembered import loaded_once  # noqa: E402
from bench.sets import ALL, Set, customers_sets, public_sets, unanswerable_set  # noqa: E402
from kb.catalog.article import EVERYONE  # noqa: E402
from kb.core.settings import Settings  # noqa: E402
from kb.library.library import open_library  # noqa: E402
from search.engine.engine import Engine  # noqa: E402
from search.evaluation.questions import read_questions  # noqa: E402
from search.models.chosen.choice import choose_models  # noqa: E402
from search.models.embedder import Model  # noqa: E402
from search.results.results import SearchRequest  # noqa: E402
from search.service.opening import open_search  # noqa: E402
from search.service.service import SearchService  # noqa: E402

PATIENCE = 3_600.0
SAVED = 5


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--sets", type=Path, help="a folder with the public sets")
    options.add_argument("--customers", type=Path, help="a folder of collections with their customers' questions")
    options.add_argument("--only", default="")
    options.add_argument("--data", type=Path)
    options.add_argument("--sizes", default="1000")
    options.add_argument("--queries", type=int, default=200)
    options.add_argument("--models", default=",".join(ALL))
    given = options.parse_args()
    from tests.postgres import running

    chosen = [unanswerable_set()]
    chosen += public_sets(given.sets) if given.sets else []
    chosen += customers_sets(given.customers) if given.customers else []
    wanted = set(filter(None, given.only.split(",")))
    sizes = [int(size) for size in given.sizes.split(",") if size]
    with ExitStack() as stack:
        data = given.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kb-bench-")))
        server = stack.enter_context(running())
        print("| Questions of | asked | the same first ten | the same to the digit |\n| --- | ---: | ---: | ---: |")
        for one in chosen:
            if not wanted or one.name in wanted:
                with server.empty_database() as url:
                    print(equality_row(one, data, url), flush=True)
        print("\n| Articles (passages) | index | start, s | first start, s | p50 / p95, ms | memory, MB | found, s |")
        print("| ---: | --- | ---: | ---: | ---: | ---: | ---: |")
        for size in sizes:
            with server.empty_database() as url:
                for row in cost_rows(size, data / str(size), url, given.queries, given.models):
                    print(row, flush=True)


def equality_row(one: Set, data: Path, url: str) -> str:
    """One row: how many questions of a set all three answer alike."""
    models = [loaded_once(model, data) for model in choose_models(one.models)]
    questions = read_questions(one.queries)
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as folder, ExitStack() as stack:
        places = [("local", ""), ("keeper", url), ("follower", url)]
        opened = partial(_opened, one.articles, models)
        services = [stack.enter_context(opened(Path(folder) / name, place)) for name, place in places]
        asked = [SearchRequest(one.text, one.language or None, EVERYONE, limit=10) for one in questions]
        # One after the other: what is learned of a collection is kept for one or two at a time.
        local, *shared = ([_answer(service.engine, one) for one in asked] for service in services)
    alike = sum(all(other[0] == mine[0] for other in others) for mine, *others in zip(local, *shared, strict=True))
    exact = sum(all(other == mine for other in others) for mine, *others in zip(local, *shared, strict=True))
    return f"| {one.name} | {len(questions)} | {alike} | {exact} |"


def _answer(engine: Engine, asked: SearchRequest) -> tuple[list[Any], ...]:
    """The articles that are found, and all else that is shown of them."""
    found = engine.search_to_the_end(asked)
    more = [(hit.score, hit.passage, str(hit.snippet), hit.found_by) for hit in found.hits]
    return [hit.article.id for hit in found.hits], [*more, found.fits, found.total, found.did_you_mean]


@contextmanager
def _opened(articles: Path, models: Sequence[Model], data: Path, url: str) -> Iterator[SearchService]:
    """The search over ``articles``, local or in the database at ``url``, brought up to date."""
    settings = _settings(articles, data, url)
    library = open_library(settings)
    library.refresh()
    with closing(open_search(settings, library, models)) as service:
        service.bring_up_to_date()
        yield service


def _settings(articles: Path, data: Path, url: str) -> Settings:
    return Settings(articles_dir=articles, data_dir=data, database_url=url, index="postgres" if url else "local")


def cost_rows(size: int, folder: Path, url: str, queries: int, models: str) -> Iterator[str]:
    """What each index costs over ``size`` generated articles: rows of the second table."""
    articles = folder / "articles"
    if not articles.is_dir():
        write_collection(Generator(read_sources(ROOT / "articles")), articles, size)
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as place:
        job = {"articles": str(articles), "size": size, "queries": queries, "models": models, "url": ""}
        local, keeper, follower = (Path(place) / name for name in ("local", "keeper", "follower"))
        first = _probe(job, local)
        again = _probe(job, local)
        yield _row(size, "local", first, again)
        keeper.mkdir()
        (local / "vectors.sqlite").rename(keeper / "vectors.sqlite")  # as who moves to the database takes them along
        shared = {**job, "url": url}
        first = _probe(shared, keeper)
        yield _row(size, "PostgreSQL, keeps it", first, _probe(shared, keeper))
        waiting = _started({**shared, "keep": str(folder / "stop")}, keeper)
        try:
            first = _probe(shared, follower)
            again = _probe({**shared, "saves": SAVED}, follower)
        finally:
            (folder / "stop").touch()
            waiting.communicate(timeout=PATIENCE)
            (folder / "stop").unlink()
        yield _row(size, "PostgreSQL, follows", first, again)


def _row(size: int, name: str, first: dict[str, Any], again: dict[str, Any]) -> str:
    found = f"{again['found_s']:.1f}" if "found_s" in again else ""
    times = f"{again['p50_ms']:.1f} / {again['p95_ms']:.1f}"
    start = f"{again['start_s']:.1f} | {first['start_s']:.1f}"
    return f"| {size:,} ({again['passages']:,}) | {name} | {start} | {times} | {again['memory_mb']:.0f} | {found} |"


def _probe(job: dict[str, Any], data: Path) -> dict[str, Any]:
    """What a process of its own finds out about one index."""
    out, _ = _started(job, data).communicate(timeout=PATIENCE)
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def _started(job: dict[str, Any], data: Path) -> subprocess.Popen[str]:
    probe = Path(__file__).with_name("shared_index_probe.py")
    given = json.dumps({**job, "data": str(data)})
    process = subprocess.Popen([sys.executable, probe, given], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if "keep" in job:  # it says when it is ready
        assert process.stdout is not None
        assert process.stdout.readline().startswith("{"), "the process that keeps the index did not start"
    return process


def timed(do: Callable[[], object]) -> float:
    """The seconds that ``do`` takes."""
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def quantile(seconds: Sequence[float], share: float) -> float:
    """Milliseconds that ``share`` of them do not exceed."""
    return float(np.quantile(np.array(seconds), share)) * 1_000


if __name__ == "__main__":
    main()
