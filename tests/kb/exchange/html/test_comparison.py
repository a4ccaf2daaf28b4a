"""What an import lost or added is told in words."""

from __future__ import annotations

from kb.exchange.html.comparison import MOST_COMPARED, compare


def test_texts_that_differ_in_spaces_alone_say_the_same() -> None:
    assert not compare(["a", "bc"], ["ab", "c"])


def test_runs_of_words_that_came_or_went_are_told() -> None:
    found = compare(["one", "two", "three", "four"], ["one", "four", "five"])
    assert (found.missing, found.added) == (("two three",), ("five",))


def test_words_that_were_put_in_on_purpose_are_no_difference() -> None:
    assert not compare(["a", "b"], ["a", "A", "film", "b"], ["A film"])


def test_of_long_texts_the_words_are_counted() -> None:
    many = [str(number) for number in range(MOST_COMPARED + 1)]
    found = compare(many, [*reversed(many[1:]), "new"])
    assert (found.missing, found.added) == (("0",), ("new",))


def test_no_more_is_shown_than_people_read() -> None:
    found = compare([f"{'x' * 500}{n}" if n % 2 else "a" for n in range(200)], ["a"] * 100)
    assert len(found.missing) == 21
    assert found.missing[-1].startswith("… and ")
    assert len(found.missing[0]) == 160
