"""What was proposed in a category that asks for approval is told to its owner, once, with a link to the proposal."""

from __future__ import annotations

import pytest

from kb.catalog.article import ArticleId
from kb.core.roles import Person
from kb.editor.sheet import FormSheet
from kb.publishing.proposals import propose
from review.notices.approvals import waiting_for_approval
from review.notices.digest import make_digest
from review.notices.letter import write_letter
from tests.review.conftest import Reviewing

pytestmark = pytest.mark.slow  # a database


def test_the_owner_is_told_once_of_each_proposal(reviewing: Reviewing) -> None:
    review = reviewing.review
    reviewing.collection.write("en/law/_index.md", title="Law", owner="Lea", approval="owner")
    terms, tip = reviewing.article("law/terms"), reviewing.article("tips/one")

    def say_again() -> None:
        with review.database.begin() as connection:
            for id_ in (terms, tip):
                propose(connection, Person(name="Ed"), "account 7", id_, {"text": "x"}, reviewing.clock())

    say_again()
    found = waiting_for_approval(review)
    assert {owner: [one.fact.article for one in those] for owner, those in found.items()} == {"Lea": [terms]}
    digest = make_digest("Lea", [], frozenset(), found["Lea"])
    assert digest is not None
    letter = write_letter(digest, review.settings, "en")
    assert letter.subject == "1 to approve: Lea"
    assert "Terms\n  Proposed by Ed\n  http://127.0.0.1:8000/work/proposals/1" in letter.text()
    assert make_digest("Lea", [], set(digest.facts), found["Lea"]) is None
    reviewing.clock.later(minutes=5)
    say_again()
    assert make_digest("Lea", [], set(digest.facts), waiting_for_approval(review)["Lea"]) is not None


def test_who_is_asked_is_told_of_what_is_new_or_moves_there_as_the_page_says(reviewing: Reviewing) -> None:
    review = reviewing.review
    reviewing.collection.write("en/law/_index.md", title="Law", owner="Lea", approval="owner")
    reviewing.collection.write("en/plain.md", b"A text without a head.\n")
    review.library.refresh()
    new = FormSheet("en/law/new.md", "", "Text.", {"title": "New terms", "status": "published"})
    moved = FormSheet("en/plain.md", "", "---\ntitle: Moved\ncategory: law\n---\nText.")
    with review.database.begin() as connection:
        for key, sheet in (("law/new", new), ("plain", moved)):
            propose(connection, Person(name="Ed"), "7", ArticleId("en", key), sheet.as_plain(), reviewing.clock())
    assert [one.title for one in waiting_for_approval(review)["Lea"]] == ["New terms", "Plain"]
