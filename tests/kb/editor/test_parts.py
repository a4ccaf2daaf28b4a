"""A file in a form and back: what nobody touched stays byte for byte."""

from __future__ import annotations

from datetime import date

import pytest

from kb.catalog.article import ArticleId
from kb.editor.parts import put_together, take_apart, with_day
from kb.front_matter.edit import FrontMatterEditError, set_values
from tests.kb.editor.conftest import LID

ID, PATH = ArticleId("en", "lid"), "en/lid.md"
FILES = [
    LID,
    b"# Only text\n\nNo end",
    b"+++\ntitle = 'Toml'\ntags = ['a', 'b']\n[more]\nx = 1\n+++\nText\n",
    b"---\ntitle: No text\n---",
    b"---\rtitle: Old Mac\r---\rText\r",
    b"---\nTitle: Large key\ndescription: >\n  folded\n  text\n---\n\n\nText\x0cwith a form feed\n",
    "---\ntitle: عنوان\nkeywords: نص، كلمة\n---\nنص\n".encode(),
]


@pytest.mark.parametrize("content", FILES)
def test_a_form_that_is_sent_as_it_came_changes_no_byte(content: bytes) -> None:
    parts = take_apart(content, PATH, ID)
    assert put_together(content, parts.text, parts.fields, PATH, ID) == content


@pytest.mark.parametrize(
    ("wanted", "before", "after"),
    [
        ({"title": "Cover"}, b"title: 'Lid'  #", b"title: 'Cover'  #"),
        ({"tags": "cup, top part"}, b"  - cup\r\n", b"  - cup\r\n  - top part\r\n"),
        ({"tags": ""}, b"tags:\r\n  - cup\r\n", b""),
        ({"owner": ""}, b"owner: Ann\r\n", b""),
        ({"audience": "internal"}, b"'Lid'  # the upper one\r\n", b"'Lid'  # the upper one\r\naudience: internal\r\n"),
        ({"keywords": "a، b, a"}, b"'Lid'  # the upper one\r\n", b"'Lid'  # the upper one\r\nkeywords: [a, b]\r\n"),
        ({"owner": " Ann "}, b"Ann", b"Ann"),
    ],
)
def test_a_changed_field_changes_its_own_lines_alone(wanted: dict[str, str], before: bytes, after: bytes) -> None:
    text = take_apart(LID, PATH, ID).text
    assert put_together(LID, text, wanted, PATH, ID) == LID.replace(before, after, 1)


def test_a_changed_text_keeps_mark_line_ends_and_the_missing_last_one() -> None:
    made = put_together(LID, "Open it.\n\nSlowly.\n\n## Close\n\nPush it.", {}, PATH, ID)
    assert made == LID.replace(b"Open it.\r\n", b"Open it.\r\n\r\nSlowly.\r\n")


def test_a_field_that_no_form_gives_back_is_not_in_it() -> None:
    content = b"---\ntitle: A\nowner: {name: Ann}\ntags: ['a, b']\n---\nText"
    assert {"owner", "tags"} & take_apart(content, PATH, ID).fields.keys() == set()
    assert put_together(content, "Text", {"owner": "Bob", "tags": "c"}, PATH, ID) == content


def test_front_matter_broken_by_hand_is_text_to_be_mended() -> None:
    content = b"---\ntitle: 'A\n---\nText\n"
    parts = take_apart(content, PATH, ID)
    assert parts.trouble is not None
    assert (parts.head, parts.text) == ("", content.decode())
    assert put_together(content, parts.text.replace("'A", "A"), {}, PATH, ID) == b"---\ntitle: A\n---\nText\n"


def test_a_draft_is_published_whatever_key_made_it_one() -> None:
    content = b"---\ntitle: A\ndraft: true\n---\nText\n"
    made = put_together(content, "Text\n", {"status": "published"}, PATH, ID)
    assert made == b"---\ntitle: A\nstatus: published\n---\nText\n"
    assert with_day(content, made, date(2026, 1, 2), PATH, ID).splitlines()[2] == b"published_on: 2026-01-02"


def test_the_day_of_a_change_is_that_of_what_readers_read_under_the_name_that_the_file_has() -> None:
    day, content = date(2026, 1, 2), b"---\ntitle: A\nlastmod: 2025-01-01\nowner: Ann\n---\nText\n"
    text = put_together(content, "More\n", {}, PATH, ID)
    assert with_day(content, text, day, PATH, ID) == text.replace(b"2025-01-01", b"2026-01-02")
    owner = put_together(content, "Text\n", {"owner": "Bob"}, PATH, ID)
    assert with_day(content, owner, day, PATH, ID) == owner
    draft = content.replace(b"owner: Ann", b"status: draft")
    assert with_day(draft, draft.replace(b"Text", b"More"), day, PATH, ID) == draft.replace(b"Text", b"More")


def test_a_list_that_is_set_keeps_its_way_of_writing_and_quotes_what_needs_it() -> None:
    words = ("c", "d, e", "f: g")
    block = set_values(b"---\ntags:\n- a\n- b\nx: 1\n---\n", {"tags": words})
    assert block == b'---\ntags:\n- c\n- d, e\n- "f: g"\nx: 1\n---\n'
    flow = set_values(b"---\ntags: [a]\n---\n", {"tags": words})
    assert flow == b'---\ntags: [c, "d, e", "f: g"]\n---\n'
    with pytest.raises(FrontMatterEditError, match="not one line"):
        set_values(b"---\ntags: [a]\n---\n", {"tags": ("a\nb",)})
