"""Measures what indexing costs beyond the bare model: passages per second of both, in one run on the same texts.

python bench/indexing.py [--articles DIR]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from kb.library.library import Library  # noqa: E402
from search.index.local.generations import Generations  # noqa: E402
from search.index.local.indexer import BATCH, Indexer  # noqa: E402
from search.index.local.vector_store import VectorStore  # noqa: E402
from search.models.chosen.choice import choose_models  # noqa: E402


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--articles", type=Path, default=ROOT / "articles")
    given = options.parse_args()
    data = Path(tempfile.mkdtemp(prefix="kb-bench-"))
    indexer = Indexer(Generations(data / "index"), VectorStore(data / "vectors.sqlite"))
    catalog = Library(given.articles).catalog
    (model,) = choose_models(["e5"])
    embedder = model.load()
    embedder.embed_passages(["warm up"])

    started = time.perf_counter()
    words = indexer.build(catalog, None, {})
    word_seconds = time.perf_counter() - started
    embedded = indexer.embed(words, model, embedder)
    started = time.perf_counter()
    indexer.build(catalog, words, {model.name: embedder})
    vector_seconds = time.perf_counter() - started

    texts = sorted((passage.embedded_text for passage in words.passages), key=len)
    started = time.perf_counter()
    for start in range(0, len(texts), BATCH):
        embedder.embed_passages(texts[start : start + BATCH])
    bare = time.perf_counter() - started

    count, whole = len(texts), word_seconds + embedded.seconds + vector_seconds
    print(f"{len(words.entries)} articles, {count} passages")
    print(f"bare model            {count / bare:6.1f} passages/s   {bare:6.1f} s")
    print(f"embedding as indexed  {count / embedded.seconds:6.1f} passages/s   {embedded.seconds:6.1f} s")
    print(f"words index           {word_seconds:6.1f} s")
    print(f"vectors index         {vector_seconds:6.1f} s")
    print(f"whole / bare          {whole / bare:6.2f}")


if __name__ == "__main__":
    main()
