"""What ``bench/shared_index.py`` measures inside a process: one index opened, asked, and watched as articles are saved.

Reads one job as JSON in its argument: ``articles`` and ``data`` (folders), ``url`` of the database (empty: the local
index), ``size``, ``queries``, ``models``; ``saves``: how many articles to save and wait for; ``keep``: go on, keeping
the index up to date, until that file is there; ``kill``: the process that keeps the index, to be killed in the end
until this one keeps it. Writes one JSON object on a line.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.generated import Generator, read_sources  # noqa: E402
from bench.shared_index import quantile, timed  # noqa: E402
from bench.vectors import made_up  # noqa: E402
from kb.core.settings import Settings  # noqa: E402
from kb.library.library import Library, open_library  # noqa: E402
from kb.library.watcher import Watcher  # noqa: E402
from search.models.chosen.choice import choose_models  # noqa: E402
from search.results.results import SearchRequest  # noqa: E402
from search.service.memory import few_arenas, give_back, resident  # noqa: E402
from search.service.opening import open_search  # noqa: E402
from search.service.service import SearchService  # noqa: E402
from tests.postgres import children_of  # noqa: E402

PATIENCE = 900.0


def main() -> None:
    job = json.loads(sys.argv[1])
    few_arenas()
    url = job["url"]
    settings = Settings(
        articles_dir=Path(job["articles"]),
        data_dir=Path(job["data"]),
        database_url=url,
        index="postgres" if url else "local",
    )
    generator = Generator(read_sources(ROOT / "articles"))
    models = [made_up(model, generator) for model in choose_models(job["models"].split(","))]
    library = open_library(settings)
    found: dict[str, Any] = {"reading_s": timed(library.refresh)}
    with closing(open_search(settings, library, models)) as service:
        spent = _processor()
        found |= {"start_s": timed(service.bring_up_to_date), "start_cpu_s": _processor() - spent}
        questions = list(generator.questions(job["size"], job["queries"], "shared"))
        seconds = [
            timed(partial(service.engine.search_to_the_end, SearchRequest(text, language)))
            for language, text in questions
        ]
        found |= {"p50_ms": quantile(seconds, 0.5), "p95_ms": quantile(seconds, 0.95)}
        give_back()
        found |= {"memory_mb": resident() / 2**20, "passages": service.readiness().passages}
        found |= {"most_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10, "pid": os.getpid()}
        if job.get("saves"):
            service.start()
            with closing(Watcher(library)) as watcher:
                watcher.start()
                found["found_s"] = max(_seconds_until_found(service, library, n) for n in range(job["saves"]))
                if "kill" in job:
                    found |= _killed(service, library, job["kill"])
        print(json.dumps(found), flush=True)
        if "keep" in job:
            _keep(service, library, Path(job["keep"]))


def _processor() -> float:
    """Seconds of the processor that this process has had, and those that it has begun."""
    ticks = os.sysconf("SC_CLK_TCK")
    stats = [Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2] for pid in children_of(os.getpid())]
    return sum(os.times()[:4]) + sum(int(spent) for one in stats for spent in one.split()[11:13]) / ticks


def _keep(service: SearchService, library: Library, stop: Path) -> None:
    """Index whatever is saved until ``stop`` is there."""
    service.start()
    with closing(Watcher(library)) as watcher:
        watcher.start()
        while not stop.exists():
            time.sleep(0.1)


def _seconds_until_found(service: SearchService, library: Library, number: int) -> float:
    """The time between an article's file and this process finding it, whoever indexes it."""
    word = f"zq{number}{time.time_ns()}"
    file = library.root / "en" / f"{word}.md"
    file.write_text(f"---\ntitle: About {word}\n---\nOnly here stands {word}.\n", "utf-8")
    try:
        return timed(partial(_wait_until_found, service, word))
    finally:
        file.unlink()


def _killed(service: SearchService, library: Library, keeper: int) -> dict[str, float]:
    """How soon this process keeps the index after who kept it was killed, and how soon it finds what is saved then."""
    os.kill(keeper, signal.SIGKILL)
    return {
        "elected_s": timed(partial(_wait_until_elected, service)),
        "found_by_itself_s": _seconds_until_found(service, library, 99),
    }


def _wait_until_elected(service: SearchService) -> None:
    until = time.perf_counter() + PATIENCE
    while not service.keeps_index():
        if time.perf_counter() > until:
            raise TimeoutError(f"this process was not elected within {PATIENCE:.0f} s")
        time.sleep(0.02)


def _wait_until_found(service: SearchService, word: str) -> None:
    """Until the article with this key is found by the only word that it has."""
    asked = SearchRequest(word, "en", exact=True, instant=True)
    until = time.perf_counter() + PATIENCE
    while word not in (hit.article.key for hit in service.engine.search(asked).hits):
        if time.perf_counter() > until:
            raise TimeoutError(f"{word} was not found within {PATIENCE:.0f} s")
        time.sleep(0.02)


if __name__ == "__main__":
    main()
