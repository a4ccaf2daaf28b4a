"""The forms of everyday Persian verbs, by a list of their two stems: ``می‌رسد``, ``نرسیده`` and ``برسه`` of ``رسید``.

Persian conjugates regularly, before and behind a stem, but the stem of the present has little in common with that of
the past (``آی``, ``آمد``), and what is spoken shortens both. All words are folded and without half-spaces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

_PREVERBS = ("", "بر", "در", "وا", "وای", "ور")
_SURE, _DENYING, _JOINING = ("نمی", "می"), ("نمی", "ن"), ("ب", "ن")
_PREFIXES = ("نمی", "می", "", "ن", "ب")
_PAST = ("", "م", "ی", "یم", "ید", "ین", "ند", "ن")
_PERFECT = ("ه", "هم", "هام", "های", "هایم", "هاید", "هاین", "هاند", "هان", "هست", "هاست")
_PRESENT = ("م", "ی", "د", "ه", "یم", "ید", "ین", "ند", "ن")
_OBJECTS = ("", "م", "ت", "ش", "مان", "تان", "شان", "مون", "تون", "شون")
_PAST_ENDINGS = frozenset(map("".join, product(_PAST, _OBJECTS))) | frozenset(_PERFECT)
_PRESENT_ENDINGS = frozenset(map("".join, product(_PRESENT, _OBJECTS)))
_IMPERATIVE_ENDINGS = _PRESENT_ENDINGS | frozenset(_OBJECTS)
# Without what stands before a verb other words look like one: only what hardly ends them counts.
_BARE_PAST = frozenset((*_PAST, *_PERFECT))
_BARE_PRESENT = frozenset(("د", "ند", "ید", "یم"))
_SHORTEST_BARE, _LONG = 3, 5
# What is spoken of a stem of one letter: بره, برن (برند is a brand).
_SHORT_ENDINGS = frozenset(("م", "ی", "ه", "یم", "ین", "ن"))
_SHORT_JOINED = "ا"
"""The stem of "come", which keeps a ی behind ب and ن."""
_HIATUS = "ی"
_NO_VERBS = frozenset(("میان",))
"""Usual words that look like sure forms: between."""
_OTHER_WORDS = frozenset(
    "بدن بدون برون بیان ترسیم درامد شدید مانند مرد مردم مردی نبرد نرم نزد نشون نگه نمونه".split()  # noqa: SIM905
)
"""Usual words that look like forms and are hardly ever meant as such, folded: body, without, people, sample."""


class VerbForm(NamedTuple):
    """What a form stands for: the infinitive of its verb, behind ``ن`` where it is denied, and the noun for what is
    done where there is one. ``is_sure``: it can hardly be another word; ``denies``: it says that it is not done.
    """

    stems: tuple[str, ...]
    is_sure: bool
    denies: bool


class _Stems(NamedTuple):
    """The infinitive by stem of the past and of the present; the stems of one letter that ``ب`` and ``ن`` may join; the
    ``nouns`` by infinitive.
    """

    past: dict[str, str]
    present: dict[str, str]
    joined: frozenset[str]
    nouns: dict[str, str]
    longest: int


def verb_form(word: str, fold: Callable[[str], str]) -> VerbForm | None:
    """What ``word`` is a form of, None where it is of no verb that is listed; ``fold`` folds the words of the list."""
    stems = _stems(fold)
    if word in _OTHER_WORDS:
        return None
    for preverb, prefix in product(_PREVERBS, _PREFIXES):
        if not word.startswith(preverb + prefix):
            continue
        rest = word[len(preverb + prefix) :]
        if found := next(_found(preverb, prefix, rest, stems), None):
            noun = stems.nouns.get(found)
            denies = prefix in _DENYING
            said = ("ن" + found,) if denies else (found, noun) if noun else (found,)
            return VerbForm(said, prefix in _SURE and word not in _NO_VERBS, denies)
    return None


def _found(preverb: str, prefix: str, rest: str, stems: _Stems) -> Iterator[str]:
    """The infinitives of the verbs that ``rest`` is a form of behind a prefix."""
    bodies = [(0, rest)]
    if prefix in _JOINING and rest.startswith(_SHORT_JOINED):  # بار, باور: what begins so is joined by ی
        return
    if prefix in _JOINING and rest.startswith(_HIATUS):  # نیامد, نیفتاد; بیرون is none
        bodies += [(1, body) for body in (rest[1:],) if body.startswith(_SHORT_JOINED)]
        bodies.append((2, _SHORT_JOINED + rest[1:]))
    for place, body in bodies:
        for cut in range(min(len(preverb + body), stems.longest), len(preverb) + bool(preverb), -1):
            stem, ending = (preverb + body)[:cut], (preverb + body)[cut:]
            if prefix != "ب" and stem in stems.past and ending in (_PAST_ENDINGS if prefix else _BARE_PAST):
                yield stems.past[stem]
            if stem in stems.present and _is_present(stem, ending, prefix, place, stems.joined):
                yield stems.present[stem]


def _is_present(stem: str, ending: str, prefix: str, place: int, joined: frozenset[str]) -> bool:
    """Whether ``ending`` makes a form of the present with a stem and a prefix; ``place`` 1: its ی was taken off."""
    if len(stem) == 1:
        is_read = prefix in _SURE or (prefix and stem in joined) or (stem == _SHORT_JOINED and place == 1)
        return is_read and (ending in _SHORT_ENDINGS or (stem == _SHORT_JOINED and ending in ("", "د")))
    if not prefix:
        return len(stem) >= _SHORTEST_BARE and (ending in _BARE_PRESENT or (len(stem) >= _LONG and ending == "م"))
    return ending in (_PRESENT_ENDINGS if prefix in _SURE else _IMPERATIVE_ENDINGS)


@cache
def _stems(fold: Callable[[str], str]) -> _Stems:
    """All that is listed."""
    past: dict[str, str] = {}
    present: dict[str, str] = {}
    nouns: dict[str, str] = {}
    joined = set()
    for line in (files(__package__) / "persian_verbs.txt").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        pasts, _, presents = line.partition(":")
        first, *others = (fold(past.rstrip("+")) for past in pasts.split())
        infinitive = first + "ن"
        past |= {one: infinitive for one in (first, *others) if one not in past}
        present |= {one: infinitive for two in presents.split() if (one := fold(two.rstrip("!"))) not in present}
        joined |= {fold(two[:-1]) for two in presents.split() if two.endswith("!")}
        if "+" in pasts:
            nouns[infinitive] = first
    return _Stems(past, present, frozenset(joined), nouns, max(map(len, (*past, *present))))
