"""Measures search on public relevance sets and on customers' words, through the engine that serves the site and through
its peers.

    python bench/quality.py [--sets ../shared/eval] [--customers DIR] [--data DIR] [--part public|customers]
                            [--only SET,SET] [--systems WORDS] [--no-write]

Prints tables and writes them into docs/benchmarks.md: how well the right article is found, how well it is known that
there is none, and how rightly its passage is quoted as the answer. The sets lie outside the project: the public ones
(StackFAQ, XQuAD) below ``--sets``, collections with questions of their customers below ``--customers`` (bench/sets.py).
Indexes, and every vector by the hash of its text, are kept in ``--data`` (default: a temporary folder) for the next
run. ``--part`` measures one kind of sets and writes its tables; ``--only`` names the sets, ``--systems`` the systems by
a part of their names, and then nothing is written. A system whose package is missing is told as not installed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench import confidence, peers  # noqa: E402
from bench.quality_tables import (  # noqa: E402
    NOT_INSTALLED,
    Row,
    confidence_table,
    fitting_table,
    margin_table,
    quality_table,
    with_table,
)
from bench.quotation import Quoting, quotation_table, quoting  # noqa: E402
from bench.remembered import loaded_once  # noqa: E402
from bench.retrievers import Collection, Ranker  # noqa: E402
from bench.sets import ALL, Set, customers_sets, public_sets  # noqa: E402
from kb.catalog.article import PUBLIC_ONLY  # noqa: E402
from search.evaluation.asking import ask  # noqa: E402
from search.evaluation.breakdown import Breakdown, break_down  # noqa: E402
from search.evaluation.measures import QuestionResult  # noqa: E402
from search.evaluation.questions import JudgedQuestion, read_questions  # noqa: E402
from search.models.chosen.choice import choose_models  # noqa: E402
from search.models.embedder import Model  # noqa: E402

DOCUMENT = ROOT / "docs" / "benchmarks.md"
CONFIDENCE_SET = "stackfaq"
OURS = {"ours, all models": ALL, "ours, e5 only": ("e5",)}
T = TypeVar("T")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--sets", type=Path, default=ROOT.parent / "shared" / "eval")
    options.add_argument("--customers", type=Path, help="a folder of collections with their customers' questions")
    options.add_argument("--data", type=Path)
    options.add_argument("--only", default="", help="names of sets, with commas; nothing is written")
    options.add_argument("--part", choices=("public", "customers"), help="its sets alone; only its tables are written")
    options.add_argument("--systems", default="", help="a part of the systems' names; nothing is written")
    options.add_argument("--no-write", action="store_true")
    given = options.parse_args()
    data = given.data or Path(tempfile.mkdtemp(prefix="kb-bench-"))
    models = [loaded_once(model, data) for model in choose_models(ALL)]
    only = set(filter(None, given.only.split(",")))
    public = public_sets(given.sets) if given.part != "customers" else []
    customers = customers_sets(given.customers) if given.customers and given.part != "public" else []
    if unknown := only - {one.name for one in (*public, *customers)}:
        options.error(f"no set is called {', '.join(sorted(unknown))}")
    chosen = [[one for one in some if not only or one.name in only] for some in (public, customers)]
    tables = {}
    if chosen[0]:
        tables |= measure_public(chosen[0], data / "public", models, given.systems)
    if chosen[1]:
        tables |= measure_customers(chosen[1], data / "customers", models, given.systems)
    print("\n\n".join(tables.values()))
    if not (given.no_write or only or given.systems):
        text = DOCUMENT.read_text("utf-8")
        for name, table in tables.items():
            text = with_table(text, name, table)
        DOCUMENT.write_text(text, "utf-8")


def measure_public(sets: Sequence[Set], data: Path, models: Sequence[Model], part: str) -> dict[str, str]:
    """The tables of the public sets, by name."""
    rows: list[Row] = []
    areas: list[tuple[str, float | None]] = []
    quoted: list[tuple[str, list[Quoting]]] = []
    for one in sets:
        questions = read_questions(one.queries)
        with closing(Collection(one.articles, data / "-".join(one.articles.parts[-2:]), models)) as collection:
            rows += run(f"{one.name} ({len(questions)})", systems(collection, one.models, part), questions)
            if part:
                continue
            for told, served in (("all", one.models), ("e5", ("e5",)))[-len(one.models) :]:
                quoted.append((f"{one.name}, {told}", quoting(collection, served, questions)))
            if one.name == CONFIDENCE_SET:
                areas += [(name, _try(area)) for name, area in confidence.areas(collection, ALL, questions)]
    tables = {"quality": quality_table(rows)}
    return tables | ({} if part else {"confidence": confidence_table(areas), "quotation": quotation_table(quoted)})


def measure_customers(sets: Sequence[Set], data: Path, models: Sequence[Model], part: str) -> dict[str, str]:
    """The tables of the customers' sets, by name: they also say what nothing answers, and where an answer stands."""
    rows: list[Row] = []
    sure: list[Row] = []
    for one in sets:
        questions = read_questions(one.queries)
        with closing(Collection(one.articles, data / one.name, models)) as collection:
            name = f"{one.name} ({len(questions)})"
            rows += run(name, systems(collection, one.models, part), questions)
            for system, served in OURS.items():
                results = _try(lambda: ask(collection.engine(served), questions, PUBLIC_ONLY))  # noqa: B023 - at once
                sure.append(Row(name, system, results and break_down(results, halves=True)))
    tables = {"customers": quality_table(rows), "customers-fit": fitting_table(sure)}
    return {"margins": margin_table(rows, tuple(OURS)), **tables}


def systems(
    collection: Collection, served: Sequence[str], part: str = ""
) -> Iterator[tuple[str, Callable[[], Ranker]]]:
    """The systems with ``part`` in their name, to be made when their turn comes; ``served`` are the models for the
    set's language.
    """
    return ((name, make) for name, make in _systems(collection, served) if part in name)


def _systems(collection: Collection, served: Sequence[str]) -> Iterator[tuple[str, Callable[[], Ranker]]]:
    for system, names in OURS.items():
        yield system, partial(collection.ours, names)
    if "minilm" in served:
        yield "ours, minilm only", partial(collection.ours, ["minilm"])
    yield "ours, words only", partial(collection.ours, [])
    for name in served:
        yield f"our {name} list alone", partial(collection.nearest, name)
    for told, names in {"": served, ", e5 only": served[:1]}.items() if len(served) > 1 else [("", served)]:
        yield f"our lists by sum of scores{told}", partial(_sum, collection, names, collection.cosines)
        yield f"sum of scores, long pieces{told}", partial(_sum, collection, names, collection.cosines_of_pieces)
    yield (
        "our lists by rank fusion",
        lambda: peers.rank_fusion([collection.ours([]), *(collection.nearest(name) for name in served)]),
    )
    yield "Whoosh BM25F", lambda: peers.whoosh_bm25f(collection)
    yield "SQLite FTS5", lambda: peers.sqlite_fts5(collection)
    for name in served:
        yield f"txtai hybrid, {name}", partial(peers.txtai_hybrid, collection, name)


def _sum(collection: Collection, names: Sequence[str], cosines: Callable[[str], Ranker]) -> Ranker:
    return peers.sum_of_scores(collection, {name: cosines(name) for name in names})


def run(
    set_name: str, named: Iterable[tuple[str, Callable[[], Ranker]]], questions: Sequence[JudgedQuestion]
) -> Iterator[Row]:
    """Ask every system every question; tells each as it is done, on the error stream."""
    for system, make in named:
        ranker = _try(make)
        measures = None if ranker is None else evaluate(ranker, questions)
        print(f"{set_name}: {system}: {measures.overall.hit_1 if measures else NOT_INSTALLED}", file=sys.stderr)
        yield Row(set_name, system, measures)


def _try(make: Callable[[], T]) -> T | None:
    """What ``make`` gives; None where a package it needs is not installed."""
    try:
        return make()
    except ImportError:
        return None


def evaluate(ranker: Ranker, questions: Sequence[JudgedQuestion]) -> Breakdown:
    """The measures of one system; how long it takes is for another benchmark."""
    return break_down([QuestionResult(one, [found.key for found in ranker(one)]) for one in questions], halves=True)


if __name__ == "__main__":
    main()
