"""A site with readers who wrote comments, and editors who work through them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from werkzeug.test import TestResponse

from kb.catalog.article import ArticleId
from kb.core.roles import Role
from kb.core.settings import Settings
from kb.feedback.votes import Opinion, VoteReason, cast
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Browser, Office

LID, CUP = ArticleId("en", "orders/lid"), ArticleId("ar", "cup")


@dataclass
class Newsroom:
    """The site, and what its readers write."""

    office: Office
    clock: Clock

    def write(self, text: str, id_: ArticleId = LID, vote: str = "", **opinion: Any) -> str:
        """A reader writes ``text`` with their vote; its name."""
        parts = self.office.parts
        said = Opinion(False, (VoteReason.WRONG,), text, **opinion)
        with parts.database.begin() as connection:
            return cast(connection, parts.library.catalog.articles[id_], said, self.clock.now, vote=vote)

    def hire(self, role: Role, name: str) -> Browser:
        """Somebody of this name at a browser; their address begins with it."""
        return self.office.browser(self.office.hire(role, f"{name.lower()}@example.com"))


@pytest.fixture
def newsroom(collection: Collection, tmp_path: Path) -> Iterator[Newsroom]:
    """Ann answers for the lid, nobody for the cup."""
    collection.write("en/orders/lid.md", title="Lid", owner="ann@example.com")
    collection.write("ar/cup.md", title="كوب")
    clock = Clock()
    app = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[], clock=clock)
    yield Newsroom(Office(app, clock), clock)
    app.extensions["kb"].close()


def comments_on(answer: TestResponse) -> list[str]:
    """Each comment of an inbox with all that stands there of it."""
    found = html.document_fromstring(answer.text).xpath("//li[@class='comment']")
    return [" ".join(one.text_content().split()) for one in found]


def rows_on(answer: TestResponse) -> list[str]:
    """What the boxes of an inbox post."""
    return [str(value) for value in html.document_fromstring(answer.text).xpath("//input[@name='row']/@value")]
