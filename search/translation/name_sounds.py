"""How a name sounds that is written in Latin letters, and what of it other letters write: PayPal, پی‌پال, пэйпал.

Readers write the names of brands and things as they hear them, articles as their makers do. No two write vowels
alike, so a name is its consonants, and what stands between them must fit: Cyrillic letters write every vowel, Arabic
ones all but the short ones, for which Latin has e and i. Sounds that are written for each other (p and b in Arabic, s
and z) are tried both ways or are one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, pairwise, product
from typing import NamedTuple

from kb.language.languages import script_of

_MOST_READINGS = 32
_LATIN_SIGN = re.compile(r"tch|sch|sh|ch|ph|th|ck|wh|qu|kh|zh|x|[a-z]")
_LATIN = {
    **{letter: letter for letter in "bdfgjklmnprtv"},
    "s": "s",
    "z": "s",
    "c": "k",
    "q": "k",
    "ck": "k",
    "x": "ks",
    "qu": "kv",
    "ph": "f",
    "th": "t",
    "wh": "v",
    "tch": "C",
    "ch": "C",
    "sh": "S",
    "sch": "S",
    "kh": "x",
    "zh": "j",
}
_SOFT = {"c": "s"}
"""What c is before e, i and y."""
_CYRILLIC = {
    **dict(zip("бвгджзклмнпрстфх", "bvgdjsklmnprstfx", strict=True)),
    "ц": "ts",
    "ч": "C",
    "ш": "S",
    "щ": "S",
    "дж": "j",
    "тч": "C",
}
_CYRILLIC_SIGN = re.compile("дж|тч|[а-яё]")
_CYRILLIC_SILENT = frozenset("ьъ")
# By letter what Latin writes for its vowel.
_HEARD = {
    **dict.fromkeys("ая", "aeiou"),
    **dict.fromkeys("еэиый", "aeiy"),
    **dict.fromkeys("оё", "ao"),
    **dict.fromkeys("ую", "uow"),
    "ا": "aou",
    "ی": "aeiy",
    "و": "ouw",
    "ع": "aeiou",
}
_CYRILLIC_VOWELS = frozenset("аяеэиыйоёую")
_SHORT = frozenset("eiy")
"""Latin vowels that Arabic letters need not write."""
_ARABIC_LETTERS = {
    **dict(zip("بپتطثسصزذضظجچخدرژشغفقکگلمن", "bpttsssssssjCxdrjSgfkkglmn", strict=True)),
}
_ALSO = {"ب": "p", "ف": "v", "ج": "g", "ک": "g", "ق": "g"}
"""What Arabic, without letters for p, v and g, writes as well."""
_WAW, _ALEF = "و", "ا"
_DROPPED = frozenset("هح")


class NameSound(NamedTuple):
    """The ``consonants`` of a name, and the letters of the vowels before, between and after them."""

    consonants: str
    gaps: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How much there is to tell it by: its consonants, and that it begins with a vowel."""
        return len(self.consonants) + bool(self.gaps[0])


def latin_sounds(word: str) -> Sequence[NameSound]:
    """Of a folded word in Latin letters; none where it has other signs, two where its w is heard as v or as a vowel."""
    signs = _LATIN_SIGN.findall(word)
    if not signs or sum(map(len, signs)) != len(word):
        return ()
    is_open = any(sign == "w" and before in _LATIN for before, sign in pairwise(signs))
    return tuple(dict.fromkeys(_of_latin(signs, as_vowel) for as_vowel in ((False, True) if is_open else (False,))))


def _of_latin(signs: Sequence[str], w_is_vowel: bool) -> NameSound:
    """``w_is_vowel``: behind a consonant (password, пассуорд)."""
    heard = []
    for place, sign in enumerate(signs):
        after = signs[place + 1] if place + 1 < len(signs) else ""
        if sign == "w":
            before = signs[place - 1] if place else ""
            is_heard = after[:1] in tuple("aeiouy") and (not before or before not in "aeiou")
            is_heard &= not (w_is_vowel and before in _LATIN)
            heard.append(("v", "") if is_heard else ("", sign))
        elif sign in _LATIN:
            heard.append((_SOFT[sign] if sign in _SOFT and after[:1] in tuple("eiy") else _LATIN[sign], ""))
        elif sign != "h":
            heard.append(("", sign))
    return _joined(heard)


def sounds_as(word: str, language: str) -> Sequence[NameSound]:
    """What a folded word in Cyrillic or Arabic letters may sound like; none in other letters."""
    script = script_of(word[0]) if word else None
    if script == "cyrillic":
        return _of_cyrillic(word)
    return _of_arabic(word, language) if script == "arabic" else ()


def is_heard_as(name: NameSound, heard: NameSound) -> bool:
    """Whether ``name``, in Latin letters, is what was ``heard``, of the same consonants."""
    *inner, last = zip(name.gaps, heard.gaps, strict=True)
    if any(map(_CYRILLIC_VOWELS.__contains__, "".join(heard.gaps))):  # whose cases end in vowels
        return all(_fits(written, own) and bool(written.strip("e")) <= bool(own) for written, own in inner)
    begins = bool(inner[0][0]) == bool(inner[0][1]) if inner else False
    return begins and all(
        _fits(written, own) and (own or _SHORT.issuperset(written)) for written, own in (*inner, last)
    )


def _fits(written: str, own: str) -> bool:
    """Whether a letter of the vowels ``own`` stands for one of those ``written`` in Latin letters, or there is none."""
    return not own or any(not set(_HEARD[letter]).isdisjoint(written) for letter in own)


def _joined(heard: Sequence[tuple[str, str]]) -> NameSound:
    """Consonants, each with the vowel behind it or none; of the same two side by side one is heard."""
    consonants, gaps = "", [""]
    for sound, vowel in heard:
        for consonant in sound:
            if consonants[-1:] != consonant or gaps[-1]:
                consonants += consonant
                gaps.append("")
        gaps[-1] += vowel
    return NameSound(consonants, tuple(gaps))


def _of_cyrillic(word: str) -> Sequence[NameSound]:
    signs = [sign for sign in _CYRILLIC_SIGN.findall(word) if sign not in _CYRILLIC_SILENT]
    return (_joined([("", sign) if sign in _HEARD else (_CYRILLIC.get(sign, ""), "") for sign in signs]),)


def _of_arabic(word: str, language: str) -> Sequence[NameSound]:
    choices: list[Sequence[tuple[str, str]]] = []
    for place, letter in enumerate(word):
        if letter in _DROPPED:
            continue
        vowel = ("", letter)
        if letter == _WAW and not place:
            choices.append((("v", ""),))
        elif letter == _WAW and word[place - 1] in _HEARD:
            choices.append((("v", ""), vowel))
        elif letter == _ALEF and not place and word[1:2] in tuple("سش"):  # اسکچ, sketch
            choices.append((vowel, ("", "")))
        elif letter in _HEARD:
            choices.append((vowel,))
        elif letter in _ARABIC_LETTERS:
            also = "t" if letter == "ث" else _ALSO.get(letter, "") if language == "ar" else ""
            choices.append(((_ARABIC_LETTERS[letter], ""), (also, "")) if also else ((_ARABIC_LETTERS[letter], ""),))
        else:
            return ()
    return tuple(dict.fromkeys(_joined(way) for way in islice(product(*choices), _MOST_READINGS)))
