"""Answers that were verified, kept for whoever asks the same of the same passages.

In memory and for a while only. A passage that changed, an audience that may read others, another model or another
language make another key, so that nothing has to be thrown away when an article is saved.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence

from cachetools import TTLCache

from search.answers.grounded.answer import AnswerSentence, AnswerSource
from search.text.folding import words

MOST, SECONDS = 2_000, 24 * 60 * 60.0


class KeptAnswers:
    """The newest ``MOST``; ``timer`` gives seconds that never go back."""

    def __init__(self, timer: Callable[[], float]) -> None:
        self._kept: TTLCache[bytes, tuple[AnswerSentence, ...]] = TTLCache(MOST, SECONDS, timer)
        self._lock = threading.Lock()

    def get(self, key: bytes) -> tuple[AnswerSentence, ...] | None:
        """The sentences under ``key``."""
        with self._lock:
            return self._kept.get(key)

    def keep(self, key: bytes, sentences: Sequence[AnswerSentence]) -> None:
        """Keep them."""
        with self._lock:
            self._kept[key] = tuple(sentences)


def key_of(
    question: str, language: str, turns: Sequence[str], sources: Sequence[AnswerSource], model: str
) -> bytes | None:
    """What an answer is kept under; None where it is not kept: an answer to a conversation is nobody else's, and of
    articles for staff nothing stays.
    """
    if turns or not all(source.article.audience.is_public for source in sources):
        return None
    parts = [model, language, " ".join(words(question))]
    parts += [
        f"{source.article.id}{source.passage.anchor}{source.article.title}\x1e{source.passage.heading_path}\x1e{source.text}"
        for source in sources
    ]
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=16).digest()
