"""Did you mean: replaces words the collection does not know by words it does, language by language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.languages import script_of
from search.analysis import terms
from search.folding import JOINTS, WORD, fold
from search.lexical import Partition
from search.stopwords import stop_words

MIN_LENGTH = 4
LONG_WORD = 8
CANDIDATES = 12
Allowed = Callable[[Partition, str], bool]


def did_you_mean(text: str, partitions: Sequence[Partition], allowed: Allowed) -> str | None:
    """``text`` with its unknown words corrected from the first of ``partitions``; None where nothing changes.

    A word that any partition knows is left alone. ``allowed`` tells which words may be shown to this reader (a
    word that stands in internal articles only may not). Distance: optimal string alignment, that is one wrong,
    missing, extra or swapped letter costs one; one is allowed, two from eight letters on.
    """
    if not partitions:
        return None
    out: list[str] = []
    position = 0
    for match in WORD.finditer(text):
        better = _correction(match[0], partitions, allowed)
        if better is not None:
            out += [text[position : match.start()], better]
            position = match.end()
    return "".join((*out, text[position:])) if out else None


def _correction(word: str, partitions: Sequence[Partition], allowed: Allowed) -> str | None:
    folded = fold(word)
    if len(folded) < MIN_LENGTH or JOINTS.search(word) or any(c.isdigit() for c in folded):
        return None
    if any(_knows(part, word, folded) for part in partitions):
        return None
    part = partitions[0]
    if script_of(folded[0]) == "arabic" and any(part.words.frequency(folded[:-cut]) for cut in (1, 2)):
        return None  # a known word with a pronoun attached
    limit = 2 if len(folded) >= LONG_WORD else 1
    found = process.extract(folded, part.words.terms, scorer=OSA.distance, score_cutoff=limit, limit=CANDIDATES)
    likely = ((name, distance) for name, distance, _ in found if _is_typo(folded, name))
    ranked = sorted((distance, -part.words.frequency(name), name) for name, distance in likely)
    return next((name for *_, name in ranked if allowed(part, name)), None)


def _is_typo(word: str, candidate: str) -> bool:
    """Rather a slip than another form: the first letter is right and no ending was added.

    Arabic and Persian conjugate at the front.
    """
    return word[0] == candidate[0] and not word.startswith(candidate)


def _knows(part: Partition, word: str, folded: str) -> bool:
    if folded in stop_words(part.language) or part.words.frequency(folded):
        return True
    return any(part.articles.frequency(term) for term in terms(word, part.language))
