"""A ``kb serve`` that is killed while it works: begun again, what it had promised is there, and nothing is half.

All four kinds of work go on at once while it is killed, so that one kill is one of each.
"""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path

from sqlalchemy import create_engine, select

from bench.faulty import KEY, Fault, Readers, Turn, new_word, with_last_line
from bench.staffed import administrator, copy_of_samples, left_beside, save_article
from review.decisions.history import ReviewDecision
from tests.servers import PATIENCE_SECONDS, Server, free_port
from tests.visitor import Visitor

REVIEWED = "orders/place-an-order"
LATEST = 2.0
"""A process is killed at some instant of so many seconds, once each kind of work was done once: something can be lost
then.
"""


class Saving:
    """An article is saved in the editor: its file is one of those that were sent, whole, and no older than the last
    that was said to be saved.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / f"articles/en/{KEY}.md"
        self.sent, self.done = list[str](), list[str]()

    def do(self, _: Server, visitor: Visitor) -> None:
        """Save it with a new word."""
        word = f"saved{new_word()}"
        self.sent.append(word)
        save_article(visitor, KEY, lambda text: with_last_line(text, "Saved", word))
        self.done.append(word)

    def check(self, server: Server, _: Visitor) -> None:
        """The file is one that was sent, and found."""
        text = self._folder.read_text("utf-8")
        found = re.findall(r"^Saved: (\w+)\.$", text, re.MULTILINE)
        last = self.sent.index(self.done[-1]) if self.done else 0
        assert len(found) <= 1, f"several saves in one file: {found}"
        assert not self.done or (found and found[0] in self.sent[last:]), f"{self.done[-1]} was saved, it has {found}"
        assert text.startswith("---\n"), f"the file is not whole: {text[:100]!r}"
        assert not (left := left_beside(self._folder)), f"files that were left: {left}"
        if found:
            server.wait_until(f"/en/articles/{KEY}", found[0])
            server.wait_until(f"/api/v1/search?lang=en&q={found[0]}", f"/en/articles/{KEY}")


class Indexing:
    """Files change: they are found by their newest words, and not by older ones."""

    def __init__(self, folder: Path) -> None:
        self._files = [folder / "articles/en" / f"changed-{number}.md" for number in range(6)]
        self._words, self._before = dict[Path, str](), dict[Path, str]()
        self.done = list[str]()

    def do(self, _: Server, __: Visitor) -> None:
        """Write all files with new words."""
        for file in self._files:
            self._before[file], self._words[file] = self._words.get(file, ""), new_word()
            draft = file.with_suffix(".new")
            draft.write_text(f"---\ntitle: {file.stem}\n---\nIt says {self._words[file]}.\n", "utf-8")
            draft.replace(file)
        self.done.append(self._words[self._files[0]])
        time.sleep(0.2)

    def check(self, server: Server, _: Visitor) -> None:
        """The newest words are found and none of before."""
        for file, word in self._words.items():
            server.wait_until(f"/api/v1/search?lang=en&q={word}", f"/en/articles/{file.stem}")
            if old := self._before[file]:
                answer = json.loads(server.get(f"/api/v1/search?lang=en&q=%22{old}%22&exact=1")[1])
                # Where nothing says what is quoted, its words alone are answered, which is told as relaxed.
                found = [] if answer["relaxed"] else [one["url"] for one in answer["results"]]
                assert not found, f"{old} is found yet: {found}"
        server.wait_until("/api/v1/search?lang=en&q=forgotten%20password", "/en/articles/account/")


class Voting:
    """Readers vote: each vote that was answered is there, with what it said."""

    def __init__(self, folder: Path) -> None:
        self._url = f"sqlite:///{folder / 'data/kb.sqlite'}"
        self._readers: Readers | None = None

    @property
    def done(self) -> list[str]:
        """Those that were answered."""
        return list(self._readers.told) if self._readers else []

    def do(self, _: Server, visitor: Visitor) -> None:
        """One vote."""
        self._readers = self._readers or Readers(visitor)
        self._readers.vote()

    def check(self, _: Server, __: Visitor) -> None:
        """All are there."""
        if self._readers:
            self._readers.must_be_in(self._url)


class Deciding:
    """Reviews are decided: file and history say the same, and what was answered is done."""

    def __init__(self, folder: Path) -> None:
        self._url = f"sqlite:///{folder / 'data/kb.sqlite'}"
        self._file = folder / "articles/en" / f"{REVIEWED}.md"
        self.done = list[str]()

    def do(self, server: Server, visitor: Visitor) -> None:
        """One decision."""
        place = f"/review/articles/en/{REVIEWED}"
        note = f"note {new_word()}"
        form = hidden_fields(visitor.get(place).text, place)
        fields = {**form, "decision": "reviewed", "check": "steps_tried", "note": note}
        if visitor.post(place, fields, {"Referer": server.address + place}).status in (302, 303):
            self.done.append(note)

    def check(self, _: Server, visitor: Visitor) -> None:
        """File and history say the same."""
        assert visitor.get("/review").status == 200  # settles what was under way
        database = create_engine(self._url)
        with database.connect() as connection:
            rows = connection.execute(select(ReviewDecision.__table__).where(ReviewDecision.key == REVIEWED)).mappings()
            kept = [(row["status"], row["note"]) for row in rows]
        database.dispose()
        under_way = [note for status, note in kept if status == "intended"]
        assert not under_way, f"neither done nor void: {under_way}"
        told = {note for status, note in kept if status in ("done", "undone")}
        assert {*self.done} <= told, (
            f"answered, and not in the history: {[one for one in self.done if one not in told]}"
        )
        says = f"last_reviewed_on: {datetime.now(UTC).date()}" in self._file.read_text("utf-8")
        assert says or not told, "in the history, and not in the file"


def hidden_fields(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form of a page that leads to ``action``."""
    form = next(part for part in page.split("<form")[1:] if f'action="{action}"' in part.split(">")[0])
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.split("</form>")[0]))


@contextmanager
def working(folder: Path) -> Iterator[Turn]:
    """Killed by ``kill -9`` while an article is saved, files are indexed, readers vote and reviews are decided."""
    port = free_port()

    def start() -> Server:
        server = Server(copy_of_samples(folder), folder / "data", port)
        server.wait_until("/readyz", "")
        return server

    server = start()
    works = (Saving(folder), Indexing(folder), Voting(folder), Deciding(folder))
    try:
        visitor = administrator(server)

        def turn(dice: random.Random) -> None:
            nonlocal server
            threads = [threading.Thread(target=_until_it_fails, args=(one.do, server, visitor)) for one in works]
            before = [len(one.done) for one in works]
            for thread in threads:
                thread.start()
            _until(lambda: all(len(one.done) > count for one, count in zip(works, before, strict=True)))
            time.sleep(dice.uniform(0, LATEST))
            server.stop()
            for thread in threads:
                thread.join()
            server = start()
            assert visitor.get("/account").status == 200, "who was signed in is not any more"
            for one in works:
                one.check(server, visitor)

        yield turn
    finally:
        server.stop()


def _until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < ends, "one kind of work is never done"
        time.sleep(0.05)


def _until_it_fails(do: Callable[[Server, Visitor], None], server: Server, visitor: Visitor) -> None:
    with suppress(OSError, AssertionError, HTTPException, StopIteration):  # it is killed meanwhile
        while server.process.poll() is None:
            do(server, visitor)


KILLED: dict[str, Fault] = {"killed": working}
