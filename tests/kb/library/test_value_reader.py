"""Values of front matter are read one by one; what cannot be read is noted and left out."""

from __future__ import annotations

from enum import StrEnum

import pytest

from kb.core.values import read_flag, read_number
from kb.front_matter.parse import Value
from kb.library.value_reader import ValueReader


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


def reader(guards: tuple[str, ...] = (), **values: object) -> ValueReader:
    return ValueReader({key: Value(data, line) for line, (key, data) in enumerate(values.items(), 2)}, "a.md", guards)


def test_the_first_name_that_has_a_value_counts() -> None:
    assert reader(weight="", Order="3", position="4").one(("weight", "order", "position"), read_number, "a number") == 3


def test_of_two_keys_that_differ_in_case_alone_the_first_counts() -> None:
    assert reader(Weight="1", weight="2").one(("weight",), read_number, "a number") == 1


def test_what_cannot_be_read_is_an_error_with_its_place_and_no_later_name_is_asked() -> None:
    values = reader(title="A", weight="heavy", order="3")
    assert values.one(("weight", "order"), read_number, "a number") is None
    [problem] = values.problems
    assert (problem.severity, problem.path, problem.line, problem.key) == ("error", "a.md", 3, "weight")
    assert problem.value == "heavy"
    assert "is not a number" in problem.message


@pytest.mark.parametrize(("guards", "count"), [((), 0), (("draft",), 1)])
def test_an_empty_value_is_an_absent_one_but_for_a_guard(guards: tuple[str, ...], count: int) -> None:
    values = reader(guards, draft="")
    assert values.one(("draft",), read_flag, "true or false") is None
    assert len(values.problems) == count


def test_a_word_that_another_system_may_mean_is_warned_of() -> None:
    values = reader(size="Large", other="huge", format="x")
    assert values.word_of("size", Size) is Size.LARGE
    assert values.word_of("other", Size) is None
    assert values.matching("format", str.isupper, "capitals") == ""
    assert [(problem.severity, problem.key) for problem in values.problems] == [
        ("warning", "other"),
        ("warning", "format"),
    ]


def test_words_are_each_given_once_from_a_list_or_between_commas() -> None:
    assert reader(tags="one, two , one").words("tags") == ("one", "two")
    assert reader(tags=[Value("one", 2), Value("two, three", 3)]).words("tags") == ("one", "two, three")
    nested = reader(tags=[Value([Value("one", 2)], 2)])
    assert nested.words("tags") == ()
    assert [problem.key for problem in nested.problems] == ["tags"]
