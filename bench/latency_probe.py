"""What ``bench/latency.py`` measures inside a process: one probe a process, so that memory and caches are its own.

Reads one job as a JSON line on standard input: ``probe`` by name, ``folder`` of the size, ``articles`` how many,
``models`` by name, ``clients`` (counts of threads), ``queries`` how many each, ``port`` of a server. Writes one JSON
object.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.clients import Asked, Connections  # noqa: E402
from bench.generated import Generator, read_sources  # noqa: E402
from bench.serving import search_path  # noqa: E402
from bench.vectors import Prepared, Synthetic, known_vectors  # noqa: E402
from kb.core.settings import Settings  # noqa: E402
from kb.library.library import Library  # noqa: E402
from search.models.chosen.choice import choose_models  # noqa: E402
from search.models.embedder import Embedder, Matrix, Model  # noqa: E402
from search.results.results import SearchRequest  # noqa: E402
from search.service.opening import open_search  # noqa: E402
from search.service.service import SearchService  # noqa: E402

BATCH = 8  # as the indexer has it
KNOWN = 100  # sentences of each language that models really read
SAMPLED = 256  # passages of a collection that models really read, to time them


@dataclass(frozen=True)
class Job:
    """One size and what to measure on it."""

    folder: Path
    articles: int
    models: Sequence[str]
    clients: Sequence[int]
    queries: int
    port: int = 0

    @property
    def settings(self) -> Settings:
        """How the site over this collection is set up."""
        return Settings(
            articles_dir=self.folder / "articles", data_dir=self.folder / "data", embedding_models=tuple(self.models)
        )

    def questions(self, salt: str, count: int | None = None) -> list[tuple[str, str]]:
        """(language, question) pairs of this size; each ``salt`` has its own."""
        return list(Generator(read_sources(ROOT / "articles")).questions(self.articles, count or self.queries, salt))

    def passages_file(self, model: str) -> Path:
        """The texts of the passages that ``model`` serves, one JSON string a line."""
        return self.folder / f"passages.{model}.jsonl"


def build(job: Job) -> dict[str, Any]:
    """Index the collection with made-up vectors, timing all but making them up, and the bare models on a sample."""
    library = Library(job.settings.articles_dir)
    read_seconds = _seconds(library.refresh)
    models = [(model, model.load()) for model in choose_models(job.models)]
    made_up: dict[str, Synthetic] = {}
    with_texts = []
    for model, embedder in models:
        made_up[model.name] = Synthetic(embedder, _known(job, model, embedder), _writer(job.passages_file(model.name)))
        with_texts.append(replace(model, load=partial(made_up.__getitem__, model.name)))
    service = open_search(job.settings, library, with_texts)
    index_seconds = _seconds(service.bring_up_to_date) - sum(each.seconds for each in made_up.values())
    service.close()
    read_now = [(model.name, embedder) for model, embedder in models if made_up[model.name].seconds]
    bare = {name: _bare(job, name, embedder) for name, embedder in read_now}
    return {"read_s": read_seconds, "index_s": index_seconds, "models": bare}


def stages(job: Job) -> dict[str, Any]:
    """Milliseconds of the engine's stages for each query, with the queries' vectors at hand."""
    service, prepared = _prepared_service(job, choose_models(job.models))
    found: dict[str, Any] = {}
    for clients in job.clients:
        questions = job.questions(f"stages-{clients}")
        for model, embedder in prepared:
            embedder.prepare(text for language, text in questions if model.serves(text, language))
        _search_all(service, job.questions(f"warm-{clients}", 10), clients)
        found[str(clients)] = _search_all(service, questions, clients)
    service.close()
    return found


def side_by_side(job: Job) -> dict[str, Any]:
    """Milliseconds of whole requests to the server at ``job.port``, and of the bare models for the same questions.

    The two take turns, so that whatever else the machine does slows both alike.
    """
    models = [(model, model.load()) for model in choose_models(job.models)]
    for model, embedder in models:
        embedder.embed_queries([f"warm up {model.name}"])
    found: dict[str, Any] = {}
    for clients in job.clients:
        questions = job.questions(f"http-{clients}")
        asked: list[tuple[str, Asked]] = []
        bare: dict[str, list[float]] = {f"bare {model.name}": [] for model, _ in models}
        with ThreadPoolExecutor(clients) as pool, Connections(job.port) as connections:
            step = clients if clients == 1 else 2 * clients
            for start in range(0, len(questions), step):
                some = questions[start : start + step]
                answers = pool.map(lambda q: connections.ask(search_path(q[1], q[0])), some)
                asked += zip((language for language, _ in some), answers, strict=True)
                for model, embedder in models:
                    bare[f"bare {model.name}"] += _embed_all(pool, model, embedder, some)
        found[str(clients)] = {**bare, "asked": asked}
    return found


def against_txtai(job: Job) -> dict[str, Any]:
    """Milliseconds of each query in our engine and in txtai's hybrid over the same passages, asked in turn.

    Both have the first model alone. ``whole`` embeds the query, ``beside`` has its vector at hand.
    """
    try:
        from txtai import Embeddings  # type: ignore[import-untyped]
    except ImportError:
        return {"missing": "txtai is not installed (extra `bench`)"}
    service, ((model, prepared),) = _prepared_service(job, choose_models(job.models[:1]))
    made_up = Synthetic(prepared.real, _known(job, model, prepared.real), lambda _: None)
    embed: list[Callable[[Sequence[str]], Matrix]] = [made_up.embed_passages]
    peer = Embeddings({"method": "external", "transform": lambda texts: embed[0](texts), "hybrid": True})
    texts = [json.loads(line) for line in job.passages_file(model.name).open(encoding="utf-8")]
    build_seconds = _seconds(lambda: peer.index((number, text, None) for number, text in enumerate(texts)))
    build_seconds -= made_up.seconds
    embed[0] = prepared.embed_queries
    found: dict[str, Any] = {"build_s": build_seconds}
    prepared.prepare(text for _, text in job.questions("txtai-beside"))
    for kind in ("warm", "whole", "beside"):
        ours, theirs = [], []
        for language, question in job.questions(f"txtai-{kind}", 10 if kind == "warm" else None):
            request = SearchRequest(question, language=language)
            ours.append(1000 * _seconds(lambda: service.engine.search(request)))  # noqa: B023
            theirs.append(1000 * _seconds(lambda: peer.search(question, 10)))  # noqa: B023
        found[kind] = {"ours": ours, "theirs": theirs}
    service.close()
    return found


def _prepared_service(job: Job, models: Sequence[Model]) -> tuple[SearchService, list[tuple[Model, Prepared]]]:
    """The search over the index that is there, and its models, which can be given queries' vectors in advance."""
    prepared = {model.name: Prepared(model.load()) for model in models}
    given = [replace(model, load=partial(prepared.__getitem__, model.name)) for model in models]
    service = open_search(job.settings, Library(job.settings.articles_dir), given)
    service.bring_up_to_date()
    return service, [(model, prepared[model.name]) for model in models]


def _seconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def _known(job: Job, model: Model, embedder: Embedder) -> dict[str | None, Matrix]:
    """What the model says of our own sentences, by script; read from a file after the first time."""
    file = job.folder.parent / f"known.{embedder.fingerprint}.npz"
    if not file.exists():
        sources = read_sources(ROOT / "articles")
        texts = [(language, text) for language, source in sources.items() for text in source.sentences[:KNOWN]]
        known = known_vectors(model, embedder, texts)
        np.savez(file, **{str(script): vectors for script, vectors in known.items()})  # type: ignore[arg-type]
    with np.load(file) as stored:
        return {script: stored[script] for script in stored.files}


def _writer(file: Path) -> Callable[[Iterable[str]], None]:
    """Writes texts into ``file``, in the place of what an earlier run wrote there."""
    modes = itertools.chain("w", itertools.repeat("a"))

    def write(texts: Iterable[str]) -> None:
        with file.open(next(modes), encoding="utf-8") as stream:
            stream.writelines(json.dumps(text, ensure_ascii=False) + "\n" for text in texts)

    return write


def _bare(job: Job, name: str, embedder: Embedder) -> dict[str, float]:
    """How long the bare model takes for the passages, in batches of like length; from a sample where there are many."""
    with job.passages_file(name).open(encoding="utf-8") as lines:
        texts: list[str] = [json.loads(line) for line in lines]
    sample = sorted(random.Random(1).sample(texts, min(SAMPLED, len(texts))), key=len)
    embedder.embed_passages(sample[:BATCH])
    seconds = sum(_seconds(lambda: embedder.embed_passages(batch)) for batch in _batches(sample))  # noqa: B023
    return {"passages": len(texts), "sampled": len(sample), "seconds": seconds / len(sample) * len(texts)}


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[start : start + BATCH] for start in range(0, len(texts), BATCH))


def _embed_all(
    pool: ThreadPoolExecutor, model: Model, embedder: Embedder, questions: Sequence[tuple[str, str]]
) -> list[float]:
    served = [text for language, text in questions if model.serves(text, language)]
    return list(pool.map(lambda text: 1000 * _seconds(lambda: embedder.embed_queries([text])), served))


def _search_all(service: SearchService, questions: Sequence[tuple[str, str]], clients: int) -> dict[str, list[float]]:
    """Milliseconds of every stage the engine tells of, query by query."""
    requests = [SearchRequest(text, language=language) for language, text in questions]
    with ThreadPoolExecutor(clients) as pool:
        timings = [dict(results.timings) for results in pool.map(service.engine.search, requests)]
    names = dict.fromkeys(itertools.chain.from_iterable(timings))
    return {name: [each[name] for each in timings if name in each] for name in names}


PROBES = {"build": build, "stages": stages, "side by side": side_by_side, "txtai": against_txtai}


def main() -> None:
    given = json.loads(sys.stdin.readline())
    probe = PROBES[given.pop("probe")]
    result = probe(Job(**{**given, "folder": Path(given["folder"])}))
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
