"""From a customer's message to the question in it: a pure function of the text and of what the collection knows.

Sentences that greet, thank, sign or fill in numbers are no questions. Of the others those are taken that share the
rarest words with the articles, a question mark counting half as much again: a message tells a story, and its question
is where the collection has something to say. What the customer wrote last counts; what it answers is looked at only
where the newest words tell nothing ("still not working!").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kb.core.text import MAX_QUERY_CHARACTERS
from kb.language.languages import main_script
from search.desk.courtesy_patterns import ASKS, GREETING, NOISE, SUBJECT_PREFIX, THANKS
from search.desk.messages import read_letter
from search.text.analysis import terms
from search.text.folding import clean

Detect = Callable[[str], str]
"""The language of a text."""
Rarity = Callable[[str], float]
"""How rare an index term is among the articles; 0 where none has it."""

MAX_SENTENCES = 400
LONGEST_SENTENCE = 300
# Characters of sentences that are weighed, of what is new and of its history: finding the stem of a word nobody has
# seen takes a twelfth of a millisecond. No person writes so much.
MAX_WEIGHED = 12_000
# A paragraph is cut after so many, and its letters told from the first few.
LONGEST_PARAGRAPH = 2_000
LETTERS_OF_A_PARAGRAPH = 200
ENOUGH = 400  # characters: a longer question dilutes what it asks
MOST = 5
SHARE_OF_BEST = 0.3
ASKING = 1.5
NOTHING = 0.1  # the score of a sentence without a word that articles have
TELLING_TERMS = 6
SHORT_COURTESY = 10  # words
# Letters that are read to tell a message's language.
SAMPLE = 2_000
_END = re.compile(r"(?<=[.!?؟…。！？])[\"”»)]{0,3}\s+|(?<=[。！？])|\n")
_OPERATORS = re.compile(r"[\"“”„«»*~^\[\]{}()<>|\\]|(?<!\w)[-+](?=\w)|(?<=\w):(?=\w)")
_WORD_OPERATORS = re.compile(r"\b(?:AND|OR|NOT)\b")
_EMPTY = re.compile(r"\(\w{0,12}[\s:#]{1,4}\)")
_BULLET = re.compile(r"^(?:[-*•·–]|\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class DeskQuestion:
    """What a message asks: ``question`` is empty where it asks nothing; ``language`` is the customer's."""

    question: str
    language: str


def find_question(message: str, subject: str, detect: Detect, rarity: Callable[[str], Rarity]) -> DeskQuestion:
    """The question in ``message``, which may be plain text or HTML with its history, and its ``subject``."""
    letter = read_letter(message)
    about = _cleaned(_subject(subject))
    new = list(_sentences(letter.new))
    history = list(_sentences(letter.history))
    sample = " ".join(new)[:SAMPLE] or about or " ".join(history)[:SAMPLE]
    language = detect(sample)
    rare = rarity(language)
    script = main_script(sample)

    is_one_line = sum(map(bool, letter.new)) == 1

    def asks(text: str) -> bool:  # no name below a letter, nor the same in other letters
        says_more = is_one_line or len(terms(text, language)) > 1 or _evidence(text, language, rare) > 0
        return main_script(text) == script and says_more

    new, history = list(filter(asks, new)), list(filter(asks, history))
    if main_script(about) != script:
        about = ""  # joined to a message in other letters it only confuses the models
    if not new and not about:
        return DeskQuestion("", language)
    chosen = _best(new, language, rare)
    has_evidence = any(_evidence(text, language, rare) for text in (*chosen, about))
    if not has_evidence and (older := _best(history, language, rare)) and _evidence(older[0], language, rare):
        chosen = older
    if about and _adds(about, chosen, language):
        chosen = [about if about.endswith((".", "?", "!", "؟")) else f"{about}.", *chosen]
    return DeskQuestion(_within(_without_operators(" ".join(chosen)), MAX_QUERY_CHARACTERS), language)


def sentences_of(question: str) -> list[str]:
    """The sentences of a question that was found."""
    return list(_cut(question))


def _subject(subject: str) -> str:
    text = " ".join(clean(subject[:LONGEST_SENTENCE]).split())
    while (shorter := SUBJECT_PREFIX.sub("", text, count=1)) != text:
        text = shorter
    return text


def _sentences(lines: Sequence[str]) -> Iterator[str]:
    """The sentences that may ask something, without their noise."""
    weighed = 0
    for count, sentence in enumerate(_split(lines)):
        weighed += len(sentence)
        if count == MAX_SENTENCES or weighed > MAX_WEIGHED:
            return
        cleaned = _cleaned(sentence)
        is_courtesy = THANKS.match(cleaned) and len(cleaned.split()) <= SHORT_COURTESY and not _is_question(cleaned)
        if cleaned and not is_courtesy:
            yield cleaned


def _split(lines: Sequence[str]) -> Iterator[str]:
    """Sentences; a line that was only wrapped goes on in the next, one in other letters begins anew."""
    held, script = "", None
    for line in lines:
        bullet = _BULLET.match(line)
        is_long = len(held) > LONGEST_PARAGRAPH
        if not line or bullet or is_long or (held and main_script(line) not in (None, script)):
            yield from _cut(held)
            held = ""
        is_begun = len(held) >= LETTERS_OF_A_PARAGRAPH
        held = f"{held} {line[bullet.end() if bullet else 0 :]}".strip()
        script = script if is_begun else main_script(held[:LETTERS_OF_A_PARAGRAPH])
    yield from _cut(held)


def _cut(paragraph: str) -> Iterator[str]:
    for sentence in filter(None, map(str.strip, _END.split(paragraph))):
        rest = sentence
        while len(rest) > LONGEST_SENTENCE:
            piece = _within(rest, LONGEST_SENTENCE)
            yield piece
            rest = rest[len(piece) :].lstrip()
        if rest:
            yield rest


def _cleaned(sentence: str) -> str:
    """A sentence without greeting, addresses and numbers."""
    text = " ".join(_EMPTY.sub(" ", NOISE.sub(" ", sentence)).split())
    text = GREETING.sub("", text, count=1)
    text = GREETING.sub("", text, count=1).strip(" ,،;:–—-|*_")
    return text if any(map(str.isalpha, text)) else ""


def _is_question(sentence: str) -> bool:
    return sentence.endswith(("?", "؟", "？")) or bool(ASKS.match(sentence))


def _best(sentences: Sequence[str], language: str, rarity: Rarity) -> list[str]:
    """The few sentences that ask most, in the order in which they stand; the first of them where none tells.

    The best question is one of them where it has a word of the articles, however short it is: "Does the warranty cover
    this?" says less of the matter than the story before it, and more of what is wanted.
    """
    scores = [_score(sentence, language, rarity) for sentence in sentences]
    ranked = sorted(range(len(scores)), key=lambda row: (-scores[row], row))
    asking = [row for row in ranked if _is_question(sentences[row]) and scores[row] > NOTHING * ASKING]
    chosen: list[int] = []
    length = 0
    for row in dict.fromkeys((*ranked[:1], *asking[:1], *ranked)):
        is_weak = chosen and row not in asking[:1] and scores[row] < SHARE_OF_BEST * scores[chosen[0]]
        if len(chosen) == MOST or is_weak or (chosen and length + len(sentences[row]) > ENOUGH):
            continue
        if sentences[row] not in (sentences[other] for other in chosen):
            chosen.append(row)
            length += len(sentences[row])
    return [sentences[row] for row in sorted(chosen)]


def _score(sentence: str, language: str, rarity: Rarity) -> float:
    return (NOTHING + _evidence(sentence, language, rarity)) * (ASKING if _is_question(sentence) else 1.0)


def _evidence(sentence: str, language: str, rarity: Rarity) -> float:
    """How much a sentence says that articles talk about: the rarities of its most telling words."""
    found = sorted((rarity(term) for term in set(terms(sentence, language))), reverse=True)
    return sum(found[:TELLING_TERMS])


def _adds(subject: str, chosen: Sequence[str], language: str) -> bool:
    """Whether the subject has a word that the sentences lack."""
    return bool(set(terms(subject, language)) - set(terms(" ".join(chosen), language)))


def _without_operators(text: str) -> str:
    """What the query language would read as phrases, fields and exclusions, a customer wrote as plain words."""
    return " ".join(_WORD_OPERATORS.sub(lambda match: match[0].lower(), _OPERATORS.sub(" ", text)).split())


def _within(text: str, limit: int) -> str:
    """``text``, cut between two words where it is too long."""
    if len(text) <= limit:
        return text
    return text[: limit + 1].rpartition(" ")[0].rstrip() or text[:limit]
