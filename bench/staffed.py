"""A real ``kb serve`` over a copy of a collection, for measurements that break things, with an administrator."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from lxml import html
from werkzeug.test import encode_multipart

from tests.servers import ROOT, Server, free_port
from tests.visitor import Answer, Visitor

SAMPLES = ROOT / "articles"
EMAIL, PASSWORD = "bench@example.com", "eleven quiet turnips under glass"


def copy_of_samples(folder: Path, articles: Path = SAMPLES) -> Path:
    """A copy in ``folder``, made the first time."""
    copy = folder / "articles"
    if not copy.exists():
        shutil.copytree(articles, copy)
    return copy


@contextmanager
def served(
    folder: Path, settings: Mapping[str, str] | None = None, *options: str, articles: Path = SAMPLES
) -> Iterator[Server]:
    """A server over a copy of ``articles`` in ``folder``, ready; ended when the block ends."""
    server = Server(copy_of_samples(folder, articles), folder / "data", free_port(), settings, *options)
    try:
        server.wait_until("/readyz", "")
        yield server
    finally:
        server.stop()


def administrator(server: Server) -> Visitor:
    """A browser in which an administrator is signed in; makes the account where there is none."""
    visitor = Visitor(server.port, site=server.address)
    visitor.sign_in(EMAIL, PASSWORD)
    if visitor.get("/account").status != 200:
        server.run("user", "add", EMAIL, "--role", "admin", "--password-stdin", given=f"{PASSWORD}\n")
        visitor.sign_in(EMAIL, PASSWORD)
    assert visitor.get("/account").status == 200, "the administrator is not signed in"
    return visitor


def vote(visitor: Visitor, key: str, *, helpful: bool, comment: str = "") -> Answer:
    """Vote on an English article as a reader at an address of their own."""
    said = {"comment": comment} if comment else {}
    body = json.dumps({"language": "en", "key": key, "helpful": helpful, **said}).encode()
    address = ".".join(["203", *(str(secrets.randbelow(255)) for _ in range(3))])
    headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", "X-Forwarded-For": address}
    return visitor.send("/api/v1/feedback", body, headers)


def session_of(visitor: Visitor) -> str:
    """What a browser sends as ``Cookie``."""
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)


def save_article(visitor: Visitor, key: str, change: Callable[[str], str], language: str = "en") -> None:
    """Open an article in the editor, change its text, and save it as a browser does."""
    place = f"/editor/{language}/{key}"
    answer = visitor.get(place)
    assert answer.status == 200, f"{place} says {answer.status}"
    form = html.document_fromstring(answer.body).get_element_by_id("editor")
    fields = {name: value for name, value in form.form_values() if name is not None}
    text = fields["text"].replace("\r\n", "\n")
    fields |= {"text": change(text).replace("\n", "\r\n"), "act": "save"}
    boundary, body = encode_multipart(fields)
    headers = {"Content-Type": f'multipart/form-data; boundary="{boundary}"', "Referer": visitor.site + place}
    saved = visitor.send(form.action, body, headers)
    assert saved.status == 303, f"{place} was not saved: {saved.status} {saved.text[:2_000]}"
