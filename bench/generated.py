"""Collections of any size, generated from a seed: what ``bench/latency.py`` measures on.

The text is made of the sentences of our own sample articles, so that stemmers and models read real words. In each
sentence some words are replaced by invented ones, built from syllables of the script and drawn by Zipf's law from a
vocabulary that hardly ends: so the words of a collection grow with it as Heaps' law says they do. An article depends on
the seed and its number alone, so a collection of 100 is the beginning of one of 1,000.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from kb.library.library import Library

SHARES = {"en": 0.70, "ru": 0.15, "ar": 0.15}
LENGTH = (350, 450)  # words of a body, about seven passages
CATEGORIES = 20
INVENTED_SHARE = 0.2
# Zipf-Mandelbrot: the word of rank r has a share of (r + SHIFT) ** -(1 + TAIL). The shift because the commonest words
# are the real ones around; the tail so that a vocabulary grows about as it does in help centres with their codes.
SHIFT, TAIL = 100, 0.4
VOCABULARY = 5_000_000
SYLLABLES = {
    "en": [f"{first}{vowel}{last}" for first in "bdfgklmnprstvz" for vowel in "aeiou" for last in ("", "n", "r", "st")],
    "ru": [f"{first}{vowel}{last}" for first in "бвгдзклмнпрст" for vowel in "аеиоу" for last in ("", "н", "р", "ст")],
    "ar": [f"{first}{vowel}" for first in "بتجحدرزسشصطعفقكلمن" for vowel in ("", "ا", "و", "ي")],
}
_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+")
_MARKUP = re.compile(r"\[([^\]]*)\]\([^)]*\)|[*_`]")


@dataclass(frozen=True, slots=True)
class Source:
    """What one language's articles are made of."""

    titles: Sequence[str]
    headings: Sequence[str]
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True)
class GeneratedArticle:
    """An article's place below the articles folder, its title, and its body as headings with their paragraphs."""

    language: str
    path: str
    title: str
    sections: Sequence[tuple[str, Sequence[str]]]

    @property
    def markdown(self) -> str:
        """The file's text."""
        pieces = [f"---\ntitle: {self.title}\ntags: [generated]\nlast_reviewed_on: 2026-10-01\n---"]
        for heading, paragraphs in self.sections:
            pieces += [f"## {heading}" if heading else "", *paragraphs]
        return "\n\n".join(filter(None, pieces)) + "\n"

    @property
    def sentences(self) -> list[str]:
        """The sentences of the body, for questions about it."""
        return [text for _, paragraphs in self.sections for p in paragraphs for text in _SENTENCE_END.split(p)]


@dataclass(frozen=True)
class Generator:
    """Writes articles by number. The same ``seed``, ``shares`` and ``sources`` always give the same ones."""

    sources: Mapping[str, Source]
    seed: int = 7
    shares: Mapping[str, float] = field(default_factory=lambda: dict(SHARES))

    def article(self, number: int) -> GeneratedArticle:
        """The article of this number, from 0."""
        rng = np.random.default_rng((self.seed, number))
        languages = list(self.shares)
        language = languages[int(rng.choice(len(languages), p=list(self.shares.values())))]
        source = self.sources[language]
        title = f"{_pick(rng, source.titles)} {self._word(rng, language)} {number}"
        wanted = int(rng.integers(*LENGTH))
        sections: list[tuple[str, list[str]]] = [("", [])]
        words = 0
        while words < wanted:
            if words and rng.random() < 0.35:
                sections.append((f"{_pick(rng, source.headings)} {self._word(rng, language)}", []))
            paragraph = [self._sentence(rng, language) for _ in range(int(rng.integers(2, 5)))]
            sections[-1][1].append(" ".join(paragraph))
            words += sum(len(sentence.split()) for sentence in paragraph)
        return GeneratedArticle(language, f"{language}/topic-{number % CATEGORIES:02}/{number:06}.md", title, sections)

    def questions(self, articles: int, count: int, salt: str = "") -> Iterator[tuple[str, str]]:
        """(language, question) pairs about articles below ``articles``: part of a sentence and one other word.

        Every ``salt`` gives other questions, so that no cache has seen them.
        """
        rng = np.random.default_rng((self.seed, *salt.encode(), articles))
        seen: set[str] = set()
        while len(seen) < count:
            article = self.article(int(rng.integers(articles)))
            words = [word.strip(".,;:!?«»()") for word in _pick(rng, article.sentences).lower().split()]
            first = int(rng.integers(max(len(words) - 5, 1)))
            words = list(filter(None, words[first : first + int(rng.integers(4, 9))]))
            question = " ".join([*words, self._word(rng, article.language)])
            if len(words) >= 4 and question not in seen:
                seen.add(question)
                yield article.language, question

    def _sentence(self, rng: np.random.Generator, language: str) -> str:
        words = _pick(rng, self.sources[language].sentences).split()
        for place in np.flatnonzero(rng.random(len(words)) < INVENTED_SHARE):
            if len(words[place]) > 3 and words[place].isalpha():
                words[place] = self._word(rng, language)
        return " ".join(words)

    @staticmethod
    def _word(rng: np.random.Generator, language: str) -> str:
        """An invented word; the commoner, the shorter."""
        rank = int(rng.pareto(TAIL) * SHIFT) % VOCABULARY + len(SYLLABLES[language])
        spelled = ""
        while rank:
            rank, syllable = divmod(rank, len(SYLLABLES[language]))
            spelled += SYLLABLES[language][syllable]
        return spelled


def read_sources(folder: Path) -> dict[str, Source]:
    """The titles, headings and sentences of the articles in ``folder``, by language."""
    sources = {language: Source([], [], []) for language in SYLLABLES}
    for article in Library(folder).catalog.published:
        if article.language not in sources:
            continue
        titles, headings, sentences = (getattr(sources[article.language], name) for name in Source.__slots__)
        titles.append(article.title)
        for line in article.body.splitlines():
            text = _MARKUP.sub(r"\1", line).strip()
            if text.startswith("#"):
                headings.append(text.lstrip("# "))
            elif text[:1].isalpha():
                sentences += [part for part in _SENTENCE_END.split(text) if 5 <= len(part.split()) <= 40]
    return sources


def write_collection(generator: Generator, folder: Path, count: int) -> None:
    """Write the first ``count`` articles into ``folder``; where they are already, nothing is done."""
    done = folder.with_name(f"{folder.name}.seed-{generator.seed}-count-{count}")
    if done.exists():
        return
    for number in range(count):
        article = generator.article(number)
        file = folder / article.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(article.markdown, "utf-8")
    done.touch()


def _pick(rng: np.random.Generator, among: Sequence[str]) -> str:
    return among[int(rng.integers(len(among)))]
