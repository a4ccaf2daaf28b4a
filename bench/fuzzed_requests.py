"""Made-up requests against a real ``kb serve``: what it answers, what it logs, what it costs."""

from __future__ import annotations

import http.client
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from flask import Flask
from lxml import html

from app import create_app
from bench.made_requests import Requests
from bench.made_texts import PIECES
from bench.request_parts import Form, Known, Request
from bench.staffed import administrator, served, session_of
from bench.verdict import Verdict
from bench.watching import processor_ms, sample
from kb.core.settings import Settings
from kb.library.library import Library
from search.index.vocabulary import LanguageWords
from tests.servers import Server
from tests.visitor import Visitor

_TOKEN = re.compile(rb"csrf_token=[^&]*")
WALKED = 250
"""Pages on which forms are looked for."""
LOOKED_AFTER = 250
GROWTH_MB = 400.0
"""More memory than at the first look is no cache any more; caches are bounded far below."""


def fuzz_requests(folder: Path, seed: int, numbers: Sequence[int], verdict: Verdict) -> None:
    """Send the requests of ``numbers``, one at a time."""
    with served(folder) as server:
        sender = _Sender(server, verdict)
        requests = Requests(known_of(folder / "articles", [*_forms(sender.visitor)], _rules()), seed)
        first = None
        for count, number in enumerate(numbers):
            sender.send(number, requests.request(number))
            if count % LOOKED_AFTER == LOOKED_AFTER - 1:
                memory = sample(server.process.pid).memory_mb
                first = first or memory
                if memory > first + GROWTH_MB:
                    verdict.failed(number, "memory", f"{memory:.0f} MB, {first:.0f} in the beginning", {})
                    first = memory
                sender.look(number)
                print(f"{count + 1:,} sent, {memory:.0f} MB, failed {len(verdict.failures)}", flush=True)
        verdict.judge_slow()
        sender.look(numbers[-1])
        verdict.notes.append(
            f"memory at the first look {first or 0:.0f} MB, in the end {sample(server.process.pid).memory_mb:.0f} MB"
        )
        verdict.notes.append(f"answers: {dict(sorted(sender.statuses.items()))}")


class _Sender:
    """Sends requests and looks at what came of them."""

    def __init__(self, server: Server, verdict: Verdict) -> None:
        self._server, self._verdict = server, verdict
        self._sign_in()
        self.statuses: dict[str, int] = {}
        self._read = len(server.said)
        self._sent: list[tuple[int, Request]] = []

    def send(self, number: int, request: Request) -> None:
        """Send one; a failure is noted with it."""
        ms = self._send(number, request)
        self._sent.append((number, request))
        if ms is not None:
            self._verdict.took(number, request.kind, ms, lambda: self._send(number, request) or 0.0, request.as_json())

    def _send(self, number: int, request: Request) -> float | None:
        """Milliseconds of processor; None where it was not answered."""
        pid = self._server.process.pid
        before = processor_ms(pid)
        try:
            status = self._status(request)
        except (OSError, http.client.HTTPException) as error:
            self._verdict.failed(number, request.kind, f"no answer: {error!r}", request.as_json())
            return None
        name = f"{'form ' if request.kind.startswith('form') else ''}{status}"
        self.statuses[name] = self.statuses.get(name, 0) + 1
        if status >= 500:
            self._verdict.failed(number, request.kind, f"status {status}", request.as_json())
        return processor_ms(pid) - before

    def _status(self, request: Request) -> int:
        connection = _Plain("127.0.0.1", self._server.port, timeout=120)
        try:
            headers, body = dict(request.headers), request.body
            if request.is_staff:
                headers["Cookie"] = session_of(self.visitor)
                body = body and _TOKEN.sub(b"csrf_token=" + self._token, body)
            # A head that is refused is answered before the body came.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.request(request.method, request.target, body, headers)
            response = connection.getresponse()
            response.read()
            return response.status
        finally:
            connection.close()

    def look(self, number: int) -> None:
        """Read what the server logged meanwhile, and sign in again where the session has ended."""
        said = self._server.said
        new, self._read = said[self._read :], len(said)
        if "Traceback" in new or "ERROR" in new:
            where = max(new.find("Traceback"), 0)
            some = [{"number": sent, **one.as_json()} for sent, one in self._sent] if len(self._sent) < 20 else []
            self._verdict.failed(
                number,
                "log",
                f"of the last {len(self._sent)}: {new[max(where - 600, 0) : where + 6_000]}",
                {"sent": some},
            )
        self._sent.clear()
        if self.visitor.get("/account").status != 200:
            self._sign_in()

    def _sign_in(self) -> None:
        self.visitor = administrator(self._server)
        self._token = self.visitor.get("/account").field("csrf_token").encode()


class _Plain(http.client.HTTPConnection):
    """Sends targets as they are, also such as nobody should."""

    def _validate_path(self, url: str) -> None:
        """Let everything pass."""

    def _encode_request(self, request: str) -> bytes:
        return request.encode("latin-1", "replace")


def known_of(articles: Path, forms: Sequence[Form], rules: Iterable[str]) -> Known:
    """What is known of a collection, with these forms and addresses."""
    library = Library(articles)
    keys = sorted({one.key for one in library.catalog.published})
    return Known(sorted(map(_bare, rules)), forms, keys, words_of(library))


def sent_in_this_process(app: Flask, request: Request) -> int:
    """The status of an answer without a server between."""
    headers = [(name, value) for name, value in request.headers.items() if name != "Host"]
    given = {"method": request.method, "headers": headers, "data": request.body}
    with app.test_client().open(request.target, **given) as answer:
        return answer.status_code


def words_of(library: Library) -> list[LanguageWords]:
    """The words that the articles of each language have."""
    texts: dict[str, list[str]] = {}
    for one in library.catalog.published:
        texts.setdefault(one.language, []).append(f"{one.title} {one.body}")
    words = {
        language: sorted({word for word in " ".join(some).split() if word.isalpha()})
        for language, some in texts.items()
    }
    made = [SimpleNamespace(language=code, words=SimpleNamespace(terms=terms)) for code, terms in words.items()]
    return cast(list[LanguageWords], made)


def _rules() -> Iterator[str]:
    """Every address of the site that is read."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "articles").mkdir()
        app = create_app(Settings(Path(folder) / "articles", Path(folder) / "data", embedding_models=()), start=False)
        rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
        app.extensions["kb"].close()
    yield from (rule.rule for rule in rules)


def _bare(rule: str) -> str:
    """A rule with the names of its parts alone: ``<language:language>`` is ``<language>``."""
    parts = (
        one if i % 2 == 0 else f"<{one if one.startswith('any(') else one.split(':')[-1]}>"
        for i, one in enumerate(_split(rule))
    )
    return "".join(parts)


def _split(rule: str) -> Iterator[str]:
    for number, piece in enumerate(rule.split("<")):
        if number:
            inside, rest = piece.split(">", 1)
            yield inside
            yield rest
        else:
            yield piece


def _forms(visitor: Visitor) -> Iterator[Form]:
    """The forms of the first pages that lead from one to the other, each address and set of fields once."""
    waiting, known, seen = [*PIECES["starts"]], {*PIECES["starts"]}, set[Any]()
    for place in waiting[:WALKED]:
        answer = visitor.get(quote(place, safe="/?&=%;+,:@~"))
        if answer.status != 200 or b"<html" not in answer.body[:300]:
            continue
        page = html.document_fromstring(answer.body)
        for form in page.forms:
            found = Form(
                urldefrag(urljoin(place, form.action or place)).url, (form.method or "get").lower(), _fields(form)
            )
            key = (urlsplit(found.action).path, tuple(found.fields))
            if key not in seen and found.action.startswith("/"):
                seen.add(key)
                yield found
        for link in page.xpath("//a/@href"):
            there = urljoin(place, str(link)).split("#")[0]
            if there.startswith("/") and there not in known and len(waiting) < WALKED and "/login" not in there:
                known.add(there)
                waiting.append(there)


def _fields(form: Any) -> dict[str, str]:
    """Names and values, of lists the first choice, and of buttons their names."""
    fields: dict[str, str] = {}
    for one in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name] | .//button[@name]"):
        value = one.get("value")
        with suppress(AttributeError, TypeError, ValueError):
            value = one.value if value is None else value
        fields.setdefault(
            one.get("name"),
            str(value or (one.xpath("string(.//option[last()]/@value)") if one.tag == "select" else "")),
        )
    return fields
