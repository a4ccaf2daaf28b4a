"""Makes the files of the typeface that sites may bring along (``kb.brand.typeface``) from IBM Plex Sans.

    make fonts

Needs fonttools and Brotli, which nothing else does; ``--packages`` is where ``fontpkg`` has the fonts. Each file has
the letters of one script with those of English, so that a page of one script needs no other. Cut-down files get a name
of their own, since "Plex" is reserved.
"""

from __future__ import annotations

import argparse
import io
import logging
import shutil
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

STATIC = Path(__file__).resolve().parents[1] / "kb" / "brand" / "static"
SIGNS = "A0,A9,AB,AE,B0,B7,BB,D7,2010-2014,2018-201E,2022,2026,2039,203A,20AC,2212"
ENGLISH = f"20-7E,{SIGNS}"
LATIN = f"{ENGLISH},A1-FF,130,131,152,153,160,161,178,17D,17E,2030,2032,2033,2122,2190-2193"
CYRILLIC = f"{ENGLISH},401,404,406,407,410-44F,451,454,456,457,490,491,2116"
# Two weights of 20 KB at most each: no letters of Urdu, no signs that Arabic and Persian texts do without.
ARABIC = (
    "20-5F,61-7A,A0,AB,B7,BB,D7,2013,2014,2018-201D,2022,2026,2212,60C,61B,61F,621-63A,640-652,654,660-66C,670,67E"
    ",686,698,6A9,6AF,6C0,6CC,6F0-6F9,200C-200F"
)
FEATURES = ["ccmp", "locl", "mark", "mkmk", "kern", "liga", "calt", "init", "medi", "fina", "isol", "rlig", "rclt"]
SANS, ARABIC_SANS = "fontpkg_ibm_plex_sans", "fontpkg_ibm_plex_sans_arabic"
NAMES = (1, 3, 4, 6, 16)
"""Where a font says what it is called; its copyright (0) and licence (13, 14) stay."""
FILES = (
    ("centre-sans-latin", "Centre Sans", SANS, "IBMPlexSans[wdth,wght].ttf", LATIN),
    ("centre-sans-cyrillic", "Centre Sans Cyrillic", SANS, "IBMPlexSans[wdth,wght].ttf", CYRILLIC),
    ("centre-sans-arabic", "Centre Sans Arabic", ARABIC_SANS, "IBMPlexSansArabic-Regular.ttf", ARABIC),
    ("centre-sans-arabic-bold", "Centre Sans Arabic Bold", ARABIC_SANS, "IBMPlexSansArabic-SemiBold.ttf", ARABIC),
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--packages", type=Path, required=True)
    packages: Path = options.parse_args().packages
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    for name, family, package, source, letters in FILES:
        font = TTFont(packages / package / "files" / source, recalcTimestamp=False)
        if "fvar" in font:
            font = again(instantiateVariableFont(font, {"wdth": 100, "wght": (400, 700)}))
        cut(font, letters)
        call(font, family)
        file = STATIC / f"{name}.woff2"
        font.save(file)
        print(f"{file.name}: {file.stat().st_size / 1000:.1f} KB")
    shutil.copy(packages / SANS / "LICENSE", STATIC / "centre-sans-licence.txt")


def again(font: TTFont) -> TTFont:
    """The font written and read: an instance half in memory lacks variations that cutting asks for."""
    whole = io.BytesIO()
    font.save(whole)
    whole.seek(0)
    return TTFont(whole, recalcTimestamp=False)


def cut(font: TTFont, letters: str) -> None:
    """Leave only ``letters``, as hexadecimal ranges, and what shaping them takes."""
    options = subset.Options(flavor="woff2", hinting=False, layout_features=FEATURES, name_IDs=[0, *NAMES, 13, 14])
    options.drop_tables += ["meta"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(letters))
    subsetter.subset(font)
    font.flavor = "woff2"


def call(font: TTFont, family: str) -> None:
    """Name the font ``family`` wherever it says a name."""
    for record in list(font["name"].names):
        if record.nameID in NAMES:
            font["name"].setName(family.replace(" ", "") if record.nameID == 6 else family, *key(record))


def key(record: object) -> tuple[int, int, int, int]:
    """Where a name stands in its table."""
    return record.nameID, record.platformID, record.platEncID, record.langID  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
