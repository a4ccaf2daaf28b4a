"""The index that a browser searches: which words lead to which articles, and how much each says.

What a reader types cannot be stemmed in the browser as we do. So every form of a word that stands in the articles is
listed with the terms that our analysis gives it, and beside them the usual forms of the same words in the language
(``wordfreq``); the browser only folds letters. The weight of a term in an article is computed here, by BM25F
(Robertson and Zaragoza 2009), since neither changes until the next export.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kb.language.languages import scripts
from kb.markdown.sections import CELLS
from search.text.analysis import Token, terms, tokens
from search.text.folding import JOINTS, fold, words
from search.text.wordlists import usual_words

_K1, _B = 1.2, 0.6
_TITLE, _HEADING, _BODY = 5.0, 2.5, 1.0
_SCALE = 100
_USUAL = 4.0
"""Words are added as the language has them down to this place on the Zipf scale: some eight thousand."""
_LONGEST_WORD = 64


@dataclass(frozen=True, slots=True)
class SearchedArticle:
    """What is searched of one article and shown of it: ``named`` are its description, keywords and headings."""

    title: str
    file: str
    category: str
    category_file: str
    named: tuple[str, ...]
    text: str

    @property
    def weighed(self) -> list[tuple[str, float]]:
        """Its texts, with what a word in each counts; the running one is the last."""
        return [(self.title, _TITLE), *((one, _HEADING) for one in self.named), (self.text, _BODY)]

    def as_json(self) -> list[str]:
        """What the browser shows."""
        return [self.title, self.file, self.category, self.category_file, self.text]


@dataclass
class WordIndex:
    """``forms`` are folded words by what they may mean: numbers of terms; ``postings`` are, by the number of a term,
    pairs of an article's number and what the term says of it, in hundredths.
    """

    forms: dict[str, list[int]] = field(default_factory=dict)
    postings: list[list[int]] = field(default_factory=list)


def running_text(parts: Iterable[str], language: str) -> str:
    """Headings and blocks as one text to take snippets from: where no sentence ends between two, a dot stands, and
    between the cells of a table the comma of ``language``.
    """
    found: list[str] = []
    comma = "، " if "arabic" in scripts(language) else ", "
    for part in filter(None, (" ".join(one.replace(CELLS, comma).split()) for one in parts)):
        found.append(f" · {part}" if found and found[-1][-1].isalnum() else f" {part}")
    return "".join(found).strip()


def word_index(articles: Sequence[SearchedArticle], language: str) -> WordIndex:
    """The index of ``articles``, all in one language; they are known by their place in the sequence."""
    counts: dict[str, tuple[array[int], array[float]]] = {}
    lengths = array("I")
    forms: dict[str, set[str]] = defaultdict(set)
    written: set[str] = set()
    for place, article in enumerate(articles):
        found, length = _counted(article, language, forms)
        for term, count in found.items():
            places, told = counts.setdefault(term, (array("I"), array("f")))
            places.append(place)
            told.append(count)
        lengths.append(length)
        written.update(*(text.split() for text, _ in article.weighed))
    _add_parts(forms, written, language)
    _add_usual_forms(forms, frozenset(counts), language)
    known = sorted(counts)
    numbers = {term: number for number, term in enumerate(known)}
    index = WordIndex()
    for form in sorted(forms):
        if form and len(form) <= _LONGEST_WORD:
            index.forms[form] = sorted(numbers[term] for term in forms[form] if term in numbers)
    index.postings = [_weighed(*counts[term], lengths) for term in known]
    return index


def _counted(article: SearchedArticle, language: str, forms: dict[str, set[str]]) -> tuple[dict[str, float], int]:
    """How much of each term an article has, what stands in its title and headings counted more; its length in words.
    What its words mean where they stand is added to ``forms``.
    """
    found: dict[str, float] = defaultdict(float)
    said: list[Token] = []
    for text, weight in article.weighed:
        said = list(tokens(text, language))
        for token in said:
            forms[form_of(text[token.start : token.end])].update(token.terms)
            for term in token.terms:
                found[term] += weight
    return found, len(said)


def _add_parts(forms: dict[str, set[str]], written: Iterable[str], language: str) -> None:
    """Each part of the words as it is folded, with what it means by itself; stop words mean nothing."""
    for word in written:
        for part in JOINTS.split(word):
            for single in words(part):
                forms[single].update(terms(single, language))


def form_of(word: str) -> str:
    """A word as it is listed, its parts joined."""
    return "".join(fold(part) for part in JOINTS.split(word))


def _add_usual_forms(forms: dict[str, set[str]], known: frozenset[str], language: str) -> None:
    for word in usual_words(language, _USUAL):
        if word not in forms and " " not in word and (meant := known.intersection(terms(word, language))):
            forms[form_of(word)].update(meant)


def _weighed(places: array[int], counts: array[float], lengths: array[int]) -> list[int]:
    """Pairs of an article and what a term says of it, of the articles that have it and how much of it."""
    average = sum(lengths) / len(lengths) or 1.0
    rarity = math.log(1 + (len(lengths) - len(places) + 0.5) / (len(places) + 0.5))
    found = []
    for place, count in zip(places, counts, strict=True):
        norm = _K1 * (1 - _B + _B * lengths[place] / average)
        found += [place, max(1, round(_SCALE * rarity * count * (_K1 + 1) / (count + norm)))]
    return found


def in_shards(sizes: Mapping[str, int], most: int) -> list[dict[str, list[str]]]:
    """Words, by what they begin with, in groups of at most ``most`` bytes; ``sizes`` has the bytes of each. A group may
    hold several beginnings, and there are as many letters in one as it takes.
    """
    shards: list[dict[str, list[str]]] = []
    room = 0
    for prefix, forms in _beginnings(sorted(sizes), sizes, most, 0):
        size = sum(sizes[form] for form in forms)
        if not shards or room + size > most:
            shards.append({})
            room = 0
        shards[-1][prefix] = forms
        room += size
    return shards


def _beginnings(
    forms: Sequence[str], sizes: Mapping[str, int], most: int, depth: int
) -> Iterator[tuple[str, list[str]]]:
    if depth == _LONGEST_WORD or sum(sizes[form] for form in forms) <= most:
        yield (forms[0][:depth] if forms else "", list(forms))
        return
    groups: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        groups[form[: depth + 1]].append(form)
    for inside in groups.values():
        yield from _beginnings(inside, sizes, most, depth + 1)


def in_blocks(sizes: Sequence[int], most: int) -> list[tuple[int, int]]:
    """Neighbours in groups of at most ``most`` bytes, or of one that is larger: first and behind the last."""
    starts, room = [0], 0
    for number, size in enumerate(sizes):
        if room and room + size > most:
            starts.append(number)
            room = 0
        room += size
    return list(pairwise([*starts, len(sizes)])) if sizes else []
