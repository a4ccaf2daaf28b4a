"""Which questions went wrong, and how."""

from __future__ import annotations

import pytest

from search.evaluation.measures import AnswerBox, QuestionResult
from search.evaluation.misses import faults_of, miss_lines, misses_json
from search.evaluation.questions import JudgedQuestion

ASKED = JudgedQuestion("where is it?", "en", ("a", "b"), "k", "Money")
UNANSWERED = JudgedQuestion("گرما", "fa", ())
A_BOX, OTHER_SECTION, WRONG_BOX = AnswerBox("a", "Money"), AnswerBox("a", "Steps"), AnswerBox("x", "Money")


@pytest.mark.parametrize(
    ("result", "faults"),
    [
        (QuestionResult(ASKED, ["b"], fits=True), []),
        (QuestionResult(ASKED, ["a"], fits=True, box=A_BOX), []),
        (QuestionResult(ASKED, ["a"]), ["right_not_fits"]),
        (QuestionResult(ASKED, ["x", "a"]), ["wrong_first"]),
        (QuestionResult(ASKED, []), ["wrong_first"]),
        (QuestionResult(ASKED, ["x"], fits=True, box=WRONG_BOX), ["wrong_first", "wrong_fits", "box_wrong"]),
        (QuestionResult(ASKED, ["a"], fits=True, box=OTHER_SECTION), ["box_section"]),
        (QuestionResult(UNANSWERED, ["x"]), []),
        (QuestionResult(UNANSWERED, ["x"], fits=True), ["nothing_fits"]),
        (QuestionResult(UNANSWERED, ["x"], fits=True, box=WRONG_BOX), ["nothing_fits", "box_wrong"]),
    ],
)
def test_faults_are_called_as_the_shares_in_which_they_count(result: QuestionResult, faults: list[str]) -> None:
    assert faults_of(result) == faults


def test_a_miss_is_told_with_what_was_wanted_and_found() -> None:
    results = [QuestionResult(ASKED, ["a"], fits=True), QuestionResult(ASKED, list("xyza"), box=WRONG_BOX)]
    assert misses_json(results) == [
        {
            "query": "where is it?",
            "lang": "en",
            "style": "k",
            "relevant": ["a", "b"],
            "section": "Money",
            "found": ["x", "y", "z"],
            "box": {"key": "x", "section": "Money"},
            "faults": ["wrong_first", "box_wrong"],
        }
    ]


def test_people_read_the_same_in_lines() -> None:
    results = [QuestionResult(UNANSWERED, ["x"], fits=True), QuestionResult(ASKED, [])]
    assert list(miss_lines(results)) == [
        'nothing_fits: "گرما"',
        "    wanted nothing",
        "    found  x",
        'wrong_first: "where is it?"',
        "    wanted a, b",
        "    found  nothing",
    ]
