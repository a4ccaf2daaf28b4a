"""What is known of languages: names, direction, scripts; nothing here depends on a collection."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import locale_identifiers

from kb.language.marking import N_

_CODE = re.compile(r"^[a-z]{2,3}(?:-[A-Za-z]{2,4})?$")
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "sd", "ug", "yi", "dv"})

_ARABIC_INDIC, _EASTERN, _DEVANAGARI = "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९"
OWN_DIGITS = {
    **dict.fromkeys(("ar", "ckb", "sd"), ("arab", _ARABIC_INDIC)),
    **dict.fromkeys(("fa", "ur", "ps"), ("arabext", _EASTERN)),
    **dict.fromkeys(("hi", "mr", "ne"), ("deva", _DEVANAGARI)),
    "bn": ("beng", "০১২৩৪৫৬৭৮৯"),
}
"""Languages that have digits of their own: the name of the numbering system (CLDR), and the ten digits."""
CALENDARS = {"fa": ("gregorian", "solar")}
"""Languages whose readers may choose another calendar than the Gregorian."""
CALENDAR_NAMES = {"gregorian": N_("Gregorian"), "solar": N_("Solar Hijri")}

# Unicode blocks, enough to tell which alphabet a word is written in.
_SCRIPT_RANGES = (
    ("latin", 0x0041, 0x024F),
    ("greek", 0x0370, 0x03FF),
    ("cyrillic", 0x0400, 0x052F),
    ("armenian", 0x0530, 0x058F),
    ("hebrew", 0x0590, 0x05FF),
    ("arabic", 0x0600, 0x077F),
    ("arabic", 0x08A0, 0x08FF),
    ("devanagari", 0x0900, 0x097F),
    ("bengali", 0x0980, 0x09FF),
    ("tamil", 0x0B80, 0x0BFF),
    ("thai", 0x0E00, 0x0E7F),
    ("lao", 0x0E80, 0x0EFF),
    ("myanmar", 0x1000, 0x109F),
    ("georgian", 0x10A0, 0x10FF),
    ("hangul", 0x1100, 0x11FF),
    ("khmer", 0x1780, 0x17FF),
    ("latin", 0x1E00, 0x1EFF),
    ("kana", 0x3040, 0x30FF),
    ("han", 0x3400, 0x4DBF),
    ("han", 0x4E00, 0x9FFF),
    ("hangul", 0xAC00, 0xD7AF),
    ("han", 0xF900, 0xFAFF),
    ("arabic", 0xFB50, 0xFDFF),
    ("arabic", 0xFE70, 0xFEFF),
)
UNSPACED = frozenset({"han", "kana", "thai", "lao", "khmer", "myanmar", "hangul"})
"""Scripts whose words are not found by the spaces between them alone."""

_SCRIPTS_OF_LANGUAGE = {
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb", "sd", "ug"), frozenset({"arabic"})),
    **dict.fromkeys(("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg"), frozenset({"cyrillic"})),
    **dict.fromkeys(("he", "yi"), frozenset({"hebrew"})),
    **dict.fromkeys(("hi", "mr", "ne"), frozenset({"devanagari"})),
    "el": frozenset({"greek"}),
    "hy": frozenset({"armenian"}),
    "ka": frozenset({"georgian"}),
    "th": frozenset({"thai"}),
    "lo": frozenset({"lao"}),
    "km": frozenset({"khmer"}),
    "my": frozenset({"myanmar"}),
    "bn": frozenset({"bengali"}),
    "ta": frozenset({"tamil"}),
    "ko": frozenset({"hangul"}),
    "zh": frozenset({"han"}),
    "ja": frozenset({"kana", "han"}),
}
_LATIN = frozenset({"latin"})

# Beside the letters that all languages of a script share, the ones that each of them writes.
_LETTERS_OF_LANGUAGE = {
    "ar": "ةىيكإأؤ",
    "fa": "پچژگیک\u200c",
    "ur": "پچژگیکٹڈڑےںہھ",
    "ps": "پچژګکیټډړښځڅڼېۍ",
    "ckb": "پچژگیکڤڕڵۆێە",
    "sd": "پچکيڪٻڀٽٺڄڃڇڌڏڊڙڳڱڻ",
    "ug": "پچژگكيڭۇۆۈۋېە",
    "ru": "ыэёъ",
    "uk": "іїєґ",
    "be": "ыэёіў",
    "bg": "ъ",
    "sr": "јљњћђџ",
    "mk": "јљњќѓџѕ",
    "kk": "ыэёъіәғқңөұүһ",
    "ky": "ыэёъңөү",
    "mn": "ыэёъөү",
    "tg": "эёъғӣқӯҳҷ",
    "de": "äöüß",
    "fr": "éèêëàâçîïôûùœ",
    "es": "áéíóúñü¿¡",
    "pt": "áâãàçéêíóôõú",
    "it": "àèéìòù",
    "tr": "çğışöü",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sv": "åäö",
    "da": "æøå",
    "nb": "æøå",
    "no": "æøå",
    "hu": "áéíóöőúüű",
    "ro": "ăâîșț",
    "vi": "ăâđêôơư",
}
# Persian and its neighbours are often typed with an Arabic keyboard's yeh and kaf.
_ARABIC_KEYBOARD = frozenset("يك")
_USUAL_LANGUAGES = {
    "arabic": ("ar", "fa", "ur"),
    "cyrillic": ("ru", "uk"),
    "han": ("zh",),
    "kana": ("ja",),
    "hangul": ("ko",),
    "hebrew": ("he",),
}


def base(language: str) -> str:
    """The language without its region: ``pt-BR`` gives ``pt``."""
    return language.split("-", 1)[0].lower()


@lru_cache(maxsize=512)
def is_language_code(code: str) -> bool:
    """Whether ``code`` names a language (two or three letters, perhaps a region or script)."""
    if not _CODE.match(code):
        return False
    return code.replace("-", "_") in _known() or base(code) in _known()


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(locale_identifiers())


@lru_cache(maxsize=512)
def native_name(language: str) -> str:
    """The language's name in itself, as a language switch shows it; the code where it is unknown."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return language
    name = locale.get_display_name() or language
    return name[:1].upper() + name[1:]


def is_region(code: str) -> bool:
    """Whether CLDR writes in some language as people of the region ``code`` (capitals) do."""
    return any(name.endswith(f"_{code}") for name in _known())


def locale_in(language: str, region: str) -> str:
    """The locale of Babel for ``language`` as it is written in ``region``, where there is one, else the language's."""
    plain = language.replace("-", "_")
    own = f"{plain}_{region}"
    return own if region and "_" not in plain and own in _known() else plain


def locale_of(language: str) -> str:
    """Language and country as Open Graph writes them: ``fa`` gives ``fa_IR``, where most of its readers live (CLDR)."""
    country = language.rpartition("-")[2]
    if country == language or not (len(country) == 2 and country.isupper()):
        likely = get_global("likely_subtags")
        country = (likely.get(language.replace("-", "_")) or likely.get(base(language), "")).rpartition("_")[2]
    return f"{base(language)}_{country}" if country else base(language)


def direction(language: str) -> str:
    """``rtl`` or ``ltr``, for the ``dir`` attribute."""
    return "rtl" if base(language) in _RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=10_000)
def script_of(character: str) -> str | None:
    """The script a letter belongs to, None for digits, marks, punctuation and rare scripts."""
    code = ord(character)
    if not unicodedata.category(character).startswith(("L", "M")):
        return None
    return next((name for name, first, last in _SCRIPT_RANGES if first <= code <= last), None)


def main_script(text: str) -> str | None:
    """The script most letters of ``text`` are written in, None where there is no letter."""
    counts: dict[str, int] = {}
    for character in text[:2000]:
        if script := script_of(character):
            counts[script] = counts.get(script, 0) + 1
    return max(counts, key=lambda name: counts[name], default=None)


def scripts(language: str) -> frozenset[str]:
    """The scripts a language is written in; Latin where nothing else is known."""
    return _SCRIPTS_OF_LANGUAGE.get(base(language), _LATIN)


def usual_languages(script: str) -> tuple[str, ...]:
    """The languages most often met in a script, the first before others; empty where nothing else is known."""
    return _USUAL_LANGUAGES.get(script, ())


def by_letters(text: str, reader: str, candidates: Iterable[str]) -> list[str]:
    """Those of ``candidates`` that write most of the special letters in ``text``; all where there are none.

    ``reader`` is the language of the page, whose readers may have another keyboard.
    """
    ignored = _ARABIC_KEYBOARD if base(reader) != "ar" and "arabic" in scripts(reader) else frozenset()
    special = [character for character in text.lower() if ord(character) > 127 and character not in ignored]
    counts: dict[str, int] = {}
    for code in candidates:
        letters = _LETTERS_OF_LANGUAGE.get(base(code), "")
        counts[code] = sum(character in letters for character in special)
    most = max(counts.values(), default=0)
    return [code for code, count in counts.items() if count == most]


def letters_of_others(languages: Iterable[str]) -> frozenset[str]:
    """The letters that only languages beside ``languages`` write; none of a script where those of one of them are not
    known, and none of the Arabic one, which people write with the keyboards of their neighbours.
    """
    own = {base(code) for code in languages} - {"en"}
    unknown = {"arabic"}.union(*(scripts(code) for code in own - _LETTERS_OF_LANGUAGE.keys()))
    written = frozenset().union(*(_LETTERS_OF_LANGUAGE.get(code, "") for code in own))
    every = frozenset().union(*_LETTERS_OF_LANGUAGE.values())
    return frozenset(letter for letter in every - written if script_of(letter) not in {None, *unknown})


def guess(text: str, reader: str, available: tuple[str, ...]) -> str:
    """The language a text is probably written in, from its script and letters alone.

    ``reader`` is the language of the page; it is kept wherever the script allows it, since a few words seldom
    tell more. Between languages of one script the letters that only one of them writes decide.
    """
    script = main_script(text)
    if script is None:
        return reader
    candidates = [code for code in available if script in scripts(code)] or usual_languages(script)
    if script in scripts(reader):
        return reader if script == "latin" else by_letters(text, reader, (reader, *candidates))[0]
    if script == "latin":
        return "en" if "en" in candidates or not candidates else candidates[0]
    return by_letters(text, reader, candidates)[0] if candidates else reader
