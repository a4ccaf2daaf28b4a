"""Measures by language, style and half, as JSON and as a table."""

from __future__ import annotations

from search.evaluation.breakdown import break_down
from search.evaluation.measures import QuestionResult
from search.evaluation.questions import JudgedQuestion


def asked(found: str, language: str = "en", style: str = "", relevant: str = "a") -> QuestionResult:
    return QuestionResult(JudgedQuestion("q", language, tuple(relevant), style), list(found))


RESULTS = [asked("a", "fa", "k"), asked("x", "en", "k"), asked("a", "en"), asked("x", "", "n", relevant="")]


def test_each_language_and_style_has_its_measures() -> None:
    found = break_down(RESULTS)
    assert {key: (one.queries, one.hit_1) for key, one in found.by_language.items()} == {"en": (2, 0.5), "fa": (1, 1)}
    assert {key: one.queries for key, one in found.by_style.items()} == {"k": 2, "n": 1}
    assert found.halves == {}


def test_both_halves_are_measured_where_they_are_asked_for() -> None:
    found = break_down(RESULTS, halves=True)
    assert {half: (one.queries, one.hit_1) for half, one in found.halves.items()} == {"even": (2, 0), "odd": (2, 1)}
    assert list(break_down(RESULTS[:1], halves=True).halves) == ["odd"]


def test_json_has_the_measures_of_all_and_the_same_of_each_group() -> None:
    body = break_down(RESULTS, halves=True).as_json()
    assert body["hit@1"] == 0.6667
    assert list(body)[-3:] == ["by_language", "by_style", "halves"]
    assert (body["by_language"]["fa"]["hit@1"], body["halves"]["even"]["hit@1"]) == (1.0, 0.0)


def test_the_table_has_a_line_for_each_group_of_which_there_are_several() -> None:
    head, *rows, latency = break_down(RESULTS, halves=True).as_lines()
    assert head.split()[:3] == ["queries", "hit@1", "hit@3"]
    assert [row.split()[:3] for row in rows] == [
        ["all", "4", "0.667"],
        ["en", "2", "0.500"],
        ["fa", "1", "1.000"],
        ["k", "2", "0.500"],
        ["n", "1", "–"],
        ["even", "2", "0.000"],
        ["odd", "2", "1.000"],
    ]
    assert {len(row.split()) for row in rows} == {1 + len(head.split())}
    assert {len(row) for row in rows} == {len(head)}
    assert latency.startswith("latency ")
    assert len(list(break_down(RESULTS[1:3]).as_lines())) == 3
