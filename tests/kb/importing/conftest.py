"""An administrator with an export of another help centre, and the worker that imports it when the test says so."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from kb.core.roles import Role
from kb.importing.books import ImportBooks
from kb.importing.worker import ImportWorker
from tests.clock import Clock
from tests.conftest import Collection
from tests.git_site import office_over
from tests.kb.exchange.conftest import CATEGORIES, PNG, SECTIONS, article
from tests.signing_in import Browser, Office, form_token

RESET = "en/account/sign-in/reset.md"


def zendesk(*articles: dict[str, Any], **files: bytes) -> bytes:
    """A zip with an export; files by their names, where ``__`` stands for a dot."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("articles.json", json.dumps({"articles": list(articles)}))
        archive.writestr("places.json", json.dumps({**SECTIONS, **CATEGORIES}))
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return stream.getvalue()


def usual() -> bytes:
    """Two articles and a picture."""
    picture = '<p>Press <img src="/hc/article_attachments/key.png" alt="Key"> twice.</p>'
    return zendesk(article(1, "Reset", picture), article(2, "Other", "<p>Something else.</p>"), key__png=PNG)


@dataclass
class Admin:
    """Ann, an administrator, in a browser without scripts."""

    office: Office
    browser: Browser
    root: Path

    @property
    def worker(self) -> ImportWorker:
        found = (one for feature in self.office.parts.features for one in feature.workers)
        return next(one for one in found if isinstance(one, ImportWorker))

    @property
    def books(self) -> ImportBooks:
        return self.worker.runner.books

    def send(self, content: bytes | None = None, name: str = "export.zip", **fields: str) -> TestResponse:
        """Send an export by the form."""
        token = form_token(self.browser.get("/admin/imports"))
        files = {"file": FileStorage(io.BytesIO(usual() if content is None else content), name)}
        # By hand, since the test client leaves the files of large bodies open.
        boundary, body = encode_multipart({"csrf_token": token, **fields, **files})
        kind = f"multipart/form-data; boundary={boundary}"
        return self.browser.client.post("/admin/imports", data=body, content_type=kind)

    def number(self, answer: TestResponse) -> int:
        """Of the import that an answer leads to."""
        assert answer.status_code == 303, answer.text
        return int(answer.location.rpartition("/")[2])

    def previewed(self, content: bytes | None = None, **fields: str) -> int:
        """The number of one that was sent and read."""
        number = self.number(self.send(content, **fields))
        self.worker.work()
        return number

    def imported(self, content: bytes | None = None, **fields: str) -> int:
        """The same of one that is imported."""
        number = self.previewed(content, **fields)
        self.act(number, "import")
        self.worker.work()
        assert self.state(number) == "done", self.page(number)
        return number

    def undone(self, number: int, **fields: Any) -> None:
        """Undo one."""
        self.act(number, "undo", **fields)
        self.worker.work()

    def act(self, number: int, act: str, **fields: Any) -> TestResponse:
        """Press a button of its page."""
        return self.browser.post(f"/admin/imports/{number}", f"/admin/imports/{number}/{act}", fields)

    def state(self, number: int) -> str:
        row = self.books.find(number)
        return row.state if row else "forgotten"

    def page(self, number: int) -> str:
        """What its page says."""
        answer = self.browser.get(f"/admin/imports/{number}")
        assert answer.status_code == 200
        return " ".join(" ".join(html.document_fromstring(answer.text).find(".//main").itertext()).split())

    @property
    def files(self) -> dict[str, bytes]:
        """All files of the articles folder, hidden ones too, but those of git."""
        found = {file.relative_to(self.root).as_posix(): file for file in self.root.rglob("*") if file.is_file()}
        return {path: file.read_bytes() for path, file in sorted(found.items()) if not path.startswith(".git/")}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(collection: Collection, tmp_path: Path, clock: Clock, request: pytest.FixtureRequest) -> Iterator[Office]:
    """The site with one article of its own; settings as a test is marked."""
    given = getattr(request, "param", {})
    collection.write("en/own.md", "Our own text.", title="Own")
    with office_over(collection.root, tmp_path / "data", clock, given) as office:
        yield office


@pytest.fixture
def admin(office: Office, collection: Collection) -> Admin:
    return Admin(office, office.browser(office.hire(Role.ADMIN, "ann@example.com")), collection.root)
