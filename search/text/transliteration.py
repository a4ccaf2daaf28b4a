"""Russian written in Latin letters, as on a phone without a Cyrillic keyboard, back in Cyrillic.

Letters as in the passport rules (ICAO 9303) and the habits beside them; what Latin cannot tell apart gives several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product

MAX_READINGS = 200
_MEANT = dict(zip("abvgdzijklmnoprstufhcwq", "абвгдзийклмнопрстуфхцвк", strict=True))
_MEANT |= {"shch": "щ", "zh": "ж", "kh": "х", "ch": "ч", "sh": "ш", "x": "кс", "'": "ь", "yo": "е", "jo": "е"}
_MEANT |= {"yu": "ю", "ju": "ю", "iu": "ю", "ya": "я", "ja": "я", "ia": "я", "ye": "е", "je": "е"}
_SEVERAL = {"e": ("е", "э"), "y": ("ы", "й"), "sch": ("щ", "сч"), "ts": ("ц", "тс")}
_SIGN = re.compile("|".join(sorted((*_MEANT, *_SEVERAL), key=len, reverse=True)))
_VOWELS_AND_SIGNS = frozenset("аеиоуыэюяйьъ")
_SOFT = frozenset("бвджзлмнпрстфчшщ")


def cyrillic(word: str) -> list[str]:
    """The Russian words that ``word`` (lower-case Latin) may stand for, at most ``MAX_READINGS``; [] if it is none."""
    signs = _SIGN.findall(word)
    if not word or sum(map(len, signs)) != len(word):
        return []
    choices = [_SEVERAL.get(sign) or (_MEANT[sign],) for sign in signs]
    plain = ("".join(letters) for letters in islice(product(*choices), 16))
    return list(islice((reading for letters in plain for reading in _softened(letters)), MAX_READINGS))


def _softened(word: str) -> Iterator[str]:
    """The word, and with the soft sign, which Latin leaves out, once after each consonant that takes it."""
    yield word
    for place, letter in enumerate(word, start=1):
        if letter in _SOFT and word[place : place + 1] not in _VOWELS_AND_SIGNS:
            yield f"{word[:place]}ь{word[place:]}"
