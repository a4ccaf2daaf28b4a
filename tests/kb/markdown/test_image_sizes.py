"""How large a picture is, as a browser shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from kb.markdown.image_sizes import size_of

SIDEWAYS = 6


def drawing(folder: Path, attributes: str) -> Path:
    file = folder / "drawing.svg"
    file.write_text(
        f'<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'
    )
    return file


@pytest.mark.parametrize("kind", ["png", "jpg", "gif", "webp"])
def test_a_picture_of_points_is_as_large_as_it_says(tmp_path: Path, kind: str) -> None:
    Image.new("RGB", (320, 200)).save(tmp_path / f"a.{kind}")
    assert size_of(tmp_path / f"a.{kind}") == (320, 200)


def test_a_photograph_taken_sideways_is_turned_as_browsers_turn_it(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = SIDEWAYS
    Image.new("RGB", (320, 200)).save(tmp_path / "a.jpg", exif=exif)
    assert size_of(tmp_path / "a.jpg") == (200, 320)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="300" height="150.4px" viewBox="0 0 2 1"', (300, 150)),
        ('viewBox="0 0 720 300"', (720, 300)),
        ('viewBox="-5,-5,72,30" width="100%"', (72, 30)),
        ('width="10cm" height="5cm"', None),
        ('viewBox="0 0 0 300"', None),
        ('viewBox="0 0 720"', None),
        ('width="-3" height="2"', None),
        ("", None),
    ],
)
def test_a_drawing_is_as_large_as_its_sides_or_else_its_box(
    tmp_path: Path, attributes: str, size: tuple[int, int] | None
) -> None:
    assert size_of(drawing(tmp_path, attributes)) == size


@pytest.mark.parametrize("name", ["a.png", "a.svg", "a.jpg"])
@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + bytes(32), b"<svg"])
def test_what_is_no_picture_has_no_size(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert size_of(tmp_path / name) is None


def test_what_is_not_there_has_no_size(tmp_path: Path) -> None:
    assert size_of(tmp_path / "a.png") is None
    assert size_of(tmp_path) is None


def test_entities_of_a_drawing_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("300")
    file = tmp_path / "a.svg"
    head = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{tmp_path / "secret"}"><!ENTITY y "9">]>'
    file.write_text(f'{head}<svg viewBox="0 0 7 5"><text>&x;</text></svg>')
    assert size_of(file) == (7, 5)


def test_a_changed_picture_has_its_new_size(tmp_path: Path) -> None:
    file = drawing(tmp_path, 'viewBox="0 0 7 5"')
    assert size_of(file) == (7, 5)
    file.write_text('<svg viewBox="0 0 70 50"/>')
    assert size_of(file) == (70, 50)
