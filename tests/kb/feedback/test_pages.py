"""Was this helpful? The question on an article, the form, the JSON, and what is refused."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import Engine, text

from kb.catalog.article import ArticleId
from kb.core.roles import Person, Role
from kb.feedback.ballot_box import MOST_OF_READER, MOST_WITHOUT_MARK
from kb.feedback.json_paths import PATHS
from kb.feedback.pages import MAX_POST_BYTES
from kb.feedback.votes import Judgement, Score, judgement
from kb.site.asking import Sender, asking
from tests.conftest import Collection
from tests.kb.conftest import Page, Visitor, assert_problem

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

RESET = {"language": "en", "key": "account/reset"}
ADDRESS = "/en/articles/account/reset"
API = "/api/v1/feedback"


@dataclass
class Reader:
    """Somebody with a browser, with or without scripts."""

    visitor: Visitor
    site: Flask

    def open(self, address: str = ADDRESS, **options: Any) -> Page:
        return self.visitor.open(address, **options)

    def post(self, fields: Mapping[str, object], headers: Mapping[str, str] | None = None, **options: Any) -> Page:
        return self.visitor.open("/feedback", "POST", data=dict(fields), headers=dict(headers or {}), **options)

    def press(self, page: Page, value: str, **headers: str) -> Page:
        """Press a button below an article."""
        fields = fields_of(page, "feedback-answers")
        return self.post({**fields, "helpful": value}, headers)

    def send(self, fields: object, **headers: str) -> Page:
        body = json.dumps(fields)
        return self.visitor.open(API, "POST", data=body, content_type="application/json", headers=headers)

    @property
    def database(self) -> Engine:
        database: Engine = self.site.extensions["kb"].database
        return database

    def said(self, key: str = "account/reset", language: str = "en") -> Judgement:
        article = self.site.extensions["kb"].library.catalog.articles[ArticleId(language, key)]
        with self.database.connect() as connection:
            return judgement(connection, article)

    def take_away(self) -> None:
        """What votes are kept in is gone."""
        with self.database.begin() as connection:
            connection.execute(text("ALTER TABLE feedback_votes RENAME TO away"))


@pytest.fixture
def reader(collection: Collection, site: Flask, visitor: Visitor) -> Reader:
    collection.write("en/account/reset.md", "Press the button.", title="Reset")
    collection.write("en/account/close.md", title="Close")
    collection.write("fa/account/reset.md", "متن", title="بازنشانی")
    collection.write("en/account/secret.md", title="Secret", audience="internal")
    collection.write("en/account/draft.md", title="Draft", status="draft")
    site.extensions["kb"].library.refresh()
    return Reader(visitor, site)


def form(page: Page, name: str) -> html.FormElement:
    (found,) = page.tree.xpath(f"//form[@class='{name}']")
    return found


def fields_of(page: Page, name: str) -> dict[str, str]:
    """The hidden fields of a form."""
    return {str(field.name): str(field.value) for field in form(page, name).xpath(".//input[@type='hidden']")}


def status(page: Page) -> str:
    """What the section says of the last answer."""
    (found,) = page.texts("//*[@id='feedback']//*[@role='status']")
    return found


def pressed(page: Page) -> list[str]:
    return page.texts("//*[@class='feedback-answers']/button[@aria-pressed='true']")


class TestTheQuestion:
    def test_it_stands_below_every_article_in_the_language_of_the_page(self, reader: Reader) -> None:
        page = reader.open()
        assert page.texts("//*[@id='feedback']/h2") == ["Was this helpful?"]
        assert page.texts("//*[@class='feedback-answers']/button") == ["Yes", "No"]
        assert status(page) == ""
        assert pressed(page) == []
        (section,) = reader.open("/fa/articles/account/reset").tree.xpath("//*[@id='feedback']")
        assert section.get("dir") == "rtl"

    def test_reading_and_voting_set_no_cookie(self, reader: Reader) -> None:
        page = reader.open()
        assert "Set-Cookie" not in page.response.headers
        assert "Set-Cookie" not in reader.press(page, "no").response.headers
        assert "csrf" not in page.text

    def test_votes_leave_the_validator_of_the_page_as_it_was(self, reader: Reader) -> None:
        first = reader.open()
        reader.press(first, "yes")
        again = reader.open(headers={"If-None-Match": first.response.headers["ETag"]})
        assert (again.status, again.response.data) == (304, b"")


class TestTheForm:
    def test_the_interface_around_the_article_stays_as_it_was(self, reader: Reader) -> None:
        page = reader.open("/en/articles/account/close?ui=fa")
        answer = reader.press(page, "yes")
        assert str(answer.location).startswith("/en/articles/account/close?ui=fa&feedback=yes&vote=")
        assert reader.open(str(answer.location)).texts("//*[@role='status']") == reader.open(
            "/fa/articles/account/reset?feedback=yes&vote=" + str(answer.location).partition("vote=")[2]
        ).texts("//*[@role='status']")

    def test_yes_leads_back_to_the_article_with_thanks(self, reader: Reader) -> None:
        answer = reader.press(reader.open(), "yes")
        assert answer.status == 303
        assert str(answer.location).startswith(f"{ADDRESS}?feedback=yes&vote=")
        assert str(answer.location).endswith("#feedback")
        page = reader.open(str(answer.location))
        assert status(page) == "Thank you. You can still change your answer."
        assert pressed(page) == ["Yes"]
        assert page.tree.xpath("//form[@class='feedback-why']") == []
        assert reader.said().now == Score(1, 0)

    def test_no_asks_why_and_the_reasons_go_to_the_same_vote(self, reader: Reader) -> None:
        page = reader.open(str(reader.press(reader.open(), "no").location))
        assert status(page) == "Thank you. Would you like to tell us why?"
        given = {"reasons": ["wrong", "missing"], "comment": "Step 3 is gone.\r\nWhere is it?"}
        answer = reader.post({**fields_of(page, "feedback-why"), **given})
        assert status(reader.open(str(answer.location))) == "Thank you. This helps us improve the article."
        found = reader.said()
        assert found.now == Score(0, 1)
        assert sorted(found.reasons) == [("missing", 1), ("wrong", 1)]
        assert [comment.text for comment in found.comments] == ["Step 3 is gone.\nWhere is it?"]

    def test_an_answer_is_changed_from_the_page_it_led_to(self, reader: Reader) -> None:
        page = reader.open(str(reader.press(reader.open(), "no").location))
        reader.press(page, "yes")
        assert reader.said().now == Score(1, 0)

    @pytest.mark.parametrize("header", ["DNT", "Sec-GPC"])
    def test_who_is_not_to_be_tracked_votes_gives_reasons_and_changes_the_one_vote(
        self, reader: Reader, header: str
    ) -> None:
        page = reader.open(str(reader.press(reader.open(), "no", **{header: "1"}).location))
        reader.post({**fields_of(page, "feedback-why"), "reasons": "unclear"}, {header: "1"})
        reader.press(page, "yes", **{header: "1"})
        assert reader.said().now == Score(1, 0)
        with reader.database.connect() as connection:
            assert connection.scalars(text("SELECT reader FROM feedback_votes")).all() == [None]

    def test_with_scripts_only_the_section_comes_back_in_the_language_of_the_article(self, reader: Reader) -> None:
        fields = {**fields_of(reader.open("/fa/articles/account/reset"), "feedback-answers"), "in_place": "1"}
        page = reader.post({**fields, "helpful": "no"})
        assert page.status == 200
        assert page.text.lstrip().startswith("<section")
        assert page.tree.xpath("//section/@lang") == ["fa"]
        assert len(page.tree.xpath("//form[@class='feedback-why']")) == 1

    def test_what_a_comment_says_is_text_and_never_markup(self, reader: Reader) -> None:
        reader.take_away()
        comment = "</textarea><script>alert(1)</script>"
        page = reader.post({**RESET, "helpful": "no", "comment": comment})
        assert page.texts("//textarea") == [comment]
        assert "<script>alert" not in page.text

    @pytest.mark.parametrize(
        "query", ["feedback=<b>&vote=<b>", "feedback=no&vote=%22%3E%3Cscript%3E", "feedback=hacked"]
    )
    def test_nothing_of_an_address_is_repeated_on_the_page(self, reader: Reader, query: str) -> None:
        page = reader.open(f"{ADDRESS}?{query}")
        assert page.status == 200
        assert page.tree.xpath("//*[@id='feedback']//input[@name='vote']") == []
        assert "hacked" not in page.text


class TestBehindAProxy:
    @pytest.mark.parametrize(
        ("told", "readers"),
        [
            (("192.0.2.1", "192.0.2.2"), 2),
            (("192.0.2.1", "192.0.2.1"), 1),
            (("forged, 192.0.2.1", "192.0.2.9, 192.0.2.1"), 1),
        ],
    )
    def test_readers_are_told_apart_by_the_address_that_a_proxy_on_this_machine_adds(
        self, reader: Reader, told: tuple[str, str], readers: int
    ) -> None:
        for address in told:
            reader.send({**RESET, "helpful": True}, **{"X-Forwarded-For": address})
        assert reader.said().now == Score(readers, 0)

    @pytest.mark.parametrize("header", [("Via", "1.1 proxy"), ("X-Forwarded-For", "unknown")])
    def test_a_proxy_that_does_not_tell_makes_no_two_readers_one(self, reader: Reader, header: tuple[str, str]) -> None:
        for _ in range(2):
            reader.send({**RESET, "helpful": True}, **dict([header]))
        assert reader.said().now == Score(2, 0)

    def test_a_reader_from_elsewhere_cannot_pretend_to_be_many(self, reader: Reader) -> None:
        for number in range(3):
            headers = {"X-Forwarded-For": f"192.0.2.{number}"}
            reader.post({**RESET, "helpful": "yes"}, headers, environ_base={"REMOTE_ADDR": "203.0.113.5"})
        assert reader.said().now == Score(1, 0)


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("headers", "expected"),
        [
            ({}, 303),
            ({"Sec-Fetch-Site": "same-origin"}, 303),
            ({"Sec-Fetch-Site": "same-origin", "Origin": "http://elsewhere.example"}, 303),
            ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
            ({"Sec-Fetch-Site": "same-site"}, 403),
            ({"Sec-Fetch-Site": "none"}, 403),
            ({"Sec-Fetch-Site": ""}, 403),
            ({"Origin": "http://localhost"}, 303),
            ({"Origin": "https://localhost"}, 303),
            ({"Origin": "https://evil.example"}, 403),
            ({"Origin": "https://localhost.evil.example"}, 403),
            ({"Origin": "https://evil.example/localhost"}, 403),
            ({"Origin": "null"}, 403),
            ({"Origin": "http://["}, 403),
            ({"Origin": ""}, 403),
        ],
    )
    def test_only_this_site_may_have_a_browser_vote(
        self, reader: Reader, headers: dict[str, str], expected: int
    ) -> None:
        assert reader.post({**RESET, "helpful": "yes"}, headers).status == expected
        assert reader.said().now.votes == (expected == 303)
        assert reader.send({**RESET, "helpful": False}, **headers).status == {303: 200, 403: 403}[expected]

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"language": "en"},
            {"language": "en", "key": "no/such"},
            {"language": "ru", "key": "account/reset"},
            {"language": "en", "key": "account/draft"},
            {"language": "en", "key": "account/secret"},
            {"language": "en", "key": "account/reset\0"},
            {"language": "en", "key": "x" * 5_000},
        ],
    )
    def test_articles_that_are_not_there_for_the_reader_take_no_votes(
        self, reader: Reader, fields: dict[str, str]
    ) -> None:
        assert reader.post({**fields, "helpful": "yes"}).status == 404
        assert "there is no article" in assert_problem(reader.send({**fields, "helpful": True}), 404)

    def test_staff_vote_on_what_only_staff_may_see(self, reader: Reader) -> None:
        reader.site.before_request(lambda: setattr(asking(), "sender", Sender(Person(Role.STAFF))))
        assert reader.send({**RESET, "key": "account/secret", "helpful": True}).status == 200
        assert reader.said("account/secret").now == Score(1, 0)

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"helpful": ""},
            {"helpful": "true"},
            {"helpful": "yes", "comment": "x"},
            {"helpful": "no", "reasons": "ugly"},
        ],
    )
    def test_a_form_that_is_no_vote_is_a_plain_refusal(self, reader: Reader, fields: dict[str, str]) -> None:
        assert reader.post({**RESET, **fields}).status == 400
        assert reader.said().now == Score()

    def test_a_long_comment_is_taken_and_a_body_that_no_form_sends_is_not(self, reader: Reader) -> None:
        assert reader.post({**RESET, "helpful": "no", "comment": "🚀" * 1_000}).status == 303
        assert len(reader.said().comments[0].text) == 1_000
        assert reader.post({**RESET, "helpful": "no", "comment": "x" * MAX_POST_BYTES}).status == 413
        assert_problem(reader.send({**RESET, "helpful": False, "comment": "x" * MAX_POST_BYTES}), 413)

    def test_too_many_votes_are_told_so_and_what_was_written_stays(self, reader: Reader) -> None:
        for _ in range(MOST_OF_READER):
            reader.post({**RESET, "helpful": "no"})
        page = reader.post({**RESET, "helpful": "no", "comment": "Step 3", "reasons": "wrong"})
        assert (page.status, page.response.headers["Retry-After"]) == (429, "60")
        assert "try again in a minute" in status(page)
        assert page.texts("//textarea") == ["Step 3"]
        assert page.tree.xpath("//input[@checked]/@value") == ["wrong"]
        answer = reader.send({**RESET, "helpful": True})
        assert "too many votes" in assert_problem(answer, 429)
        assert answer.response.headers["Retry-After"] == "60"

    def test_votes_without_a_mark_are_bounded_for_each_article(self, reader: Reader) -> None:
        for _ in range(MOST_WITHOUT_MARK):
            assert reader.send({**RESET, "helpful": True}, DNT="1").status == 200
        assert reader.send({**RESET, "helpful": True}, DNT="1").status == 429
        assert reader.send({**RESET, "key": "account/close", "helpful": True}, DNT="1").status == 200

    def test_while_the_database_is_away_articles_are_read_and_what_was_written_is_not_lost(
        self, reader: Reader, caplog: pytest.LogCaptureFixture
    ) -> None:
        reader.take_away()
        assert reader.open().status == 200
        with caplog.at_level(logging.WARNING):
            page = reader.post({**RESET, "helpful": "no", "comment": "Step 3 is gone"})
        assert page.status == 503
        assert status(page) == "Your answer was not saved. Please try again later."
        assert page.texts("//textarea") == ["Step 3 is gone"]
        assert page.texts("//h1") == ["Reset"]
        assert "a vote could not be saved" in caplog.text
        assert "Step 3" not in caplog.text
        assert "try again later" in assert_problem(reader.send({**RESET, "helpful": True}), 503)
        fragment = reader.post({**RESET, "helpful": "yes", "in_place": "1"})
        assert (fragment.status, status(fragment)) == (503, "Your answer was not saved. Please try again later.")

    def test_the_address_is_only_posted_to(self, reader: Reader) -> None:
        assert reader.open("/feedback").status == 405
        assert_problem(reader.open(API), 405)


class TestTheApi:
    def test_a_vote_is_answered_with_what_was_saved(self, reader: Reader) -> None:
        page = reader.send({**RESET, "helpful": False, "reasons": ["other", "wrong"], "comment": " Step\x00 3 "})
        assert page.status == 200
        vote = page.json["vote"]
        assert len(vote) == 32
        saved = {"helpful": False, "reasons": ["wrong", "other"], "comment": "Step 3"}
        assert page.json == {**RESET, **saved, "vote": vote, "step": ""}

    def test_the_name_of_a_vote_changes_it(self, reader: Reader) -> None:
        vote = reader.send({**RESET, "helpful": False}, DNT="1").json["vote"]
        assert reader.send({**RESET, "helpful": True, "vote": vote}, DNT="1").json["vote"] == vote
        assert reader.said().now == Score(1, 0)

    def test_a_name_that_no_vote_has_is_a_new_vote(self, reader: Reader) -> None:
        assert reader.send({**RESET, "helpful": True, "vote": "0" * 32}).json["vote"] != "0" * 32
        assert reader.said().now == Score(1, 0)

    @pytest.mark.parametrize("body", ["", "[]", "5", "null", "{", '{"language": "en"'])
    def test_what_is_no_object_is_refused(self, reader: Reader, body: str) -> None:
        page = reader.visitor.open(API, "POST", data=body, content_type="application/json")
        assert_problem(page, 400)

    def test_a_form_at_the_address_for_json_is_refused(self, reader: Reader) -> None:
        body = json.dumps({**RESET, "helpful": True})
        for kind in ("text/plain", "application/x-www-form-urlencoded"):
            assert_problem(reader.visitor.open(API, "POST", data=body, content_type=kind), 400)

    @pytest.mark.parametrize("wrong", [{"language": 5}, {"key": ["a"]}, {"key": None}, {"key": "\ud800"}])
    def test_names_that_are_none_are_no_article(self, reader: Reader, wrong: dict[str, object]) -> None:
        assert_problem(reader.send({**RESET, "helpful": True, **wrong}), 404)

    def test_what_is_wrong_is_named(self, reader: Reader) -> None:
        assert "helpful='maybe'" in assert_problem(reader.send({**RESET, "helpful": "maybe"}), 400)

    def test_the_description_names_every_field_that_is_read(self) -> None:
        (operation,) = PATHS[API].values()
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        assert set(schema["properties"]) == {*RESET, "helpful", "reasons", "comment", "step", "vote", "revision"}
