"""Measures how much of what an exact search finds is found beyond 20,000 passages of a language.

    python bench/recall.py [--graphs 25000,60000] [--whole 25000] [--queries 200] [--data DIR]

There each process searches along a graph of its own (search/index/postgres/builder.py). ``--graphs`` builds one over so
many made-up vectors of e5 (bench/vectors.py) and asks it for the ten nearest to each question, beside all of them
compared. ``--whole`` takes generated English articles: a process that keeps the index in PostgreSQL and one that
follows it are asked for the ten nearest passages, and PostgreSQL for the same, where pgvector compares all of them
without an index; then all of the search for its first ten articles, beside a process that has no graph. Printed is the
share of the ten that are found, that of the worst question, and of ``--graphs`` the processor time of each.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from sqlalchemy import create_engine, text

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.generated import Generator, read_sources, write_collection  # noqa: E402
from bench.vectors import made_up  # noqa: E402
from kb.core.settings import Settings  # noqa: E402
from kb.library.library import Library, open_library  # noqa: E402
from search.engine.candidates import BY_MEANING  # noqa: E402
from search.index.local.faiss_index import SemanticIndex  # noqa: E402
from search.index.local.indexer import ours  # noqa: E402
from search.index.local.segments import Part  # noqa: E402
from search.index.local.snapshot import Snapshot  # noqa: E402
from search.index.postgres.builder import EXACT_UNTIL  # noqa: E402
from search.index.postgres.database import SCHEMA  # noqa: E402
from search.index.postgres.sharing import SharedIndex  # noqa: E402
from search.index.products import one_thread_a_product  # noqa: E402
from search.models.chosen.choice import choose_models  # noqa: E402
from search.models.embedder import Matrix, Model  # noqa: E402
from search.results.results import SearchRequest  # noqa: E402
from search.service.service import SearchService  # noqa: E402
from tests.postgres import running  # noqa: E402

LANGUAGE, MODEL = "en", "e5"
FIRST = 10
PASSAGES_EACH = 7
"""Of an article, a little less than there are."""
AT_ONCE = 1_000
NO_GRAPH = sys.maxsize
Found = TypeVar("Found")
NEAREST = 'SELECT text_hash FROM "{schema}".vectors_{number} ORDER BY embedding <#> CAST(:query AS vector) LIMIT :first'


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--graphs", default="25000,60000")
    options.add_argument("--whole", default="25000")
    options.add_argument("--queries", type=int, default=200)
    options.add_argument("--data", type=Path)
    given = options.parse_args()
    one_thread_a_product()
    generator = Generator(read_sources(ROOT / "articles"), shares={LANGUAGE: 1.0})
    model = made_up(choose_models([MODEL])[0], generator)
    print("| Vectors | nearest ten | worst | ms along the graph | ms compared all |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for vectors in _sizes(given.graphs):
        asked = [question for _, question in generator.questions(vectors, given.queries, "recall")]
        print(graph_row(vectors, model, asked), flush=True)
    print("\n| Passages | process | nearest ten passages | worst | first ten articles | worst |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    with ExitStack() as stack:
        data = given.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kb-bench-")))
        server = stack.enter_context(running())
        for passages in _sizes(given.whole):
            articles = -(-passages // PASSAGES_EACH)
            folder = data / str(articles) / "articles"
            write_collection(generator, folder, articles)
            questions = [question for _, question in generator.questions(articles, given.queries, "recall")]
            with server.empty_database() as url:
                for row in rows(folder, url, model, questions):
                    print(row, flush=True)


def _sizes(given: str) -> list[int]:
    return [int(one) for one in given.split(",") if one]


def graph_row(count: int, model: Model, questions: Sequence[str]) -> str:
    """How a graph over ``count`` vectors does beside all of them compared."""
    embedder = model.load()
    texts = [f"passage {number}" for number in range(count)]
    matrix = np.vstack([embedder.embed_passages(texts[start : start + AT_ONCE]) for start in range(0, count, AT_ONCE)])
    asked = [embedder.embed_queries([question])[0] for question in questions]
    allowed = np.ones(count, bool)
    found, ms = [], []
    for graph in (True, False):
        index = SemanticIndex.build(matrix, graph=graph)
        begun = time.thread_time()
        found.append([frozenset(index.nearest(one, BY_MEANING, allowed).rows[:FIRST].tolist()) for one in asked])
        ms.append((time.thread_time() - begun) * 1_000 / len(asked))
    shares = [len(one & exact) / FIRST for one, exact in zip(*found, strict=True)]
    return f"| {count:,} | {np.mean(shares):.4f} | {min(shares):.1f} | {ms[0]:.1f} | {ms[1]:.1f} |"


def rows(articles: Path, url: str, model: Model, questions: Sequence[str]) -> Iterator[str]:
    """One row a process."""
    settings = Settings(articles_dir=articles, database_url=url, index="postgres")
    library = open_library(settings)
    library.refresh()
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as place, ExitStack() as stack:
        opened = {
            name: stack.enter_context(_opened(settings, library, model, Path(place) / name, exact_until))
            for name, exact_until in (("keeps it", EXACT_UNTIL), ("follows", EXACT_UNTIL), ("no graph", NO_GRAPH))
        }
        vectors = {question: model.load().embed_queries([question])[0] for question in questions}
        nearest = _by_pgvector(url, vectors)
        exact = {question: _first_articles(opened["no graph"], question) for question in questions}
        for name, service in opened.items():
            by_meaning = _share(nearest, lambda question, service=service: _nearest(service, vectors[question]))
            whole = _share(exact, partial(_first_articles, service)) if name != "no graph" else "1 | 1"
            yield f"| {service.readiness().passages:,} | {name} | {by_meaning} | {whole} |"


@contextmanager
def _opened(
    settings: Settings, library: Library, model: Model, folder: Path, exact_until: int
) -> Iterator[SearchService]:
    """A process that takes part in the shared index, brought up to date; it has a graph where it is to have one."""
    shared = SharedIndex(settings.database, settings.base_url, folder, exact_until=exact_until)
    with closing(SearchService(library, shared.builder, [model], shared=shared)) as service:
        service.bring_up_to_date()
        graphs = [segment.index.is_graph for segment in _part(service).segments]
        assert any(graphs) == (_part(service).count > exact_until), "the graph was not made, or made too early"
        yield service


def _snapshot(service: SearchService) -> Snapshot:
    assert service.state.snapshot is not None
    return ours(service.state.snapshot)


def _part(service: SearchService) -> Part:
    part = _snapshot(service).models[MODEL].part(LANGUAGE)
    assert part is not None
    return part


def _nearest(service: SearchService, vector: Matrix) -> set[bytes]:
    """The texts nearest to ``vector``, the first of those that a search asks for."""
    passages = _snapshot(service).passages
    near = _part(service).nearest(vector, BY_MEANING, np.ones(len(passages), bool))[:FIRST]
    return {passages.text_hash(row) for row in near.tolist()}


def _by_pgvector(url: str, vectors: dict[str, Matrix]) -> dict[str, set[bytes]]:
    """The texts nearest to each vector by PostgreSQL, which compares them all."""
    database = create_engine(url)
    with database.connect() as connection:
        number = connection.scalar(text(f'SELECT number FROM "{SCHEMA}".model'))
        query = text(NEAREST.format(schema=SCHEMA, number=number))
        found = {
            question: set(map(bytes, connection.scalars(query, {"query": str(vector.tolist()), "first": FIRST})))
            for question, vector in vectors.items()
        }
    database.dispose()
    return found


def _first_articles(service: SearchService, question: str) -> set[str]:
    found = service.engine.search_to_the_end(SearchRequest(question, LANGUAGE, limit=FIRST))
    return {hit.article.key for hit in found.hits}


def _share(wanted: Mapping[str, Set[Found]], find: Callable[[str], Set[Found]]) -> str:
    """Of what is ``wanted`` for each question how much is found, of all and of the worst."""
    shares = [len(find(question) & there) / max(len(there), 1) for question, there in wanted.items()]
    return f"{np.mean(shares):.4f} | {min(shares):.1f}"


if __name__ == "__main__":
    main()
