"""Which files are taken as pictures, and that nothing but the picture is left of them."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from kb.pictures import raster
from kb.pictures.refusal import PictureRefusedError
from kb.pictures.taking import MAX_PICTURE_BYTES, take
from tests.pictures import RED, SVG, picture


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def png_of_size(width: int, height: int) -> bytes:
    """A PNG whose head promises more than a machine has, and that ends there."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\0")
    parts = (struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (head, data))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


REFUSED = [
    (b"", "Please choose"),
    (b"x" * (MAX_PICTURE_BYTES + 1), "larger than %(most)s MB"),
    (b"%PDF-1.7", "no picture"),
    (b"MZ\x90\x00", "no picture"),
    (b"BM" + b"\x00" * 60, "no picture"),
    (picture("PNG")[:40], "broken"),
    (picture("JPEG")[:60], "broken"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "broken"),
    (b"GIF89a", "broken"),
    (png_of_size(10_000, 10_000), "million pixels"),  # 100 megapixels in 60 bytes
    (png_of_size(100_000, 100_000), "million pixels"),
    (SVG.format("<script>alert(1)</script>").encode(), "drawing cannot be used"),
    (SVG.format('<rect onload="x()" width="1" height="1"/>').encode(), "drawing cannot be used"),
    (SVG.format('<image href="https://example.com/x.png"/>').encode(), "drawing cannot be used"),
    (b"<html><script>1</script></html>", "drawing cannot be used"),
    (b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG.format("&x;").encode(), "drawing cannot be used"),
]


@pytest.mark.parametrize(("data", "said"), REFUSED, ids=range(len(REFUSED)))
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_is_no_harmless_picture_is_refused_with_a_reason(data: bytes, said: str) -> None:
    with pytest.raises(PictureRefusedError) as refused:
        take("x.png", data)
    assert said in refused.value.text


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_of_100_megapixels_is_never_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[int] = []
    monkeypatch.setattr(Image.Image, "load", lambda *_: decoded.append(1))
    with pytest.raises(PictureRefusedError, match="million pixels"):
        take("x.png", png_of_size(10_000, 10_000))
    assert decoded == []


def test_the_kind_is_told_by_the_content_and_metadata_is_gone() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Secret Person")
    exif = Image.Exif()
    exif[0x0110] = "Secret Camera"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for data, ending in (
        (picture("PNG", pnginfo=told, icc_profile=profile), "png"),
        (picture("JPEG", exif=exif, comment=b"Secret", icc_profile=profile), "jpg"),
        (picture("WEBP", exif=exif, lossless=True), "webp"),
        (picture("GIF", comment=b"Secret"), "gif"),
    ):
        found = take("photo.exe", data)
        assert (found.stem, found.ending) == ("photo", ending)
        assert b"Secret" in data
        assert b"Secret" not in found.content
        image = opened(found.content)
        assert image.size == (8, 4)
        assert not {"exif", "icc_profile", "comment", "Author"} & set(image.info)
        shown = image.convert("RGB").getpixel((2, 2))
        assert isinstance(shown, tuple)
        assert all(abs(one - other) < 12 for one, other in zip(shown, RED, strict=True))


def test_a_polyglot_is_only_the_picture_afterwards() -> None:
    page = b"<script>alert(1)</script>PK\x03\x04"
    for kind in ("PNG", "JPEG", "GIF"):
        found = take("x.html", picture(kind) + page)
        assert b"script" not in found.content
        assert found.ending != "html"


def test_a_large_picture_is_made_smaller_and_a_turned_one_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side
    assert opened(take("a", picture("JPEG", (4_000, 1_000), exif=exif)).content).size == (480, 1_920)
    assert opened(take("a", picture("PNG", (2_000, 1_000))).content).size == (1_920, 960)


@pytest.mark.slow
def test_a_moving_picture_moves_on_and_one_that_moves_too_long_is_refused() -> None:
    frames = [Image.new("RGB", (20, 10), (number * 40, 0, 0)) for number in range(5)]
    stream = io.BytesIO()
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:], duration=[100, 200, 100, 100, 100])
    found = Image.open(io.BytesIO(take("a.gif", stream.getvalue()).content))
    assert (found.n_frames, found.info["duration"]) == (5, 100)  # type: ignore[attr-defined]
    wide = [Image.new("L", (5_000, 3_000), number) for number in range(6)]
    stream = io.BytesIO()
    wide[0].save(stream, "GIF", save_all=True, append_images=wide[1:])
    with pytest.raises(PictureRefusedError, match="million pixels"):
        take("a.gif", stream.getvalue())
    assert raster.MAX_MOVING_PIXELS < 6 * 15_000_000


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("../../etc/passwd.png", "passwd"),
        ("..", "picture"),
        ("C:\\Users\\me\\My Shot (1).PNG", "my-shot-1"),
        ("n" * 300 + ".png", "n" * 60),
        ("صورة الغلاية.png", "صورة-الغلاية"),
        ("_hidden.png", "hidden"),
        (".env", "picture"),
        ("\0\n.png", "picture"),
    ],
)
def test_a_name_is_letters_digits_and_hyphens(name: str, stem: str) -> None:
    assert take(name, picture("PNG")).stem == stem


def test_a_drawing_that_does_nothing_is_taken() -> None:
    found = take("Plan.svg", SVG.format('<rect width="1" height="1"/>').encode())
    assert (found.stem, found.ending) == ("plan", "svg")


def test_of_the_pictures_that_phones_write_into_one_jpeg_the_first_is_taken() -> None:
    data = picture("MPO", save_all=True, append_images=[Image.new("RGB", (4, 2))])
    assert Image.open(io.BytesIO(data)).format == "MPO"
    taken = take("IMG_0001.JPG", data)
    shown = opened(taken.content)
    assert (taken.ending, shown.format, shown.size) == ("jpg", "JPEG", (8, 4))


def gif_of(frames: int) -> bytes:
    """A GIF of frames of one pixel, in as few bytes as they take."""
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\2\2\x44\1\0"
    return head + frames * frame + b";"


def test_a_moving_picture_of_very_many_small_frames_is_refused_before_they_are_all_read() -> None:
    assert take("few.gif", gif_of(3)).ending == "gif"
    with pytest.raises(PictureRefusedError, match="at most %\\(most\\)s frames"):
        take("many.gif", gif_of(500_000))


def test_a_drawing_is_not_drawn_here_since_what_is_in_it_may_take_more_than_a_server_has() -> None:
    noise = '<feTurbulence baseFrequency=".5" numOctaves="1000000"/>' * 50  # drawn it would take hours
    taken = take("x.svg", SVG.format(f'<filter id="f">{noise}</filter><rect filter="url(#f)"/>').encode())
    assert (taken.ending, noise.encode() in taken.content) == ("svg", True)
