"""Measures search on the public relevance sets, through the engine that serves the site; writes docs/benchmarks.md.

    python bench/quality.py [--sets ../shared/eval] [--data DIR] [--models e5,minilm] [--no-write]

The sets (StackFAQ, XQuAD) lie outside the project. An index is made in ``--data`` (default: a temporary folder) on the
first run and reused after.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import open_search  # noqa: E402
from kb.library import Library  # noqa: E402
from kb.settings import Settings  # noqa: E402
from search.evaluation import Measures, evaluate, read_questions  # noqa: E402

TABLE_START = "<!-- quality: written by bench/quality.py -->"
TABLE_END = "<!-- /quality -->"


@dataclass(frozen=True)
class Set:
    """A collection, questions over it, and hit@1 of known systems (measured elsewhere, on the whole sets)."""

    name: str
    articles: str
    queries: str
    bm25: float
    e5: float
    rank_fusion: float


SETS = (
    Set("stackfaq", "stackfaq/articles", "stackfaq/queries.jsonl", 0.721, 0.884, 0.859),
    Set("xquad en", "xquad/articles/en", "xquad/queries.en.jsonl", 0.932, 0.939, 0.945),
    Set("xquad ar", "xquad/articles/ar", "xquad/queries.ar.jsonl", 0.872, 0.841, 0.898),
    Set("xquad ru", "xquad/articles/ru", "xquad/queries.ru.jsonl", 0.908, 0.897, 0.918),
    Set("xquad ar → en", "xquad/articles/en", "xquad/queries.ar.jsonl", 0.060, 0.638, 0.143),
    Set("xquad ru → en", "xquad/articles/en", "xquad/queries.ru.jsonl", 0.110, 0.790, 0.212),
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--sets", type=Path, default=ROOT.parent / "shared" / "eval")
    options.add_argument("--data", type=Path)
    options.add_argument("--models", default="e5,minilm")
    options.add_argument("--no-write", action="store_true")
    given = options.parse_args()
    data = given.data or Path(tempfile.mkdtemp(prefix="kb-bench-"))
    models = tuple(given.models.split(","))
    rows = [(entry, run(entry, given.sets, data, models)) for entry in SETS]
    table = render(rows)
    print(table)
    if not given.no_write:
        write(table)


def run(entry: Set, sets: Path, data: Path, models: tuple[str, ...]) -> Measures:
    articles = sets / entry.articles
    folder = data / entry.articles.replace("/", "-")
    settings = Settings(articles_dir=articles, data_dir=folder, embedding_models=models)
    service = open_search(settings, Library(articles))
    service.bring_up_to_date()
    try:
        return evaluate(service.engine, read_questions(sets / entry.queries))
    finally:
        service.close()


def render(rows: list[tuple[Set, Measures]]) -> str:
    measures = "hit@1 | hit@5 | MRR@10 | nDCG@10 | recall@10 | p50 ms | p95 ms"
    head = f"| set | questions | {measures} | BM25* | e5* | rank fusion* |"
    lines = [head, "| --- |" + " ---: |" * 11]
    for entry, found in rows:
        scores = (found.hit_1, found.hit_5, found.mrr_10, found.ndcg_10, found.recall_10)
        cells = [entry.name, str(found.queries), *(f"{score:.3f}" for score in scores)]
        cells += [f"{found.latency_ms[name]:.0f}" for name in ("p50", "p95")]
        cells += [f"{score:.3f}" for score in (entry.bm25, entry.e5, entry.rank_fusion)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def write(table: str) -> None:
    file = ROOT / "docs" / "benchmarks.md"
    text = file.read_text("utf-8")
    before, _, rest = text.partition(TABLE_START)
    _, _, after = rest.partition(TABLE_END)
    file.write_text(f"{before}{TABLE_START}\n{table}\n{TABLE_END}{after}", "utf-8")


if __name__ == "__main__":
    main()
