"""Helpers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from search.query.correction import Correction, read_as
from search.text.analysis import terms
from search.text.folding import words


@dataclass(frozen=True)
class Counts:
    """A collection's words with the number of articles that have them."""

    counts: tuple[tuple[str, int], ...]

    @cached_property
    def terms(self) -> Sequence[str]:
        return sorted(self._by_term)

    def frequency(self, term: str) -> int:
        return self._by_term.get(term, 0)

    @cached_property
    def _by_term(self) -> dict[str, int]:
        return dict(self.counts)


@dataclass(frozen=True)
class Part:
    """The stems of its texts are looked for when a test first asks: word lists are read for them."""

    language: str
    words: Counts
    texts: tuple[str, ...]

    @cached_property
    def articles(self) -> Counts:
        return Counts(tuple(Counter(term for text in self.texts for term in set(terms(text, self.language))).items()))


def part(language: str, *texts: str) -> Part:
    """The words of these articles, each among many others so that none is usual."""
    filler = [(f"w{number:05}", 3) for number in range(2000)]
    found = Counter(word for text in texts for word in set(words(text)))
    return Part(language, Counts((*filler, *found.items())), texts)


ENGLISH = part("en", "reset the password of an account", "kettle descaling", "invoice of the Frobnicator", "gift card")


RUSSIAN = part("ru", "восстановить пароль", "счёт за посылку", "вернуть товар")


ARABIC = part("ar", "إعادة تعيين كلمة المرور", "إرجاع المنتج التالف")


PERSIAN = part("fa", "بازنشانی رمز عبور", "پیگیری مرسوله")


def read(text: str, language: str, *parts: Part) -> Correction | None:
    return read_as(text, language, parts or (ENGLISH, RUSSIAN, ARABIC, PERSIAN), lambda _part, _word: True)


def sure(text: str, language: str, *parts: Part) -> str | None:
    reading = read(text, language, *parts)
    return reading.text if reading and reading.sure else None
