"""Pictures of pixels: told by their content, bounded before they are decoded, and always written anew.

What is written anew has no metadata (where it was taken, by whom, with which camera) and nothing behind its last pixel:
a file that is a picture and a program at once is only the picture afterwards.
"""

from __future__ import annotations

import io
import struct
import threading
from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageCms, ImageOps, ImageSequence

from kb.language.marking import N_
from kb.pictures.refusal import PictureRefusedError

LONGEST_SIDE = 1_920
"""Of what is kept; the text of an article is half as wide."""
MAX_PIXELS = 50_000_000
MAX_MOVING_PIXELS = 80_000_000
"""Of all frames of a moving picture together."""
MOST_FRAMES = 2_000
"""However small they are: a frame may take sixteen bytes of a file."""
_ENDINGS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "GIF": "gif"}
_WRITTEN: dict[str, dict[str, Any]] = {
    "PNG": {},
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "WEBP": {"quality": 85},
    "GIF": {},
}
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    OverflowError,
    struct.error,
    Image.DecompressionBombError,
)
"""What Pillow raises for broken files."""
_one_at_a_time = threading.Lock()


def is_raster(data: bytes) -> bool:
    """Whether ``data`` begins as one of the kinds that are taken."""
    head = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
    return data.startswith(head) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def written_anew(data: bytes) -> tuple[bytes, str]:
    """The picture as it is kept, and the ending of its name.

    Raises:
        PictureRefusedError: it is broken, or has too many pixels.

    """
    try:
        with _one_at_a_time, Image.open(io.BytesIO(data), formats=tuple(_ENDINGS)) as picture:
            _bound(picture.width * picture.height, MAX_PIXELS)
            kind = "JPEG" if picture.format == "MPO" else str(picture.format)  # of several, as phones write, the first
            moves = kind in ("GIF", "WEBP") and getattr(picture, "is_animated", False)
            made = _moving(picture, kind) if moves else _still(picture, kind)
    except Image.DecompressionBombError as error:  # Pillow's own bound, looked at as the head is read
        raise _too_large(MAX_PIXELS) from error
    except _BROKEN as error:
        raise PictureRefusedError(N_("The file is a broken picture.")) from error
    return made, _ENDINGS[kind]


def _bound(pixels: int, most: int) -> None:
    if pixels > most:
        raise _too_large(most)


def _too_large(most: int) -> PictureRefusedError:
    return PictureRefusedError(N_("The picture has more than %(most)s million pixels."), most=most // 1_000_000)


def _still(picture: Image.Image, kind: str) -> bytes:
    picture.draft(picture.mode, (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded no larger than needed
    turned = ImageOps.exif_transpose(picture)
    made = _plain(_small(_in_usual_colours(turned, picture.info.get("icc_profile"))), kind)
    stream = io.BytesIO()
    made.save(stream, kind, **_WRITTEN[kind])
    return stream.getvalue()


def _moving(picture: Image.Image, kind: str) -> bytes:
    times: list[int] = []

    def frames() -> Iterator[Image.Image]:
        pixels = 0
        for number, frame in enumerate(ImageSequence.Iterator(picture), start=1):
            if number > MOST_FRAMES:
                raise PictureRefusedError(N_("A moving picture may have at most %(most)s frames."), most=MOST_FRAMES)
            pixels += frame.width * frame.height  # one may be larger than the first
            _bound(pixels, MAX_MOVING_PIXELS)
            times.append(int(frame.info.get("duration", 0)) or 100)
            yield _plain(_small(frame.convert("RGBA")), kind)

    first, *rest = frames()
    stream = io.BytesIO()
    loop = picture.info.get("loop", 0)
    first.save(stream, kind, save_all=True, append_images=rest, duration=times, loop=loop, **_WRITTEN[kind])
    return stream.getvalue()


def _small(picture: Image.Image) -> Image.Image:
    if max(picture.size) <= LONGEST_SIDE:
        return picture.copy()
    made = picture.convert("RGBA" if "transparency" in picture.info else "RGB") if picture.mode == "P" else picture
    made = made.copy()
    made.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return made


def _in_usual_colours(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """In sRGB, which is what browsers take colours without a profile for."""
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, *_BROKEN):
            return picture
        return made or picture
    return picture


def _plain(picture: Image.Image, kind: str) -> Image.Image:
    """Without whatever else the file said of it: the kinds each write some of that again by themselves."""
    made = picture.convert("RGB") if kind == "JPEG" and picture.mode not in ("RGB", "L") else picture
    made.info = {"transparency": made.info["transparency"]} if "transparency" in made.info else {}
    return made
