"""Files that a system keeps apart from its articles."""

from __future__ import annotations

import pytest

from kb.exchange.bundle.bundle import ForeignFile
from kb.exchange.bundle.media_library import AttachedFile, MediaLibrary, shows

UPLOADS = "https://help.example/wp-content/uploads/2020/01"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (f'<img src="{UPLOADS}/box.png">', "box.png"),
        ('<img src="/wp-content/uploads/2020/01/box-300x200.png">', "box.png"),
        (f'<img src="{UPLOADS}/box-1024x768.jpg">', "box-scaled.jpg"),
        (f'<a href="{UPLOADS}/a%20b.pdf">x</a>', "a b.pdf"),
        (f'<a href="{UPLOADS}/راهنما.pdf">x</a>', "%D8%B1%D8%A7%D9%87%D9%86%D9%85%D8%A7.pdf"),
        (f'<a href="{UPLOADS}/a&amp;b.pdf">x</a>', "a&b.pdf"),
    ],
)
def test_a_text_shows_a_file_in_whatever_size_and_writing(body: str, name: str) -> None:
    assert shows(body, f"{UPLOADS}/{name}")


@pytest.mark.parametrize(
    "body",
    [
        f'<img src="{UPLOADS}/box-2.png">',
        f'<img src="{UPLOADS}/big-box.png">',
        f'<img src="{UPLOADS}/box.png.pdf">'.replace("box.png", "box"),
        '<img src="https://help.example/wp-content/uploads/2021/01/box.png">',
        "<p>box</p>",
    ],
)
def test_a_file_of_a_name_that_is_only_near_is_another(body: str) -> None:
    assert not shows(body, f"{UPLOADS}/box.png")


def test_files_that_a_text_lacks_are_downloads_and_pictures_are_not() -> None:
    library = MediaLibrary()
    for number, name in enumerate(("a.pdf", "b.png", "c.zip")):
        library.add(str(number), AttachedFile(f"{UPLOADS}/{name}", whose="7"))
    library.add("9", AttachedFile("", whose="7"))
    assert library.downloads("7", f'<a href="{UPLOADS}/c.zip">c</a>') == (ForeignFile("a.pdf", f"{UPLOADS}/a.pdf"),)
    assert library.downloads("8", "") == ()
