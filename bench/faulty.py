"""What faults have in common: what one is, who reads and votes meanwhile, and how it is told that all is well."""

from __future__ import annotations

import json
import random
import secrets
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, create_engine, select

from bench.staffed import vote
from kb.feedback.vote_rows import FeedbackVote
from tests.servers import PATIENCE_SECONDS, Server
from tests.visitor import Visitor

Turn = Callable[[random.Random], None]
"""Does the fault once, and fails where something is lost or wrong; leaves the site as it should be."""
Fault = Callable[[Path], AbstractContextManager[Turn]]
"""Opens a site in a folder, which has articles and data already, for as many turns as are wanted."""

KEY = "orders/check-stock"
FOUND = "/api/v1/search?lang=en&q=kettle"
VOTED = (
    KEY,
    "orders/place-an-order",
    "orders/order-for-a-business",
    "account/reset-a-forgotten-password",
    "delivery/track-a-parcel",
)
READ = ("/en/", f"/en/articles/{KEY}", "/en/search?q=password", FOUND, "/healthz")
LATER = (503, 429)
"""What a vote is answered that was not taken: who sent it is told so."""
THINK = 0.1
PATIENCE = 60.0
"""Seconds that a page may take on a busy machine, whatever is away."""


@dataclass
class Readers:
    """Who reads and votes while something is away."""

    visitor: Visitor
    told: dict[str, str] = field(default_factory=dict)
    refused: int = 0

    def look(self) -> None:
        """Read every kind of page once."""
        for path in READ:
            begun = time.monotonic()
            answer = self.visitor.get(path)
            assert answer.status == 200, f"{path} said {answer.status}: {answer.text[:300]}"
            assert path != FOUND or "/articles/" in answer.text, "nothing is found"
            assert (waited := time.monotonic() - begun) < PATIENCE, f"{path} took {waited:.0f} s"

    def go_on(self, seconds: float) -> None:
        """Read every kind of page, and vote, for so long."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            self.look()
            self.vote()
            time.sleep(THINK)

    def vote(self, more: str = "") -> bool:
        """Vote; whether it was taken."""
        said = f"because {secrets.token_hex(4)}{more}"
        answer = vote(self.visitor, secrets.choice(VOTED), helpful=False, comment=said)
        assert answer.status in (200, *LATER), f"a vote was answered {answer.status}: {answer.text[:300]}"
        if answer.status == 200:
            self.told[json.loads(answer.body)["vote"]] = said
        self.refused += answer.status != 200
        return answer.status == 200

    def until_taken(self) -> None:
        """Vote until it is taken again."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while not self.vote():
            assert time.monotonic() < ends, "votes are not taken any more"
            time.sleep(0.2)

    def must_be_in(self, url: str) -> None:
        """Fail where a vote that was answered as taken is not in the database at ``url`` as it was said, after those
        that were kept in the meantime had time to be written.
        """
        database = create_engine(url)
        ends = time.monotonic() + PATIENCE
        try:
            while lost := self._lost(database):
                assert time.monotonic() < ends, f"{len(lost)} of {len(self.told)} votes are lost: {str(lost)[:300]}"
                time.sleep(0.5)
        finally:
            database.dispose()

    def _lost(self, database: Engine) -> dict[str, str]:
        with database.connect() as connection:
            found = dict(connection.execute(select(FeedbackVote.id, FeedbackVote.comment)).tuples().all())
        return {name: said for name, said in self.told.items() if found.get(name) != said}


def until_saved_is_found(folder: Path, *servers: Server, name: str = "afterwards") -> None:
    """Write an article into the folder and wait until all of ``servers`` find it by its new word."""
    word = f"{name}{new_word()}"
    file = folder / f"articles/en/{name}.md"
    draft = file.with_suffix(".new")
    draft.write_text(f"---\ntitle: {name.capitalize()}\n---\nIt says {word}.\n", "utf-8")
    draft.replace(file)
    for server in servers:
        server.wait_until(f"/api/v1/search?lang=en&q={word}", f"/en/articles/{name}")


def with_last_line(text: str, name: str, said: str) -> str:
    """``text`` of an article with the line ``name: said.`` at its end, in place of the one there was."""
    kept = text.split(f"\n{name}: ")[0].rstrip()
    return f"{kept}\n\n{name}: {said}.\n"


def new_word() -> str:
    """Letters that are no word: such a one with digits is read as a model number, of which a part is looked for too."""
    return "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(12))


def says_nothing_unexpected(*servers: Server) -> None:
    """No traceback is in their logs."""
    for server in servers:
        assert "Traceback" not in server.said, server.said[-5_000:]
