"""Locales of other systems as codes of languages here: ``en-us`` is ``en`` where no other English stands beside it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from kb.language.guess import guess_language
from kb.language.languages import base, is_language_code

_KEPT = frozenset({"pt", "zh"})
"""Languages whose regions are read apart even where there is one alone."""

_SAMPLE, _SAMPLE_CHARACTERS = 40, 8_000


def codes_of(locales: Iterable[str]) -> dict[str, str]:
    """Our code for each locale that names a language; the others are missing."""
    written = {locale: _written(locale) for locale in dict.fromkeys(locales)}
    known = {locale: code for locale, code in written.items() if is_language_code(code)}
    bases = [base(code) for code in set(known.values())]
    return {
        locale: base(code) if bases.count(base(code)) == 1 and base(code) not in _KEPT else code
        for locale, code in known.items()
    }


def _written(locale: str) -> str:
    language, _, region = locale.strip().replace("_", "-").partition("-")
    if not region:
        return language.lower()
    return f"{language.lower()}-{region.upper() if len(region) == 2 else region.title()}"


def likely_language(texts: Iterable[str], wanted: str) -> str:
    """The language of an export that names none: the ``wanted`` one, else the one its first texts are written in."""
    return wanted or guess_language([text[:_SAMPLE_CHARACTERS] for text in islice(texts, _SAMPLE)])
