"""From the desk to the customer and back: real pages, a real index, a real database."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import delete, text
from werkzeug.test import TestResponse

from kb.storage.relocation import NewAddress, Relocation, follow_all
from search.followups.followup_rows import TicketFollowup
from tests.search.conftest import indexed_site
from tests.search.desk.conftest import KETTLE, Desk, prepared

pytestmark = pytest.mark.slow  # whole pages, an index

ASKED = "Did this solve it?"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with indexed_site(prepared(tmp_path_factory.mktemp("followups"))) as made:
        yield made


@pytest.fixture
def desk(app: Flask) -> Desk:
    with app.extensions["kb"].database.begin() as connection:
        connection.execute(delete(TicketFollowup))
    return Desk(app)


def text_to_copy(page: html.HtmlElement, name: str = "plain") -> str:
    return str(page.xpath(f"string((//textarea[@data-text='{name}'])[1])")).strip()


def path_of(link: str) -> str:
    return link.split("localhost", 1)[1].split("#")[0]


def send(desk: Desk, ticket: str = "4711") -> str:
    """The path of a link that was sent for a ticket."""
    page = desk.ask(message=KETTLE, ticket=ticket, followup="1")
    desk.note(page, "link")
    return path_of(text_to_copy(page))


def answer(app: Flask, page: TestResponse, solved: str = "no", **more: str) -> TestResponse:
    """A customer, without a cookie, sends the form of ``page``."""
    fields = html.document_fromstring(page.text).xpath("//section[@id='followup']//input[@type='hidden']")
    hidden = {field.get("name"): field.get("value") for field in fields}
    return app.test_client().post("/followup", data={**hidden, "solved": solved, **more})


def test_a_link_for_a_ticket_asks_once_and_the_answer_stands_on_the_ticket(desk: Desk, app: Flask) -> None:
    link = send(desk)
    assert re.search(r"\?followup=[\w-]{22}$", link)
    customer = app.test_client()
    for _ in range(2):  # looking answers nothing
        page = customer.get(link)
        assert ASKED in page.text
    assert "Was this helpful?" not in page.text
    assert "4711" not in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in page.headers
    thanks = answer(app, page, words="It <b>still</b> leaks.")
    assert (thanks.status_code, "Thank you." in thanks.text) == (200, True)
    assert "Set-Cookie" not in thanks.headers
    assert ASKED not in customer.get(link).text
    assert "Was this helpful?" in customer.get(link).text
    again = answer(app, page, "yes")
    assert (again.status_code, "answered already" in again.text) == (410, True)
    shown = " ".join(desk.ask(message=KETTLE, ticket="4711").text_content().split())
    assert "Not solved" in shown
    assert "It <b>still</b> leaks." in shown
    assert "1 customer says that it is not solved" in desk.client.get("/desk").text
    assert "1 customer says that it is not solved" in desk.client.get("/work").text
    assert "still leaks" not in " ".join(desk.ask(message=KETTLE, ticket="4712").text_content().split())


def test_it_waits_until_somebody_has_read_it(desk: Desk, app: Flask) -> None:
    answer(app, app.test_client().get(send(desk)), "partly")
    inbox = html.document_fromstring(desk.client.get("/desk/answers").data)
    (form,) = inbox.xpath("//ul[@class='answer-list']//form/@action")
    desk.post(form, {}, 303)
    assert "Nothing waits for you." in desk.client.get("/desk/answers").text
    assert "read by" in desk.client.get("/desk/answers?all=1").text


def test_links_ask_only_with_a_ticket_when_wished_and_once_noted(desk: Desk, app: Flask) -> None:
    assert "followup=" not in text_to_copy(desk.ask(message=KETTLE, ticket="4711"))
    assert "followup=" not in text_to_copy(desk.ask(message=KETTLE, followup="1"))
    page = desk.ask(message=KETTLE, ticket="4711", followup="1", draft="1")
    codes = {name: re.findall(r"followup=([\w-]{22})", text_to_copy(page, name)) for name in ("plain", "html", "quote")}
    assert len({tuple(found) for found in codes.values()}) == 1
    assert codes["plain"][0] in page.xpath("string(//textarea[@id='draft-text'])")
    assert codes["plain"][0] in page.xpath("//form[@data-source]/input[@name='code']/@value")
    not_sent = app.test_client().get(path_of(text_to_copy(page)))
    assert (not_sent.status_code, ASKED in not_sent.text) == (200, False)
    plain = app.test_client().get(path_of(text_to_copy(page)).partition("?")[0])
    assert (plain.status_code, ASKED in plain.text, "followup.js" in plain.text) == (200, False, False)
    assert "no-store" not in plain.headers["Cache-Control"]


def test_an_internal_article_never_asks(desk: Desk, app: Flask) -> None:
    page = desk.ask(message="Whom do I call for password trouble, the gizmotron desk?", ticket="1", followup="1")
    internal = page.xpath("//li[contains(@class, 'internal')]")
    assert internal
    assert not internal[0].xpath(".//input[@name='code']")
    links = app.extensions["kb"].library.catalog
    secret = next(one for one in links.articles.values() if not one.audience.is_public)
    fields = {"kind": "link", "language": secret.language, "key": secret.key, "ticket": "1", "code": "a" * 22}
    desk.post("/desk/notes", fields, 403)
    with app.extensions["kb"].database.connect() as connection:
        assert connection.execute(TicketFollowup.__table__.select()).all() == []


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 422),
        ({"solved": "maybe"}, 422),
        ({"solved": "no"}, 410),
        ({"solved": "no", "code": "a" * 22}, 410),
        ({"solved": "no", "code": "x" * 5_000, "language": "xx", "key": "../.."}, 410),
    ],
)
def test_a_forged_answer_is_none(app: Flask, fields: dict[str, str], status: int) -> None:
    assert app.test_client().post("/followup", data=fields).status_code == status


def test_only_pages_of_ours_answer_and_reading_the_address_does_not(desk: Desk, app: Flask) -> None:
    link = send(desk)
    page = app.test_client().get(link)
    code = link.rpartition("=")[2]
    elsewhere = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    data = {"code": code, "solved": "yes"}
    assert app.test_client().post("/followup", data=data, headers=elsewhere).status_code == 403
    assert app.test_client().get(f"/followup?code={code}&solved=yes").status_code == 405
    assert ASKED in page.text
    assert ASKED in app.test_client().get(link).text


def test_a_link_asks_below_the_article_where_that_moved(desk: Desk, app: Flask) -> None:
    parts, link = app.extensions["kb"], send(desk)
    code, old, new = link.rpartition("=")[2], "products/kettle/descale", "products/kettle/chalk"
    files = [parts.library.root / language / f"{old}.md" for language in ("en", "ru")]
    kept = [file.read_text("utf-8") for file in files]
    for file, before in zip(files, kept, strict=True):
        file.rename(file.with_name("chalk.md")).write_text(
            before.replace("---", f"---\nold_paths: [{old}]", 1), "utf-8"
        )
    parts.library.refresh()
    followers = [one for feature in parts.features for one in feature.followers]
    moved = Relocation([NewAddress("en", old, new), NewAddress("ru", old, new)])
    with parts.database.begin() as connection:
        follow_all(connection, followers, moved)
    page = app.test_client().get(link, follow_redirects=True)
    for file, before in zip(files, kept, strict=True):
        file.with_name("chalk.md").rename(file).write_text(before, "utf-8")
    parts.library.refresh()
    assert page.request.path.endswith(new)
    assert (ASKED in page.text, code in page.text) == (True, True)


def test_a_database_that_is_away_does_not_stop_the_desk(desk: Desk, app: Flask) -> None:
    database = app.extensions["kb"].database
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE ticket_followups RENAME TO away"))
    try:
        page = desk.ask(message=KETTLE, ticket="4711", followup="1")
        assert "descale" in page.text_content()
    finally:
        with database.begin() as connection:
            connection.execute(text("ALTER TABLE away RENAME TO ticket_followups"))


def test_what_was_not_chosen_comes_back_with_what_was_written(desk: Desk, app: Flask) -> None:
    page = app.test_client().get(send(desk))
    back = answer(app, page, "", words="Half of it.")
    assert back.status_code == 422
    assert "Choose one of the answers." in back.text
    assert "Half of it." in back.text


def test_a_helpdesk_gets_links_that_ask(desk: Desk, app: Flask) -> None:
    desk.suggest(400, message=KETTLE, followup=True)
    plain = desk.suggest(message=KETTLE, ticket="9")
    assert all(one["followup_link"] is None for one in plain["results"])
    found = desk.suggest(message=KETTLE, ticket="9", followup=True, draft=True)
    first = found["results"][0]
    assert first["followup_link"].startswith(first["link"].split("#")[0] + "?followup=")
    assert first["followup_link"] in first["replies"][0]["text"]
    assert "followup=" in found["draft"]["text"]
    assert answer(app, app.test_client().get(path_of(first["followup_link"])), "yes").status_code == 200
    assert "Solved" in " ".join(desk.ask(message=KETTLE, ticket="9").text_content().split())
