"""Takes down what was asked and what became of it, without slowing an answer.

Questions wait in memory and are written in one go every few seconds. The same question again, of a reader whose
session ``search.log.recorder`` made (a hash whose salt is thrown away every day), is the same one for ten minutes; no
session is written.
"""

from __future__ import annotations

import re
import secrets
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from cachetools import TTLCache
from sqlalchemy import Connection, Engine

from kb.catalog.article import ArticleId
from kb.core.events import EventKind, SiteEvent, Tell, tell_nobody
from kb.storage.collecting import MAX_PENDING, BatchedWriter
from kb.storage.columns import kept_key, kept_language
from kb.storage.database import naive_utc
from search.answers.composing.shape import AnswerOutcome, ComposedAnswer
from search.answers.log.asked_rows import MAX_ASKED, MAX_REASON, AskedAnswer, write_asked
from search.text.folding import clean, words

SAME_SECONDS = 600
TRIES = 4
"""So often it is tried again what was said of a question that is not written yet: another process may have it."""
_ID = re.compile(r"[0-9a-f]{16}")


class _UnwrittenQuestions(NamedTuple):
    """What is written in one go: questions, what was said of others before, counts by day and language."""

    asked: list[AskedAnswer]
    marks: list[tuple[str, Mapping[str, bool]]]
    unrecorded: Counter[tuple[date, str]]


class AnswerRecorder(BatchedWriter[_UnwrittenQuestions]):
    """Collects questions and what was said of their answers, and writes them from a thread of its own."""

    def __init__(self, database: Engine | None, clock: Callable[[], datetime], tell: Tell = tell_nobody) -> None:
        super().__init__("questions", database)
        self._clock, self._tell = clock, tell
        self._waiting: dict[str, AskedAnswer] = {}
        self._marks: list[tuple[str, Mapping[str, bool]]] = []
        self._tries: Counter[str] = Counter()
        self._unrecorded: Counter[tuple[date, str]] = Counter()
        self._known: TTLCache[tuple[str, ...], str] = TTLCache(MAX_PENDING, SAME_SECONDS, time.monotonic)

    def record(self, reader: str, composed: ComposedAnswer) -> str | None:
        """Take down a question of a session; returns what it is called, None where nothing was asked."""
        question = clean(composed.asked.text).strip()[:MAX_ASKED]
        folded = " ".join(words(question))[:MAX_ASKED]
        is_asked = composed.outcome not in (AnswerOutcome.NOTHING_ASKED, AnswerOutcome.LATE)
        if not folded or not is_asked or self._database is None:
            return None
        place = (reader, folded, composed.language, composed.outcome, *map(str, composed.asked.chosen or ()))
        one = AskedAnswer(
            *(secrets.token_hex(8), naive_utc(self._clock()), question, folded, kept_language(composed.language)),
            *(str(composed.outcome), str(composed.request or ""), str(composed.composed_by)),
            *(composed.declined[:MAX_REASON], float(composed.confidence)),
            cited=tuple(_kept(id_) for id_ in composed.cited),
            nearest=tuple(_kept(hit.article.id) for hit in composed.nearest),
        )
        with self._lock:
            if known := self._known.get(place):
                return known
            if len(self._waiting) >= MAX_PENDING:
                self.dropped += 1
                return None
            self._waiting[one.id] = one
            self._known[place] = one.id
            return one.id

    def mark(self, id_: str, **said: bool) -> None:
        """Note of a question that it is ``solved`` or not, or that its asker was ``handed_over`` to a person."""
        if not _ID.fullmatch(id_):  # what no database could compare would keep all that waits from being written
            return
        with self._lock:
            if (waiting := self._waiting.get(id_)) is not None:
                for name, value in said.items():
                    setattr(waiting, name, value)
            elif len(self._marks) < MAX_PENDING:
                self._marks.append((id_, said))
            else:
                self.dropped += 1

    def count_unrecorded(self, language: str) -> None:
        """Somebody asked who wants no trace: this number is all that is kept."""
        with self._lock:
            self._unrecorded[self._clock().date(), kept_language(language)] += 1

    def _taken(self, *, everything: bool) -> _UnwrittenQuestions | None:  # noqa: ARG002 - a question is always whole
        batch = _UnwrittenQuestions(list(self._waiting.values()), self._marks, self._unrecorded)
        self._waiting, self._marks, self._unrecorded = {}, [], Counter()
        return batch if any(batch) else None

    def _write(self, connection: Connection, batch: _UnwrittenQuestions) -> None:
        handed_over, unknown = write_asked(connection, *batch)
        with self._lock:  # another process may have them yet
            again = {id_ for id_ in unknown if self._tries[id_] < TRIES}
            self._tries = Counter({id_: self._tries[id_] + 1 for id_ in again})
            self._marks = [*(one for one in batch.marks if one[0] in again), *self._marks][:MAX_PENDING]
        for id_ in handed_over:
            self._tell(connection, SiteEvent(EventKind.ANSWER_HANDED_OVER, {"answer": id_}))

    def _put_back(self, batch: _UnwrittenQuestions) -> None:
        room = max(MAX_PENDING - len(self._waiting), 0)
        self.dropped += len(batch.asked[room:])
        self._waiting = {**{one.id: one for one in batch.asked[:room]}, **self._waiting}
        self._marks = [*batch.marks, *self._marks][:MAX_PENDING]
        self._unrecorded.update(batch.unrecorded)


def _kept(id_: ArticleId) -> ArticleId:
    return ArticleId(id_.language, kept_key(id_.key))
