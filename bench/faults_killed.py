"""A ``kb serve`` that is killed while it works: begun again, what it had promised is there, and nothing is half."""

from __future__ import annotations

import json
import random
import re
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from string import ascii_lowercase

from sqlalchemy import select

from bench.staffed import administrator, save_article, served, vote
from kb.feedback.vote_rows import FeedbackVote
from kb.storage.database import connect
from review.decisions.history import ReviewDecision
from tests.servers import Server
from tests.visitor import Visitor

KEY, REVIEWED = "orders/check-stock", "orders/place-an-order"
FILE = f"en/{KEY}.md"
LATEST = 2.0
"""A process is killed at some instant of the first so many seconds of what it does."""


def killed_while(folder: Path, do: Callable[[Server, Visitor], None], dice: random.Random) -> None:
    """Begin to ``do`` something again and again, and kill the process at some instant."""
    with served(folder) as server:
        visitor = administrator(server)
        thread = threading.Thread(target=_until_it_fails, args=(do, server, visitor))
        thread.start()
        time.sleep(dice.uniform(0, LATEST))
        server.stop()
        thread.join()


def _until_it_fails(do: Callable[[Server, Visitor], None], server: Server, visitor: Visitor) -> None:
    with suppress(OSError, AssertionError, HTTPException):  # it is killed meanwhile
        while server.process.poll() is None:
            do(server, visitor)


def saving(folder: Path, dice: random.Random) -> None:
    """Killed while an article is saved in the editor: the file is one of those that were sent, whole, and no older than
    the last that was said to be saved.
    """
    sent, saved = list[str](), list[str]()

    def save(_: Server, visitor: Visitor) -> None:
        word = f"saved{secrets.token_hex(4)}"
        sent.append(word)
        save_article(visitor, KEY, lambda text: _with_word(text, word))
        saved.append(word)

    killed_while(folder, save, dice)
    text = (folder / "articles" / FILE).read_text("utf-8")
    found = re.findall(r"^Saved: (\w+)\.$", text, re.MULTILINE)
    last = sent.index(saved[-1]) if saved else 0
    assert len(found) <= 1, f"several saves in one file: {found}"
    assert not saved or (found and found[0] in sent[last:]), f"{saved[-1]} was said to be saved, the file has {found}"
    assert text.startswith("---\n"), f"the file is not whole: {text[:100]!r}"
    strange = [
        one.name for one in (folder / "articles/en/orders").iterdir() if not one.name.endswith((".md", ".png", ".svg"))
    ]
    assert strange == [], f"files that were left: {strange}"
    with served(folder) as server:
        if found:
            server.wait_until(f"/en/articles/{KEY}", found[0])
            server.wait_until(f"/api/v1/search?lang=en&q={found[0]}", f"/en/articles/{KEY}")


def _with_word(text: str, word: str) -> str:
    kept = text.split("\nSaved: ")[0].rstrip()
    return f"{kept}\n\nSaved: {word}.\n"


def indexing(folder: Path, dice: random.Random) -> None:
    """Killed while it indexes files that changed: begun again it finds them by their newest words, not by older."""
    words = dict[Path, str]()
    before = dict[Path, str]()

    def change(_: Server, __: Visitor) -> None:
        for number in range(6):
            file = folder / "articles/en" / f"changed-{number}.md"
            before[file], words[file] = words.get(file, ""), "".join(dice.choices(ascii_lowercase, k=14))
            draft = file.with_suffix(".new")
            draft.write_text(f"---\ntitle: Changed {number}\n---\nIt says {words[file]}.\n", "utf-8")
            draft.replace(file)
        time.sleep(dice.uniform(0, 0.4))

    killed_while(folder, change, dice)
    with served(folder) as server:
        for file, word in words.items():
            server.wait_until(f"/api/v1/search?lang=en&q={word}", f"/en/articles/{file.stem}")
            old = before[file]
            answer = server.get(f"/api/v1/search?lang=en&q=%22{old}%22&exact=1")[1] if old else ""
            assert f"/en/articles/{file.stem}" not in answer, f"{old} is found yet: {answer[:1_000]}"
        server.wait_until("/api/v1/search?lang=en&q=forgotten%20password", "/en/articles/account/")


def voting(folder: Path, dice: random.Random) -> None:
    """Killed while readers vote: each vote that was answered is there, with what it said."""
    told = dict[str, str]()

    def say(_: Server, visitor: Visitor) -> None:
        said = f"because {secrets.token_hex(4)}"
        answer = vote(visitor, KEY, helpful=False, comment=said)
        if answer.status == 200:
            told[json.loads(answer.body)["vote"]] = said

    killed_while(folder, say, dice)
    with served(folder):
        kept = _rows(folder, FeedbackVote)
    found = {row["id"]: row["comment"] for row in kept}
    lost = {name: said for name, said in told.items() if found.get(name) != said}
    assert not lost, f"{len(lost)} of {len(told)} votes are lost: {lost}"


def deciding(folder: Path, dice: random.Random) -> None:
    """Killed while reviews are decided: file and history say the same, and what was answered is done."""
    place = f"/review/articles/en/{REVIEWED}"
    done = list[str]()

    def decide(server: Server, visitor: Visitor) -> None:
        page = visitor.get(place)
        note = f"note {secrets.token_hex(4)}"
        fields = {**hidden_fields(page.text, place), "decision": "reviewed", "check": "steps_tried", "note": note}
        if visitor.post(place, fields, {"Referer": server.address + place}).status in (302, 303):
            done.append(note)

    killed_while(folder, decide, dice)
    with served(folder) as server:
        visitor = administrator(server)
        assert visitor.get("/review").status == 200
        rows = [row for row in _rows(folder, ReviewDecision) if row["key"] == REVIEWED]
    open_ = [row for row in rows if row["status"] == "intended"]
    assert not open_, f"neither done nor void: {open_}"
    kept = {row["note"] for row in rows if row["status"] in ("done", "undone")}
    assert {*done} <= kept, f"answered, and not in the history: {[one for one in done if one not in kept]}"
    says = f"last_reviewed_on: {datetime.now(UTC).date()}" in (folder / "articles/en" / f"{REVIEWED}.md").read_text(
        "utf-8"
    )
    assert says or not kept, "in the history, and not in the file"


def hidden_fields(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form of a page that leads to ``action``."""
    form = next(part for part in page.split("<form")[1:] if f'action="{action}"' in part.split(">")[0])
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.split("</form>")[0]))


def _rows(folder: Path, table: type[FeedbackVote | ReviewDecision]) -> list[dict[str, object]]:
    database = connect(f"sqlite:///{folder / 'data/kb.sqlite'}")
    try:
        with database.connect() as connection:
            return [dict(row) for row in connection.execute(select(table.__table__)).mappings()]
    finally:
        database.dispose()


KILLED = {
    "killed while saving": saving,
    "killed while indexing": indexing,
    "killed while voting": voting,
    "killed while deciding": deciding,
}
