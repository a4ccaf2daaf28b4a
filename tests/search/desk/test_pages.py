"""The desk as staff and as helpdesks use it; real files, a real index, a real database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import text

from kb.catalog.article import ArticleId
from kb.core.clock import utc_now
from kb.core.roles import Person, Role
from kb.site.site import Site
from search.desk.pages import create_blueprint
from search.desk.suggest_api import PATHS
from search.questions.messages import MAX_MESSAGE
from tests.conftest import Collection, open_site
from tests.search.conftest import TimesOut, indexed_site, model
from tests.search.desk.conftest import ELSEWHERE, KETTLE, SEVERAL, Desk, prepared

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One for all tests that leave the articles alone."""
    with indexed_site(prepared(tmp_path_factory.mktemp("desk"))) as made:
        yield made


@pytest.fixture
def own_desk(tmp_path: Path) -> Iterator[Desk]:
    """One to break."""
    with indexed_site(prepared(tmp_path)) as made:
        yield Desk(made)


def keys(page: html.HtmlElement) -> list[str]:
    return [link.get("href").split("/articles/")[1].split("#")[0] for link in page.xpath("//li/h2/a")]


def texts(page: html.HtmlElement, place: int = 1) -> dict[str, str]:
    """The texts to copy of one article by their names."""
    found = page.xpath(f"//li[contains(@class, 'answer')][{place}]//textarea[@data-text]")
    return {field.get("data-text"): field.text_content().lstrip("\n") for field in found}


def said(page: html.HtmlElement) -> str:
    return " ".join(page.text_content().split())


class TestAsking:
    def test_a_message_shows_its_question_and_the_articles_that_answer(self, desk: Desk) -> None:
        page = desk.ask(message=KETTLE)
        assert page.xpath("string(//textarea[@id='question'])").strip() == "how do I descale my kettle ?"
        assert keys(page)[0] == "products/kettle/descale"
        assert "Detected: English" in said(page)
        assert page.xpath("string(//textarea[@id='message'])").strip().startswith("Hello,")

    def test_no_more_than_five_articles_are_shown(self, desk: Desk) -> None:
        assert len(keys(desk.ask(message="password order money kettle courier refund"))) <= 5

    def test_the_customers_language_comes_first_and_others_are_marked(self, desk: Desk) -> None:
        page = desk.ask(message="Здравствуйте! Накипь в чайнике, как удалить?")
        assert page.xpath("string(//li[1]/h2/a/@href)").startswith("/ru/articles/products/kettle/descale")
        assert "Not in the customer’s language" not in page.xpath("string(//li[1]//p[@class='marks'])")
        page = desk.ask(message="CB-200 vinegar", language="ru")
        assert "English" in page.xpath("string(//li[1]//a[@hreflang])") + page.xpath(
            "string(//li[1]//p[@class='marks'])"
        )

    def test_the_language_can_be_set_where_the_guess_is_wrong(self, desk: Desk) -> None:
        page = desk.ask(message="password", language="fa")
        assert page.xpath("string(//select[@id='language']/option[@selected]/@value)") == "fa"
        assert page.xpath("string(//li[1]/h2/a/@href)").startswith("/fa/")

    def test_a_question_that_was_edited_is_asked_instead(self, desk: Desk) -> None:
        first = desk.ask(message=KETTLE)
        hidden = {name: first.xpath(f"string(//input[@name='{name}']/@value)") for name in ("found", "of")}
        page = desk.ask(message=KETTLE, question="refund of my money", **hidden)
        assert keys(page)[0] == "orders/refund"
        assert page.xpath("string(//textarea[@id='question'])").strip() == "refund of my money"

    def test_an_edited_question_is_dropped_with_the_message_it_belonged_to(self, desk: Desk) -> None:
        first = desk.ask(message="refund of my money")
        hidden = {name: first.xpath(f"string(//input[@name='{name}']/@value)") for name in ("found", "of")}
        assert keys(desk.ask(message=KETTLE, question="an edited question", **hidden))[0] == "products/kettle/descale"

    def test_a_message_without_a_question_says_so(self, desk: Desk) -> None:
        assert "No question found" in said(desk.ask(message="-- \nJane Doe\nCEO"))

    def test_each_question_is_a_heading_with_articles_of_its_own(self, desk: Desk) -> None:
        page = desk.ask(message=SEVERAL, ticket="T-2")
        assert page.xpath("//section[@class='part']/h2/text()") == ["How do I descale my kettle?", "Reset my password?"]
        firsts = [part.xpath("string(.//li[1]/h3/a/@href)") for part in page.xpath("//section[@class='part']")]
        assert ["kettle/descale" in firsts[0], "account/password" in firsts[1]] == [True, True]
        lines = page.xpath("string(//textarea[@id='question'])").strip().splitlines()
        assert lines == ["How do I descale my kettle?", "Reset my password?"]
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))

    def test_questions_can_be_written_a_line_each(self, desk: Desk) -> None:
        page = desk.ask(question="refund of my money\r\n\r\ndescale kettle")
        assert page.xpath("//section[@class='part']/h2/text()") == ["refund of my money", "descale kettle"]
        assert "one question a line" in said(desk.post("/desk", {"question": "kettle\n" * 6}, 400))

    def test_what_is_noted_of_one_question_leaves_the_others_on_the_page(self, desk: Desk) -> None:
        again = desk.note(desk.ask(message=SEVERAL, ticket="T-3"), "not_this")
        assert len(again.xpath("//section[@class='part']")) == 2

    def test_each_question_that_nothing_answers_is_noted(self, own_desk: Desk) -> None:
        own_desk.ask(message="1) How do I descale my kettle?\n2) Where is the qwertz zyxwv?", ticket="T-8")
        assert [row[:2] for row in own_desk.notes()] == [("asked", "T-8"), ("nothing", "T-8")]

    def test_a_message_that_asks_nothing_is_no_gap(self, own_desk: Desk) -> None:
        own_desk.ask(message="Best, Tom", ticket="T-7")
        assert [row[:2] for row in own_desk.notes()] == [("asked", "T-7")]

    def test_a_language_in_latin_letters_is_answered_in_its_own(self, desk: Desk) -> None:
        page = desk.ask(message="privet, kak udalit nakip v chajnike")
        assert "Detected: Русский" in said(page)
        assert "Showing results for" in said(page)
        assert keys(page)[0] == "products/kettle/descale"

    def test_not_in_capitals_excludes_nothing(self, desk: Desk) -> None:
        page = desk.ask(message="KETTLE DOES NOT DESCALE")
        assert page.xpath("string(//textarea[@id='question'])").strip() == "KETTLE DOES NOT DESCALE"
        assert keys(page)[0] == "products/kettle/descale"

    def test_what_fits_nothing_says_so_and_is_noted(self, desk: Desk) -> None:
        page = desk.ask(message="Where is the qwertz zyxwv?", ticket="T-9")
        assert "No article" in said(page)
        assert [row[:2] for row in desk.notes()] == [("asked", "T-9"), ("nothing", "T-9")]

    @pytest.mark.parametrize("letter", ["a", "ش", "😀", "\u0301"])
    def test_messages_of_100_kb_are_answered(self, desk: Desk, letter: str) -> None:
        filler = (letter * 9 + " ") * (100_000 // (len(letter.encode()) * 9 + 1))
        page = desk.ask(message=f"How do I descale my kettle?\n\n{filler}")
        assert "No question found" not in said(page)

    def test_a_message_that_is_too_long_is_refused_and_kept(self, desk: Desk) -> None:
        page = desk.post("/desk", {"message": "a " * (MAX_MESSAGE // 2 + 1), "ticket": "T"}, 400)
        assert "The message is too long" in said(page)
        assert page.xpath("string(//input[@id='ticket']/@value)") == "T"
        assert "The question is too long" in said(desk.post("/desk", {"question": "a" * 501}, 400))

    def test_a_body_of_megabytes_is_refused(self, desk: Desk) -> None:
        assert desk.client.post("/desk", data={"message": "a" * 2_000_000}).status_code == 413

    def test_markup_in_a_message_stays_text(self, desk: Desk) -> None:
        evil = '</textarea><script>alert(1)</script>{{7*7}} kettle "><img src=x onerror=alert(1)>'
        page = desk.ask(message=evil, subject=evil, ticket=evil)
        assert page.xpath("//script[not(@src)]|//img") == []
        assert page.xpath("string(//input[@id='subject']/@value)") == evil

    def test_a_form_without_its_token_is_refused(self, desk: Desk) -> None:
        for path in ("/desk", "/desk/notes"):
            assert desk.client.post(path, data={"message": "kettle"}).status_code == 400
        assert desk.notes() == []


class TestCopying:
    def test_every_text_stands_on_the_page_to_be_selected(self, desk: Desk) -> None:
        found = texts(desk.ask(message=KETTLE))
        link = "http://localhost/en/articles/products/kettle/descale"
        assert found["plain"] == link
        assert found["markdown"] == f"[Descale the kettle]({link})"
        assert found["html"] == f'<a href="{link}" lang="en">Descale the kettle</a>'
        assert found["quote"] == f"> Descale the CB-200 kettle with vinegar.\n\nDescale the kettle: {link}"
        assert found["reply-10-answer"] == f"Dear customer,\nDescale the kettle: {link}\nSofra"

    def test_links_lead_to_the_section_that_answers(self, desk: Desk) -> None:
        found = texts(desk.ask(message="The link for my password expired, ask again?"))
        assert found["plain"].endswith("/en/articles/account/password#the-link-expired")

    def test_replies_are_in_the_customers_language(self, desk: Desk) -> None:
        assert texts(desk.ask(message="Накипь в чайнике, как удалить?"))["reply-10-answer"].startswith(
            "Здравствуйте! http"
        )

    def test_titles_cannot_break_out_of_a_link(self, own_desk: Desk) -> None:
        parts = own_desk.app.extensions["kb"]
        Collection(parts.settings.articles_dir).write(
            "en/a/odd.md", "Frobnicate.", title="'A ](http://evil.example) <b>\"'"
        )
        parts.library.refresh()
        parts.service.bring_up_to_date()
        found = texts(own_desk.ask(message="How do I frobnicate?"))
        assert found["markdown"].startswith('[A \\](http://evil.example) <b>"](http://localhost/en/articles/a/odd')
        assert "<b>" not in found["html"]
        assert html.fragment_fromstring(found["html"]).text == 'A ](http://evil.example) <b>"'

    def test_an_internal_article_is_marked_and_has_nothing_to_copy(self, desk: Desk) -> None:
        page = desk.ask(message="Where is the gizmotron desk?")
        assert keys(page)[0] == "handbook/escalate"
        assert "Internal: not for customers" in page.xpath("string(//li[1]//p[@class='marks'])")
        assert texts(page) == {}
        assert page.xpath("//li[1]//*[@data-copy]|//li[1]//form[@class='copy']") == []

    @pytest.mark.parametrize("kind", ["link", "quote", "reply"])
    def test_the_address_refuses_to_send_an_internal_article(self, desk: Desk, kind: str) -> None:
        page = desk.ask(message="Where is the gizmotron desk?")
        before = desk.notes()
        desk.note(page, kind, 403)
        assert desk.notes() == before

    def test_what_was_sent_is_noted_with_its_ticket(self, desk: Desk) -> None:
        page = desk.ask(message=KETTLE, ticket="T-1")
        again = desk.note(page, "link")
        assert "Noted as sent." in said(again)
        assert keys(again) == keys(page)
        assert desk.notes()[-1] == ("link", "T-1", "products/kettle/descale", "")

    def test_not_this_one_and_this_is_wrong_are_noted(self, desk: Desk) -> None:
        page = desk.ask(message=KETTLE, ticket="T-1")
        desk.note(page, "not_this")
        desk.note(page, "wrong", comment="It is citric acid now.")
        assert desk.notes()[-2:] == [
            ("not_this", "T-1", "products/kettle/descale", ""),
            ("wrong", "T-1", "products/kettle/descale", "It is citric acid now."),
        ]

    @pytest.mark.parametrize(
        ("change", "status"),
        [
            ({"kind": "wrong", "comment": " "}, 400),
            ({"kind": "asked"}, 400),
            ({"kind": "evil"}, 400),
            ({"kind": "link", "key": "no/such"}, 404),
            ({"kind": "link", "key": "account/draft"}, 404),
            ({"kind": "link", "language": "xx"}, 404),
        ],
    )
    def test_what_cannot_be_noted_is_refused(self, desk: Desk, change: dict[str, str], status: int) -> None:
        page = desk.ask(message=KETTLE)
        before = desk.notes()
        desk.note(page, change.pop("kind"), status, **change)
        assert desk.notes() == before

    def test_a_database_that_is_away_does_not_stop_the_desk(self, own_desk: Desk) -> None:
        with own_desk.app.extensions["kb"].database.begin() as connection:
            connection.execute(text("DROP TABLE sent_links"))
        assert keys(own_desk.ask(message=KETTLE, ticket="T"))[0] == "products/kettle/descale"


class TestSuggesting:
    def test_several_questions_have_lists_of_their_own_and_one_together(self, desk: Desk) -> None:
        answer = desk.suggest(message=SEVERAL)
        asked = [one["question"] for one in answer["questions"]]
        assert asked == ["How do I descale my kettle?", "Reset my password?"]
        assert answer["question"] == " ".join(asked)
        firsts = [one["results"][0]["key"] for one in answer["questions"]]
        assert [one["key"] for one in answer["results"]][:2] == firsts
        assert all(one.keys() == {"question", "fits", "confidence", "results"} for one in answer["questions"])

    def test_of_one_question_both_lists_are_the_same(self, desk: Desk) -> None:
        answer = desk.suggest(message=KETTLE)
        assert [one["results"] for one in answer["questions"]] == [answer["results"]]

    def test_a_helpdesk_gets_language_question_and_articles(self, desk: Desk) -> None:
        answer = desk.suggest(message=KETTLE, subject="Re: question", ticket="T-1")
        assert answer["language"] == "en"
        assert "how do I descale my kettle" in answer["question"]
        best = answer["results"][0]
        assert best["key"] == "products/kettle/descale"
        assert best["link"] == "http://localhost/en/articles/products/kettle/descale"
        assert best["answer"] == "Descale the CB-200 kettle with vinegar."
        assert best["in_customers_language"] is True
        assert best["languages"] == ["en", "ru"]
        assert [reply["title"] for reply in best["replies"]] == ["Answer"]
        assert [row[:2] for row in desk.notes()][:1] == [("asked", "T-1")]

    def test_an_internal_article_comes_without_a_link_or_a_reply(self, desk: Desk) -> None:
        best = desk.suggest(message="Where is the gizmotron desk?")["results"][0]
        assert (best["audience"], best["link"], best["replies"]) == ("internal", None, [])

    def test_a_message_without_a_question_has_no_results(self, desk: Desk) -> None:
        answer = desk.suggest(message="-- \nJane")
        assert answer["questions"] == []
        assert (answer["question"], answer["results"], answer["fits"]) == ("", [], False)

    def test_the_customers_language_may_be_given(self, desk: Desk) -> None:
        assert desk.suggest(message="password", language="fa")["results"][0]["language"] == "fa"

    def test_a_mail_is_taken_as_it_was_sent(self, desk: Desk) -> None:
        mail = EmailMessage()
        mail["Subject"] = "Чайник"
        mail.set_content("Накипь в чайнике, как удалить?", charset="koi8-r")
        response = desk.client.post("/api/v1/suggest", data=mail.as_bytes(), content_type="message/rfc822")
        assert response.status_code == 200
        assert response.json is not None
        assert response.json["language"] == "ru"
        assert response.json["results"][0]["key"] == "products/kettle/descale"

    @pytest.mark.parametrize(
        ("body", "told"),
        [
            (b"", "not JSON"),
            (b"{", "not JSON"),
            (b"\xff\xfe\xfa", "not JSON"),
            (b"[" * 200_000, "not JSON"),
            (b"[]", "not an object"),
            (b"{}", "message is missing"),
            (b'{"message": " "}', "message is missing"),
            (b'{"message": 5}', "message is not a text"),
            (b'{"message": "a", "ticket": ["x"]}', "ticket is not a text"),
            (b'{"message": "a", "language": "xx"}', "language='xx' is not one of"),
            (json.dumps({"message": "a" * (MAX_MESSAGE + 1)}).encode(), "the limit is"),
        ],
        ids=lambda value: str(value)[:20],
    )
    def test_a_bad_body_is_told_what_was_wrong(self, desk: Desk, body: bytes, told: str) -> None:
        response = desk.client.post("/api/v1/suggest", data=body, content_type="application/json")
        assert response.status_code == 400
        assert response.mimetype == "application/problem+json"
        assert told in json.loads(response.data)["detail"]

    def test_lone_surrogates_and_nul_break_nothing(self, desk: Desk) -> None:
        body = b'{"message": "kettle \\ud800 \\u0000 descale?", "subject": "\\ud800", "ticket": "\\ud800\\u0000"}'
        assert desk.client.post("/api/v1/suggest", data=body, content_type="application/json").status_code == 200

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
    def test_what_a_form_of_another_site_could_send_is_not_read(self, desk: Desk, kind: str) -> None:
        response = desk.client.post("/api/v1/suggest", data=b'{"message": "kettle"}', content_type=kind)
        assert response.status_code == 415
        assert desk.notes() == []

    def test_it_is_described(self, desk: Desk) -> None:
        operation = PATHS["/api/v1/suggest"]["post"]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        of_message = {"message", "subject", "question", "language", "ticket"}
        assert set(schema["properties"]) == {*of_message, "again", "draft", "followup", "template"}


class TestLateModel:
    def test_the_message_is_noted_once_and_what_is_missing_when_the_model_had_its_chance(self, tmp_path: Path) -> None:
        app = open_site(prepared(tmp_path), models=[model(TimesOut)])
        app.extensions["kb"].service.bring_up_to_date()
        desk, message = Desk(app), "What does a zeppelin cost?"
        first = desk.ask(message=message)
        assert "still looking by meaning" in said(first)
        assert "This has been noted" not in said(first)
        assert [kind for kind, *_ in desk.notes()] == ["asked"]
        again = first.xpath("//button[@form='ask']")[0]
        last = desk.ask(message=message, **{again.get("name"): again.get("value")})
        assert "takes too long at the moment" in said(last)
        assert "This has been noted" in said(last)
        assert [kind for kind, *_ in desk.notes()] == ["asked", "nothing"]
        told = [
            desk.client.post("/api/v1/suggest", json={"message": message, "again": tries}).json for tries in (0, 1, 2)
        ]
        assert {(answer["complete"], answer["mode"]) for answer in told if answer} == {(False, "lexical")}
        assert [kind for kind, *_ in desk.notes()] == ["asked", "nothing"] * 2
        app.extensions["kb"].close()


class TestWhoMay:
    def test_the_public_has_no_desk_until_there_are_accounts(self, desk: Desk) -> None:
        far = desk.app.test_client()
        assert far.get("/desk").status_code == 302
        assert far.post("/api/v1/suggest", json={"message": "x"}).status_code in (400, 401)

    def test_a_page_of_another_site_may_ask_where_it_is_named(self, desk: Desk) -> None:
        asking = {"Origin": ELSEWHERE, "Access-Control-Request-Method": "POST"}
        response = desk.client.options("/api/v1/suggest", headers=asking, environ_base={"REMOTE_ADDR": "203.0.113.9"})
        assert response.status_code == 204
        assert response.headers["Access-Control-Allow-Origin"] == ELSEWHERE
        assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
        assert "Access-Control-Allow-Credentials" not in response.headers
        answer = desk.client.post("/api/v1/suggest", json={"message": KETTLE}, headers={"Origin": ELSEWHERE})
        assert answer.headers["Access-Control-Allow-Origin"] == ELSEWHERE

    @pytest.mark.parametrize("origin", ["https://desk.example.com.evil.example", "http://desk.example.com", "null"])
    def test_a_page_of_any_other_site_may_not(self, desk: Desk, origin: str) -> None:
        asking = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        response = desk.client.options("/api/v1/suggest", headers=asking)
        assert "Access-Control-Allow-Origin" not in response.headers
        assert "Access-Control-Allow-Origin" not in desk.client.get("/desk", headers={"Origin": ELSEWHERE}).headers


def test_what_is_wrong_is_flagged_for_those_who_review(own_desk: Desk) -> None:
    parts = own_desk.app.extensions["kb"]
    flags: list[tuple[ArticleId, str, str]] = []
    site = Site(parts.settings, parts.library, parts.views, parts.service.engine.related)

    def flag(article: ArticleId, comment: str, person: Person) -> None:
        flags.append((article, comment, person.name))

    other = Flask("flagging")
    other.extensions["csrf"] = own_desk.app.extensions["csrf"]
    other.register_blueprint(create_blueprint(site, parts.service.engine, parts.database, utc_now, flag))

    @other.before_request
    def sign_in() -> None:
        site.let_work(Person(Role.STAFF, "Ann", account=1))

    fields = {"language": "en", "key": "orders/refund", "kind": "wrong", "comment": "Ten days now.", "question": "x"}
    response = other.test_client().post("/desk/notes", data=fields, headers={"Accept": "application/json"})
    assert response.status_code == 204
    assert flags == [(ArticleId("en", "orders/refund"), "Ten days now.", "Ann")]
    assert own_desk.notes() == [("wrong", "", "orders/refund", "Ten days now.")]
