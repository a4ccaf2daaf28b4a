"""A message as sentences: without greetings, thanks and numbers, each with the item of a list that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from kb.language.languages import main_script
from search.questions.courtesy_patterns import NOISE
from search.text.chatter import beginning, greeting, says_nothing
from search.text.folding import fold

MAX_SENTENCES = 400
LONGEST_SENTENCE = 300
# Characters of sentences that are weighed, of what is new and of its history: finding the stem of a word nobody has
# seen takes a twelfth of a millisecond. No person writes so much.
MAX_WEIGHED = 12_000
# A paragraph is cut after so many, and its letters told from the first few.
LONGEST_PARAGRAPH = 2_000
LETTERS_OF_A_PARAGRAPH = 200
SHORT_COURTESY = 10  # words
_END = re.compile(r"(?<=[.!?؟…。！？])[\"”»)]{0,3}\s+|(?<=[。！？])|\n")
_EMPTY = re.compile(r"\(\w{0,12}[\s:#]{1,4}\)")
_NUMBER = r"\(?\d{1,2}[.)-]"
_BULLET = re.compile(rf"^(?:[-*•·–]|{_NUMBER}|[a-hA-H]\))\s+")
_NUMBERED = re.compile(rf"(?<!\S){_NUMBER}(?=\s)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; ``item`` is the number of the item of a list that it belongs to, counted through the message, 0
    where it stands in no list.
    """

    text: str
    item: int = 0


def sentences(lines: Sequence[str]) -> Iterator[Sentence]:
    """The sentences that may ask something, without their noise."""
    weighed = 0
    for number, sentence in enumerate(_split(_with_items_apart(lines))):
        weighed += len(sentence.text)
        if number == MAX_SENTENCES or weighed > MAX_WEIGHED:
            return
        text = cleaned(sentence.text)
        if text and not _is_courtesy(text):
            yield Sentence(text, sentence.item)


def cut(paragraph: str) -> Iterator[str]:
    """The sentences of a paragraph; what is too long for one in pieces."""
    for sentence in filter(None, map(str.strip, _END.split(paragraph))):
        rest = sentence
        while len(rest) > LONGEST_SENTENCE:
            piece = within(rest, LONGEST_SENTENCE)
            yield piece
            rest = rest[len(piece) :].lstrip()
        if rest:
            yield rest


def cleaned(sentence: str) -> str:
    """A sentence without greeting, addresses and numbers."""
    text = " ".join(_EMPTY.sub(" ", NOISE.sub(" ", sentence)).split())
    for _ in range(2):
        text = text[greeting(text) :].strip(" ,،;:–—-|*_!") if greeting(text) else text.strip(" ,،;:–—-|*_")
    return text if any(map(str.isalpha, text)) else ""


def asks(sentence: str, language: str = "") -> bool:
    """Whether a sentence is a question or a wish, with its mark or without."""
    if sentence.endswith(("?", "؟", "？")) or beginning(sentence, "asks", language) > 0:
        return True
    return beginning(sentence, "opening") > 0


def within(text: str, limit: int) -> str:
    """``text``, cut between two words where it is too long."""
    if len(text) <= limit:
        return text
    return text[: limit + 1].rpartition(" ")[0].rstrip() or text[:limit]


def _is_courtesy(text: str) -> bool:
    """Whether a sentence only thanks, hopes or waits."""
    if says_nothing(text):
        return True
    is_begun = beginning(text, "thanks") or beginning(text, "remark") or beginning(text, "farewell")
    return bool(is_begun) and len(text.split()) <= SHORT_COURTESY and not text.endswith(("?", "؟", "？"))


def _with_items_apart(lines: Sequence[str]) -> Iterator[str]:
    """The lines; one that holds numbered questions, 1) … 2) …, as a line for each."""
    for line in lines:
        marks = [mark for mark in _NUMBERED.finditer(line) if not NOISE.match(line, mark.start())]
        numbers = [int(fold(re.sub(r"\D", "", mark[0]))) for mark in marks]
        if len(marks) < 2 or numbers != list(range(1, len(marks) + 1)):
            yield line
            continue
        places = [0, *(mark.start() for mark in marks), len(line)]
        yield from filter(None, (line[start:end].strip() for start, end in pairwise(places)))


def _split(lines: Iterator[str]) -> Iterator[Sentence]:
    """Sentences; a line that was only wrapped goes on in the next, one in other letters begins anew."""
    held, script, item = "", None, 0
    items = count(1)
    for line in lines:
        bullet = _BULLET.match(line)
        is_long = len(held) > LONGEST_PARAGRAPH
        if not line or bullet or is_long or (held and main_script(line) not in (None, script)):
            yield from (Sentence(text, item) for text in cut(held))
            held = ""
        if bullet or not line:
            item = next(items) if bullet else 0
        is_begun = len(held) >= LETTERS_OF_A_PARAGRAPH
        held = f"{held} {line[bullet.end() if bullet else 0 :]}".strip()
        script = script if is_begun else main_script(held[:LETTERS_OF_A_PARAGRAPH])
    yield from (Sentence(text, item) for text in cut(held))
