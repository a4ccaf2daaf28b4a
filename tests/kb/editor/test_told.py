"""What is said of a text while it is written: what is wrong in it, with its line, and what could be better."""

from __future__ import annotations

import pytest

from kb.catalog.article import EVERYONE, ArticleId
from kb.editing.file_version import read_as
from kb.editor.told import LONG_SENTENCE, MOST_FAULTS, faults_in, hints_in, steps_in
from kb.markdown.render import render
from tests.conftest import Collection

ID = ArticleId("en", "lid")


def told(collection: Collection, body: str) -> tuple[list[tuple[int | None, str]], list[str]]:
    """Faults with their lines, and hints, of a text below front matter of two lines."""
    catalog = collection.library().catalog
    article = read_as(ID, "en/lid.md", f"---\ntitle: Lid\n---\n{body}".encode()).article
    assert article
    page = render(article, catalog, EVERYONE)
    faults = [(one.line, one.text % one.values) for one in faults_in(article, page, catalog)]
    return faults, [one.text % one.values for one in hints_in(page)]


@pytest.fixture
def cups(collection: Collection) -> Collection:
    collection.write("en/cup.md", "## Wash {#wash}\n\nText.", title="Cup")
    collection.write("en/desk.md", "Text.", title="Desk", audience="internal")
    collection.write("en/lid.md", "[gone](away.md)", title="Lid")
    return collection


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("Text.\n\n[x](nothing.md)", (3, "The link 'nothing.md' leads nowhere.")),
        ("[x](cup.md#dry)", (1, "The link 'cup.md#dry' names a section that there is not.")),
        ("[x](javascript:alert(1))", (1, "The link 'javascript:alert(1' is of a kind that is not allowed.")),
        ("![Words](none.png)", (1, "The picture 'none.png' cannot be shown.")),
        ("[x](desk.md)", (1, "The link 'desk.md' leads to an internal article, which readers do not see.")),
        ("\n![](https://example.com/a.png)", (2, "'https://example.com/a.png' has no words")),
    ],
)
def test_what_leads_nowhere_or_has_no_words_is_a_fault_on_its_line(
    cups: Collection, body: str, fault: tuple[int, str]
) -> None:
    [(line, said)] = told(cups, body)[0]
    assert (line, fault[1] in said or said.startswith("The link 'javascript:")) == (fault[0], True), said


def test_a_sound_text_is_told_nothing_also_where_the_saved_file_is_not(cups: Collection) -> None:
    sound = "[x](cup.md#wash) ![Words](https://example.com/a.png)\n\n## A\n\n### B\n\n```\n![](x.png)\n```\n"
    assert told(cups, sound) == ([], [])
    assert told(cups, "````\n```\n![](x.png)\n````\n\nWrite `![](x.png)`.\n\n<!-- ![](x.png) -->\n") == ([], [])


def test_a_level_that_is_left_out_and_long_sentences_are_hints(cups: Collection) -> None:
    long = " ".join(["word"] * (LONG_SENTENCE + 1))
    faults, hints = told(cups, f"## A\n\n#### B\n\nShort. {long}. Short.\n")
    assert faults == []
    assert hints == [
        "The heading 'B' is of level 4, the one above it of 2.",
        f"A sentence of {LONG_SENTENCE + 1} words: 'word word word word word word word word word word word word…'",
    ]


def test_a_text_full_of_faults_is_told_some(cups: Collection) -> None:
    assert len(told(cups, "\n".join(f"[x](no{number}.md)" for number in range(500)))[0]) == MOST_FAULTS


def test_a_step_that_is_passive_is_a_hint_on_its_line(collection: Collection) -> None:
    article = read_as(ID, "en/lid.md", b"---\ntitle: Lid\n---\n1. Press it.\n2. The lid must be closed.\n").article
    assert article
    [remark] = steps_in(article)
    assert (remark.line, remark.text % remark.values) == (
        2,
        "A step that is passive; say what to do: 'The lid must be closed.'",
    )
