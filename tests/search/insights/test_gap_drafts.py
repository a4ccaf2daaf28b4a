"""Drafts that begin with the questions of a gap."""

from __future__ import annotations

import pytest

from kb.catalog.article import Status
from kb.editing.new_article import save_draft
from search.insights.gap_drafts import draft_text
from tests.conftest import Collection

HOSTILE = ['"quotes": and \\', "---", "a: b\n---\nstatus: published", "{{ x }} {% y %}", "<script>", "# x", "'", "]]>"]


@pytest.mark.parametrize("question", HOSTILE)
def test_whatever_was_asked_a_draft_is_a_draft(collection: Collection, question: str) -> None:
    collection.write("en/a.md", title="A")
    library = collection.library()
    made = save_draft(library, "en", question, draft_text([question, "more, of it", question]), None)
    assert made.status == Status.DRAFT
    assert made.title == " ".join(question.split())
    assert made.keywords == ("more of it",)
    assert [problem.code for problem in library.catalog.problems] == ["no_body"]
    assert not made.is_published
