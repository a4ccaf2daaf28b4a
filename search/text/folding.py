"""One folding of letters for all languages: what readers write differently and mean alike becomes the same.

Letter case, diacritics and tatweel, Arabic and Persian forms of one letter, digits of every script, ligatures and
full-width forms (Unicode NFKC) are brought together. Persian letters are the neutral form of the Arabic script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from kb.language.languages import script_of

ZWNJ = "\u200c"
MAX_WORD = 64

# What turns a sign into a picture (1️⃣, ⚠️): variation selectors and enclosing marks.
_PICTURE_MARKS = [chr(code) for code in (*range(0xFE00, 0xFE10), *range(0x20DD, 0x20E1), *range(0x20E2, 0x20E5))]
_LETTERS = {
    **dict.fromkeys(_PICTURE_MARKS, ""),
    **dict.fromkeys("أإآٱ", "ا"),
    **dict.fromkeys("يىئے", "ی"),
    "ؤ": "و",
    "ك": "ک",
    "ة": "ه",
    "ۀ": "ه",
    "ہ": "ه",
    "ھ": "ه",
    "ء": "",
    "ё": "е",
    "ў": "у",
    "ß": "ss",
    "ı": "i",
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "æ": "ae",
    "œ": "oe",
    "’": "'",
    "‘": "'",
    "`": "'",
    "\u200b": "",
    "\u200e": "",
    "\u200f": "",
    "\u2060": "",
    "\u00ad": "",
    "\ufeff": "",
}
ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]")
SOFT_HYPHEN = "\u00ad"
_MARK = "".join(chr(code) for code in range(0x300, 0x1E000) if unicodedata.category(chr(code))[0] == "M")
# Where a word may be broken, and that it may not: signs without a width, in the middle of it.
_MARK += f"{SOFT_HYPHEN}\u2060\ufeff"
_LETTER = rf"(?:[^\W_]|[{re.escape(_MARK)}])"
WORD = re.compile(rf"{_LETTER}+(?:['’{ZWNJ}.\-/]{_LETTER}+)*")
# The same for text without combining marks, which is most text, in a tenth of the time.
_MARKS = frozenset(_MARK)
_PLAIN_WORD = re.compile(rf"[^\W_]+(?:['’{ZWNJ}.\-/][^\W_]+)*")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
JOINTS = re.compile(rf"['’{ZWNJ}.\-/]")


def clean(text: str) -> str:
    """Text that every library below can take: NFC, no lone surrogates, no NUL or other control characters; without
    soft hyphens, which say where a line may be broken and nothing else.
    """
    text = text.encode("utf-8", "replace").decode("utf-8").replace(SOFT_HYPHEN, "")
    return _CONTROL.sub(" ", unicodedata.normalize("NFC", text))


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """One word in the neutral alphabet that all spellings of it share."""
    return fold_text(word)


def fold_text(text: str) -> str:
    """The same of any text, sign by sign, and not kept: for many words at once."""
    return unicodedata.normalize("NFKC", text).translate(_FOLDED)


_COMMON = 0xFFFF
"""Signs beyond are so many that nobody should be able to have them all kept."""


class _Folded(dict[int, str]):
    """What each sign is in the neutral alphabet, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        found = _sign(chr(code))
        if code <= _COMMON:
            self[code] = found
        return found


_FOLDED = _Folded()


def _sign(sign: str) -> str:
    word = ARABIC_MARKS.sub("", sign.casefold().replace("\u0640", ""))
    out: list[str] = []
    for character in word:
        if character in _LETTERS:
            out.append(_LETTERS[character])
        elif character.isdigit():
            out.append(str(unicodedata.digit(character, character)))
        elif ord(character) < 128:
            out.append(character)
        else:
            out.append(_without_marks(character))
    return "".join(out)


def _without_marks(character: str) -> str:
    """Latin and Greek letters without their accents; in other scripts marks make letters (Russian й)."""
    if script_of(character) in ("latin", "greek") or 0x300 <= ord(character) <= 0x36F:
        return "".join(c for c in unicodedata.normalize("NFD", character) if not unicodedata.combining(c))
    return character


def find_words(text: str) -> Iterator[re.Match[str]]:
    """The words of a text where they stand, compounds whole."""
    return (_PLAIN_WORD if _MARKS.isdisjoint(text) else WORD).finditer(text)


def whole_words(text: str) -> list[str]:
    """What ``find_words`` finds, without where it stands."""
    found: list[str] = (_PLAIN_WORD if _MARKS.isdisjoint(text) else WORD).findall(text)
    return found


def words(text: str) -> list[str]:
    """The folded words of a text in order, compounds taken apart: what phrases and spelling work on."""
    return [part for word in whole_words(text) for part in _parts(word)]


@lru_cache(maxsize=30_000)
def _parts(word: str) -> tuple[str, ...]:
    parts = (fold(part) for part in JOINTS.split(word))
    return tuple(part[:MAX_WORD] for part in parts if part)
