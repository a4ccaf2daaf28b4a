"""A reranking server that answers, stalls, lies or breaks off: real connections on this machine."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from search.reranking.scores import RerankerError
from search.reranking.server import MOST_BYTES, RerankServer
from tests.search.reranking.conftest import Handler, Server, told

SECONDS = 0.3
GENEROUS = 60.0  # without a deadline each of the slow ones would take minutes
TEXTS = ["one", "three three", "two"]


@pytest.fixture
def client(server: Server) -> Iterator[RerankServer]:
    client = RerankServer(server.url, "some/model", "a-key")
    yield client
    client.close()


def refusal(client: RerankServer, seconds: float = GENEROUS) -> str:
    with pytest.raises(RerankerError) as raised:
        client.score("which?", TEXTS, seconds)
    return str(raised.value)


def test_the_server_is_asked_in_the_shape_that_all_of_them_take(server: Server, client: RerankServer) -> None:
    assert client.score("which?", TEXTS, GENEROUS) == [0.003, 0.011, 0.003]
    [(path, head, body)] = server.asked
    assert (path, head["Authorization"], head["Content-Type"]) == ("/v1/rerank", "Bearer a-key", "application/json")
    assert body == {"model": "some/model", "query": "which?", "documents": TEXTS, "top_n": 3}


def test_what_is_not_set_is_not_sent(server: Server) -> None:
    client = RerankServer(server.url)
    client.score("which?", TEXTS, GENEROUS)
    client.close()
    [(_, head, body)] = server.asked
    assert "Authorization" not in head
    assert "model" not in body


def test_a_connection_is_kept_for_the_next_question(server: Server, client: RerankServer) -> None:
    for _ in range(3):
        client.score("which?", TEXTS, GENEROUS)
    assert (len(server.asked), len(server.places)) == (3, 1)


def test_texts_that_are_left_out_or_given_no_number_have_no_score(server: Server, client: RerankServer) -> None:
    server.behave = lambda handler, _: handler.answer(told((1, float("nan")), (0, 0.5)))
    first, *others = client.score("which?", TEXTS, GENEROUS)
    assert first == 0.5
    assert all(map(math.isnan, others))
    server.behave = lambda handler, _: handler.answer(told((2, None), (0, 3), (0, 9)))
    assert client.score("which?", TEXTS, GENEROUS)[0] == 3  # of two for one text the first


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b'"results"',
        b"{}",
        b'{"results": 7}',
        b'{"results": ["x"]}',
        b'{"results": [{"index": 0}]}',
        b'{"results": [{"relevance_score": 1}]}',
        told((3, 1.0)),
        told((-1, 1.0)),
        told((True, 1.0)),
        told((0.0, 1.0)),
        told(("0", 1.0)),
        told((0, "0.5")),
        told((0, True)),
        told((0, [1])),
        b'{"results": [{"index": 0, "relevance_score": ' + b"9" * 400 + b"}]}",
        b'{"results": [{"index": 0, "relevance_score": ' + b"9" * 5000 + b"}]}",
        b"[" * 100_000,
        b"\xff\xfe\xfa",
        b"\x1f\x8b\x08\x00",
    ],
)
def test_an_answer_that_is_none_is_refused(server: Server, client: RerankServer, body: bytes) -> None:
    server.behave = lambda handler, _: handler.answer(body)
    assert refusal(client) == "127.0.0.1 does not answer as /v1/rerank does"


def test_no_more_is_read_than_an_answer_can_have(server: Server, client: RerankServer) -> None:
    def without_end(handler: Handler, _: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not server.over.is_set():
            handler.wfile.write(b" " * 65_536)

    server.behave = without_end
    assert refusal(client) == f"127.0.0.1 answers more than {MOST_BYTES} bytes"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(server: Server, client: RerankServer, status: int) -> None:
    server.behave = lambda handler, _: handler.answer(b"", status, Location=server.url)
    assert refusal(client) == f"127.0.0.1 answers {status}; redirects are not followed"
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
def test_a_refusal_is_told_by_its_status_and_never_with_the_key(
    server: Server, client: RerankServer, status: int
) -> None:
    server.behave = lambda handler, _: handler.answer(b"a-key is wrong", status)
    assert refusal(client) == f"127.0.0.1 answers {status}"


def silent(server: Server, handler: Handler) -> None:
    server.over.wait()


def head_without_end(server: Server, handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not server.over.wait(0.02):
        handler.wfile.write(b"x")


def drop_by_drop(server: Server, handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    while not server.over.wait(0.02):
        handler.wfile.write(b" ")


@pytest.mark.parametrize("slow", [silent, head_without_end, drop_by_drop])
def test_a_server_that_stalls_is_left_when_the_time_is_over(
    server: Server, client: RerankServer, slow: Callable[[Server, Handler], None]
) -> None:
    server.behave = lambda handler, _: slow(server, handler)
    began = time.monotonic()
    assert refusal(client, SECONDS) == "127.0.0.1 has not answered within 300 ms"
    assert time.monotonic() - began < GENEROUS
    server.behave = lambda handler, _: handler.answer(told((0, 1.0)))
    assert client.score("which?", TEXTS, GENEROUS)[0] == 1  # on a connection of its own


def test_a_server_that_breaks_off_is_told(server: Server, client: RerankServer) -> None:
    def breaks_off(handler: Handler, _: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b'{"results": [')
        handler.close_connection = True

    server.behave = breaks_off
    assert refusal(client).startswith("127.0.0.1 cannot be asked: ")


def test_a_server_that_is_not_there_is_told() -> None:
    server = Server()
    server.shutdown()
    server.server_close()
    client = RerankServer(server.url)
    assert refusal(client).startswith("127.0.0.1 cannot be asked: ")
    client.close()


def test_many_questions_at_the_same_time_have_connections_of_their_own(server: Server, client: RerankServer) -> None:
    together = threading.Barrier(3, timeout=GENEROUS)

    def waits_for_the_others(handler: Handler, asked: dict[str, Any]) -> None:
        together.wait()
        handler.answer(told(*((place, float(len(asked["query"]))) for place in range(3))))

    server.behave = waits_for_the_others
    found: dict[str, list[float]] = {}
    threads = [
        threading.Thread(target=lambda q=question: found.update({q: client.score(q, TEXTS, GENEROUS)}))
        for question in ("a", "bb", "ccc")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {"a": [1.0] * 3, "bb": [2.0] * 3, "ccc": [3.0] * 3}
