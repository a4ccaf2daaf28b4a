"""The picture that chats and social networks show beside a link: the name of the site and the title, 1200 × 630.

The letters are shaped by HarfBuzz and set in their direction by the Unicode bidirectional algorithm (both through
Raqm in Pillow's wheels), so that Arabic and Persian come out as they are written.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import Lock

from PIL import Image, ImageDraw, ImageFont

from kb.brand.fonts import Typeface, typeface_for
from kb.brand.icons import icon_png
from kb.brand.palette import LIGHT
from kb.files.private import keep_whole
from kb.language.languages import base, direction

WIDTH, HEIGHT = 1200, 630
"""What Open Graph asks for, in pixels."""
_EDGE, _BAND, _ICON, _GAP = 80, 20, 96, 28
_NAME_SIZE, _TITLE_SIZES, _TITLE_TOP, _TITLE_BOTTOM = 44, (84, 76, 68, 60, 52, 46), 212, 560
_LINE_HEIGHT = 1.32
_INK, _MUTED = "#1d1c1a", "#5c5850"
_LONGEST = 300  # characters of a title; more never fits
_QUICKLY = 3  # 24 ms and 42 KB; the usual 6 takes 70 ms for 35 KB, and the smallest 160 ms for 33 KB
_LAYOUT = 1
"""Counted up when pictures come to look otherwise, so that none of before is served."""
_drawing = Lock()  # Pillow's fonts are not made for two threads at once, and one core is enough for pictures


@dataclass(frozen=True, slots=True)
class Card:
    """What is on one picture; ``icon`` is an SVG document, ``colour`` is ``#rrggbb``."""

    language: str
    name: str
    title: str
    colour: str
    icon: str

    @property
    def fingerprint(self) -> str:
        """A word that changes with anything that is seen."""
        seen = "\0".join((str(_LAYOUT), *astuple(self)))
        return hashlib.blake2b(seen.encode(), digest_size=12).hexdigest()


def draw(card: Card) -> bytes:
    """The picture as PNG. A text with letters that no font of ours has is left out."""
    with _drawing:
        return _Drawing(card).png()


class _Drawing:
    """One picture; the start of a line is on the side where ``card.language`` begins to read."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self._is_rtl = direction(card.language) == "rtl"
        self._picture = Image.new("RGB", (WIDTH, HEIGHT), LIGHT.ground)
        self._pen = ImageDraw.Draw(self._picture)

    def png(self) -> bytes:
        self._pen.rectangle((0, HEIGHT - _BAND, WIDTH, HEIGHT), self._card.colour)
        with Image.open(io.BytesIO(icon_png(self._card.icon, _ICON))) as icon:
            start = WIDTH - _EDGE - _ICON if self._is_rtl else _EDGE
            self._picture.paste(icon, (start, _EDGE), icon)
        if typeface := typeface_for(self._card.name):
            font = typeface.in_size(_NAME_SIZE)
            room = WIDTH - 2 * _EDGE - _ICON - _GAP
            line = self._lines(self._card.name, font, room, 1)[0]
            self._write(line, _EDGE + _ICON + _GAP, _EDGE + _ICON // 2, font, _MUTED, "m")
        if typeface := typeface_for(self._card.title):
            self._write_title(typeface)
        out = io.BytesIO()
        self._picture.save(out, "PNG", compress_level=_QUICKLY)
        return out.getvalue()

    def _write_title(self, typeface: Typeface) -> None:
        """In the largest size in which all of it fits, else as much as fits in the smallest."""
        for size in _TITLE_SIZES:
            font, most = typeface.in_size(size), int((_TITLE_BOTTOM - _TITLE_TOP) / (size * _LINE_HEIGHT))
            lines = self._lines(self._card.title[:_LONGEST], font, WIDTH - 2 * _EDGE, most)
            if not lines[-1].endswith("…") or self._card.title.endswith("…"):
                break
        for at, line in enumerate(lines):
            self._write(line, _EDGE, _TITLE_TOP + round((at + 0.8) * size * _LINE_HEIGHT), font, _INK, "s")

    def _write(self, text: str, inset: int, height: int, font: ImageFont.FreeTypeFont, fill: str, anchor: str) -> None:
        """Write a line ``inset`` pixels from the start; ``anchor`` says what of it is at ``height``, as Pillow does."""
        place = (WIDTH - inset if self._is_rtl else inset, height)
        side = "r" if self._is_rtl else "l"
        self._pen.text(place, text, fill, font, f"{side}{anchor}", direction=self._direction, language=self._language)

    def _lines(self, text: str, font: ImageFont.FreeTypeFont, room: int, most: int) -> list[str]:
        """Break a text between words, and words that are longer than a line; what does not fit ends with ``…``."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if self._width(longer, font) <= room:
                lines[-1] = longer
            else:
                lines += self._pieces(word, font, room)
            if len(lines) > most + 1:
                break
        if not lines[0]:  # nothing fitted beside nothing: the first word is longer than a line
            lines = lines[1:] or [""]
        if len(lines) <= most:
            return lines
        last = lines[most - 1]
        while last and self._width(f"{last}…", font) > room:
            last = last[:-1].rstrip()
        return [*lines[: most - 1], f"{last}…"]

    def _pieces(self, word: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
        """A word on a line of its own, or on as many as it takes."""
        if self._width(word, font) <= room:
            return [word]
        pieces = [""]
        for letter in word:
            if self._width(pieces[-1] + letter, font) > room:
                pieces.append("")
            pieces[-1] += letter
        return pieces

    def _width(self, text: str, font: ImageFont.FreeTypeFont) -> float:
        return font.getlength(text, direction=self._direction, language=self._language)

    @property
    def _direction(self) -> str:
        return "rtl" if self._is_rtl else "ltr"

    @property
    def _language(self) -> str:
        return base(self._card.language)


_END = b"IEND\xaeB`\x82"  # of every PNG; after a power cut a file may be there and empty
logger = logging.getLogger(__name__)
MOST_PICTURES = 5_000
"""About 200 MB; the oldest go first, and are drawn again when somebody asks."""


class CardStore:
    """The pictures in ``folder``, named by what is on them; deleting any of them is always safe."""

    def __init__(self, folder: Path, most: int = MOST_PICTURES) -> None:
        self._folder = folder
        self._most = most

    def picture(self, card: Card) -> bytes:
        """The picture of ``card`` as PNG, drawn where it is not kept yet."""
        file = self._folder / f"{card.fingerprint}.png"
        try:
            kept = file.read_bytes()
        except OSError:
            kept = b""
        if kept.endswith(_END):
            return kept
        picture = draw(card)
        try:
            self._keep(file, picture)
        except OSError as error:
            logger.warning("the picture %s cannot be kept: %s", file, error.strerror)
        return picture

    def _keep(self, file: Path, picture: bytes) -> None:
        keep_whole(file, lambda stream: stream.write(picture))
        with os.scandir(self._folder) as entries:
            by_age = sorted((entry.stat().st_mtime_ns, entry.path) for entry in entries)
        for _, path in by_age[: -self._most]:
            Path(path).unlink(missing_ok=True)
