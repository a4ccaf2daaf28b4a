"""What the quality benchmark computes by itself, its peers over a small collection, and the tables it writes."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bench import confidence, peers, quality
from bench.quality_tables import Row, fitting_table, margin_table, quality_table, with_table
from bench.quotation import THRESHOLDS, Quoting, quotation_table, quoting
from bench.remembered import loaded_once
from bench.retrievers import PIECE_WORDS, Collection, Found, Ranker
from bench.sets import customers_sets, public_sets
from search.evaluation.breakdown import break_down
from search.evaluation.measures import AnswerBox, QuestionResult
from search.evaluation.questions import JudgedQuestion
from search.models.embedder import EmbedderError, Model
from tests.conftest import BagOfWords
from tests.conftest import Collection as Folder

PASSWORD = JudgedQuestion("How do I reset a forgotten password?", "en", ("account/password",))
KETTLE = JudgedQuestion("vinegar for kettles", "en", ("products/kettle",))
QUESTIONS = [PASSWORD, KETTLE]
TABLES = ("quality", "confidence", "quotation", "margins", "customers", "customers-fit")
HOSTILE = ['"', 'title: "', "a AND OR NOT (b", "what* -x? NEAR/2", "don't", "key:account"]


@pytest.fixture
def opened(collection: Folder, embedder: BagOfWords, tmp_path: Path) -> Iterator[Collection]:
    """Three public articles, one of them long, with the stand-in model in the place of e5."""
    collection.write("en/account/password.md", "Ask for a link by e-mail.", title="Reset a forgotten password")
    sections = "\n\n".join(f"## Kettle {number}\n\nDescale it with vinegar, step {number}." for number in range(5))
    collection.write("en/products/kettle.md", sections, title="Kettles")
    collection.write(
        "en/orders/refund.md", "The money comes back to the card you paid with, within **five** days.", title="Refunds"
    )
    collection.write("en/handbook/secret.md", "A zebra crossing.", title="Internal", audience="internal")
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


def test_a_sum_of_scores_adds_three_parts_of_words_to_seven_of_cosines(opened: Collection) -> None:
    words = opened.ours([])(PASSWORD)
    assert [found.key for found in words] == ["account/password"]
    cosines = fixed(Found("products/kettle", 0.9), Found("account/password", 0.8), Found("orders/refund", 0.7))
    assert peers.sum_of_scores(opened, {"e5": cosines})(PASSWORD) == [
        Found("products/kettle", pytest.approx(0.7)),
        Found("account/password", pytest.approx(0.3 + 0.7 / 2)),
        Found("orders/refund", pytest.approx(0.0)),
    ]
    assert peers.sum_of_scores(opened, {})(PASSWORD) == [Found("account/password", pytest.approx(0.3))]


def test_pieces_are_long_and_end_with_their_article(opened: Collection, embedder: BagOfWords) -> None:
    before = len(embedder.passages_embedded)
    assert {found.key for found in opened.cosines_of_pieces("e5")(KETTLE)} == {a.key for a in opened.articles}
    pieces = embedder.passages_embedded[before:]
    assert len(pieces) == 3  # none of these articles is longer than a piece
    assert max(len(piece.split()) for piece in pieces) <= PIECE_WORDS


def test_the_public_articles_alone_are_measured(opened: Collection) -> None:
    assert "handbook/secret" not in {article.key for article in opened.articles}
    assert keys(opened.ours([]), "zebra crossing") == []


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
    assert {p.embedded_text for p in passages} <= set(embedder.passages_embedded)
    assert vectors.shape == (len(passages), embedder.dimension)


def test_a_question_is_also_asked_without_the_articles_that_answer_it(opened: Collection) -> None:
    for names in ([], ["e5"]):
        assert opened.ask(names, PASSWORD).hits[0].article.key == "account/password"
        assert "account/password" not in {h.article.key for h in opened.ask_without_answer(names, PASSWORD).hits}
        assert opened.ask(names, PASSWORD).hits[0].article.key == "account/password"


def test_other_systems_are_given_text_without_markdown(opened: Collection) -> None:
    text = "The money comes back to the card you paid with, within five days."
    assert ("orders/refund", "Refunds", text) in opened.articles


@pytest.mark.parametrize("make", [peers.whoosh_bm25f, peers.sqlite_fts5, lambda c: c.ours([])])
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
    assert measured["ours, e5 only"] is not None
    assert measured["ours, words only"] is not None
    assert measured["ours, words only"].overall.hit_1 == 1
    lines = quality_table(rows).split("\n")
    assert lines[2] == "| small | ours, all models | not installed | – | – | – | – | – | – |"
    assert lines[3].startswith("|  | ours, e5 only | ")


def asked(found: str, language: str = "en", style: str = "") -> QuestionResult:
    """A question that the article "a" answers."""
    return QuestionResult(JudgedQuestion("q", language, ("a",), style), list(found))


def test_a_model_that_cannot_be_loaded_is_not_installed(collection: Folder, tmp_path: Path) -> None:
    def fail() -> BagOfWords:
        raise EmbedderError("the model 'e5' is not installed")

    collection.write("en/kettle.md", "Kettles.", title="Kettles")
    with closing(Collection(collection.root, tmp_path / "data", [loaded_once(Model("e5", None, fail))])) as opened:
        [row] = quality.run("small", [("ours", lambda: opened.ours(["e5"]))], QUESTIONS)
    assert row.measures is None


def test_the_best_of_a_set_is_bold_and_both_halves_are_told() -> None:
    good, bad = (break_down([asked("a"), asked(second)], halves=True) for second in ("a", "xa"))
    rows = [Row("a", "x", good), Row("a", "y", bad), Row("b", "y", bad)]
    assert quality_table(rows).split("\n")[2:] == [
        "| a | x | **1.000** | **1.000** | **1.000** | **1.000** | **1.000** | **1.000** | **1.000** |",
        "|  | y | 0.500 | 0.000 | **1.000** | **1.000** | **1.000** | 0.750 | 0.815 |",
        "| b | y | **0.500** | **0.000** | **1.000** | **1.000** | **1.000** | **0.750** | **0.815** |",
    ]


def test_where_a_set_has_several_languages_the_last_column_tells_of_each() -> None:
    rows = [Row("a", "x", break_down([asked("a"), asked("xa", "fa")], halves=True)), Row("a", "y", None)]
    head, _, first, second = quality_table(rows).split("\n")
    assert head.endswith(" hit@1 by language |")
    assert first.endswith(" | en 1.00 · fa 0.00 |")
    assert second.count("|") == first.count("|") == head.count("|")


def test_the_margin_is_to_the_best_of_all_others() -> None:
    half, whole = break_down([asked("a"), asked("x")]), break_down([asked("a")])
    systems = {
        "ours": whole,
        "slim": half,
        "our x list alone": half,
        "our words only": None,
        "a sum of scores, long": half,
    }
    rows = [Row("a", system, measures) for system, measures in systems.items()]
    rows += [Row("b", "ours", half), Row("b", "txtai hybrid", whole), Row("c", "ours", half)]
    assert margin_table(rows, ("ours", "slim")).split("\n")[2:] == [
        "| a | 1.000 | 0.500 | 0.500 | 0.500 | – | +0.500 |",
        "| b | 0.500 | – | – | – | 1.000 | -0.500 |",
        "| c | 0.500 | – | – | – | – | – |",
    ]


def test_how_sure_a_system_is_is_told_of_all_and_of_each_half() -> None:
    question = JudgedQuestion("q", "en", ("a",), "k", section="Steps")
    results = [
        QuestionResult(question, ["a"], fits=True, box=AnswerBox("a", "Steps")),
        QuestionResult(question, ["x"], fits=True, box=AnswerBox("x", "Steps")),
        QuestionResult(JudgedQuestion("q", "en", (), "n"), ["x"], fits=False),
    ]
    rows = [Row("a", "ours", break_down(results, halves=True)), Row("a", "gone", None)]
    assert fitting_table(rows).split("\n")[2:] == [
        "| a | ours | 0.0% | 50.0% | 0.0% | 66.7% | 33.3% | 50.0% | k 0.50 |",
        "| a | ours, even | 0.0% | 100.0% | – | 100.0% | 100.0% | 0.0% |  |",
        "| a | ours, odd | 0.0% | 0.0% | 0.0% | 50.0% | 0.0% | 100.0% |  |",
    ]


def test_a_table_replaces_the_one_between_its_markers_and_nothing_else() -> None:
    markers = "<!-- a: written by bench/quality.py -->", "<!-- /a -->"
    text = f"before\n{markers[0]}\nold\n{markers[1]}\nafter <!-- /b -->\n"
    written = with_table(text, "a", "| new |")
    assert written == text.replace("old", "| new |")
    assert with_table(written, "a", "| new |") == written


def test_a_document_without_the_markers_is_an_error() -> None:
    with pytest.raises(ValueError, match="lacks <!-- a:"):
        with_table("text", "a", "| new |")


def test_the_document_has_a_place_for_each_table() -> None:
    text = quality.DOCUMENT.read_text("utf-8")
    assert all("| new |" in with_table(text, name, "| new |") for name in TABLES)


def test_the_public_sets_are_named_by_the_languages_asked_and_answered_in(tmp_path: Path) -> None:
    names = [one.name for one in public_sets(tmp_path)]
    assert names == ["stackfaq", "xquad en", "xquad ar", "xquad ru", "xquad ar → en", "xquad ru → en"]
    across = public_sets(tmp_path)[-1]
    assert (across.articles, across.queries.name) == (tmp_path / "xquad/articles/en", "queries.ru.jsonl")


def test_every_folder_with_questions_is_a_set_of_customers(tmp_path: Path) -> None:
    for name in ("shop", "bank", "empty"):
        (tmp_path / name / "articles").mkdir(parents=True)
    for name in ("shop", "bank"):
        (tmp_path / name / "queries.jsonl").touch()
    assert [(one.name, one.articles) for one in customers_sets(tmp_path)] == [
        ("bank", tmp_path / "bank/articles"),
        ("shop", tmp_path / "shop/articles"),
    ]


@pytest.mark.slow
def test_customers_sets_are_told_with_what_nothing_answers(
    collection: Folder, embedder: BagOfWords, tmp_path: Path
) -> None:
    collection.write("en/orders/refund.md", "The money comes back within five days.", title="Refunds")
    (tmp_path / "shop").mkdir()
    collection.root.rename(tmp_path / "shop" / "articles")
    lines = ['{"query": "when does the money come back", "lang": "en", "relevant": ["orders/refund"], "style": "s"}']
    lines += ['{"query": "zeppelins", "lang": "en", "relevant": [], "style": "n"}']
    (tmp_path / "shop" / "queries.jsonl").write_text("\n".join(lines))
    models = [loaded_once(Model("e5", None, lambda: embedder))]
    tables = quality.measure_customers(customers_sets(tmp_path), tmp_path / "data", models, "ours")
    assert list(tables) == ["margins", "customers", "customers-fit"]
    assert "|  | ours, e5 only | **1.000** | – | **1.000** |" in tables["customers"]
    assert "| shop (2) | ours, e5 only, even | – | – | 0.0% |" in tables["customers-fit"]
