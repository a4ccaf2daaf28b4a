"""Russian words as the dictionary has them: ``посылок`` and ``посылке`` are ``посылка``, ``пришло`` is ``прийти``.

A stemmer cuts endings and cannot bring back what changes within a word (fleeting vowels, other roots). The dictionary
is OpenCorpora's, in the package ``pymorphy3`` (Korobov 2015); words that it does not have are the stemmer's business.
It has a verb's two aspects as two verbs, though who says that a letter *не приходит* and who says that it *не пришло*
ask the same: those of everyday verbs are joined by a list of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pymorphy3 import MorphAnalyzer

_LIKELY = 0.1
"""Readings less likely than this (of a word without its sentence) are left out."""


_PASSIVE = "ся"
_NO_PASSIVES = frozenset(
    ("доставаться", "заниматься", "находиться", "относиться", "приходиться", "собираться", "являться")
)
"""Verbs that say something else than what is done: to be somewhere is not to find."""
_OTHER_BEGINNINGS = ("шёл", "шел", "шл", "шедш", "люд", "дет", "лет", "лучш", "хуж", "меньш", "больш", "наи")


def may_begin_otherwise(word: str) -> bool:
    """Whether ``word`` (lower case) may be a form of a word that begins with another letter: ``люди`` of ``человек``,
    ``шла`` of ``идти``, the best of things with ``наи``.
    """
    return word.startswith(_OTHER_BEGINNINGS)


def lemmas(word: str) -> tuple[str, ...]:
    """What ``word`` (lower case) may be a form of, the likeliest first; none where the dictionary does not have it."""
    analyzer = _analyzer()
    if not analyzer.word_is_known(word):
        return ()
    shares: dict[str, float] = {}
    for reading in analyzer.parse(word):
        lemma = _once(reading.normal_form)
        shares[lemma] = shares.get(lemma, 0.0) + reading.score
    likeliest = sorted(shares, key=lambda lemma: -shares[lemma])
    return tuple(lemma for lemma in likeliest if shares[lemma] >= _LIKELY) or tuple(likeliest[:1])


@cache
def _analyzer() -> MorphAnalyzer:
    """Read when it is first wanted: a tenth of a second, 26 MB."""
    return MorphAnalyzer(lang="ru")


def _once(lemma: str) -> str:
    """The verb of what is done once, also where the habit is told of what it is done to (``отменяется``)."""
    known = _perfectives()
    if lemma in known or lemma in _NO_PASSIVES:
        return known.get(lemma, lemma)
    return known.get(lemma.removesuffix(_PASSIVE), lemma)


@cache
def _perfectives() -> Mapping[str, str]:
    """The verb of what is done once by that of the same as a habit."""
    lines = (files(__package__) / "russian_aspects.txt").read_text("utf-8").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return {imperfective: perfective for perfective, imperfective in pairs}
