"""Measures the index in PostgreSQL beside the local one: whether both find the same, and what each costs.

    python bench/shared_index.py [--sets DIR] [--customers DIR] [--only SET,SET] [--data DIR] [--sizes 1000,10000]
                                 [--queries 200] [--models e5,minilm] [--saves 5]

Prints two tables. The first asks every question of the sets (bench/sets.py) of the local index, of a process that keeps
the shared one and of one that follows it: of how many the first ten articles are the same, and of how many the
scores, passages, snippets and confidence too. The second is of generated collections with made-up vectors: the seconds
of a start, milliseconds of a search, memory, and how soon a saved article is found: by the process that indexes it, or
by the one that follows. Each row of it comes from processes of its own. PostgreSQL is the server that the tests use
(extra `test`). Vectors of texts are kept in ``--data`` (default: a temporary folder) for the next run, and so is what
was measured of each size: a run that was interrupted goes on there.
"""

from __future__ import annotations

import argparse
import json
import shutil
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
from search.service.opening import SHARED_FOLDER, open_search  # noqa: E402
from search.service.service import SearchService  # noqa: E402

PATIENCE = 3 * 3_600.0
DATABASE = "kb_bench"
COLUMNS = (
    "Articles (passages)",
    "index",
    "start, s (of the processor)",
    "first start, s (of the processor)",
    "p50 / p95, ms",
    "memory, MB (most at the first start)",
    "found, s",
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--sets", type=Path, help="a folder with the public sets")
    options.add_argument("--customers", type=Path, help="a folder of collections with their customers' questions")
    options.add_argument("--only", default="")
    options.add_argument("--data", type=Path)
    options.add_argument("--sizes", default="1000")
    options.add_argument("--queries", type=int, default=200)
    options.add_argument("--models", default=",".join(ALL))
    options.add_argument("--saves", type=int, default=5)
    given = options.parse_args()
    from tests.postgres import running

    chosen = [unanswerable_set()]
    chosen += public_sets(given.sets) if given.sets else []
    chosen += customers_sets(given.customers) if given.customers else []
    wanted = set(filter(None, given.only.split(",")))
    sizes = [int(size) for size in given.sizes.split(",") if size]
    with ExitStack() as stack:
        data = given.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kb-bench-")))
        print("| Questions of | asked | the same first ten | the same to the digit |\n| --- | ---: | ---: | ---: |")
        with running() as server:
            for one in chosen:
                if not wanted or one.name in wanted:
                    with server.empty_database() as url:
                        print(equality_row(one, data, url), flush=True)
        print(f"\n| {' | '.join(COLUMNS)} |\n| ---: | --- | ---: | ---: | ---: | ---: | ---: |")
        for size in sizes:
            for row in cost_rows(size, data / str(size), given):
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


def cost_rows(size: int, folder: Path, given: argparse.Namespace) -> Iterator[str]:
    """What each index costs over ``size`` generated articles: rows of the second table, of what stands in ``folder`` or
    is measured and kept there.
    """
    from tests.postgres import kept

    articles, data = folder / "articles", folder / "site"
    if not articles.is_dir():
        write_collection(Generator(read_sources(ROOT / "articles")), articles, size)
    job = {"articles": str(articles), "size": size, "queries": given.queries, "models": given.models, "url": ""}
    saving = {**job, "saves": given.saves}
    done = partial(_kept, folder)
    first = done("local, first start", partial(_probe_anew, job, data, data))
    yield _row(size, "local", first, done("local", partial(_probe, saving, data)))
    with kept(folder / "postgres") as server:
        is_new = not (folder / "keeper, first start.json").exists()
        saving["url"] = job["url"] = server.database(DATABASE, anew=is_new)
        # As whoever moves to the database, on the data folder of before: what it has is taken along.
        first = done("keeper, first start", partial(_probe_anew, job, data, data / SHARED_FOLDER))
        yield _row(size, "PostgreSQL, keeps it", first, done("keeper", partial(_probe, saving, data)))
        with _keeping(job, data, folder / "stop") as keeper:
            first = done("beside, first start", partial(_probe_anew, job, data, data / SHARED_FOLDER / "2"))
            yield _row(size, "PostgreSQL, follows beside it", first, done("beside", partial(_probe, saving, data)))
            own = folder / "follower"
            first = done("follower, first start", partial(_probe_anew, job, own, own))
            again = done("follower", partial(_probe, {**saving, "kill": keeper}, own))
        megabytes = int(server.asked(f"SELECT pg_database_size('{DATABASE}')")) / 2**20
    yield _row(size, "PostgreSQL, follows elsewhere", first, again)
    yield (
        f"\nThe database has {megabytes:,.0f} MB. After kill -9 of the process that keeps the index the other is "
        f"elected in {again['elected_s']:.1f} s and finds what is saved then in {again['found_by_itself_s']:.1f} s.\n"
    )


def _kept(folder: Path, name: str, measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What ``measure`` finds, or found in an earlier run that was interrupted later."""
    file = folder / f"{name}.json"
    if not file.exists():
        draft = file.with_suffix(".new")
        draft.write_text(json.dumps(measure()), "utf-8")
        draft.replace(file)
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def _row(size: int, name: str, first: dict[str, Any], again: dict[str, Any]) -> str:
    times = f"{again['p50_ms']:.1f} / {again['p95_ms']:.1f}"
    start = f"{again['start_s']:.1f} ({again['start_cpu_s']:.0f}) | {first['start_s']:.1f} ({first['start_cpu_s']:.0f})"
    memory = f"{again['memory_mb']:,.0f} ({first['most_mb']:,.0f})"
    return f"| {size:,} ({again['passages']:,}) | {name} | {start} | {times} | {memory} | {again['found_s']:.1f} |"


def _probe_anew(job: dict[str, Any], data: Path, index: Path) -> dict[str, Any]:
    """The same with nothing in the folder ``index``, in which an earlier run may have been interrupted."""
    shutil.rmtree(index, ignore_errors=True)
    return _probe(job, data)


def _probe(job: dict[str, Any], data: Path) -> dict[str, Any]:
    """What a process of its own finds out about one index."""
    out, _ = _started(job, data).communicate(timeout=PATIENCE)
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def _started(job: dict[str, Any], data: Path) -> subprocess.Popen[str]:
    probe = Path(__file__).with_name("shared_index_probe.py")
    given = json.dumps({**job, "data": str(data)})
    return subprocess.Popen([sys.executable, probe, given], cwd=ROOT, stdout=subprocess.PIPE, text=True)


@contextmanager
def _keeping(job: dict[str, Any], data: Path, stop: Path) -> Iterator[int]:
    """Meanwhile a process keeps the index up to date; its number."""
    stop.unlink(missing_ok=True)
    process = _started({**job, "keep": str(stop)}, data)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("{"), "the process that keeps the index did not start"
        yield process.pid
    finally:
        stop.touch()
        process.communicate(timeout=PATIENCE)
        stop.unlink()


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
