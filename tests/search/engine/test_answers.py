"""The real model on the sample articles: what a person asks, in their own words and language, is answered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kb.core.settings import Settings
from kb.library.library import Library
from search.engine.engine import Engine
from search.index.local.vector_store import VectorStore
from search.models.chosen.choice import choose_models
from search.results.results import Results, SearchRequest
from search.service.opening import open_search
from search.service.service import SearchService
from tests.conftest import SAMPLES

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_200)]


RECYCLE = "warranty/recycle-an-old-appliance"


@contextmanager
def indexed(articles: Path, data: Path, vectors: Path) -> Iterator[SearchService]:
    """``articles`` indexed with e5."""
    settings = Settings(articles_dir=articles, data_dir=data)
    shutil.copy(vectors, settings.data_dir)
    library = Library(settings.articles_dir)
    library.refresh()
    service = open_search(settings, library, choose_models(["e5"]))
    service.bring_up_to_date()
    assert service.readiness().mode == "hybrid"
    yield service
    service.close()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, vectors_of_samples: Path) -> Iterator[SearchService]:
    """The samples."""
    with indexed(SAMPLES, tmp_path_factory.mktemp("samples"), vectors_of_samples) as service:
        yield service


@pytest.fixture(scope="module")
def untranslated(tmp_path_factory: pytest.TempPathFactory, vectors_of_samples: Path) -> Iterator[Engine]:
    """Answers from the samples in English and Arabic, where one article is not yet translated."""
    articles = tmp_path_factory.mktemp("untranslated")
    for language in ("en", "ar"):
        shutil.copytree(SAMPLES / language, articles / language)
    (articles / "ar" / f"{RECYCLE}.md").unlink()
    with indexed(articles, tmp_path_factory.mktemp("data"), vectors_of_samples) as service:
        yield service.engine


@pytest.fixture
def engine(service: SearchService) -> Engine:
    """Answers from them."""
    return service.engine


def test_the_vectors_that_are_kept_are_those_that_the_model_gives(
    service: SearchService, vectors_of_samples: Path
) -> None:
    (model,) = choose_models(["e5"])
    embedder, store = model.load(), VectorStore(vectors_of_samples)
    passages = service.state.snapshot.passages
    kept = store.find(embedder.fingerprint, [passage.text_hash for passage in passages])
    store.close()
    assert len(kept) > len(passages) / 2, "make vectors"
    few = [passage for passage in passages if passage.text_hash in kept][::50]
    for passage, vector in zip(few, embedder.embed_passages([one.embedded_text for one in few]), strict=True):
        assert (
            vector @ kept[passage.text_hash] > 0.9999
        )  # what is read together differs in the third decimal of a number


def ask(engine: Engine, text: str, language: str) -> Results:
    return engine.search(SearchRequest(text, language))


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "I can't get into my account"),
        ("ar", "لا أستطيع الدخول إلى حسابي"),
        ("fa", "نمی‌توانم وارد حسابم شوم"),
        ("ru", "Не могу войти в свой аккаунт"),
    ],
)
def test_whoever_cannot_get_into_their_account_is_told_how_in_their_language(
    engine: Engine, language: str, question: str
) -> None:
    found = ask(engine, question, language)
    assert found.mode == "hybrid"
    assert found.hits[0].article.id == (language, "account/reset-a-forgotten-password")
    assert not found.hits[0].foreign


@pytest.mark.parametrize(
    "question",
    ["كيف أتخلص من جهاز قديم أو أعيد تدويره؟", "هل يمكنكم أخذ جهازي القديم لإعادة التدوير؟"],
)
def test_where_only_an_english_article_answers_it_is_found_from_arabic_and_marked(
    untranslated: Engine, question: str
) -> None:
    best = ask(untranslated, question, "ar").hits[0]
    assert best.article.id == ("en", RECYCLE)
    assert best.foreign
    assert "semantic" in best.found_by


@pytest.mark.parametrize(
    ("language", "question", "key"),
    [
        ("en", "the money was taken twice", "payments/charged-twice"),
        ("fa", "بسته‌ام شکسته رسید", "delivery/parcel-arrived-damaged"),
        ("ru", "как убрать накипь в кофемашине", "products/coffee-machine/descale-the-coffee-machine"),
        ("ar", "متى تصل الشحنة وكم تكلف", "delivery/delivery-times-and-costs"),
    ],
)
def test_other_everyday_questions_are_answered_among_the_first_in_the_language_asked(
    engine: Engine, language: str, question: str, key: str
) -> None:
    assert (language, key) in [hit.article.id for hit in ask(engine, question, language).hits[:3]]


@pytest.mark.parametrize("question", ["how to train a dragon", "asdf qwer zxcv"])
def test_what_the_collection_does_not_know_has_few_answers_and_weak_ones(engine: Engine, question: str) -> None:
    known, unknown = ask(engine, "I can't get into my account", "en"), ask(engine, question, "en")
    assert max((hit.score for hit in unknown.hits), default=0.0) < known.hits[0].score
