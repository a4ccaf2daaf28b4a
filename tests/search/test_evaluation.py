"""Measures worked out by hand, and query files that say what is wrong with them."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from search.evaluation import JudgedQuestion, QueryFileError, evaluate, measure, read_questions
from tests.search.conftest import Searchable

LINE = '{"query": "how to boil", "lang": "en", "relevant": ["kettle"]}'


def write(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "queries.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    return file


def test_measures_are_those_worked_out_by_hand() -> None:
    first, third, nowhere = [True], [False, False, True], [False] * 10
    measures = measure([first, third, nowhere], [1, 2, 1], [0.001, 0.002, 0.003])
    assert measures.queries == 3
    assert measures.hit_1 == pytest.approx(1 / 3)
    assert measures.hit_5 == pytest.approx(2 / 3)
    assert measures.mrr_10 == pytest.approx((1 + 1 / 3) / 3)
    ideal_of_two = 1 + 1 / math.log2(3)
    assert measures.ndcg_10 == pytest.approx((1 + (1 / math.log2(4)) / ideal_of_two) / 3)
    assert measures.recall_10 == pytest.approx((1 + 1 / 2) / 3)
    assert measures.latency_ms == {"p50": 2.0, "p95": pytest.approx(2.9), "p99": pytest.approx(2.98)}


def test_what_comes_after_the_tenth_place_counts_for_nothing() -> None:
    measures = measure([[False] * 10 + [True]], [1], [0.001])
    assert (measures.mrr_10, measures.ndcg_10, measures.recall_10) == (0, 0, 0)


def test_finding_all_of_many_answers_is_perfect() -> None:
    measures = measure([[True] * 10], [12], [0.001])
    assert measures.ndcg_10 == pytest.approx(1.0)
    assert measures.recall_10 == pytest.approx(10 / 12)


def test_measures_are_told_under_the_names_of_the_contract() -> None:
    body = measure([[True]], [1], [0.001]).as_json()
    assert list(body) == ["queries", "hit@1", "hit@5", "mrr@10", "ndcg@10", "recall@10", "latency_ms"]
    assert list(body["latency_ms"]) == ["p50", "p95", "p99"]


def test_questions_go_through_the_engine_that_serves_the_site(help_centre: Searchable) -> None:
    asked: list[int] = []
    questions = [
        JudgedQuestion("forgotten password", "en", frozenset({"account/password"})),
        JudgedQuestion("بازنشانی گذرواژه", "fa", frozenset({"account/password"})),
        JudgedQuestion("gizmotron", "en", frozenset({"handbook/escalate"})),
        JudgedQuestion("money for a broken toaster", "en", frozenset({"no/such-article"})),
    ]
    measures = evaluate(help_centre.service.engine, questions, lambda: asked.append(1))
    assert (measures.queries, measures.hit_1, measures.recall_10) == (4, 0.75, 0.75)
    assert len(asked) == 4
    assert all(value > 0 for value in measures.latency_ms.values())


def test_a_file_of_questions_is_read_line_by_line(tmp_path: Path) -> None:
    file = write(tmp_path, LINE, "", '{"query": "a\u2028b", "relevant": ["x", "y"], "note": "kept apart"}', "  ")
    assert read_questions(file) == [
        JudgedQuestion("how to boil", "en", frozenset({"kettle"})),
        JudgedQuestion("a\u2028b", "", frozenset({"x", "y"})),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        '"text"',
        "{}",
        '{"query": "x"}',
        '{"relevant": ["x"]}',
        '{"query": 7, "relevant": ["x"]}',
        '{"query": "x", "relevant": []}',
        '{"query": "x", "relevant": "account/password"}',
        '{"query": "x", "relevant": [7]}',
        '{"query": "x", "relevant": [["x"]]}',
        '{"query": "x", "relevant": null}',
        '{"query": "x", "relevant": {"x": 1}}',
    ],
)
def test_a_line_that_is_no_question_is_named_with_what_was_expected(tmp_path: Path, line: str) -> None:
    file = write(tmp_path, LINE, line)
    with pytest.raises(QueryFileError) as told:
        read_questions(file)
    assert f"{file}:2:" in str(told.value)
    assert '"relevant": ["category/slug"]' in str(told.value)


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xff\xfe\x00"])
def test_a_file_without_questions_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "queries.jsonl").write_bytes(content)
    with pytest.raises(QueryFileError, match=r"queries\.jsonl"):
        read_questions(tmp_path / "queries.jsonl")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(QueryFileError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl")
