"""A real ``kb serve`` over a copy of a collection, for measurements that break things, with an administrator."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
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
    headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", "X-Forwarded-For": somewhere()}
    return visitor.send("/api/v1/feedback", body, headers)


def somewhere() -> str:
    """An address of a network by chance, from which somebody new asks."""
    return ".".join(["203", *(str(secrets.randbelow(255)) for _ in range(3))])


def session_of(visitor: Visitor) -> str:
    """What a browser sends as ``Cookie``."""
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)


class NotSavedError(AssertionError):
    """What the editor said instead of saving an article: the status and the text of its page."""

    def __init__(self, place: str, status: int, page: str) -> None:
        self.status = status
        self.page = " ".join(html.document_fromstring(page).text_content().split()) if page else ""
        super().__init__(f"{place} was not saved: {status} {self.page[:2_000]}")


@dataclass
class ArticleForm:
    """The editor's form of an article as a browser has it: where it is sent, and its fields."""

    place: str
    action: str
    fields: dict[str, str]


def form_of_article(visitor: Visitor, key: str, language: str = "en") -> ArticleForm:
    """Open an article in the editor; its ``text`` has lines as files have them."""
    place = f"/editor/{language}/{key}"
    answer = visitor.get(place)
    assert answer.status == 200, f"{place} says {answer.status}"
    form = html.document_fromstring(answer.body).get_element_by_id("editor")
    fields = {name: value for name, value in form.form_values() if name is not None}
    return ArticleForm(place, form.action, fields | {"text": fields["text"].replace("\r\n", "\n")})


def save_form(visitor: Visitor, form: ArticleForm) -> None:
    """Save it as a browser does."""
    fields = form.fields | {"text": form.fields["text"].replace("\n", "\r\n"), "act": "save"}
    boundary, body = encode_multipart(fields)
    headers = {"Content-Type": f'multipart/form-data; boundary="{boundary}"', "Referer": visitor.site + form.place}
    saved = visitor.send(form.action, body, headers)
    if saved.status != 303:
        raise NotSavedError(form.place, saved.status, saved.text)


def save_article(visitor: Visitor, key: str, change: Callable[[str], str], language: str = "en") -> None:
    """Open an article in the editor, change its text, and save it."""
    form = form_of_article(visitor, key, language)
    form.fields["text"] = change(form.fields["text"])
    save_form(visitor, form)


def left_beside(file: Path) -> list[str]:
    """Names of files beside an article that nobody put there. Drafts of a process that was killed are not among them:
    they are taken away when they are an hour old, since a younger one may be another process's.
    """
    names = [one.name for one in file.parent.iterdir()]
    return [name for name in names if not name.endswith((".md", ".png", ".svg")) and not name.startswith(".kb-save-")]
