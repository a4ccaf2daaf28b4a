"""Files of questions say what is wrong with them, and are split in halves."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.evaluation.questions import JudgedQuestion, QueryFileError, half_of, read_questions

LINE = '{"query": "how to boil", "lang": "en", "relevant": ["kettle"]}'


def write(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "queries.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    return file


def test_a_file_of_questions_is_read_line_by_line(tmp_path: Path) -> None:
    file = write(tmp_path, LINE, "", '{"query": "a\u2028b", "relevant": ["x", "y"], "note": "kept apart"}', "  ")
    assert read_questions(file) == [
        JudgedQuestion("how to boil", "en", ("kettle",)),
        JudgedQuestion("a\u2028b", "", ("x", "y")),
    ]


def test_a_line_may_tell_the_style_and_the_section_and_that_nothing_answers(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        '{"query": "a", "relevant": ["b", "a", "b"], "style": "t", "section": "Money"}',
        '{"query": "a", "relevant": [], "style": "n", "section": null}',
        '{"query": "a", "relevant": ["x"], "section": ""}',
    )
    assert read_questions(file) == [
        JudgedQuestion("a", "", ("b", "a"), "t", "Money"),
        JudgedQuestion("a", "", (), "n", None),
        JudgedQuestion("a", "", ("x",), "", ""),
    ]


def test_the_first_question_is_odd_and_each_is_in_one_half() -> None:
    assert (half_of("abcde", "odd"), half_of("abcde", "even")) == ("ace", "bd")


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
        '{"query": "x", "relevant": "account/password"}',
        '{"query": "x", "relevant": [7]}',
        '{"query": "x", "relevant": [["x"]]}',
        '{"query": "x", "relevant": null}',
        '{"query": "x", "relevant": {"x": 1}}',
        '{"query": "x", "relevant": ["x"], "lang": 7}',
        '{"query": "x", "relevant": ["x"], "style": ["t"]}',
        '{"query": "x", "relevant": ["x"], "section": 7}',
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
