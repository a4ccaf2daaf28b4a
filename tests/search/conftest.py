"""Collections with a search over them: one to change, one that many tests only read."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb.core.settings import Settings
from kb.library.library import Library
from search.index.local.generations import Generations
from search.index.local.indexer import Indexer
from search.index.local.segments import EXACT_UNTIL
from search.index.local.vector_store import VectorStore
from search.models.batching import WORKERS
from search.models.embedder import Matrix, Model
from search.models.everyday_questions import QUESTIONS
from search.models.loaded import LoadedModel
from search.results.results import Results, SearchRequest
from search.service.service import SearchService
from tests.conftest import BagOfWords, Collection, open_site
from tests.search.kept_vectors import put_kept

PATIENCE = 120.0


@dataclass
class Searchable:
    """A collection and the search over it; nothing happens in the background unless the test starts it."""

    collection: Collection
    library: Library
    service: SearchService

    def write(self, path: str, body: str = "Some text.", **front_matter: str) -> Path:
        """Write an article; ``index`` makes it known."""
        return self.collection.write(path, body, **front_matter)

    def index(self) -> None:
        """Bring the index up to the files."""
        self.library.refresh()
        self.service.bring_up_to_date()

    def search(self, text: str, language: str | None = "en", **more: object) -> Results:
        """Ask as a reader of ``language`` would."""
        return self.service.engine.search(SearchRequest(text, language, **more))  # type: ignore[arg-type]

    def found(self, text: str, language: str | None = "en", **more: object) -> list[str]:
        """The keys that a search finds, in order."""
        return [hit.article.key for hit in self.search(text, language, **more).hits]


@dataclass
class Maker:
    """Makes searches over one collection, in one data folder or another; closes them all."""

    made: list[SearchService] = field(default_factory=list)

    def __call__(
        self, collection: Collection, data: Path, models: Sequence[Model], exact_until: int = EXACT_UNTIL
    ) -> Searchable:
        library = collection.library()
        indexer = Indexer(Generations(data / "index"), VectorStore(data / "vectors.sqlite"), exact_until)
        service = SearchService(library, indexer, models)
        self.made.append(service)
        return Searchable(collection, library, service)

    def close(self) -> None:
        for service in self.made:
            service.close()


@pytest.fixture
def make_searchable(tmp_path: Path) -> Iterator[Maker]:  # noqa: ARG001 - closed before the folders are taken away
    """A search over any collection, data folder and models."""
    maker = Maker()
    yield maker
    maker.close()


@pytest.fixture
def searchable(make_searchable: Maker, collection: Collection, models: list[Model], tmp_path: Path) -> Searchable:
    """An empty collection with a search over it and the stand-in model."""
    return make_searchable(collection, tmp_path / "data", models)


class Broken:
    """A model that can be loaded and then fails on everything."""

    fingerprint = "broken-1"
    dimension = 128

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        raise RuntimeError("out of cheese")

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        raise RuntimeError("out of cheese")


class DeafToQueries(BagOfWords):
    """A model that reads articles and fails on every query."""

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        raise RuntimeError("out of cheese")


class Gated(BagOfWords):
    """A slow model: each batch waits until the test lets it through."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = threading.Event()
        self.gate = threading.Semaphore(0)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        self.waiting.set()
        assert self.gate.acquire(timeout=PATIENCE)
        return super().embed_passages(texts)

    def let_through(self, batches: int) -> None:
        for _ in range(batches):
            self.gate.release()


@pytest.fixture
def bag() -> Iterator[LoadedModel]:
    """The bag of words, loaded."""
    loaded = LoadedModel(model(BagOfWords), BagOfWords())
    yield loaded
    loaded.close()


@pytest.fixture
def gated() -> Gated:
    """A model that reads a batch when the test lets it."""
    return Gated()


@contextmanager
def indexed_site(settings: Settings, **given: Any) -> Iterator[Flask]:
    """``open_site`` with the stand-in model and an index of its articles, closed after."""
    app = open_site(settings, models=[model(BagOfWords)], **given)
    app.extensions["kb"].service.bring_up_to_date()
    try:
        yield app
    finally:
        app.extensions["kb"].close()


def begin_to_read(collection: Collection, gated: Gated, data: Path, articles: int) -> Flask:
    """A site whose model has read one batch of the texts of ``articles`` articles, and waits before the next."""
    for number in range(articles):
        collection.write(f"en/article-{number:02}.md", f"Text of kettle {number}.", title=f"Article {number}")
    app = open_site(Settings(articles_dir=collection.root, data_dir=data), models=[model(lambda: gated)])
    app.extensions["kb"].start()
    gated.let_through(1)
    assert eventually(lambda: app.extensions["kb"].service.readiness().embedding is not None)
    return app


class Asked(BagOfWords):
    """A model whose ``asked`` is called for what readers ask, and not for the everyday questions that every model is
    given when it is loaded.
    """

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        if tuple(texts) not in QUESTIONS.values():
            self.asked(texts)
        return super().embed_queries(texts)

    def asked(self, texts: Sequence[str]) -> None:
        raise NotImplementedError


class Waiting(Asked):
    """A model that answers queries when the test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.calls = 0
        self._numbers = itertools.count()

    def asked(self, texts: Sequence[str]) -> None:
        self.calls += 1
        assert self.gate.wait(PATIENCE)

    def overwhelm(self, loaded: LoadedModel) -> list[Future[Matrix]]:
        """Ask more than may wait, so that the model is busy until its gate is opened."""
        asked, before = [], self.calls
        for _ in range(WORKERS):
            asked.append(loaded.ask(f"call {next(self._numbers)}"))
            assert eventually(lambda: self.calls == before + len(asked))  # each call takes one of the few threads
        while not loaded.is_busy:
            asked.append(loaded.ask(f"question {next(self._numbers)}"))
        return asked


class TimesOut(Asked):
    """A model on another machine, which never answers in its time."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    def asked(self, texts: Sequence[str]) -> None:  # noqa: ARG002
        self.calls += 1
        raise TimeoutError


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    """A model that lets queries wait; whatever still waits at the end is let go."""
    made = Waiting()
    yield made
    made.gate.set()


def eventually(happens: Callable[[], object]) -> bool:
    """Wait for something that another thread does."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if happens():
            return True
        time.sleep(0.01)
    return False


def model(load: Callable[[], object], name: str = "bag") -> Model:
    """A model that serves every language."""
    return Model(name, None, load)  # type: ignore[arg-type]


def write_help_centre(collection: Collection) -> None:
    """The standing cast: three languages, two categories deep, one article for staff only, one draft."""
    write = collection.write
    write(
        "en/account/password.md",
        "Reset the password of your account with the link in our e-mail.\n\n## The link expired\n\nAsk again.",
        title="Reset a forgotten password",
        keywords="[locked out, passcode]",
        tags="[sign-in]",
        last_reviewed_on="2026-10-12",
    )
    write(
        "fa/account/password.md",
        "گذرواژهٔ حساب را با پیوندی که در ایمیل می‌آید بازنشانی کنید. کتاب‌ها اینجا نیستند.",
        title="بازنشانی گذرواژه",
    )
    write(
        "ar/account/password.md",
        "أعِدْ تعيين كلمة مرور الحساب بالرابط المرسل إلى بريدك الإلكتروني.",
        title="إعادة تعيين كلمة المرور",
    )
    write(
        "en/orders/refund.md",
        "Your money comes back within five days. A broken toaster is refunded at once.",
        title="Refunds",
        tags="[money, two words]",
    )
    write("en/orders/cancel.md", "Cancel an order before it is sent. The money comes back.", title="Cancel an order")
    write("en/products/kettle/_index.md", "All about kettles.", title="Kettles and pots")
    write("en/products/kettle/descale.md", "Descale the CB-200 kettle with vinegar.", title="Descale the kettle")
    write("ru/products/kettle/descale.md", "Удалите накипь из чайника уксусом. Чайник течёт?", title="Накипь в чайнике")
    write("ru/orders/courier.md", "Курьер привезёт посылку завтра.", title="Доставка курьером")
    write(
        "en/handbook/escalate.md",
        "Call the gizmotron desk for any password trouble.",
        title="Escalate to the gizmotron desk",
        audience="internal",
        category="secrets",
    )
    write("en/account/draft.md", "The unfinished zeppelin.", title="Zeppelin", status="draft")


@pytest.fixture(scope="session")
def cast_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Where the standing cast's articles and index are."""
    collection = Collection(tmp_path_factory.mktemp("articles"))
    write_help_centre(collection)
    return Settings(articles_dir=collection.root, data_dir=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def standing_site(cast_settings: Settings) -> Iterator[Flask]:
    """The standing cast's site, indexed; nobody changes it."""
    with indexed_site(cast_settings) as app:
        yield app


@pytest.fixture
def reader(standing_site: Flask) -> FlaskClient:
    """A reader of the standing cast's site."""
    return standing_site.test_client()


def ask_api(reader: FlaskClient, query: str, **more: object) -> TestResponse:
    """What ``/api/v1/search`` answers."""
    return reader.get("/api/v1/search", query_string={"q": query, **more})


@pytest.fixture(scope="session")
def vectors_of_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the vectors that the real model gave the sample articles; a test takes a copy, and has the model read
    what has changed since. ``test_answers.py`` holds that what is kept is what the model says.
    """
    file = tmp_path_factory.mktemp("kept") / "vectors.sqlite"
    put_kept(file)
    return file


@pytest.fixture(scope="module")
def help_centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searchable]:
    """The standing cast, indexed with the stand-in model; for tests that only read."""
    folder = tmp_path_factory.mktemp("help-centre")
    (folder / "articles").mkdir()
    collection = Collection(folder / "articles")
    write_help_centre(collection)
    maker = Maker()
    searchable = maker(collection, folder / "data", [model(BagOfWords)])
    searchable.index()
    yield searchable
    maker.close()


HOSTILE = [
    "",
    "   ",
    "\x00",
    "password\x00reset",
    "\ud800",
    "pass\udfffword",
    "?!…—",
    "😀🔥👩‍👩‍👧",
    "password 😀",
    "p" * 500,
    "password " * 55,
    "\u0301\u0308\u064b",
    "p\u0301\u0302\u0303\u0304assword",
    "'; DROP TABLE articles; --",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '"',
    '"password',
    'password"',
    '""',
    '"" ""',
    "((((((((((",
    "))))((((",
    "AND",
    "a AND",
    "OR OR OR",
    "NOT",
    "NOT NOT password",
    "not AND or",
    "- -- --- -",
    "+ ++ +",
    "-",
    "*",
    "**** *",
    "a*",
    "*a",
    "title:",
    "title::",
    "title:title:x",
    'title:"',
    'category:""',
    "category:*",
    "tag:-x",
    "id:en/account/password -x",
    "text:[a TO z] title:x",
    "{a} [b] ^2 ~3 \\ / | & !",
    "password~ password^9 title:x",
    "a:b:c:d -e",
    '-"-"-"-"',
    "(" * 250 + "x" + ")" * 249,
    "\u202e\u200f\u200e\u2066 password \u2069",
    "\ufeffpassword",
    "%00%0a{{7*7}}${7*7}",
    "١٢٣ ۱۲۳ १२३",
    "ｐａｓｓｗｏｒｄ ﷽ ﬃ",
    "字" * 500,
    "ก" * 500,
]
