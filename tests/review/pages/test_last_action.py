"""What was done last is told, and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Collection
from tests.review.pages.conftest import ANN, OLD, REVIEWED, Editor, act_of, text_of

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


def test_after_undo_one_is_back_whatever_the_article_is_called(
    collection: Collection, site: Flask, editor: Editor
) -> None:
    collection.write("en/a b/100% #1? & 'é'.md", title="Strange", last_reviewed_on=OLD)
    editor.decide(editor.open(), {**REVIEWED, **ANN}, "a b/100% #1? & 'é'")
    page = editor.open("/review?state=all")
    page = editor.open(page.xpath("//tbody//th/a/@href")[0])
    page = editor.undo(page)
    assert editor.response.status_code == 200
    assert page.findtext(".//h1") == "Strange"
    assert "Undone: 1 article" in act_of(page)


class TestWho:
    def test_a_name_is_given_once_and_can_be_changed(self, two: object, editor: Editor) -> None:
        page = editor.post(
            editor.open("/review/you?next=/review?sort=title"), "/review/you", {**ANN, "next": "/review"}
        )
        assert "You review as Ann" in text_of(page, "//p[@class='who']")
        page = editor.open("/review/you")
        assert page.xpath("//input[@name='name']/@value") == ["Ann"]

    @pytest.mark.parametrize(("name", "email"), [("", "a@b.c"), (" \n", ""), ("Ann", "ann"), ("Ann", "a@b\r\nX: y")])
    def test_no_name_or_a_wrong_address_is_said(self, two: object, editor: Editor, name: str, email: str) -> None:
        page = editor.post(editor.open("/review/you"), "/review/you", {"name": name, "email": email})
        assert editor.response.status_code == 400
        assert page.xpath("//p[@role='alert']")

    def test_undo_in_a_browser_without_a_name_asks_for_it_and_goes_on(
        self, two: tuple[Path, Path], site: Flask, editor: Editor
    ) -> None:
        before = two[0].read_bytes()
        done = editor.decide(editor.open(), {**REVIEWED, **ANN}, "orders/one")
        batch = done.xpath("//input[@name='batch']/@value")[0]
        other = Editor(site)
        page = other.post(other.open(), "/review/undo", {"batch": batch, "back": "/review?sort=due"})
        assert other.response.status_code == 400
        hidden = {field.get("name"): field.get("value") for field in page.xpath("//main//form//input[@type='hidden']")}
        assert hidden["batch"] == batch
        other.post(page, page.xpath("//main//form/@action")[0], {**hidden, "name": "Bo"}, follow=False)
        assert other.response.location == "/review?sort=due"
        assert two[0].read_bytes() == before

    @pytest.mark.parametrize(
        ("back", "leads"),
        [
            ("/review?owner=Ann", "/review?owner=Ann"),
            ("/review/articles/en/a", "/review/articles/en/a"),
            ("", "/review"),
            ("/", "/review"),
            ("/reviews", "/review"),
            ("/review/../en/", "/review"),
            ("/review/%2e%2E/en/", "/review"),
            ("//evil.example/review", "/review"),
            ("https://evil.example/review", "/review"),
            ("javascript:alert(1)", "/review"),
            ("\\\\evil.example", "/review"),
            ("/review\r\nX: y", "/review"),
            ("review", "/review"),
        ],
    )
    def test_forms_lead_back_to_the_review_only(self, two: object, editor: Editor, back: str, leads: str) -> None:
        editor.post(editor.open("/review/you"), "/review/you", {**ANN, "next": back}, follow=False)
        assert editor.response.location == leads
