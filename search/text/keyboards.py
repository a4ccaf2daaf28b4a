"""Keyboards: which keys lie side by side, and what a text typed on the wrong layout was meant to be.

Rows as the standard layouts have them: US QWERTY, German QWERTZ (DIN 2137), French AZERTY, Russian ЙЦУКЕН (Windows),
Arabic 101 (Windows), Persian ISIRI 9147.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from kb.language.languages import base
from search.text.folding import ZWNJ, fold

# Rows from the number row down: without and with Shift. The ligature ﻻ is a key of the Arabic keyboard.
_US = (
    ("`1234567890-=", "~!@#$%^&*()_+"),
    ("qwertyuiop[]\\", "QWERTYUIOP{}|"),
    ("asdfghjkl;'", 'ASDFGHJKL:"'),
    ("zxcvbnm,./", "ZXCVBNM<>?"),
)
_RUSSIAN = (
    ("ё1234567890-=", 'Ё!"№;%:?*()_+'),
    ("йцукенгшщзхъ\\", "ЙЦУКЕНГШЩЗХЪ/"),
    ("фывапролджэ", "ФЫВАПРОЛДЖЭ"),
    ("ячсмитьбю.", "ЯЧСМИТЬБЮ,"),
)
_ARABIC = (
    ("ذ1234567890-=", "\u0651!@#$%^&*)(_+"),
    ("ضصثقفغعهخحجد\\", "\u064e\u064b\u064f\u064cﻹإ‘÷×؛<>|"),
    ("شسيبلاتنمكط", '\u0650\u064d][ﻷأـ،/:"'),
    ("ئءؤرﻻىةوزظ", "~\u0652}{ﻵآ’,.؟"),
)
_PERSIAN = (
    ("\u200d۱۲۳۴۵۶۷۸۹۰-=", "÷!٬٫﷼٪×،*)(ـ+"),
    ("ضصثقفغعهخحجچ\\", "\u0652\u064c\u064d\u064b\u064f\u0650\u064e\u0651][}{|"),
    ("شسیبلاتنمکگ", "ؤئيإأآة»«:؛"),
    ("ظطزرذدپو./", f"ك\u0653ژ\u0670{ZWNJ}\u0654ء><؟"),
)
_GERMAN = (
    ("^1234567890ß´", '°!"§$%&/()=?`'),
    ("qwertzuiopü+", "QWERTZUIOPÜ*"),
    ("asdfghjklöä", "ASDFGHJKLÖÄ"),
    ("yxcvbnm,.-", "YXCVBNM;:_"),
)
_FRENCH = (
    ("²&é\"'(-è_çà)=", "²1234567890°+"),
    ("azertyuiop^$", "AZERTYUIOP¨£"),
    ("qsdfghjklmù", "QSDFGHJKLM%"),
    ("wxcvbn,;:!", "WXCVBN?./§"),
)
_LAYOUTS = {"ru": _RUSSIAN, "ar": _ARABIC, "fa": _PERSIAN, "de": _GERMAN, "fr": _FRENCH}
# How far each row is set to the right of the one above the letters, in keys.
_INDENT = (0.0, 1.5, 1.75, 2.25)
_BESIDE = 1.2
_LIGATURES = "ﻻﻷﻹﻵ"
_LIGATURE = re.compile("(ل[اأإآ])")
MAX_LIGATURES = 4

# A Persian keyboard's letters in Arabic and the reverse, and digits: models read the usual ones best.
_DIGITS = {first + digit: str(digit) for first in (0x660, 0x6F0) for digit in range(10)}
_OWN_LETTERS = {
    "ar": {**_DIGITS, ord("ی"): "ي", ord("ک"): "ك"},
    "fa": {**_DIGITS, ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک"},
}

SECOND_LAYOUTS = ("ru", "ar", "fa")
"""Languages whose keyboards share their keys with a Latin one, so that a layout may be forgotten."""


@lru_cache(maxsize=64)
def neighbours(language: str) -> Mapping[str, str]:
    """For every letter the letters on the keys beside it, folded, on the keyboard of ``language``."""
    keys = [
        (fold(key), column + indent, row)
        for row, ((plain, _), indent) in enumerate(zip(_layout(language), _INDENT, strict=True))
        for column, key in enumerate(plain)
        if key.isalpha() and len(fold(key)) == 1
    ]
    beside: dict[str, set[str]] = {key: set() for key, *_ in keys}
    for letter, x, y in keys:
        for other, right, below in keys:
            if other != letter and (x - right) ** 2 + (y - below) ** 2 <= _BESIDE**2:
                beside[letter].add(other)
    return {letter: "".join(sorted(others)) for letter, others in beside.items()}


def retyped(text: str, typed_on: str, meant: str) -> str:
    """What the same keys give on the keyboard of the language ``meant``; other characters stay.

    The Arabic لا is one key there and two on others: it is read as the one key.
    """
    keys = _keys(typed_on, meant)
    text = _LIGATURE.sub(lambda pair: _one_key(pair[0], keys), text)
    return unicodedata.normalize("NFKC", "".join(keys.get(character, character) for character in text))


def retypings(text: str, typed_on: str, meant: str) -> list[str]:
    """All that the same keys may give: each لا as one key and as two; the first is what ``retyped`` gives."""
    found = [""]
    for number, piece in enumerate(_LIGATURE.split(text)):
        readings = [retyped(piece, typed_on, meant)]
        if number % 2 and number < 2 * MAX_LIGATURES:
            readings.append("".join(retyped(letter, typed_on, meant) for letter in piece))
        found = [before + reading for before in found for reading in readings]
    return list(dict.fromkeys(found))


def own_letters(text: str, language: str) -> str:
    """``text`` in the letters that its language writes, for models: Arabic and Persian keyboards get mixed."""
    return text.translate(_OWN_LETTERS.get(language, _DIGITS))


def _one_key(pair: str, keys: Mapping[str, str]) -> str:
    return next((key for key in _LIGATURES if key in keys and unicodedata.normalize("NFKC", key) == pair), pair)


@lru_cache(maxsize=64)
def _keys(typed_on: str, meant: str) -> Mapping[str, str]:
    pairs = zip(_layout(typed_on), _layout(meant), strict=True)
    keys: dict[str, str] = {}
    for rows, targets in pairs:
        for row, target in zip(rows, targets, strict=True):
            for key, other in zip(row, target, strict=False):
                keys.setdefault(key, other)
    return keys


def _layout(language: str) -> tuple[tuple[str, str], ...]:
    return _LAYOUTS.get(base(language), _US)
