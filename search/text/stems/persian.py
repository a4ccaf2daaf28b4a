"""Persian words without what is written onto them: plurals, possessives and ``را`` as it is spoken (``سفارشمو``).

A list of how usual words are decides whether an ending is one: the ``ت`` of ``کارت`` is none. All words are folded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

from search.text.stems.persian_verbs import verb_form

Usage = Callable[[str], float]
"""How usual a folded word is, on the Zipf scale; 0 where it is not listed."""

_SHORTEST = 2
# What the ending costs: log10 of how much rarer a word is with it than without.
_PLURALS = {"": 0.0, "ها": -1.5, "های": -1.5, "هایی": -1.5, "ات": -0.7, "ان": 0.3}
_OWNERS = {
    "": 0.0,
    "م": 0.7,
    "ت": 2.5,
    "ش": 0.7,
    "مان": 0.3,
    "تان": 0.3,
    "شان": 0.3,
    "مون": 0.3,
    "تون": 0.3,
    "شون": 0.3,
    "ام": 0.7,
    "ی": 0.3,
    "یی": 0.0,
    "یم": 0.7,
    "مو": 0.3,
    "تو": 1.5,
    "شو": 1.5,
}
_BROKEN = {
    "مبالغ": "مبلغ",
    "اقساط": "قسط",
    "مراحل": "مرحله",
    "موارد": "مورد",
    "وسایل": "وسیله",
    "هدایا": "هدیه",
    "مدارک": "مدرک",
    "شرایط": "شرط",
    "ارقام": "رقم",
    "مراکز": "مرکز",
    "قوانین": "قانون",
    "تصاویر": "تصویر",
    "علایم": "علامت",
    "نقاط": "نقطه",
    "دلایل": "دلیل",
    "مسایل": "مسیله",
    "مشاغل": "شغل",
    "فواید": "فایده",
    "مناطق": "منطقه",
    "اشیا": "شی",
    "عناوین": "عنوان",
    "مطالب": "مطلب",
    "نکات": "نکته",
    "قطعات": "قطعه",
    "مرسولات": "مرسوله",
}
"""Plurals made within the word, as Arabic makes them."""
_UNSURE = frozenset({"ی", "ت", "ش", "تو", "شو", "یم"})
"""Endings that also make words of their own (``نشانی``, an address, of ``نشان``, a sign)."""
_AFTER_VOWEL = -0.5
"""What ``ی`` costs behind a vowel, where it only joins: ``کالای``."""
# A plural, or ``ای`` behind a silent ``ه`` whose half-space is lost: مرحلهای of مرحله‌ای.
_LOST = "های"
# Of words that nobody has listed: what is an ending by its looks.
_PLAIN = ("هایمان", "هایتان", "هایشان", "هایی", "هایم", "هایت", "هایش", "های", "ها", "مو", "تون", "شون", "م")
_LONG = 5
_PARTS = (
    "ها های هایی هایم هایت هایش هایمان هایتان هایشان هامو هام هات هاش ام ات اش ای م مان تان شان مون تون شون تر ترین "
    "ایم اید اند است"
)
ENDINGS = frozenset(_PARTS.split())
"""What stands as a part of its own behind a half-space."""
_LIGHT = frozenset(("کردن", "شدن", "داشتن"))
"""Verbs of which stop words have the usual forms already; a denied one tells something."""
_CAUSATIVE, _INFINITIVE = "ان", "دن"
# What follows the present stem of a verb that is made of another by ``ان``: the persons, and those of its past.
_PERSONS = ("م", "ی", "د", "یم", "ید", "ند", "دم", "دی", "دیم", "دید", "دند", "ده")
_BEFORE_VERBS = ("", "نمی", "می", "ن", "ب")


def stems(word: str, usage: Usage, fold: Callable[[str], str]) -> tuple[str, ...]:
    """What stands for ``word`` (folded, without half-spaces), the surest first; ``fold`` folds the list of verbs.

    What looks like a form of a verb and may be another word stands for both.
    """
    if known := _BROKEN.get(word):
        return (known,)
    form = verb_form(word, fold)
    if form and form.is_sure:
        return form.stems
    found = _noun(word, usage)
    if form is None:
        return found
    return tuple(dict.fromkeys((*found, *form.stems) if usage(word) else (*form.stems, *found)))


def is_verb(word: str, fold: Callable[[str], str]) -> bool:
    """Whether ``word`` (folded, without half-spaces) is surely a form of a verb."""
    form = verb_form(word, fold)
    return form is not None and form.is_sure


def denies(word: str, fold: Callable[[str], str]) -> bool:
    """Whether ``word`` (folded, without half-spaces) is a form of a verb that says that something is not done."""
    form = verb_form(word, fold)
    return form is not None and form.denies


def says_little(word: str, fold: Callable[[str], str]) -> bool:
    """Whether ``word`` is surely a form of *do*, *become* or *have*, which tell nothing of what a text is about."""
    form = verb_form(word, fold)
    return form is not None and form.is_sure and form.stems[0] in _LIGHT


def _noun(word: str, usage: Usage) -> tuple[str, ...]:
    """The same by what is written onto nouns, and onto verbs that others are made of."""
    if verb := _causative(word, usage):
        return (verb, word)
    best, value, is_unsure = word, usage(word), False
    for base, cost, ending in _readings(word):
        worth = usage(base) - cost
        if worth > value and usage(base) > 0:
            best, value, is_unsure = base, worth, ending in _UNSURE
    if not value:
        best = _plainly(word)
        if best != word and word.endswith(_LOST):
            return best, word[:-2], word
    return tuple(dict.fromkeys((word, best) if is_unsure else (best, word)))


def _causative(word: str, usage: Usage) -> str:
    """The infinitive of a form of a verb like ``بازگرداندن``, all of whose forms are its present stem and an
    ending; else nothing, as where the word itself is more usual (``درمانی``).
    """
    person = next((one for one in _PERSONS if word.endswith(_CAUSATIVE + one)), "")
    stem = word.removesuffix(person)
    infinitives = (stem.removeprefix(before) + _INFINITIVE for before in _BEFORE_VERBS if person)
    return next((one for one in infinitives if usage(one) > usage(word)), "")


def _readings(word: str) -> Iterator[tuple[str, float, str]]:
    """Each way to take the word apart, with what it costs and its last ending."""
    for (plural, one), (owner, other) in product(_PLURALS.items(), _OWNERS.items()):
        ending = plural + owner
        base = word[: len(word) - len(ending)]
        if not ending or not word.endswith(ending) or len(base) < _SHORTEST:
            continue
        is_vowel = owner == "ی" and base.endswith(("ا", "و"))
        yield base, one + (_AFTER_VOWEL if is_vowel else other), "" if is_vowel else owner
        if not plural and word.endswith(_LOST) and owner == "ی":
            yield base[:-1], other, owner
        if plural == "ات" or (not plural and owner in ("م", "ش", "مو", "تون")):
            yield base + "ه", one + other + 0.3, owner  # قطعات of قطعه, جعبش of جعبه


def _plainly(word: str) -> str:
    for ending in _PLAIN:
        if word.endswith(ending) and len(word) - len(ending) >= _LONG - 1:
            return word[: -len(ending)]
    return word
