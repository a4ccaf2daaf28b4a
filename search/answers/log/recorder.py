"""Takes down what was asked and what became of it, without slowing an answer.

Questions wait in memory and are written in one go every few seconds. The same question again, of a reader whose
session ``search.log.recorder`` made (a hash whose salt is thrown away every day), is the same one for ten minutes; no
session is written.
"""

from __future__ import annotations

import logging
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime

from cachetools import TTLCache
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from kb.catalog.article import ArticleId
from kb.storage.background import Repeating
from kb.storage.columns import kept_key, kept_language
from kb.storage.database import naive_utc, said_by
from search.answers.composing.shape import AnswerOutcome, ComposedAnswer
from search.answers.log.asked_rows import MAX_ASKED, MAX_REASON, AskedAnswer, write_asked
from search.text.folding import clean, words

logger = logging.getLogger(__name__)

MAX_PENDING = 10_000
SAME_SECONDS = 600
_ID = re.compile(r"[0-9a-f]{16}")


class AnswerRecorder:
    """Collects questions and what was said of their answers, and writes them from a thread of its own."""

    def __init__(self, database: Engine | None, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock
        self._lock = threading.Lock()
        self._waiting: dict[str, AskedAnswer] = {}
        self._marks: list[tuple[str, Mapping[str, bool]]] = []
        self._unrecorded: Counter[tuple[date, str]] = Counter()
        self._known: TTLCache[tuple[str, ...], str] = TTLCache(MAX_PENDING, SAME_SECONDS, time.monotonic)
        self._writing = Repeating("answer-recorder", self.flush)
        self.dropped = 0

    def start(self) -> None:
        """Write every few seconds from now on."""
        self._writing.start()

    def close(self) -> None:
        """Write what is left and stop."""
        self._writing.close()
        self.flush()

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

    def flush(self) -> None:
        """Write what was collected; keep it where that fails."""
        if self._database is None:
            return
        with self._lock:
            waiting, self._waiting = self._waiting, {}
            marks, self._marks = self._marks, []
            unrecorded, self._unrecorded = self._unrecorded, Counter()
        if not (waiting or marks or unrecorded):
            return
        try:
            with self._database.begin() as connection:
                write_asked(connection, list(waiting.values()), marks, unrecorded)
        except SQLAlchemyError as error:
            logger.warning("questions could not be written and wait: %s", said_by(error))
            with self._lock:
                self._waiting = {**waiting, **self._waiting}
                self._marks = [*marks, *self._marks]
                self._unrecorded.update(unrecorded)


def _kept(id_: ArticleId) -> ArticleId:
    return ArticleId(id_.language, kept_key(id_.key))
