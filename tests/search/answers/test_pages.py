"""The page of the conversation: by its address without scripts, as a stream with them; what people say of answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select as sql_select

from kb.core.events import EventKind
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.core.settings import Settings
from kb.factors.sealing import Sealing
from kb.webhooks.subscriptions import Subscriptions
from kb.webhooks.webhook_rows import WebhookMessage
from search.answers.log.asked_rows import AskedAnswer, tidy
from search.answers.log.history import read_asked, sums_by_language
from tests.clock import NOON, Clock
from tests.conftest import Collection
from tests.search.answers.conftest import write_shop
from tests.search.conftest import indexed_site
from tests.signing_in import Office

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
DAY = NOON.date()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The shop with a contact page of its own."""
    folder = tmp_path_factory.mktemp("asked")
    (folder / "articles").mkdir()
    collection = Collection(folder / "articles")
    write_shop(collection)
    collection.write("site.yml", "contact:\n  channels:\n    - phone: '+44 20 7946 0000'\n  form: true\n")
    settings = Settings(articles_dir=folder / "articles", data_dir=folder / "data")
    with indexed_site(settings, clock=lambda: NOON) as app:
        yield app


@pytest.fixture
def reader(site: Flask) -> FlaskClient:
    return site.test_client()


def select(found: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    """The elements at a path of names with ``#id``, ``.class`` and ``[attribute=value]``, one inside the other."""
    steps = []
    for step in path.split():
        tests = [f"@id='{name}'" for name in re.findall(r"#([\w-]+)", step)]
        tests += [f"contains(concat(' ',@class,' '),' {name} ')" for name in re.findall(r"\.([\w-]+)", step)]
        tests += [f"@{name}='{value}'" for name, value in re.findall(r"\[(\w+)='?([\w-]+)'?\]", step)]
        name = re.match(r"\w+", step)
        steps.append((name[0] if name else "*") + "".join(f"[{test}]" for test in tests))
    return list(found.xpath("//" + "//".join(steps)))


def page(reader: FlaskClient, **asked: Any) -> html.HtmlElement:
    response = reader.get("/en/ask", query_string=asked, headers=BROWSER)
    assert response.status_code == 200
    return html.fromstring(response.text)


def texts(found: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in select(found, path)]


def kept(site: Flask) -> list[AskedAnswer]:
    """All that was recorded."""
    parts = site.extensions["kb"]
    for worker in (worker for feature in parts.features for worker in feature.workers):
        if hasattr(worker, "count_unrecorded"):
            worker.flush()
    with parts.database.connect() as connection:
        return read_asked(connection, DAY, DAY)


def test_a_question_in_the_address_is_answered_without_a_script(reader: FlaskClient) -> None:
    found = page(reader, q="How can I cancel an order?")
    assert texts(found, ".turn-question") == ["How can I cancel an order?"]
    assert texts(found, ".answer-part h3") == ["Cancel an order Cancel an order"]
    assert texts(found, ".answer ol li")[0] == "Open Your orders and select the order."
    [link] = select(found, ".answer-part h3 a")
    assert link.get("href") == "/en/articles/orders/cancel#cancel-an-order"
    assert "data-carry" in link.attrib
    assert select(found, ".answer-part mark")
    [copy] = select(found, "button.copy")
    assert "http://localhost/en/articles/orders/cancel#cancel-an-order" in copy.get("data-copy")


def test_the_empty_page_asks_nothing_and_may_be_found_by_search_engines(reader: FlaskClient) -> None:
    found = page(reader)
    assert not select(found, ".turn")
    assert not select(found, "meta[name=robots]")
    assert select(page(reader, q="refund"), "meta[name=robots]")


def test_asked_back_the_choices_are_links(reader: FlaskClient) -> None:
    found = page(reader, q="How do I remove limescale?")
    places = {link.text_content().strip(): link.get("href") for link in select(found, ".choices a")}
    assert set(places) == {"Kettle", "Blender", "Toaster"}
    chosen = html.fromstring(reader.get(places["Toaster"]).text)
    assert texts(chosen, ".answer-part h3") == ["Remove limescale from the Toaster Remove limescale"] or texts(
        chosen, ".answer-part h3"
    ) == ["Remove limescale from the toaster Remove limescale"]
    [before] = select(chosen, "form#ask input[name=before]")
    assert before.get("value") == "How do I remove limescale? (Toaster)"


def test_what_was_chosen_stays_when_the_page_is_asked_for_again(reader: FlaskClient) -> None:
    question = {"q": "How do I remove limescale?", "choose": "product:toaster"}
    [form] = select(page(reader, **question), "form.solved")
    fields = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
    back = reader.post(form.get("action"), data={**fields, "solved": "no"}).location
    assert back == "/en/ask?q=How+do+I+remove+limescale?&choose=product:toaster&solved=no"
    assert "Thank you. Then a person can help." in texts(html.fromstring(reader.get(back).text), ".solved-said")
    told = json.loads(reader.post("/en/ask", data=question).text.strip().split("\ndata: ")[1])
    assert told["address"] == "/en/ask?q=How+do+I+remove+limescale?&choose=product:toaster"


def test_the_conversation_is_carried_by_the_form_and_bounded(reader: FlaskClient) -> None:
    found = page(reader, q="and for the blender?", before=["remove limescale from the kettle"] * 9)
    assert texts(found, ".answer-part h3") == ["Remove limescale from the blender Remove limescale"]
    assert len(select(found, "form#ask input[name=before]")) == 7
    assert len(texts(found, ".asked-before li")) == 6


def test_a_refusal_names_the_nearest_and_the_way_to_a_person(reader: FlaskClient) -> None:
    found = page(reader, q="how do I fly to the moon")
    assert texts(found, ".outcome") == ["The help articles do not surely answer this."]
    assert not select(found, ".answer-part")
    assert texts(found, ".to-person button") == ["Talk to a person", "Take my questions along"]


def test_what_no_page_can_do_is_said_beside_how_it_is_done(reader: FlaskClient) -> None:
    found = page(reader, q="cancel my order")
    assert texts(found, ".request") == [
        "This page cannot do that for you: it only knows the help articles. This is how it is done:"
    ]
    assert select(found, ".answer-part")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\x00\x1b[31m" + "x" * 9_000]
)
def test_what_is_asked_is_text_and_nothing_else(reader: FlaskClient, text: str) -> None:
    response = reader.get("/en/ask", query_string={"q": text, "before": text, "choose": f"product:{text}"})
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert "<img src=x" not in response.text


def test_a_script_gets_the_part_of_the_page_as_an_event(reader: FlaskClient) -> None:
    form = {"q": "How can I cancel an order?", "before": ["refund"]}
    response = reader.post("/en/ask", data=form, headers=BROWSER)
    assert response.mimetype == "text/event-stream"
    name, data = response.text.strip().split("\ndata: ")
    assert name == "event: answer"
    told = json.loads(data)
    assert texts(html.fromstring(told["html"]), ".answer-part h3") == ["Cancel an order Cancel an order"]
    assert told["turn"] == "How can I cancel an order?"
    assert told["address"] == "/en/ask?q=How+can+I+cancel+an+order?&before=refund"


def test_other_sites_ask_nothing_in_the_name_of_a_reader(reader: FlaskClient) -> None:
    elsewhere = {**BROWSER, "Sec-Fetch-Site": "cross-site"}
    for place in ("/en/ask", "/en/ask/said", "/en/ask/person"):
        assert reader.post(place, data={"q": "refund", "solved": "yes"}, headers=elsewhere).status_code == 403


def test_what_became_of_an_answer_is_kept_without_who_asked(site: Flask, reader: FlaskClient) -> None:
    found = page(reader, q="refund to a card, how long?")
    [form] = select(found, "form.solved")
    answer = select(form, "input[name=answer]")[0].get("value")
    back = reader.post(form.get("action"), data={"q": "refund to a card, how long?", "answer": answer, "solved": "yes"})
    assert (back.status_code, back.location) == (303, "/en/ask?q=refund+to+a+card,+how+long?&solved=yes")
    person = reader.post("/en/ask/person", data={"answer": answer, "text": "My question", "with": "questions"})
    assert (person.status_code, person.location) == (303, "/en/contact?text=My+question#contact-form")
    [one] = [one for one in kept(site) if one.id == answer]
    assert (one.question, one.outcome, one.solved, one.handed_over) == (
        "refund to a card, how long?",
        "answered",
        True,
        True,
    )
    assert [id_.key for id_ in one.cited] == ["returns/refund-times"]
    assert select(page(reader, q="refund to a card, how long?"), f"input[value={answer}]")  # the same, not another


def test_a_webhook_hears_of_a_question_that_was_handed_over_to_a_person_and_not_what_it_was(
    site: Flask, reader: FlaskClient
) -> None:
    parts = site.extensions["kb"]
    hooks = Subscriptions(parts.database, lambda: NOON, Sealing(b"a key of thirty-two bytes, or so", "webhooks"))
    kinds = [str(EventKind.ANSWER_HANDED_OVER)]
    number, _ = hooks.add(AT_THE_COMMAND_LINE, "https://helpdesk.example/heard", kinds, internal=True)
    question = "Can I cancel an order by telephone?"
    [answer] = {field.get("value") for field in select(page(reader, q=question), "input[name=answer]")}
    kept(site)
    assert hooks.deliveries(number, 5) == []
    for _ in range(2):  # a second press is no second handing over
        reader.post("/en/ask/person", data={"answer": answer, "text": question, "with": "questions"})
        kept(site)
    [told] = hooks.deliveries(number, 5)
    assert (told.kind, told.state) == ("answer.handed_over", "waiting")
    with parts.database.connect() as connection:
        [body] = connection.scalars(sql_select(WebhookMessage.body).where(WebhookMessage.id == told.message))
    said = json.loads(body)
    assert (said["type"], said["data"]) == ("answer.handed_over", {"answer": answer})
    assert "telephone" not in body


def test_of_a_long_conversation_the_last_questions_go_along_as_far_as_proxies_let_an_address(
    reader: FlaskClient,
) -> None:
    questions = [f"{number} " + "كيف أزيل الترسبات؟ " * 9 for number in range(7)]
    person = reader.post("/en/ask/person", data={"text": "\n".join(questions), "with": "questions"})
    assert len(person.location or "") < 3_100
    carried = html.fromstring(reader.get(person.location or "").text).get_element_by_id("contact-text").text.split("\n")
    assert [line[0] for line in carried if line] == ["4", "5", "6"]


def test_without_scripts_the_form_leads_to_an_address_that_proxies_take(reader: FlaskClient) -> None:
    """A letter of Arabic takes six signs of an address: the oldest questions stay behind."""
    [form] = select(page(reader), "form#ask")
    assert (form.get("method"), form.get("action")) == ("post", "/en/ask")
    seven = [f"{number} " + "كيف أزيل الترسبات؟ " * 8 for number in range(7)]
    sent = {"q": seven[-1], "before": seven[:-1]}
    place = reader.post("/en/ask", data=sent, headers={**BROWSER, "Accept": "text/html,*/*;q=0.8"})
    assert place.status_code == 303
    assert 2_000 < len(place.location) <= 3_000
    carried = parse_qs(urlsplit(place.location).query)
    assert [one[0] for one in (*carried["before"], *carried["q"])] == ["4", "5", "6"]
    alone = reader.post("/en/ask", data={"q": "كلمة " * 400}, headers={"Accept": "text/html"})
    assert 2_000 < len(alone.location) <= 3_000


def test_the_contact_form_begins_with_the_questions(reader: FlaskClient) -> None:
    found = html.fromstring(reader.get("/en/contact?text=My+question%0Aand+another").text)
    assert select(found, "#contact-text")[0].text.strip() == "My question\nand another"


@pytest.mark.parametrize("wish", [{"DNT": "1"}, {"Sec-GPC": "1"}])
def test_who_wants_no_trace_leaves_a_number_alone(site: Flask, reader: FlaskClient, wish: dict[str, str]) -> None:
    response = reader.get("/en/ask?q=refund+untraced", headers={**BROWSER, **wish})
    assert 'form class="solved"' not in response.text
    assert "refund untraced" not in [one.question for one in kept(site)]


def test_old_questions_become_sums(site: Flask, reader: FlaskClient) -> None:
    page(reader, q="how do I fly to Mars")
    asked = kept(site)
    assert any(one.outcome == "refused" for one in asked)
    parts = site.extensions["kb"]
    with parts.database.begin() as connection:
        before = sums_by_language(connection, asked, DAY, DAY)
        assert tidy(connection, date(DAY.year, DAY.month, DAY.day)) == 0
        assert tidy(connection, date(DAY.year + 1, 1, 1)) == len(asked)
        assert read_asked(connection, DAY, DAY) == []
        assert sums_by_language(connection, [], DAY, DAY) == before


def test_staff_have_the_article_of_a_wrong_answer_reviewed(site: Flask) -> None:
    office = Office(site, Clock(NOON))
    browser = office.browser(office.hire(Role.EDITOR))
    [form] = select(html.fromstring(browser.get("/en/ask?q=How+can+I+cancel+an+order%3F").text), "form.flag")
    fields = {field.get("name"): field.get("value") for field in select(form, "input")}
    response = browser.client.post(form.get("action"), data=fields)
    assert (response.status_code, response.location) == (303, "/en/ask?q=How+can+I+cancel+an+order?&flagged=1")
    assert "at the head of the review" in browser.get(response.location).text
    assert "A wrong answer to: How can I cancel an order?" in browser.get("/review/articles/en/orders/cancel").text


def test_readers_flag_nothing(reader: FlaskClient) -> None:
    assert 'class="flag"' not in reader.get("/en/ask?q=How+can+I+cancel+an+order%3F").text


def test_the_search_page_leads_to_asking(reader: FlaskClient) -> None:
    assert 'href="/en/ask?q=cancel+an+order"' in reader.get("/en/search?q=cancel+an+order").text


def test_insights_tell_what_was_asked_and_gaps_have_what_nothing_answers(site: Flask, reader: FlaskClient) -> None:
    page(reader, q="where do the whales sing")
    page(reader, q="How can I cancel an order?")
    kept(site)
    office = Office(site, Clock(NOON))
    browser = office.browser(office.hire(Role.EDITOR, "insights@example.com"))
    rows = json.loads(browser.get("/insights/answers_refused.json").text)["rows"]
    assert {"query": "where do the whales sing", "language": "en", "times": 1} in rows
    told = json.loads(browser.get("/insights/answers_by_article.json").text)["rows"]
    assert max((row["key"], row["answers_told"]) for row in told) >= ("orders/cancel", 1)
    [row] = json.loads(browser.get("/insights/answers_by_language.json").text)["rows"]
    assert row["answers_asked"] >= row["answers_answered"] + row["answers_refused"] > 0
    assert "Questions without an answer" in browser.get("/insights/answers").text
    assert "where do the whales sing" in browser.get("/insights/gaps").text
