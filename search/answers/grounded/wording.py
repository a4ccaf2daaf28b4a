"""What words a sentence may be made of: those of its source, in whatever form, and others for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from kb.catalog.article import EVERY_PRODUCT
from kb.language.languages import base, script_of, scripts
from search.answers.grounded.answer import AnswerSource
from search.answers.grounded.number_words import NUMBERS, UNITS, plain
from search.text.analysis import tokens
from search.text.folding import words

Terms = frozenset[str]
_RUSSIAN_ENDING = re.compile(
    "(?:ого|его|ому|ему|ыми|ими|ами|ями|ый|ий|ой|ая|яя|ые|ие|ых|их|ым|им|ую|юю|ах|ях|ов|ев|ом|ем|ам|ям|[аеёиоуыэюяйь])$"
)


@dataclass(frozen=True)
class AnswerVocabulary:
    """What else words are called: ``alike`` are words that stand for each other, by language; ``products`` all names
    of each product, by its id.
    """

    alike: Mapping[str, Iterable[tuple[str, ...]]] = field(default_factory=dict)
    products: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def products_in(self, text: str) -> frozenset[str]:
        """The ids of the products that ``text`` names, in any language: of names within each other the longest."""
        row = [_singular(word) for word in words(text)]
        found: dict[int, tuple[int, str]] = {}
        for id_, names in self.products.items():
            for name in names:
                wanted = _name_words(name)
                for start in range(len(row) - len(wanted) + 1):
                    if row[start : start + len(wanted)] == list(wanted):
                        for place in range(start, start + len(wanted)):
                            if len(wanted) > found.get(place, (0, ""))[0]:
                                found[place] = (len(wanted), id_)
        return frozenset(id_ for _, id_ in found.values())

    def others_for(self, text: str, language: str) -> Terms:
        """The terms of the words that may stand for those in ``text``."""
        known = _terms(text, language)
        found: set[str] = set()
        for code in (base(language), "all"):
            for group in self.alike.get(code, ()):
                forms = [_terms(word, language) for word in group]
                if any(form and form <= known for form in forms):
                    found.update(*forms)
        return frozenset(found)


def of_another_product(sentence: str, around: str, source: AnswerSource, vocabulary: AnswerVocabulary) -> bool:
    """Whether ``sentence`` names a product that its source does not speak of; ``around`` is where its quote stands."""
    named = vocabulary.products_in(sentence)
    if not named:
        return False
    here = vocabulary.products_in(around)
    if here:
        return not named <= here
    article = source.article
    headings = vocabulary.products_in(" . ".join((article.title, *source.passage.heading_path, source.text)))
    about = headings | frozenset(article.products)
    return not named <= about and not (EVERY_PRODUCT in article.products and not headings)


def words_held(sentence: str, around: str, source: AnswerSource, vocabulary: AnswerVocabulary) -> float:
    """The share of the words of ``sentence`` (0 to 1) that ``around`` has, or half that the rest of its source has."""
    language = source.article.language
    near = _terms(around, language) | vocabulary.others_for(around, language)
    context = " \n".join((source.article.title, *source.passage.heading_path, source.text))
    far = _terms(context, language) | vocabulary.others_for(context, language)
    total = held = 0.0
    for token in tokens(sentence, language):
        if _says_a_number(sentence[token.start : token.end]):
            continue
        total += 1
        terms = frozenset(token.terms)
        held += 1.0 if terms & near else 0.5 if terms & far else 0.0
    return held / total if total else 1.0


def foreign_words(sentence: str, language: str, source: AnswerSource) -> bool:
    """Whether a sentence in another script has Latin words, which are names, that its source does not have."""
    if "latin" in scripts(language):
        return False
    known = set(words(" ".join((source.article.title, *source.passage.heading_path, source.text))))
    found = [part for part in words(sentence) if len(part) > 1 and script_of(part[0]) == "latin"]
    return any(part not in known and part not in UNITS for part in found)


def _says_a_number(word: str) -> bool:
    return any(map(str.isdigit, word)) or plain(word) in NUMBERS


def _terms(text: str, language: str) -> Terms:
    return frozenset(term for token in tokens(text, language) for term in token.terms)


@lru_cache(4_096)
def _name_words(name: str) -> tuple[str, ...]:
    return tuple(_singular(word) for word in words(name))


def _singular(word: str) -> str:
    """A word of a name without what languages put around names: an article, a plural, the ending of a case."""
    for prefix in ("وال", "بال", "لل", "ال"):
        if word.startswith(prefix) and len(word) > len(prefix) + 2:
            word = word[len(prefix) :]
            break
    script = script_of(word[0]) if word else None
    if script == "latin":
        return word.removesuffix("s") if len(word) > 3 else word
    if script == "cyrillic" and len(word) > 4:
        return _RUSSIAN_ENDING.sub("", word)
    return word
