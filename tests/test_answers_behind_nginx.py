"""Answers through a real nginx with the printed configuration, the real server, and a model that takes its time."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import html

from tests.conftest import Collection
from tests.nginx import HOST, Nginx
from tests.search.answers.conftest import write_shop
from tests.search.answers.generation.model_server import PIECE, ModelServer, model_server, told
from tests.servers import Server, free_port
from tests.visitor import Visitor

pytestmark = pytest.mark.slow

FIRST = "A refund to a card takes five working days from the day on which the parcel reaches our warehouse."
SECOND = "A refund to a voucher takes one working day."
SAYS = told((FIRST, 1, FIRST), (SECOND, 1, SECOND))
OWN = {"Sec-Fetch-Site": "same-origin", "Accept": "text/event-stream", "Accept-Encoding": "gzip, br"}
THREADS, A_DAY = 4, 3


def question(which: str = "a") -> str:
    """The same in other words each time: what was answered before is kept."""
    return f"How long does a refund to {which} card take?"


@dataclass
class Asking:
    """The site behind nginx, and the model that it asks."""

    server: Server
    nginx: Nginx
    model: ModelServer

    def visitor(self, address: str) -> Visitor:
        return Visitor(self.nginx.port, address)

    def ask(self, address: str, question: str) -> dict[str, Any]:
        """The whole answer that somebody gets as JSON."""
        body = json.dumps({"question": question, "language": "en"}).encode()
        answer = self.visitor(address).send("/api/v1/answers", body, {"Content-Type": "application/json"})
        assert answer.status == 200, answer.text
        found: dict[str, Any] = json.loads(answer.text)
        return found

    @contextmanager
    def stream(self, address: str, question: str) -> Iterator[http.client.HTTPResponse]:
        with self.visitor(address).reading("/en/ask", urlencode({"q": question}).encode(), OWN) as response:
            assert response.status == 200
            yield response


def event(response: http.client.HTTPResponse) -> tuple[str, dict[str, Any]]:
    """The next event, as soon as it has come."""
    name = response.readline().decode().removeprefix("event: ").strip()
    data = json.loads(response.readline().decode().removeprefix("data: "))
    assert response.readline() == b"\n"
    return name, data


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    folder = tmp_path_factory.mktemp("asking")
    collection = Collection(folder / "articles")
    write_shop(collection)
    text = f"How long refunds take.\n\n## Refund to a card\n\n{FIRST} {SECOND}\n"
    collection.write("en/returns/refund-times.md", text, title="Refund times")
    collection.write("site.yml", "contact:\n  channels:\n    - phone: '+44 20 7946 0000'\n  form: true\n")
    with model_server(SAYS) as model:
        settings = {
            "KB_BASE_URL": f"https://{HOST}",
            "KB_EMBEDDING_MODELS": "minilm",
            "KB_ANSWERS_URL": model.url,
            "KB_ANSWERS_MODEL": "tiny",
            "KB_ANSWERS_FIRST_SECONDS": "60",
            "KB_ANSWERS_SECONDS": "120",
            "KB_ANSWERS_READER_DAY": str(A_DAY),
            "KB_THREADS": str(THREADS),
        }
        server = Server(folder / "articles", folder / "data", free_port(), settings)
        nginx = None
        try:
            server.wait_until("/readyz", '"hybrid"')
            # A question for which the model is late is answered by words: the first on a busy machine may be one.
            server.wait_until("/api/v1/search?lang=en&q=refund+to+a+card", '"complete":true')
            nginx = Nginx(folder / "nginx", server.port)
            yield Asking(server, nginx, model)
            assert "Traceback" not in server.said
            assert model.address not in server.said  # addresses that programs are called by may be secret
        finally:
            model.let_go.set()
            server.stop()
            if nginx:
                nginx.stop()


@pytest.fixture
def held(asking: Asking) -> Iterator[Asking]:
    """The model says its first sentence, and no more until it is let go."""
    asking.model.let_go.clear()
    asking.model.holds_before = SAYS.index(SECOND) // PIECE
    yield asking
    asking.model.let_go.set()
    asking.model.holds_before = None


def test_sentences_arrive_one_by_one_and_not_when_all_is_said(held: Asking) -> None:
    with held.stream("203.0.113.11", question("my")) as response:
        assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert "Content-Encoding" not in response.headers  # though it was offered
        assert "no-transform" in response.headers["Cache-Control"]
        assert event(response) == ("sentence", {"text": FIRST, "language": "en", "direction": "ltr"})
        assert not held.model.let_go.is_set()  # the model has not said the second
        held.model.let_go.set()
        assert event(response)[1]["text"] == SECOND
        name, whole = event(response)
        assert name == "answer"
        assert SECOND in html.fromstring(whole["html"]).text_content()
        assert response.read() == b""


def test_who_finds_no_free_thread_has_the_whole_answer_at_once_and_pages_go_on(held: Asking) -> None:
    held_streams = [held.stream(f"203.0.113.2{place}", question(which)) for place, which in enumerate(("this", "that"))]
    assert len(held_streams) == THREADS - 2
    with held_streams[0] as one, held_streams[1] as two:
        assert [event(one)[0], event(two)[0]] == ["sentence"] * 2
        with held.stream("203.0.113.23", question("our")) as third:
            name, whole = event(third)  # while the model still holds
            assert name == "answer"
            assert "five working days" in html.fromstring(whole["html"]).text_content()
            assert "Written by a language model" not in whole["html"]
        assert held.visitor("203.0.113.24").get("/en/").status == 200
        one.close()  # somebody leaves in the middle
        held.model.let_go.set()
        assert event(two)[1]["text"] == SECOND
    answers = [held.ask("203.0.113.25", question(which)) for which in ("one", "another")]
    assert {answer["composed_by"] for answer in answers} == {"model"}  # both places are free again


def test_a_reader_has_so_many_answers_a_day_whatever_it_invents_and_another_has_its_own(asking: Asking) -> None:
    by = [asking.ask("203.0.113.31", question(which))["composed_by"] for which in ("a", "any", "the", "his", "her")]
    assert by == ["model"] * A_DAY + ["articles"] * 2
    assert asking.ask("203.0.113.32", question("your"))["composed_by"] == "model"


def test_a_conversation_of_long_questions_passes_with_the_headers_that_nginx_takes(asking: Asking) -> None:
    """An address may have 8 KB there, and a letter of Arabic takes six signs of it."""
    visitor = asking.visitor("203.0.113.41")
    questions = [f"{number} " + "كيف أزيل الترسبات الكلسية من الغلاية؟ " * 9 for number in range(8)]
    sent: list[tuple[str, str]] = []
    place = ""
    for question in questions:
        form = urlencode([("q", question), *sent]).encode()
        answer = visitor.send("/en/ask", form, {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"})
        if answer.status == 303:
            place = str(answer.headers["Location"])
            answer = visitor.get(place)
        assert answer.status == 200
        page = html.fromstring(answer.text)
        sent = [("before", one.get("value")) for one in page.xpath("//form[@id='ask']/input[@name='before']")]
        assert sent[-1][1].startswith(question[:50])
    assert len(place) > 1_000
    for link in page.xpath("//main//a/@href"):
        assert visitor.get(link).status < 400
    long = "كلمة " * 400
    for fields in ([("q", long), *sent], [("q", "x " * 999), *sent]):
        told_back = visitor.send(
            "/en/ask", urlencode(fields).encode(), {"Sec-Fetch-Site": "same-origin", "Accept": "text/event-stream"}
        )
        address = json.loads(re.findall(r"event: answer\ndata: (.*)", told_back.text)[0])["address"]
        assert visitor.get(address).status == 200  # when the page is loaded again


def test_so_many_questions_a_minute_are_answered_of_one_client_alone(asking: Asking) -> None:
    codes = [asking.visitor("203.0.113.51").get("/en/ask?q=refund").status for _ in range(62)]
    assert 429 in codes, "one minute may have ended in between, but not two"
    assert asking.visitor("203.0.113.52").get("/en/ask?q=refund").status == 200


def test_a_model_that_is_away_is_told_on_readyz_and_answers_go_on_without(asking: Asking) -> None:
    asking.model.status = 503
    try:
        answer = asking.ask("203.0.113.61", question("no"))
    finally:
        asking.model.status = 200
    assert (answer["answered"], answer["composed_by"]) == (True, "articles")
    assert "answers 503" in json.loads(asking.server.get("/readyz")[1])["answers"]
    assert "answers are in the articles' own words: 127.0.0.1 answers 503" in asking.server.said
    assert "no card" not in asking.server.said  # nothing that anybody typed
    assert asking.ask("203.0.113.61", question("some"))["composed_by"] == "model"
    assert json.loads(asking.server.get("/readyz")[1])["answers"] == "ok"
