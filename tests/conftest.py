"""What all tests stand on: a collection to write into, a small deterministic embedder, a site over both."""

from __future__ import annotations

import tests.cheap_addresses
import tests.cheap_garbage
import tests.cheap_passwords  # noqa: F401 - before anything imports argon2

# isort: split

import hashlib
import os
import resource
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine

from app import create_app
from kb.core.settings import Settings
from kb.library.library import Library
from kb.storage.data_folder import secret_key
from kb.storage.database import connect
from search.index.local.vector_store import VectorStore
from search.models.embedder import Matrix, Model
from search.text.analysis import terms
from tests import between_workers
from tests.clock import NOON, Clock
from tests.longest_first import longest_first
from tests.postgres import Pair, Postgres, running, running_pair

# No test asserts a time, also not those that make their own examples.
hypothesis_settings.register_profile("unhurried", deadline=None)
hypothesis_settings.load_profile("unhurried")
SAMPLES = Path(__file__).parent.parent / "articles"
MEMORY, ROOM = Path("/dev/shm"), 2 * 1024**3


def pytest_configure(config: pytest.Config) -> None:
    """Temporary folders lie in memory where there is room: a third of the quick tests' time is waiting for the disk.

    ``PYTEST_DEBUG_TEMPROOT`` or ``--basetemp`` put them elsewhere.
    """
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    if not config.option.basetemp and in_memory:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    between_workers.set_up(config, MEMORY if in_memory else None)
    _let_files_be_open(8_192)


def _let_files_be_open(wanted: int) -> None:
    """The sites of thousands of tests hold more files open than the 1,024 that systems allow at first."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


@pytest.hookimpl(trylast=True)  # what -m and -k leave out is gone
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest tests begin first, where several workers share them."""
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    if workers > 1:
        items[:] = longest_first(items, workers)


def pytest_collection_finish() -> None:
    """What there is now stays to the end."""
    tests.cheap_garbage.look_again()


@lru_cache(maxsize=4096)
def _places(text: str) -> tuple[int, ...]:
    """Where the stems of a text are counted; every site's model is asked for the same everyday questions first."""
    hashes = (hashlib.blake2b(term.encode(), digest_size=4).digest() for term in terms(text, "en"))
    return tuple(int.from_bytes(one, "big") for one in hashes)


class BagOfWords:
    """A stand-in for a model: texts that share stems are near. Counts what it is asked for."""

    fingerprint = "bag-of-words-1"
    dimension = 128

    def __init__(self) -> None:
        self.passages_embedded: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        self.passages_embedded += texts
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Matrix:
        vectors = np.full((len(texts), self.dimension), 0.01, np.float32)
        for row, text in enumerate(texts):
            for place in _places(text):
                vectors[row, place % self.dimension] += 1.0
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@dataclass
class Collection:
    """An articles folder to write into."""

    root: Path
    written: list[str] = field(default_factory=list)

    def write(self, path: str, body: str | bytes = "Some text.", **front_matter: str) -> Path:
        """Write an article; with ``front_matter`` as its keys and raw YAML values (``_`` in keys stays)."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(body, bytes):
            file.write_bytes(body)
        else:
            head = "".join(f"{key}: {value}\n" for key, value in front_matter.items())
            file.write_text(f"---\n{head}---\n{body}\n" if front_matter else body, "utf-8")
        return file

    def library(self, language: str | None = None) -> Library:
        """A library over the folder."""
        library = Library(self.root, language)
        library.refresh()
        return library


@cache
def first_start() -> dict[str, bytes]:
    """The files that a first start leaves in a data folder, by name: every table, no vectors, a key."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        connect(Settings(data_dir=folder).database).dispose()
        VectorStore(folder / "vectors.sqlite").close()
        secret_key(folder)
        return {file.name: file.read_bytes() for file in folder.iterdir()}


def with_tables(file: Path) -> str:
    """The address of a database in ``file``, where every table is made in advance and has no row."""
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(first_start()["kb.sqlite"])
    return f"sqlite:///{file}"


class Compiled(BytecodeCache):
    """Templates that some site of this process compiled already; another one with the same source needs not."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self._code[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()


def start_before(data: Path) -> None:
    """Leave in a data folder what a first start leaves there, where it is not there yet."""
    data.mkdir(exist_ok=True)
    for name, content in first_start().items():
        if not (data / name).exists():
            (data / name).write_bytes(content)


def open_site(settings: Settings, **given: Any) -> Flask:
    """``create_app`` where the site was started before: its tables are there, and its templates are compiled.

    Both are the same for every test and take longer than most of them. Nothing runs in the background.
    """
    start_before(settings.data_dir)
    app = create_app(settings, start=False, **given)
    app.jinja_env.bytecode_cache = COMPILED
    return app


@cache
def first_index() -> dict[str, bytes]:
    """What the data folder has, by path, after the stand-in model has read the sample articles; made once a run."""
    return between_workers.made_once("first-index", _index_of_samples)


def _index_of_samples() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        app = open_site(Settings(articles_dir=SAMPLES, data_dir=folder), models=[Model("bag", None, BagOfWords)])
        app.extensions["kb"].service.bring_up_to_date()
        app.extensions["kb"].close()
        kept = (file for part in ("index", "readings") for file in (folder / part).rglob("*") if file.is_file())
        return {file.relative_to(folder).as_posix(): file.read_bytes() for file in (folder / "vectors.sqlite", *kept)}


def open_samples(settings: Settings, **given: Any) -> Flask:
    """``open_site`` over the sample articles or a copy of them, which the stand-in model has read before."""
    for path, data in first_index().items():
        file = settings.data_dir / path
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_bytes(data)
    app = open_site(settings, models=[Model("bag", None, BagOfWords)], **given)
    app.extensions["kb"].service.bring_up_to_date()
    return app


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    """An empty articles folder."""
    root = tmp_path / "articles"
    root.mkdir()
    return Collection(root)


@pytest.fixture
def embedder() -> BagOfWords:
    """The stand-in model."""
    return BagOfWords()


@pytest.fixture
def models(embedder: BagOfWords) -> list[Model]:
    """The stand-in model, serving every language."""
    return [Model("bag", None, lambda: embedder)]


@pytest.fixture
def site(collection: Collection, models: list[Model], tmp_path: Path) -> Iterator[Flask]:
    """A site over ``collection``, indexed when the test first asks for ``client``; nothing runs in the background."""
    collection.root.mkdir(exist_ok=True)
    names = ("help.example.com", "help.example.org")  # beside those of this machine
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data", allowed_hosts=names)
    app = open_site(settings, models=models, clock=lambda: NOON)
    yield app
    app.extensions["kb"].close()


@pytest.fixture(scope="module")
def read_only_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The same over a collection that a module fills once, for tests that only read; nothing is indexed."""
    folder = tmp_path_factory.mktemp("read-only-site")
    (folder / "articles").mkdir()
    settings = Settings(articles_dir=folder / "articles", data_dir=folder / "data")
    app = open_site(settings, models=[], clock=lambda: NOON)
    yield app
    app.extensions["kb"].close()


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    """A reader of ``site`` as the collection is now."""
    parts = site.extensions["kb"]
    parts.library.refresh()
    parts.service.bring_up_to_date()
    return site.test_client()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with all tables and no rows; tests that ask for it run on both kinds."""
    if request.param == "sqlite":
        yield with_tables(tmp_path / "kb.sqlite")
    else:
        with request.getfixturevalue("postgres").new_database() as url:
            yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that no migration has seen yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
    else:
        with request.getfixturevalue("postgres").empty_database() as url:
            yield url


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of our own."""
    with running() as server:
        yield server


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A primary and its standby of this test alone."""
    with running_pair() as servers:
        yield servers


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """That database, open."""
    opened = connect(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def clock() -> Clock:
    """It stands still at ``NOON`` until a test sets it."""
    return Clock()
