"""Measures search on the public relevance sets, through the engine that serves the site and through its peers.

    python bench/quality.py [--sets ../shared/eval] [--data DIR] [--only SET] [--no-write]

Prints three tables and writes them into docs/benchmarks.md: how well the right article is found, how well it is known
that there is none, and how rightly its passage is quoted as the answer. The sets (StackFAQ, XQuAD) lie outside the
project. Indexes are made in ``--data`` (default: a temporary folder) on the first run and reused after. A system whose
package is missing is told as not installed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench import confidence, peers  # noqa: E402
from bench.quotation import Quoting, quotation_table, quoting  # noqa: E402
from bench.retrievers import Collection, Ranker, loaded_once  # noqa: E402
from search.evaluation.measures import DEPTH, Measures, QuestionResult, measure  # noqa: E402
from search.evaluation.questions import JudgedQuestion, read_questions  # noqa: E402
from search.models.chosen.choice import choose_models  # noqa: E402

DOCUMENT = ROOT / "docs" / "benchmarks.md"
ALL = ("e5", "minilm")
NOT_INSTALLED = "not installed"
T = TypeVar("T")


@dataclass(frozen=True)
class Set:
    """A collection, questions over it, and the models that serve the language of the questions."""

    name: str
    articles: str
    queries: str
    models: tuple[str, ...]


SETS = (
    Set("stackfaq", "stackfaq/articles", "stackfaq/queries.jsonl", ALL),
    Set("xquad en", "xquad/articles/en", "xquad/queries.en.jsonl", ALL),
    Set("xquad ar", "xquad/articles/ar", "xquad/queries.ar.jsonl", ("e5",)),
    Set("xquad ru", "xquad/articles/ru", "xquad/queries.ru.jsonl", ("e5",)),
    Set("xquad ar → en", "xquad/articles/en", "xquad/queries.ar.jsonl", ("e5",)),
    Set("xquad ru → en", "xquad/articles/en", "xquad/queries.ru.jsonl", ("e5",)),
)
CONFIDENCE_SET = "stackfaq"


@dataclass(frozen=True)
class Row:
    """One system's measures on one set; None where it is not installed."""

    set_name: str
    system: str
    measures: Measures | None


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--sets", type=Path, default=ROOT.parent / "shared" / "eval")
    options.add_argument("--data", type=Path)
    options.add_argument("--only", choices=[entry.name for entry in SETS], help="one set; nothing is written")
    options.add_argument("--no-write", action="store_true")
    given = options.parse_args()
    data = given.data or Path(tempfile.mkdtemp(prefix="kb-bench-"))
    models = [loaded_once(model) for model in choose_models(ALL)]
    rows: list[Row] = []
    areas: list[tuple[str, float | None]] = []
    quoted: list[tuple[str, list[Quoting]]] = []
    for entry in SETS:
        if given.only not in (None, entry.name):
            continue
        questions = read_questions(given.sets / entry.queries)
        folder = data / entry.articles.replace("/", "-")
        with closing(Collection(given.sets / entry.articles, folder, models)) as collection:
            rows += run(f"{entry.name} ({len(questions)})", systems(collection, entry.models), questions)
            for told, served in (("all", entry.models), ("e5", ("e5",)))[-len(entry.models) :]:
                quoted.append((f"{entry.name}, {told}", quoting(collection, served, questions)))
            if entry.name == CONFIDENCE_SET:
                areas += [(name, _try(area)) for name, area in confidence.areas(collection, ALL, questions)]
    tables = {
        "quality": quality_table(rows),
        "confidence": confidence_table(areas),
        "quotation": quotation_table(quoted),
    }
    print("\n\n".join(tables.values()))
    if not given.no_write and not given.only:
        text = DOCUMENT.read_text("utf-8")
        for name, table in tables.items():
            text = with_table(text, name, table)
        DOCUMENT.write_text(text, "utf-8")


def systems(collection: Collection, served: Sequence[str]) -> Iterator[tuple[str, Callable[[], Ranker]]]:
    """Every system by name, to be made when its turn comes; ``served`` are the models for the set's language."""
    yield "ours, all models", lambda: collection.engine(ALL)
    yield "ours, e5 only (slim)", lambda: collection.engine(["e5"])
    if "minilm" in served:
        yield "ours, minilm only", lambda: collection.engine(["minilm"])
    yield "ours, words only", lambda: collection.engine([])
    for name in served:
        yield f"our {name} list alone", partial(collection.nearest, name)
    yield (
        "our lists by rank fusion",
        lambda: peers.rank_fusion([collection.engine([]), *(collection.nearest(name) for name in served)]),
    )
    yield "Whoosh BM25F", lambda: peers.whoosh_bm25f(collection)
    yield "SQLite FTS5", lambda: peers.sqlite_fts5(collection)
    for name in served:
        yield f"txtai hybrid, {name}", partial(peers.txtai_hybrid, collection, name)


def run(
    set_name: str, named: Iterable[tuple[str, Callable[[], Ranker]]], questions: Sequence[JudgedQuestion]
) -> Iterator[Row]:
    """Ask every system every question; tells each as it is done, on the error stream."""
    for system, make in named:
        ranker = _try(make)
        measures = None if ranker is None else evaluate(ranker, questions)
        print(f"{set_name}: {system}: {measures.hit_1 if measures else NOT_INSTALLED}", file=sys.stderr)
        yield Row(set_name, system, measures)


def _try(make: Callable[[], T]) -> T | None:
    """What ``make`` gives; None where a package it needs is not installed."""
    try:
        return make()
    except ImportError:
        return None


def evaluate(ranker: Ranker, questions: Sequence[JudgedQuestion]) -> Measures:
    """The measures of one system; how long it takes is for another benchmark."""
    return measure([QuestionResult(one, [found.key for found in ranker(one)[:DEPTH]]) for one in questions])


def quality_table(rows: Sequence[Row]) -> str:
    """A line a system, grouped by set; the best of each set is bold."""
    lines = ["| set (questions) | system | hit@1 | hit@5 | MRR@10 | nDCG@10 |", "| --- | --- |" + " ---: |" * 4]
    told = ""
    for row in rows:
        best = [max(values) for values in zip(*(_cells(r) for r in rows if r.set_name == row.set_name), strict=True)]
        own = _cells(row)
        if row.measures is None:
            cells = [NOT_INSTALLED] + ["–"] * 3
        else:
            cells = [f"**{cell}**" if cell == top else cell for cell, top in zip(own, best, strict=True)]
        lines.append("| " + " | ".join(["" if row.set_name == told else row.set_name, row.system, *cells]) + " |")
        told = row.set_name
    return "\n".join(lines)


def _cells(row: Row) -> list[str]:
    found = row.measures
    return [f"{value:.3f}" for value in (found.hit_1, found.hit_5, found.mrr_10, found.ndcg_10)] if found else [""] * 4


def confidence_table(areas: Sequence[tuple[str, float | None]]) -> str:
    """A line for each thing that could tell whether there is an answer."""
    lines = ["| what tells | area under the ROC curve |", "| --- | ---: |"]
    lines += [f"| {name} | {NOT_INSTALLED if area is None else f'{area:.3f}'} |" for name, area in areas]
    return "\n".join(lines)


def with_table(text: str, name: str, table: str) -> str:
    """``text`` with ``table`` between the two markers of ``name``.

    Raises:
        ValueError: a marker is missing.

    """
    start, end = f"<!-- {name}: written by bench/quality.py -->", f"<!-- /{name} -->"
    before, found, rest = text.partition(start)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        raise ValueError(f"the document lacks {start} … {end}")
    return f"{before}{start}\n{table}\n{end}{after}"


if __name__ == "__main__":
    main()
