"""Numbers of a customer's own in a question: of an order, a parcel, a card, an appliance.

No article has them, so they match nothing; yet a model reads ``SF-4471902`` as the most telling word of a short
question and finds articles full of codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search.index.vocabulary import LanguageWords
from search.text.analysis import terms
from search.text.folding import find_words

# A model, an error code or a year has fewer digits.
FEWEST_DIGITS = 5


def without_own_numbers(text: str, vocabularies: Iterable[LanguageWords]) -> str:
    """``text`` without the long numbers that no article has; as it is where nothing else would be left."""
    parts = list(vocabularies)
    own = [m for m in find_words(text) if _has_many_digits(m[0]) and all(_is_own(m[0], part) for part in parts)]
    left, end = [], 0
    for match in own:
        left.append(text[end : match.start()])
        end = match.end()
    rest = " ".join("".join((*left, text[end:])).split()) if own else text
    return rest if any(map(str.isalpha, rest)) else text


def is_own_number(stems: Sequence[str], part: LanguageWords) -> bool:
    """Whether a word of ``stems``, at least one, is a long number that the articles of ``part`` have not."""
    return _has_many_digits(stems[0]) and not any(map(part.articles.frequency, stems))


def _is_own(word: str, part: LanguageWords) -> bool:
    return all(is_own_number((term,), part) for term in terms(word, part.language) if _has_many_digits(term))


def _has_many_digits(word: str) -> bool:
    return sum(map(str.isdigit, word)) >= FEWEST_DIGITS
