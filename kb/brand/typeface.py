"""The typeface that a site may bring along: IBM Plex Sans, cut down to what pages need and served from here.

Cut-down files may not bear the name that is reserved for IBM's own (SIL Open Font License 1.1, condition 3), so pages
know them as Centre Sans; the licence lies beside them. ``make fonts`` makes the files anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.language.languages import base

FontUrl = Callable[[str], str]
"""The address of a font's file, by its name."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """One file: its ``weight`` as CSS names it, one or a range."""

    name: str
    family: str
    weight: str


_LATIN, _CYRILLIC, _ARABIC = "Centre Sans", "Centre Sans Cyrillic", "Centre Sans Arabic"
FILES = (
    FontFile("centre-sans-latin.woff2", _LATIN, "400 700"),
    FontFile("centre-sans-cyrillic.woff2", _CYRILLIC, "400 700"),
    FontFile("centre-sans-arabic.woff2", _ARABIC, "400 500"),
    FontFile("centre-sans-arabic-bold.woff2", _ARABIC, "550 700"),
)
TYPEFACES = ("plex",)
_IN_CYRILLIC = ("ru", "uk", "be", "bg", "sr", "mk")
_IN_ARABIC = ("ar", "fa")
# What stands in for it where it did not come in time: Arial, with the room that its letters take.
_FALLBACK = (
    '@font-face { font-family: "Centre Sans Fallback"; src: local("Arial"), local("Liberation Sans"), local("Arimo");'
    " size-adjust: 101.3%; ascent-override: 101.2%; descent-override: 27.1%; line-gap-override: 0%; }"
)


def files_for(language: str) -> Sequence[FontFile]:
    """The files that a page in ``language`` needs at once; each has the letters of English as well."""
    code = base(language)
    family = _CYRILLIC if code in _IN_CYRILLIC else _ARABIC if code in _IN_ARABIC else _LATIN
    return [file for file in FILES if file.family == family]


def families(first: str = _LATIN) -> str:
    """The families as a style sheet lists them, ``first`` before the others."""
    others = [name for name in (_LATIN, _CYRILLIC, _ARABIC) if name != first]
    return ", ".join(f'"{name}"' for name in (first, *others, "Centre Sans Fallback"))


def rules(url: FontUrl, before: str) -> list[str]:
    """The rules of a style sheet that bring the typeface along; ``before`` are fonts that are tried first.

    A page that was painted without it stays so (``font-display: optional``): nothing moves when it comes.
    """
    faces = [
        f'@font-face {{ font-family: "{file.family}"; font-weight: {file.weight}; font-display: optional;'
        f' src: url("{url(file.name)}") format("woff2"); }}'
        for file in FILES
    ]
    roots = [
        f":root:is({', '.join(f':lang({code})' for code in codes)}) {{ --sans: {before}{families(family)},"
        " var(--usual-sans); }"
        for codes, family in ((_IN_CYRILLIC, _CYRILLIC), (_IN_ARABIC, _ARABIC))
    ]
    return [*faces, _FALLBACK, f":root {{ --sans: {before}{families()}, var(--usual-sans); }}", *roots]
