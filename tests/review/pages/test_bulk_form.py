"""What is missing in the form for several articles is asked for, and nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kb.catalog.article import ArticleId
from review.decisions.decision_request import DecisionTarget
from review.pages.bulk_form import read_targets
from tests.review.pages.conftest import ANN, REVIEWED, Editor, act_of, history_of, text_of

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


class TestWhatIsMissing:
    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({**REVIEWED, "check": []}, "Say what you checked."),
            ({**REVIEWED, "check": ["everything"]}, "Say what you checked."),
            ({**REVIEWED, "confirm_reviewed": ""}, "Confirm that you checked each of the articles."),
            ({"act": "assigned", "assignee": " "}, "Say who should work on the articles."),
            ({"act": "snoozed", "until": "2026-11-22", "reason": "x"}, "Choose a day"),
            ({"act": "snoozed", "until": "2027-11-23", "reason": "x"}, "Choose a day"),
            ({"act": "snoozed", "until": "soon", "reason": "x"}, "Choose a day"),
            ({"act": "snoozed", "until": "2026-11-23", "reason": ""}, "Say why this can wait."),
            ({"act": "archived"}, "Confirm that readers"),
            ({"act": "flagged"}, "Choose what to do"),
            ({}, "Choose what to do"),
        ],
    )
    def test_is_asked_for_and_nothing_is_done(
        self, two: tuple[Path, Path], editor: Editor, fields: dict[str, Any], wrong: str
    ) -> None:
        before = two[0].read_bytes()
        page = editor.decide(editor.open(), {**fields, **ANN}, "orders/one")
        assert editor.response.status_code == 400
        assert wrong in text_of(page, "//p[@role='alert']")
        assert two[0].read_bytes() == before
        assert history_of(editor) == []

    def test_no_article_chosen_is_said(self, two: object, editor: Editor) -> None:
        page = editor.decide(editor.open(), {**REVIEWED, **ANN})
        assert text_of(page, "//p[@role='alert']") == "Select at least one article."

    def test_a_missing_name_is_asked_for_in_the_same_form_and_nothing_is_lost(
        self, two: tuple[Path, Path], editor: Editor
    ) -> None:
        first = editor.open()
        page = editor.decide(first, REVIEWED, "orders/one")
        assert editor.response.status_code == 400
        assert text_of(page, "//p[@role='alert']") == "Please say your name."
        assert page.xpath("//input[@name='check'][@checked]/@value") == ["steps_tried", "wording"]
        assert page.xpath("//input[@name='row'][@checked]/@value") == [
            value for value in first.xpath("//input[@name='row']/@value") if value.endswith("one")
        ]
        page = editor.decide(page, {**REVIEWED, **ANN}, "orders/one")
        assert b"reviewed_by: Ann" in two[0].read_bytes()
        assert "You review as Ann" in text_of(page, "//p[@class='who']")
        assert not page.xpath("//input[@name='name']")

    def test_what_was_chosen_stays_as_it_was_seen_also_when_the_form_comes_back(
        self, two: tuple[Path, Path], editor: Editor
    ) -> None:
        page = editor.open()
        two[0].write_bytes(two[0].read_bytes() + b"\nMore.")
        page = editor.decide(page, REVIEWED, "orders/one")
        assert "the file was changed" in act_of(editor.decide(page, {**REVIEWED, **ANN}, "orders/one"))


def test_an_article_that_was_sent_twice_is_decided_on_once() -> None:
    once = [DecisionTarget(ArticleId("en", "orders/one"), "f", "s")]
    assert read_targets(["f.s/en/orders/one", "f.s/en/orders/one"]) == once
