"""Answers made from the sample articles by rules, true ones and falsified ones, to try the verifier on.

There is no model here that would put an article into other words, so true sentences change their form by rules: two
sentences become one, clauses change places, a clause is left out, words are replaced by others for them, numbers are
written in other digits or in words, the quote is shorter or written otherwise; and between languages a sentence is the
one that stands in the same place of the article's translation. A falsified one is such a sentence with a number, a
product or a negation changed, or one from another article under this one's quote.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bench.made_forms import AND, DIGITS, OTHERS, WORDS, good_sentences, lowered, reordered, shortened, turned_round
from kb.catalog.article import Article
from kb.catalog.catalog import Catalog
from search.answers.grounded.answer import AnswerSource
from search.answers.grounded.quoting import sentences_of
from search.answers.grounded.verify import Claimed
from search.index.passages import Passage

LANGUAGES = ("en", "ar", "fa", "ru")
KINDS = ("number", "product", "negation", "elsewhere")


@dataclass(frozen=True, slots=True)
class Made:
    """One sentence of an answer; ``kind`` is how it was falsified, or the rule that changed its form."""

    claimed: Claimed
    is_true: bool
    kind: str


@dataclass(frozen=True, slots=True)
class MadeAnswer:
    """An answer of one to three sentences; ``half`` is 0 to choose on and 1 to look at."""

    language: str
    sources: tuple[AnswerSource, ...]
    sentences: tuple[Made, ...]
    half: int

    @property
    def is_true(self) -> bool:
        """Whether none of it was falsified."""
        return all(made.is_true for made in self.sentences)


class Maker:
    """Makes answers of a collection, the same ones each time."""

    def __init__(self, catalog: Catalog, passages: Mapping[tuple[str, str], Sequence[Passage]], seed: int = 7) -> None:
        self._catalog, self._passages, self._dice = catalog, passages, random.Random(seed)
        self._products = {
            language: {p.id: p.names(language)[0] for p in catalog.products.products if p.names(language)}
            for language in LANGUAGES
        }

    def answers(self, count: int) -> list[MadeAnswer]:
        """``count`` answers, half of them falsified, evenly over languages and kinds."""
        found: list[MadeAnswer] = []
        turns = [(language, kind) for kind in (*KINDS, *["true"] * len(KINDS)) for language in LANGUAGES]
        number = 0
        while len(found) < count:
            language, kind = turns[number % len(turns)]
            number += 1
            if answer := self._answer(language, kind, is_across=number % 3 == 0):
                found.append(answer)
        return found

    def _answer(self, language: str, kind: str, is_across: bool) -> MadeAnswer | None:
        """One answer, a third of them from an article of another language."""
        for _ in range(200):
            article = self._dice.choice(self._catalog.visible(language))
            pairs = list(self._twins(article) if is_across else self._own(article))
            if len(pairs) < 2:
                continue
            self._dice.shuffle(pairs)
            chosen = pairs[: self._dice.randint(1, 2)]
            made = [
                self._true(language, number, source, *pair) for number, (source, *pair) in enumerate(chosen, start=1)
            ]
            if kind != "true":
                place = self._dice.randrange(len(made))
                falsified = self._false(kind, language, made[place], chosen[place][0], article)
                if falsified is None:
                    continue
                made[place] = falsified
            return MadeAnswer(language, tuple(source for source, *_ in chosen), tuple(made), hash_of(article) % 2)
        return None

    def _own(self, article: Article) -> Iterator[tuple[AnswerSource, str, str]]:
        """A source and two texts: what it says, and the same."""
        for passage in self._body(article):
            for sentence in good_sentences(passage.text):
                yield AnswerSource(article, passage, passage.text), sentence, sentence

    def _twins(self, article: Article) -> Iterator[tuple[AnswerSource, str, str]]:
        """Of a translation a source, a sentence of it, and the sentence of ``article`` in the same place."""
        for other in self._catalog.translations(article.key).values():
            if other.language == article.language:
                continue
            mine, theirs = self._body(article), self._body(other)
            if [len(p.text.split("\n")) for p in mine] != [len(p.text.split("\n")) for p in theirs]:
                continue
            for one, two in zip(mine, theirs, strict=True):
                for my_line, their_line in zip(one.text.split("\n"), two.text.split("\n"), strict=True):
                    pairs = list(zip(sentences_of(my_line), sentences_of(their_line), strict=False))
                    if len(sentences_of(my_line)) == len(sentences_of(their_line)):
                        for my, their in pairs:
                            if their in good_sentences(their_line) and my in good_sentences(my_line):
                                yield AnswerSource(other, two, two.text), their, my

    def _body(self, article: Article) -> list[Passage]:
        return [p for p in self._passages[article.id] if not (p.is_summary or p.is_links)]

    def _true(self, language: str, number: int, source: AnswerSource, quote: str, text: str) -> Made:
        """The sentence ``text`` in another form."""
        if source.article.language != language:
            return Made(Claimed(text, number, self._quoted(quote)), True, "translation")
        rules: list[Callable[[str, str, AnswerSource], tuple[str, str] | None]] = [
            reordered,
            shortened,
            self._merged,
            self._other_words,
            self._other_numbers,
        ]
        self._dice.shuffle(rules)
        for rule in rules:
            if changed := rule(text, language, source):
                told, quoted = changed
                name = rule.__name__.strip("_")
                return Made(Claimed(told, number, quoted if name == "merged" else self._quoted(quoted)), True, name)
        return Made(Claimed(text, number, self._quoted(quote)), True, "as it stands")

    def _quoted(self, quote: str) -> str:
        """A quote as models write it: sometimes only a part, in other letters or digits."""
        words = quote.split()
        way = self._dice.randrange(4)
        if way == 0 and len(words) > 6:
            return " ".join(words[: max(5, 2 * len(words) // 3)])
        if way == 1:
            return quote.upper()
        if way == 2:
            return quote.replace("“", '"').replace("’", "'").replace("ي", "ی").replace("ك", "ک")
        return quote

    def _merged(self, text: str, language: str, source: AnswerSource) -> tuple[str, str] | None:
        line = next((line for line in source.text.split("\n") if text in line), "")
        sentences = sentences_of(line)
        place = sentences.index(text) if text in sentences else -1
        if place < 0 or place + 1 >= len(sentences) or sentences[place + 1] not in good_sentences(line):
            return None
        after = sentences[place + 1]
        joined = f"{text.rstrip('.؟!')}{'،' if language in DIGITS else ','} {AND[language]} {lowered(after)}"
        return joined, f"{text} {after}"

    def _other_words(self, text: str, language: str, _source: object) -> tuple[str, str] | None:
        for word, other in OTHERS[language].items():
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
                changed = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", other, text, count=1, flags=re.IGNORECASE)
                return changed, text
        return None

    def _other_numbers(self, text: str, language: str, _source: object) -> tuple[str, str] | None:
        if not re.search(r"\d", text) or re.search(r"[A-Za-z]-?\d|\d-\d|@|\+\d", text):
            return None
        if language in DIGITS and re.search("[0-9]", text):
            return re.sub("[0-9]", lambda match: DIGITS[language][int(match[0])], text), text
        if language in WORDS:
            words, pattern = WORDS[language]
            listed = words.split()
            changed = re.sub(
                rf"(?<![\d–:.,°£-]){pattern}(?![\d–:.,%°£-])",
                lambda match: listed[int(match[0])] if 1 < int(match[0]) <= 10 else match[0],
                text,
            )
            return (changed, text) if changed != text else None
        return None

    def _false(self, kind: str, language: str, made: Made, source: AnswerSource, article: Article) -> Made | None:
        text = made.claimed.text
        ways: Mapping[str, Callable[[], str | None]] = {
            "number": lambda: self._other_number(text, source.text),
            "product": lambda: self._other_product(text, language),
            "negation": lambda: turned_round(text, language, self._dice),
            "elsewhere": lambda: self._from_elsewhere(language, article),
        }
        changed = ways[kind]()
        if changed is None or changed == text:
            return None
        return Made(replace(made.claimed, text=changed), False, kind)

    def _other_number(self, text: str, source: str) -> str | None:
        numbers = [match for match in re.finditer(r"\d+", text) if not re.search(r"[@+-]\S*$", text[: match.start()])]
        if not numbers:
            return None
        match = self._dice.choice(numbers)
        others = [other for other in re.findall(r"\d+", source) if int(other) != int(match[0])]
        new = (
            self._dice.choice(others)
            if others and self._dice.random() < 0.5
            else str(int(match[0]) + self._dice.choice((1, 2, 10)))
        )
        return text[: match.start()] + new + text[match.end() :]

    def _other_product(self, text: str, language: str) -> str | None:
        names = self._products[language]
        for id_, name in names.items():
            found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
            if found:
                other = names[self._dice.choice([one for one in names if one != id_])]
                return text[: found.start()] + (other if language == "ru" else other.lower()) + text[found.end() :]
        return None

    def _from_elsewhere(self, language: str, article: Article) -> str | None:
        for _ in range(50):
            other = self._dice.choice(self._catalog.visible(language))
            if other.key == article.key:
                continue
            sentences = [s for passage in self._body(other) for s in good_sentences(passage.text)]
            if sentences:
                return self._dice.choice(sentences)
        return None


def hash_of(article: Article) -> int:
    """A number of an article's key, the same in every language and process."""
    return zlib.crc32(article.key.encode())
