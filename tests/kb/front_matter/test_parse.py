"""Taking a file apart into front matter and body."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.front_matter.parse import MAX_DEPTH, MAX_FRONT_MATTER_BYTES, FrontMatterError, Value, scalars, split


def refused(text: str) -> FrontMatterError:
    with pytest.raises(FrontMatterError) as caught:
        split(text)
    return caught.value


def test_a_file_without_front_matter_is_all_body() -> None:
    parts = split("# Title\n\n---\nkey: no\n---\n")
    assert (parts.values, parts.body, parts.body_line) == ({}, "# Title\n\n---\nkey: no\n---\n", 1)


@pytest.mark.parametrize("before", ["\n", " \n\t\n", "\u200f", " ", "<!-- lint off -->\n", "\ufeff\n"])
@pytest.mark.parametrize("block", ["---\naudience: internal\n---\n", "+++\ndraft = true\n+++\n"])
def test_front_matter_that_is_not_at_the_top_is_never_taken_for_text(before: str, block: str) -> None:
    error = refused(f"{before}{block}Text\n")
    assert (error.code, error.line) == ("displaced", before.count("\n") + 1)


@pytest.mark.parametrize("text", ["\n---\n\nText\n\n---\n", "\n---\nText: more\n", "\n# Title\n---\na: b\n---\n"])
def test_lines_between_paragraphs_are_no_front_matter(text: str) -> None:
    assert split(text).body == text


def test_every_value_knows_the_line_of_the_file_it_stands_on() -> None:
    parts = split("---\ntitle: A\n\ntags:\n  - x\n  - y\n---\nBody\n")
    assert parts.values["title"] == Value("A", 2)
    assert parts.values["tags"] == Value([Value("x", 5), Value("y", 6)], 4)
    assert (parts.body, parts.body_line) == ("Body\n", 8)


def test_yaml_may_end_with_dots_and_fences_may_trail_spaces() -> None:
    assert split("---  \ntitle: A\n...\nBody").values == {"title": Value("A", 2)}
    assert split("---\ntitle: A\n--- \nBody").body == "Body"


def test_an_empty_block_has_no_values() -> None:
    assert split("---\n---\nBody").values == {}
    assert split("---\n# only a comment\n---\nBody").values == {}


def test_scalars_stay_the_text_that_was_written() -> None:
    values = split("---\ndate: 2026-02-31\nno: no\nnumber: 007\nquoted: '0'\n---\n").values
    assert [value.data for value in values.values()] == ["2026-02-31", "no", "007", "0"]


@pytest.mark.parametrize("nothing", ["", " null", " ~", " Null", " NULL"])
def test_a_key_with_nothing_after_it_has_no_value(nothing: str) -> None:
    assert split(f"---\ntitle:{nothing}\n---\n").values["title"].data is None


def test_a_quoted_null_is_a_word() -> None:
    assert split("---\ntitle: 'null'\n---\n").values["title"].data == "null"


def test_nothing_in_yaml_is_constructed_or_run() -> None:
    value = split("---\ntitle: !!python/object/apply:os.abort []\nname: !!int x\n---\n").values
    assert value["title"].plain() == []
    assert value["name"].data == "x"


def test_toml_is_read_with_its_lines() -> None:
    text = '+++\ntitle = "A"\ndate = 2026-02-11T10:00:00Z\ndraft = true\nweight = 3\n\n[params]\nx = ["a"]\n+++\nBody'
    parts = split(text)
    assert parts.values["title"] == Value("A", 2)
    assert parts.values["date"].data.startswith("2026-02-11")
    assert parts.values["draft"] == Value("true", 4)
    assert parts.values["weight"] == Value("3", 5)
    assert parts.values["params"].line == 7
    assert parts.values["params"].plain() == {"x": ["a"]}
    assert (parts.body, parts.body_line) == ("Body", 10)


@pytest.mark.parametrize(("fence", "end"), [("---", ""), ("---", "+++"), ("+++", "---"), ("+++", "...")])
def test_an_unclosed_block_says_what_to_add(fence: str, end: str) -> None:
    error = refused(f"{fence}\ntitle: A\n\nBody\n{end}")
    assert (error.code, error.line) == ("unclosed", 1)
    assert f"add a line {fence}" in str(error)


@pytest.mark.parametrize("block", ["- a\n- b", "just words", "'quoted'"])
def test_front_matter_that_is_no_mapping_is_refused(block: str) -> None:
    error = refused(f"---\n{block}\n---\nBody")
    assert (error.code, error.line) == ("not_a_mapping", 2)
    assert "key: value" in str(error)


@pytest.mark.parametrize(
    ("block", "line"),
    [("title: A\ntags: [a, b\nowner: x", 4), ("title: A\n\tkey: b", 3), ("title: a: b", 2), ("a: 1\nb: *gone", 3)],
)
def test_invalid_yaml_names_the_line_of_the_file(block: str, line: int) -> None:
    error = refused(f"---\n{block}\n---\nBody")
    assert error.line == line
    assert "not valid YAML" in str(error)


def test_invalid_toml_names_the_line_of_the_file_and_no_other() -> None:
    error = refused('+++\ntitle = "A"\ndate = 2026-02-31\n+++\nBody')
    assert error.line == 3
    assert str(error) == "the front matter is not valid TOML: Invalid date or datetime"


def test_a_key_that_stands_twice_is_reported_with_both_lines_and_the_first_one_counts() -> None:
    parts = split("---\ntitle: A\nowner: x\ntitle: B\n---\n")
    assert parts.values["title"].data == "A"
    (error,) = parts.duplicates
    assert (error.code, error.line, error.key) == ("duplicate_key", 4, "title")
    assert "'title'" in str(error)
    assert "line 2" in str(error)


def test_a_toml_key_that_stands_twice_is_an_error_on_its_line() -> None:
    assert refused('+++\ntitle = "A"\ntitle = "B"\n+++\n').line == 3


def test_a_key_that_is_no_word_is_refused_with_its_line() -> None:
    error = refused("---\ntitle: A\n? [a, b]\n: c\n---\n")
    assert error.line == 3
    assert "plain word" in str(error)


def test_front_matter_up_to_the_limit_is_read_and_beyond_it_refused() -> None:
    def block(size: int) -> str:
        return "a: " + "x" * (size - 3)

    assert split(f"---\n{block(MAX_FRONT_MATTER_BYTES)}\n---\n").values["a"].data.startswith("xx")
    assert "64 KB" in str(refused(f"---\n{block(MAX_FRONT_MATTER_BYTES + 1)}\n---\n"))


def test_the_size_is_measured_in_bytes_not_in_letters() -> None:
    assert "64 KB" in str(refused("---\na: " + "ی" * (MAX_FRONT_MATTER_BYTES // 2) + "\n---\n"))


def test_aliases_of_aliases_cannot_grow_without_bound() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert refused("---\n" + "\n".join(lines) + "\n---\n").code == "too_large"


def test_an_alias_of_itself_ends() -> None:
    assert refused("---\ntitle: &a [*a]\n---\n").code == "too_large"


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? "])
def test_nesting_beyond_the_limit_is_refused(opening: str) -> None:
    assert refused("---\n\n" + opening * (MAX_DEPTH + 1) + "\n---\n").code == "too_large"


def test_nesting_within_the_limit_is_read() -> None:
    depth = MAX_DEPTH - 1
    value = split("---\na: " + "[" * depth + "x" + "]" * depth + "\n---\n").values["a"].plain()
    for _ in range(depth):
        (value,) = value
    assert value == "x"


@pytest.mark.slow
@pytest.mark.parametrize("opening", ["[", "{", "- ", "? "])
def test_nesting_as_deep_as_a_file_allows_does_not_end_the_process(opening: str) -> None:
    program = f"""
from kb.front_matter.parse import FrontMatterError, split
try:
    split("---\\n" + {opening!r} * 30000 + "\\n---\\n")
except FrontMatterError:
    print("refused")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "refused\n")


@pytest.mark.parametrize(
    "block", ["a = " + "[" * 5000, ".".join("a" * 1500) + " = 1", "a = " + "9" * 5000], ids=["lists", "keys", "digits"]
)
def test_toml_beyond_reason_is_refused_like_any_other(block: str) -> None:
    assert "not valid TOML" in str(refused(f"+++\n{block}\n+++\n"))


def test_one_word_a_list_and_words_between_commas_are_all_lists_of_words() -> None:
    assert [value.data for value in scalars(Value("a, b ,c", 2))] == ["a", "b", "c"]
    assert [value.data for value in scalars(Value([Value("a, b", 3), Value(None, 4)], 2))] == ["a, b"]
    assert list(scalars(Value(None, 2))) == []


PIECES = ["---", "+++", "...", "\n", "\n---\n", ": ", "- ", "? ", "[", "]", "{", "}", "&a ", "*a", "|", ">", "'", '"']
SOUP = st.lists(st.sampled_from([*PIECES, "title", "x", " ", "#", "\\", "=", "!!x ", "\x00", "\x85"]), max_size=25)


@given(st.one_of(st.text(max_size=100), SOUP.map("".join)), st.sampled_from(["", "---\n", "+++\n"]))
def test_any_text_is_taken_apart_or_refused_with_a_line(text: str, fence: str) -> None:
    whole = f"{fence}{text}\n{fence}rest"
    try:
        parts = split(whole)
    except FrontMatterError as refusal:
        assert refusal.line >= 1  # noqa: PT017
    else:
        assert whole.endswith(parts.body)
        assert parts.body_line == whole.count("\n") - parts.body.count("\n") + 1
