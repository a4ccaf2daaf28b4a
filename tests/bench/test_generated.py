"""The collections that speed is measured on: the same for the same seed, and like what people write."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from bench.generated import SHARES, GeneratedArticle, Generator, read_sources, write_collection
from bench.latency import disk_mb
from bench.latency_table import render
from bench.vectors import Synthetic
from kb.library.library import Library
from tests.conftest import SAMPLES, BagOfWords

COUNT = 120


@pytest.fixture(scope="module")
def generator() -> Generator:
    return Generator(read_sources(SAMPLES))


@pytest.fixture(scope="module")
def articles(generator: Generator) -> list[GeneratedArticle]:
    return [generator.article(number) for number in range(COUNT)]


def words_of(article: GeneratedArticle) -> list[str]:
    return [word for sentence in article.sentences for word in sentence.split()]


def test_an_article_depends_on_the_seed_and_its_number_alone(generator: Generator) -> None:
    again = Generator(read_sources(SAMPLES))
    assert again.article(41) == generator.article(41)
    assert Generator(generator.sources, seed=8).article(41) != generator.article(41)
    assert generator.article(42).title != generator.article(41).title


def test_an_article_has_headings_and_about_400_words(articles: list[GeneratedArticle]) -> None:
    lengths = [len(words_of(article)) for article in articles]
    assert min(lengths) >= 350
    assert 400 <= np.mean(lengths) <= 460
    assert np.mean([len(article.sections) for article in articles]) >= 3


def test_the_languages_have_their_shares(articles: list[GeneratedArticle]) -> None:
    counts = Counter(article.language for article in articles)
    assert counts.keys() == SHARES.keys()
    assert all(abs(counts[language] / COUNT - share) < 0.12 for language, share in SHARES.items())


def test_the_vocabulary_goes_on_growing_more_slowly_than_the_text(articles: list[GeneratedArticle]) -> None:
    small, large = (len({word for article in articles[:n] for word in words_of(article)}) for n in (COUNT // 4, COUNT))
    assert 1.3 * small < large < 3.5 * small


def test_a_few_words_are_common_and_most_are_rare(articles: list[GeneratedArticle]) -> None:
    counts = sorted(Counter(word for article in articles for word in words_of(article)).values(), reverse=True)
    assert sum(counts[:50]) > 0.15 * sum(counts)
    assert counts[len(counts) // 2] <= 5


def test_a_written_collection_is_read_without_a_problem(generator: Generator, tmp_path: Path) -> None:
    write_collection(generator, tmp_path / "articles", 12)
    catalog = Library(tmp_path / "articles").catalog
    assert not catalog.problems
    assert {article.title for article in catalog.published} == {generator.article(n).title for n in range(12)}


def test_a_collection_that_is_there_is_not_written_again(generator: Generator, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    write_collection(generator, folder, 2)
    file = folder / generator.article(1).path
    file.write_text("mine", "utf-8")
    write_collection(generator, folder, 2)
    assert file.read_text("utf-8") == "mine"
    write_collection(generator, folder, 3)
    assert file.read_text("utf-8") == generator.article(1).markdown


def test_questions_have_5_to_9_words_and_are_never_asked_twice(generator: Generator) -> None:
    first, second = (list(generator.questions(COUNT, 150, salt)) for salt in ("first", "second"))
    texts = [text for _, text in first + second]
    assert len(set(texts)) == len(texts) == 300
    assert all(5 <= len(text.split()) <= 9 for text in texts)
    assert {language for language, _ in first} == SHARES.keys()
    assert list(generator.questions(COUNT, 150, "first")) == first


def test_made_up_vectors_are_the_models_directions_with_noise_and_the_same_for_the_same_text() -> None:
    model = BagOfWords()
    known = model.embed_passages(["a parcel is late", "pay the order by card", "clean the kettle"])
    seen: list[str] = []
    made_up = Synthetic(model, {"latin": known}, seen.extend)
    vectors = made_up.embed_passages(["one text", "another text", "one text"])
    assert seen == ["one text", "another text", "one text"]
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.array_equal(vectors[0], vectors[2])
    assert not np.array_equal(vectors[0], vectors[1])
    assert (vectors @ known.T).max(axis=1).min() > 0.6


def test_a_file_in_two_generations_counts_once(tmp_path: Path) -> None:
    for generation in ("00000001", "00000002"):
        (tmp_path / "index" / generation / "whoosh").mkdir(parents=True)
    first = tmp_path / "index" / "00000001" / "whoosh" / "words.seg"
    first.write_bytes(bytes(os.urandom(2**20)))
    os.link(first, tmp_path / "index" / "00000002" / "whoosh" / "words.seg")
    (tmp_path / "vectors.sqlite").write_bytes(bytes(2**19))
    found = disk_mb(tmp_path)
    assert found.keys() == {"whoosh", "vectors"}
    assert found["whoosh"] == pytest.approx(1, abs=0.05)


def test_a_part_that_failed_leaves_dashes_and_its_reason_in_the_table() -> None:
    stages = {"1": {"embed e5": [20.0, 22.0, 24.0], "lexical": list(range(1, 102))}}
    table = render({100: {"stages": stages}, 1000: {"failed": {"stages": "out of cheese"}}}, ["e5"], [1], 0.5)
    assert "| lexical, 1 client | 51 / 96 / 100 | – |" in table
    assert "1,000 articles: stages failed: out of cheese" in table
