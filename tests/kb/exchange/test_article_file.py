"""A newer version of an article meets what was changed here, part by part."""

from __future__ import annotations

import pytest

from kb.exchange.article_file import merged, new_file
from kb.front_matter.edit import FrontMatterEditError, Written

VALUES: dict[str, Written] = {"title": "Reset", "tags": ("a", "b"), "imported_from": "zendesk:1"}


@pytest.fixture
def first() -> tuple[bytes, dict[str, str]]:
    made = new_file(VALUES, "Old text.\n")
    return made.content, made.parts


def test_a_new_file_has_the_keys_in_their_order_and_the_text() -> None:
    content = new_file({**VALUES, "title": "Yes: no"}, "Old text.\n").content.decode()
    assert content == '---\ntitle: "Yes: no"\ntags: [a, b]\nimported_from: "zendesk:1"\n---\n\nOld text.\n'


def test_what_changed_there_is_taken_and_what_others_wrote_stays(first: tuple[bytes, dict[str, str]]) -> None:
    content, parts = first
    here = content.replace(b"---\n\nOld", b"last_reviewed_on: 2026-01-01  # by Ann\n---\n\nOld")
    found = merged(here, {**VALUES, "title": "Reset it", "description": "New"}, "New text.\n", parts)
    expected = here.replace(b"Reset\n", b"Reset it\ndescription: New\n").replace(b"Old", b"New")
    assert (found.content, found.differences) == (expected, ())


def test_what_changed_here_stays(first: tuple[bytes, dict[str, str]]) -> None:
    content, parts = first
    here = content.replace(b"Reset", b"Mine").replace(b"Old text", b"My text")
    found = merged(here, VALUES, "Old text.\n", parts)
    assert (found.content, found.differences, found.parts) == (here, (), parts)


def test_what_changed_on_both_sides_stays_and_is_shown(first: tuple[bytes, dict[str, str]]) -> None:
    content, parts = first
    here = content.replace(b"Reset", b"Mine").replace(b"Old text.", b"Old text.\nMore.")
    found = merged(here, {**VALUES, "title": "Theirs"}, "New text.\n", parts)
    assert found.content == here
    assert [(one.part, one.here, one.there) for one in found.differences] == [
        ("title", "Mine", "Theirs"),
        ("body", "Old text.\nMore.", "New text."),
    ]
    again = merged(here, {**VALUES, "title": "Theirs"}, "New text.\n", found.parts)
    assert len(again.differences) == 2  # until somebody settles it
    theirs: dict[str, Written] = {**VALUES, "title": "Theirs"}
    settled = merged(new_file(theirs, "New text.").content, theirs, "New text.", found.parts)
    assert settled.differences == ()


def test_a_key_that_is_gone_there_goes_here_unless_it_was_changed(first: tuple[bytes, dict[str, str]]) -> None:
    content, parts = first
    less = {key: value for key, value in VALUES.items() if key != "tags"}
    assert b"tags" not in merged(content, less, "Old text.\n", parts).content
    mine = merged(content.replace(b"[a, b]", b"[c]"), less, "Old text.\n", parts)
    assert [one.part for one in mine.differences] == ["tags"]


def test_without_a_memory_whatever_differs_is_shown_and_stays(first: tuple[bytes, dict[str, str]]) -> None:
    found = merged(first[0], {**VALUES, "title": "Theirs"}, "Old text.\n", {})
    assert ([one.part for one in found.differences], found.content) == (["title"], first[0])


def test_line_ends_stay_as_they_are(first: tuple[bytes, dict[str, str]]) -> None:
    content, parts = first
    found = merged(content.replace(b"\n", b"\r\n"), VALUES, "New\ntext.\n", parts)
    assert found.content.endswith(b"---\r\n\r\nNew\r\ntext.\r\n")


def test_a_file_that_cannot_be_read_is_left(first: tuple[bytes, dict[str, str]]) -> None:
    with pytest.raises(FrontMatterEditError):
        merged(b"---\ntitle: [\n---\nx", VALUES, "New", first[1])
    with pytest.raises(FrontMatterEditError):
        merged(b"\xff", VALUES, "New", first[1])


def test_numbers_are_written_as_numbers_and_read_as_before() -> None:
    values: dict[str, Written] = {"title": "A", "weight": "2"}
    made = new_file(values, 'x\nweight: "3"\n')
    assert made.content.decode() == '---\ntitle: A\nweight: 2\n---\n\nx\nweight: "3"\n'
    assert merged(made.content, values, 'x\nweight: "3"\n', made.parts).content == made.content
