"""What the quality benchmark computes by itself, its peers over a small collection, and the tables it writes."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bench import confidence, peers, quality
from bench.quotation import THRESHOLDS, Quoting, quotation_table, quoting
from bench.retrievers import Collection, Found, Ranker, loaded_once
from search.evaluation.measures import QuestionResult, measure
from search.evaluation.questions import JudgedQuestion
from search.models.embedder import Model
from tests.conftest import BagOfWords
from tests.conftest import Collection as Folder

PASSWORD = JudgedQuestion("How do I reset a forgotten password?", "en", ("account/password",))
KETTLE = JudgedQuestion("vinegar for kettles", "en", ("products/kettle",))
QUESTIONS = [PASSWORD, KETTLE]
HOSTILE = ['"', 'title: "', "a AND OR NOT (b", "what* -x? NEAR/2", "don't", "key:account"]


@pytest.fixture
def opened(collection: Folder, embedder: BagOfWords, tmp_path: Path) -> Iterator[Collection]:
    """Three articles, one of them long, with the stand-in model in the place of e5."""
    collection.write("en/account/password.md", "Ask for a link by e-mail.", title="Reset a forgotten password")
    sections = "\n\n".join(f"## Kettle {number}\n\nDescale it with vinegar, step {number}." for number in range(5))
    collection.write("en/products/kettle.md", sections, title="Kettles")
    collection.write(
        "en/orders/refund.md", "The money comes back to the card you paid with, within **five** days.", title="Refunds"
    )
    model = loaded_once(Model("e5", None, lambda: embedder))
    with closing(Collection(collection.root, tmp_path / "data", [model])) as opened:
        yield opened


def keys(ranker: Ranker, text: str) -> list[str]:
    return [found.key for found in ranker(JudgedQuestion(text, "en", ("x",)))]


def fixed(*found: Found) -> Ranker:
    return lambda question: list(found)


def test_rank_fusion_adds_the_reciprocals_of_the_ranks() -> None:
    first = fixed(Found("a", 9.0), Found("b", 8.0))
    second = fixed(Found("b", 0.2), Found("c", 0.1))
    assert peers.rank_fusion([first, second])(PASSWORD) == [
        Found("b", pytest.approx(1 / 62 + 1 / 61)),
        Found("a", pytest.approx(1 / 61)),
        Found("c", pytest.approx(1 / 62)),
    ]


def test_a_quotation_counts_as_right_only_from_an_article_that_answers(opened: Collection) -> None:
    text = "when does the money come back to the card I paid with"
    for key, right in (("orders/refund", 1.0), ("account/password", 0.0)):
        found = quoting(opened, ["e5"], [JudgedQuestion(text, "en", (key,))])
        assert len(found) == len(THRESHOLDS)
        assert (found[0].covered, found[0].right) == (1.0, right)
    assert quoting(opened, ["e5"], [JudgedQuestion(text, "en", ("orders/refund",))])[0].uncovered == 0.0


def test_the_table_of_quotations_has_the_shares_of_each_threshold() -> None:
    table = quotation_table([("a, e5", [Quoting(1.0, 0.995, 0.0), Quoting(0.5, 1.0, 0.0)])])
    assert table.splitlines()[-1] == "| a, e5 | 100.0% / 50.0% | 99.5% / 100.0% | 0.0% / 0.0% |"


def test_the_area_counts_pairs_in_the_right_order_and_ties_half() -> None:
    assert confidence.area_under_curve([3, 2], [1, 0]) == 1
    assert confidence.area_under_curve([0, 1], [2, 3]) == 0
    assert confidence.area_under_curve([1, 1], [1, 1, 1]) == 0.5
    assert confidence.area_under_curve([2, 1], [1, 0]) == pytest.approx((1 + 1 + 0.5 + 1) / 4)


def test_the_best_score_is_compared_with_that_of_the_articles_that_do_not_answer() -> None:
    surer = {PASSWORD.text: [Found("account/password", 0.9), Found("x", 0.2)], KETTLE.text: [Found("x", 0.5)]}
    area = confidence.of_top_score(lambda question: surer[question.text], QUESTIONS)
    assert area == pytest.approx((1 + 1 + 1 + 0.5) / 4)  # 0.9 and 0.5 against 0.2 and 0.5


def test_a_models_list_has_each_article_once_best_first(opened: Collection) -> None:
    found = opened.nearest("e5")(KETTLE)
    assert sorted(item.key for item in found) == ["account/password", "orders/refund", "products/kettle"]
    assert found[0].key == "products/kettle"
    assert [item.score for item in found] == sorted((item.score for item in found), reverse=True)


def test_the_passages_are_the_ones_the_indexer_embedded(opened: Collection, embedder: BagOfWords) -> None:
    passages, vectors = opened.passages("e5")
    assert sorted({p.embedded_text for p in passages}) == sorted(embedder.passages_embedded)
    assert vectors.shape == (len(passages), embedder.dimension)


def test_a_question_is_also_asked_without_the_articles_that_answer_it(opened: Collection) -> None:
    for names in ([], ["e5"]):
        assert opened.ask(names, PASSWORD).hits[0].article.key == "account/password"
        assert "account/password" not in {h.article.key for h in opened.ask_without_answer(names, PASSWORD).hits}
        assert opened.ask(names, PASSWORD).hits[0].article.key == "account/password"


def test_other_systems_are_given_text_without_markdown(opened: Collection) -> None:
    text = "The money comes back to the card you paid with, within five days."
    assert ("orders/refund", "Refunds", text) in opened.articles


@pytest.mark.parametrize("make", [peers.whoosh_bm25f, peers.sqlite_fts5, lambda c: c.engine([])])
def test_every_search_by_words_finds_the_article(opened: Collection, make: object) -> None:
    ranker: Ranker = make(opened)  # type: ignore[operator]
    assert keys(ranker, PASSWORD.text)[0] == "account/password"
    assert keys(ranker, KETTLE.text)[0] == "products/kettle"
    assert keys(ranker, "zeppelin") == []


@pytest.mark.parametrize("text", HOSTILE)
def test_queries_are_words_to_the_peers_whatever_they_hold(opened: Collection, text: str) -> None:
    for make in (peers.whoosh_bm25f, peers.sqlite_fts5):
        assert "products/kettle" in keys(make(opened), f"{text} vinegar")


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("txtai") is None, reason="the extra bench is not installed")
def test_txtai_is_given_our_vectors_for_passages_and_for_queries(opened: Collection, embedder: BagOfWords) -> None:
    ranker = peers.txtai_hybrid(opened, "e5")
    embedded = len(embedder.passages_embedded)
    found = keys(ranker, KETTLE.text)
    assert found[0] == "products/kettle"
    assert len(found) == len(set(found))
    assert len(embedder.passages_embedded) == embedded


@pytest.mark.slow
def test_a_system_that_is_not_installed_is_told_and_the_others_go_on(opened: Collection) -> None:
    rows = list(quality.run("small", quality.systems(opened, ["e5"]), QUESTIONS))
    measured = {row.system: row.measures for row in rows}
    assert measured["ours, all models"] is None  # there is no minilm
    assert measured["ours, e5 only (slim)"] is not None
    assert measured["ours, words only"] is not None
    assert measured["ours, words only"].hit_1 == 1
    lines = quality.quality_table(rows).split("\n")
    assert lines[2] == "| small | ours, all models | not installed | – | – | – |"
    assert lines[3].startswith("|  | ours, e5 only (slim) | ")


def test_the_best_of_a_set_is_bold() -> None:
    good, bad = (measure([QuestionResult(KETTLE, keys)]) for keys in (KETTLE.relevant, ("x", *KETTLE.relevant)))
    rows = [quality.Row("a", "x", good), quality.Row("a", "y", bad), quality.Row("b", "y", bad)]
    assert quality.quality_table(rows).split("\n")[2:] == [
        "| a | x | **1.000** | **1.000** | **1.000** | **1.000** |",
        "|  | y | 0.000 | **1.000** | 0.500 | 0.631 |",
        "| b | y | **0.000** | **1.000** | **0.500** | **0.631** |",
    ]


def test_a_table_replaces_the_one_between_its_markers_and_nothing_else() -> None:
    markers = "<!-- a: written by bench/quality.py -->", "<!-- /a -->"
    text = f"before\n{markers[0]}\nold\n{markers[1]}\nafter <!-- /b -->\n"
    written = quality.with_table(text, "a", "| new |")
    assert written == text.replace("old", "| new |")
    assert quality.with_table(written, "a", "| new |") == written


def test_a_document_without_the_markers_is_an_error() -> None:
    with pytest.raises(ValueError, match="lacks <!-- a:"):
        quality.with_table("text", "a", "| new |")


def test_the_document_has_a_place_for_each_table() -> None:
    text = quality.DOCUMENT.read_text("utf-8")
    assert all("| new |" in quality.with_table(text, name, "| new |") for name in ("quality", "confidence"))
