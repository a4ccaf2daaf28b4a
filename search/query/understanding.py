"""Reads a query before it is searched: its language, slips of the keyboard, operators, synonyms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kb.catalog.catalog import Catalog
from kb.core.text import MAX_QUERY_CHARACTERS
from search.index.deadline import Begin, DeadlineError, forever
from search.index.interface import Index, Narrowing
from search.index.query_terms import Wanted
from search.index.vocabulary import LanguageWords
from search.query.another_language import prepare_other_languages
from search.query.concepts import NO_GUESSES, concepts, foreign_concepts
from search.query.correction import Correction, read_as
from search.query.names import names_asked
from search.query.negation import denies
from search.query.own_numbers import without_own_numbers
from search.query.products import named_products
from search.query.synonyms import Synonyms, synonyms_of
from search.query.written_numbers import as_articles_write
from search.results.results import QueryError, Results, SearchRequest
from search.text.chatter import core_of, says_nothing
from search.text.detection import Detected, detect
from search.text.folding import clean, fold
from search.text.keyboards import own_letters
from search.text.snippets import Ways
from search.text.stopwords import stop_words
from search.text.wordlists import word_list
from search.translation.loan_words import prepare_loan_words
from search.translation.spoken_names import prepare_names
from search.translation.translator import Translator, prepare_glossary, prepare_learned


@dataclass(frozen=True)
class Question:
    """A query as it is searched.

    ``typed`` is what the reader wrote, ``text`` what it is read as, ``words`` what of it ranks and ``constraint``
    what an article must satisfy; ``wanted`` are its concepts by language of the articles. ``too_much`` tells that it
    asks for more than is matched, so that its words alone count, ``hurried`` that there was no time to look for slips.
    ``products`` are the ids of those that it names. ``names`` are, by language of the articles, the keys of the names
    that all of it may be (``search.index.names``).
    """

    typed: str
    text: str
    words: str
    constraint: Any
    detected: Detected
    correction: Correction | None
    wanted: Wanted
    too_much: bool = False
    hurried: bool = False
    products: frozenset[str] = frozenset()
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language of the query."""
        return self.detected.language

    @property
    def asks(self) -> bool:
        """Whether there is anything to look for."""
        return any(map(str.isalnum, self.words if self.too_much else self.text))

    @cached_property
    def denies(self) -> bool:
        """Whether it denies something: an article that has all of its words may say just the opposite."""
        return denies(self.words, self.language)

    @property
    def says_nothing(self) -> bool:
        """Whether it only greets, thanks or says goodbye: whatever is found, nothing was asked."""
        return says_nothing(self.typed)

    @property
    def meant(self) -> str:
        """What the models read: in the letters that the language writes."""
        return own_letters(self.words or self.text, self.language)

    def ways(self, language: str) -> Ways:
        """What marks a match in an article of ``language``."""
        return self._ways.get(language, frozenset())

    @cached_property
    def _ways(self) -> dict[str, Ways]:
        return {
            language: frozenset(way.terms for concept in found for way in concept.alternatives)
            for language, found in self.wanted.items()
        }

    def blank(self, request: SearchRequest) -> Results:
        """The answer as far as the query alone tells it."""
        suggestion = self.correction.text if self.correction and not self.correction.sure else None
        corrected = self.text if self.text != self.typed else None
        return Results(
            query=request.text,
            language=self.language,
            mode="lexical",
            detected_by=self.detected.by,
            did_you_mean=suggestion,
            searched_for=corrected,
            relaxed=self.too_much,
        )


def checked_text(text: str) -> str:
    """``text`` in one line, without what no library can take.

    Raises:
        QueryError: it is longer than ``MAX_QUERY_CHARACTERS``.

    """
    plain = " ".join(clean(text).split())
    if len(plain) > MAX_QUERY_CHARACTERS:
        raise QueryError(
            f"the search has {len(plain)} characters, the limit is {MAX_QUERY_CHARACTERS}; "
            "use the few words that matter most"
        )
    return plain + " " if plain and text[-1:].isspace() else plain


def prepare_languages(catalog: Catalog) -> None:
    """Load what reading queries in the collection's languages takes, so that the first reader does not wait for it.

    Not the language detector: few messages need it, and it takes 50 MB.
    """
    synonyms_of(catalog.synonyms).prepare(catalog.languages)
    for language in catalog.languages:
        word_list(language)
    prepare_glossary(catalog.languages)
    prepare_loan_words()
    prepare_other_languages(catalog.languages)


def prepare_words(index: Index, catalog: Catalog) -> None:
    """Learn what an index teaches of words; again at once where its articles are those of before."""
    prepare_learned(index, catalog)
    prepare_names(index.vocabularies)


def understand(request: SearchRequest, index: Index, catalog: Catalog, begin: Begin = forever) -> Question:
    """What ``request`` asks, for the articles of ``index``; ``begin`` tells until when slips are looked for."""
    is_unfinished = request.instant and not request.text.endswith(" ")
    typed = request.text.strip()
    vocabularies = index.vocabularies
    parsed = index.parse(typed)
    text, words, correction, hurried = typed, parsed.words or typed, None, False
    detected = _language(request, typed, index, catalog)
    is_plain = parsed.constraint is None and not parsed.too_much
    if is_plain and not request.exact and not is_unfinished:
        shown = _shown_words(request, index)
        try:
            correction = read_as(typed, detected.language, vocabularies, shown, request.language, begin)
        except DeadlineError:
            hurried = True
    if correction and correction.sure:
        text = words = correction.text
        detected = _language(request, text, index, catalog)
    if is_plain:
        words = without_own_numbers(as_articles_write(core_of(words), vocabularies), vocabularies)
    synonyms, translator = synonyms_of(catalog.synonyms), Translator(index, catalog, detected.language)
    wanted = {
        part.language: concepts(words, part, synonyms, is_unfinished, correction.guesses if correction else NO_GUESSES)
        if part.language == detected.language
        else foreign_concepts(words, part, translator, is_unfinished)
        for part in vocabularies
    }
    shown_words = words if parsed.words or is_plain else ""
    return Question(
        *(typed, text, shown_words, parsed.constraint, detected, correction, wanted, parsed.too_much, hurried),
        named_products(catalog.products, text, detected.language),
        _names(request, {text, words}, detected.language, index, synonyms) if is_plain else {},
    )


def _names(
    request: SearchRequest, readings: Iterable[str], language: str, index: Index, synonyms: Synonyms
) -> dict[str, frozenset[str]]:
    """What the query may be the name of: in its language, as articles of any may be called, and in the reader's."""
    asked = names_asked(readings, language, synonyms)
    found = dict.fromkeys(index.sizes, asked)
    if request.language in found and request.language != language:
        found[request.language] = asked | names_asked(readings, request.language, synonyms)
    return found


def _language(request: SearchRequest, text: str, index: Index, catalog: Catalog) -> Detected:
    if request.query_language:
        return Detected(request.query_language, "page")
    parts = {part.language: part for part in index.vocabularies}
    shown = _shown_words(request, index)

    def known(word: str, language: str) -> bool:
        folded = fold(word)
        part = parts.get(language)
        return folded in stop_words(language) or (part is not None and shown(part, folded))

    return detect(text, request.language, catalog.default_language, _languages(index, catalog), known)


def _languages(index: Index, catalog: Catalog) -> list[str]:
    """Those of the articles that this reader may see, ordered as in the catalog."""
    sizes = index.sizes
    rest = sorted(sizes.keys() - {catalog.default_language}, key=lambda code: (-sizes[code], code))
    return [catalog.default_language, *rest]


def _shown_words(request: SearchRequest, index: Index) -> Callable[[LanguageWords, str], bool]:
    """Tells whether an article that this reader may see has a word of a language."""
    allowed = index.select(Narrowing(request.audiences, request.only_language, None, request.tag))
    return lambda part, word: allowed.has_word(word, part.language)
