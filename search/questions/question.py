"""From a customer's message to the questions in it: a pure function of the text and of what the collection knows.

Sentences that greet, thank, sign or fill in numbers are no questions. Of the others those are taken that share the
rarest words with the articles, a question mark counting half as much again: a message tells a story, and its question
is where the collection has something to say. What the customer wrote last counts; what it answers is looked at only
where the newest words tell nothing ("still not working!").

A message may ask several things: the items of a list that asks, and else each question with the story before it.
Whether those are matters of their own, only the articles can tell (``search/desk/desk.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from kb.core.text import MAX_QUERY_CHARACTERS
from kb.language.languages import main_script
from search.questions.courtesy_patterns import SUBJECT_PREFIX
from search.questions.messages import read_letter
from search.questions.sentences import LONGEST_SENTENCE, Sentence, asks, cleaned, cut, sentences, within
from search.text.analysis import surest_terms, tokens
from search.text.chatter import beginning, core_of, is_light, names, says_nothing
from search.text.folding import clean

Detect = Callable[[str], str]
"""The language of a text."""
Rarity = Callable[[str], float]
"""How rare an index term is among the articles; 0 where none has it."""

ENOUGH = 400  # characters: a longer question dilutes what it asks
MOST = 5
"""Sentences of one question, and questions of one message."""

SHARE_OF_BEST = 0.3
ASKING = 1.5
NOTHING = 0.1  # the score of a sentence without a word that articles have
TELLING_TERMS = 6
# Words of articles that a question must have to be one of its own.
LEAST_TERMS = 2
# Letters that are read to tell a message's language.
SAMPLE = 2_000
_OPERATORS = re.compile(r"[\"“”„«»*~^\[\]{}()<>|\\]|(?<!\w)[-+](?=\w)|(?<=\w):(?=\w)")


@dataclass(frozen=True, slots=True)
class DeskQuestion:
    """What a message asks: ``question`` is all of it in one, empty where it asks nothing; in the customer's language.

    ``parts`` are the questions where there may be several, in order; none where there is one. They are ``told_apart``
    where the customer or somebody at the desk has said so. ``context`` is what they may all be about.
    """

    question: str
    language: str
    parts: tuple[str, ...] = ()
    told_apart: bool = False
    context: str = ""


def find_question(message: str, subject: str, detect: Detect, rarity: Callable[[str], Rarity]) -> DeskQuestion:
    """The questions in ``message``, which may be plain text or HTML with its history, and its ``subject``."""
    letter = read_letter(message)
    about = _subject(subject)
    new, history = list(sentences(letter.new)), list(sentences(letter.history))
    sample = _joined(new)[:SAMPLE] or about or _joined(history)[:SAMPLE] or " ".join(letter.new)[:SAMPLE]
    language = detect(sample)
    weigh = _Scales(language, rarity(language))
    script = main_script(sample)

    is_one_line = sum(map(bool, letter.new)) == 1

    def may_ask(one: Sentence) -> bool:  # no name below a letter, nor the same in other letters
        says_more = is_one_line or len(surest_terms(one.text, language)) > 1 or weigh.evidence(one.text) > 0
        return main_script(one.text) == script and says_more

    new, history = list(filter(may_ask, new)), list(filter(may_ask, history))
    if main_script(about) != script:
        about = ""  # joined to a message in other letters it only confuses the models
    if _is_solved(letter.new) and not any(weigh.asks(one.text) for one in new):
        return DeskQuestion("", language)
    if not new and not about:
        return DeskQuestion("", language)
    chosen = weigh.best(new)
    has_evidence = any(weigh.evidence(text) for text in (*chosen, about))
    if not has_evidence and (older := weigh.best(history)) and weigh.evidence(older[0]):
        chosen, new = older, history
    if about and weigh.adds(about, chosen):
        chosen = [_ended(about), *chosen]
    question = searchable(" ".join(chosen))
    parts, context, told_apart = weigh.parts(new, about)
    return DeskQuestion(question, language, parts, told_apart, context) if parts else DeskQuestion(question, language)


def sentences_of(question: str) -> list[str]:
    """The sentences of a question that was found."""
    return list(cut(question))


def searchable(text: str) -> str:
    """What the query language would read as phrases, fields and exclusions, a customer wrote as plain words; no longer
    than a query may be. Words stay as they were typed, AND, OR and NOT as well.
    """
    return within(" ".join(_OPERATORS.sub(" ", text).split()), MAX_QUERY_CHARACTERS)


def _subject(subject: str) -> str:
    text = " ".join(clean(subject[:LONGEST_SENTENCE]).split())
    while (shorter := SUBJECT_PREFIX.sub("", text, count=1)) != text:
        text = shorter
    text = cleaned(text)
    return "" if says_nothing(text) else text


def _joined(some: Sequence[Sentence]) -> str:
    return " ".join(one.text for one in some)


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!", "؟")) else f"{text}."


def _is_solved(lines: Sequence[str]) -> bool:
    return any(names(line, "solved") for line in dict.fromkeys(line[:LONGEST_SENTENCE] for line in lines))


class _Scales:
    """Weighs sentences in one language by what the collection knows."""

    def __init__(self, language: str, rarity: Rarity) -> None:
        self._language, self._rarity = language, rarity
        self._evidence = dict[str, float]()  # each sentence is weighed for one thing after another

    def asks(self, sentence: str) -> bool:
        """Whether it is a question or a wish."""
        return asks(sentence, self._language)

    def evidence(self, sentence: str) -> float:
        """How much a sentence says that articles talk about: the rarities of its most telling words."""
        if sentence not in self._evidence:
            rarities = sorted(map(self._rarity, set(surest_terms(sentence, self._language))), reverse=True)
            self._evidence[sentence] = sum(rarities[:TELLING_TERMS])
        return self._evidence[sentence]

    def best(self, some: Sequence[Sentence]) -> list[str]:
        """The few sentences that ask most, in the order in which they stand; the first of them where none tells.

        The best question is one of them where it has a word of the articles, however short it is: "Does the warranty
        cover this?" says less of the matter than the story before it, and more of what is wanted.
        """
        texts = [one.text for one in some]
        scores = [self._score(text) for text in texts]
        ranked = sorted(range(len(scores)), key=lambda row: (-scores[row], row))
        asking = [row for row in ranked if self.asks(texts[row]) and scores[row] > NOTHING * ASKING]
        chosen: list[int] = []
        length = 0
        for row in dict.fromkeys((*ranked[:1], *asking[:1], *ranked)):
            is_weak = chosen and row not in asking[:1] and scores[row] < SHARE_OF_BEST * scores[chosen[0]]
            if len(chosen) == MOST or is_weak or (chosen and length + len(texts[row]) > ENOUGH):
                continue
            if texts[row] not in (texts[other] for other in chosen):
                chosen.append(row)
                length += len(texts[row])
        return [texts[row] for row in sorted(chosen)]

    def adds(self, subject: str, chosen: Sequence[str]) -> bool:
        """Whether the subject has a word that the sentences lack, one that articles have where there is such."""
        lacking = set(surest_terms(subject, self._language)) - set(surest_terms(" ".join(chosen), self._language))
        return any(map(self._rarity, lacking)) or (bool(lacking) and not any(map(self.evidence, chosen)))

    def parts(self, some: Sequence[Sentence], about: str) -> tuple[tuple[str, ...], str, bool]:
        """The questions where there may be several, what they may all be about, and whether a list tells them apart."""
        items = [list(group) for item, group in groupby(some, key=lambda one: one.item) if item]
        is_list = len(items) > 1 and 2 * sum(any(self.asks(one.text) for one in item) for item in items) >= len(items)
        outside = [one for one in some if not one.item] if is_list else list(some)
        units = self._units(outside)
        if is_list:
            asking = [unit for unit in units if any(self.asks(one.text) for one in unit)]
            others = [one for unit in units if unit not in asking for one in unit]
            story = [one for one in others if len(self._known(one.text)) >= LEAST_TERMS]
            context = " ".join([*([about] if self.evidence(about) else []), *self.best(story)])
            units = [*asking, *items]
        else:
            context = about if self.evidence(about) else ""
            units = self._telling(units)
        found = tuple(searchable(" ".join(self.best(unit))) for unit in units[:MOST])
        return (found, searchable(context), is_list) if len(found) > 1 else ((), "", False)

    def _units(self, some: Sequence[Sentence]) -> list[list[Sentence]]:
        """Each question with the story before it; "also" begins another, what follows the last belongs to it."""
        units: list[list[Sentence]] = []
        is_over = True
        for one in some:
            goes_on = bool(beginning(one.text, "further")) and bool(units)
            if is_over or goes_on:
                units.append([])
            units[-1].append(one)
            is_over = self.asks(one.text)
        if len(units) > 1 and not any(self.asks(one.text) or beginning(one.text, "further") for one in units[-1]):
            units[-2:] = [units[-2] + units[-1]]
        return units

    def _telling(self, units: Sequence[list[Sentence]]) -> list[list[Sentence]]:
        """Those that say by themselves what they are about, each with those after it that do not: "How often?"."""
        found: list[list[Sentence]] = []
        for unit in units:
            known = {term for one in unit for term in self._known(one.text)}
            if found and len(known) < LEAST_TERMS:
                found[-1] = [*found[-1], *unit]
            else:
                found.append(unit)
        return found

    def _known(self, sentence: str) -> set[str]:
        core = core_of(sentence)
        telling = [one for one in tokens(core, self._language) if not is_light(core[one.start : one.end])]
        return {way[0] for token in telling for way in token.ways}

    def _score(self, sentence: str) -> float:
        return (NOTHING + self.evidence(sentence)) * (ASKING if self.asks(sentence) else 1.0)
