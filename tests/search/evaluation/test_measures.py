"""Measures worked out by hand."""

from __future__ import annotations

import math

import pytest

from search.evaluation.measures import AnswerBox, QuestionResult, measure
from search.evaluation.questions import JudgedQuestion


def asked(relevant: str, found: str, *, fits: bool = False, box: AnswerBox | None = None) -> QuestionResult:
    """A question that the articles ``relevant`` answer, one letter each, and for which ``found`` were found."""
    return QuestionResult(JudgedQuestion("q", "en", tuple(relevant)), list(found), fits, box)


def quoted(section: str | None, key: str, heading: str) -> QuestionResult:
    """A question that ``section`` of the article "a" answers, "b" less well, and what is quoted."""
    question = JudgedQuestion("q", "en", ("a", "b"), section=section)
    return QuestionResult(question, [key], True, AnswerBox(key, heading))


def test_measures_are_those_worked_out_by_hand() -> None:
    seconds = iter((0.001, 0.002, 0.003))
    results = [
        QuestionResult(JudgedQuestion("q", "en", tuple(relevant)), list(found), seconds=next(seconds))
        for relevant, found in (("a", "a"), ("ab", "xya"), ("a", "0123456789"))
    ]
    measures = measure(results)
    assert (measures.queries, measures.with_answer) == (3, 3)
    assert measures.hit_1 == pytest.approx(1 / 3)
    assert measures.hit_3 == pytest.approx(2 / 3)
    assert measures.hit_5 == pytest.approx(2 / 3)
    assert measures.mrr_10 == pytest.approx((1 + 1 / 3) / 3)
    ideal_of_two = 1 + 1 / math.log2(3)
    assert measures.ndcg_10 == pytest.approx((1 + (1 / math.log2(4)) / ideal_of_two) / 3)
    assert measures.recall_10 == pytest.approx((1 + 1 / 2) / 3)
    assert measures.latency_ms == {"p50": 2.0, "p95": pytest.approx(2.9), "p99": pytest.approx(2.98)}


def test_what_comes_after_the_tenth_place_counts_for_nothing() -> None:
    measures = measure([asked("a", "0123456789a")])
    assert (measures.mrr_10, measures.ndcg_10, measures.recall_10) == (0, 0, 0)


def test_finding_all_of_many_answers_is_perfect() -> None:
    measures = measure([asked("abcdefghijkl", "abcdefghij")])
    assert measures.ndcg_10 == pytest.approx(1.0)
    assert measures.recall_10 == pytest.approx(10 / 12)


def test_an_article_found_in_two_languages_counts_once() -> None:
    assert measure([asked("ab", "aa")]).recall_10 == 0.5


def test_questions_that_nothing_answers_leave_what_is_found_alone() -> None:
    measures = measure([asked("a", "a"), asked("", "x")])
    assert (measures.queries, measures.with_answer, measures.hit_1, measures.mrr_10) == (2, 1, 1.0, 1.0)


def test_errors_of_what_fits_are_shares_of_the_questions_of_their_kind() -> None:
    answered = [asked("a", "a"), asked("a", "a", fits=True), asked("a", "x", fits=True), asked("a", "xa")]
    measures = measure([*answered, asked("", "x", fits=True), asked("", "")])
    assert (measures.right_not_fits, measures.wrong_fits, measures.nothing_fits) == (1 / 4, 1 / 4, 1 / 2)


def test_a_quotation_is_wrong_from_an_article_that_does_not_answer_and_where_nothing_does() -> None:
    of_a, of_x = AnswerBox("a", ""), AnswerBox("x", "")
    measures = measure([asked("a", "a", box=of_a), asked("a", "x", box=of_x), asked("", "x", box=of_x), asked("a", "")])
    assert (measures.box, measures.box_wrong) == (3 / 4, 2 / 4)


def test_the_section_quoted_is_compared_with_the_one_that_was_noted() -> None:
    assert measure([quoted("Your  money", "a", "your money")]).box_section == 1
    assert measure([quoted("", "a", "")]).box_section == 1
    assert measure([quoted("", "a", "Steps")]).box_section == 0
    assert measure([quoted("Steps", "x", "Steps")]).box_section == 0  # of another article


def test_a_section_is_not_judged_where_none_was_noted_or_another_article_answers_too() -> None:
    assert math.isnan(measure([quoted(None, "a", "Steps"), quoted("Money", "b", "Steps")]).box_section)


def test_measures_are_told_under_the_names_of_the_contract() -> None:
    body = measure([asked("a", "a")]).as_json()
    found = ["hit@1", "hit@3", "hit@5", "mrr@10", "ndcg@10", "recall@10"]
    fitting, box = ["right_not_fits", "wrong_fits", "nothing_fits"], ["box", "box_wrong", "box_section"]
    assert list(body) == ["queries", "with_answer", *found, *fitting, *box, "latency_ms"]
    assert list(body["latency_ms"]) == ["p50", "p95", "p99"]


def test_what_no_question_can_tell_is_null() -> None:
    body = measure([asked("", "x")]).as_json()
    assert (body["hit@1"], body["right_not_fits"], body["nothing_fits"], body["box_section"]) == (None, None, 0, None)
