"""Where a picture is kept, under which name, and that nothing is written over or elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.catalog.article import Article, ArticleId
from kb.files.saving import SaveError
from kb.library.library import Library
from kb.pictures.keeping import MOST_OF_A_NAME, as_markdown, keep_picture, unused_pictures
from kb.pictures.taking import TakenPicture
from tests.conftest import Collection


@pytest.fixture
def library(collection: Collection) -> Library:
    collection.write("en/kettle/clean.md", "![Kettle](images/used.png)\n")
    return collection.library()


def article(library: Library) -> Article:
    return library.catalog.articles[ArticleId("en", "kettle/clean")]


def test_a_picture_lies_beside_its_article_once_and_over_no_other(library: Library) -> None:
    for content, path in ((b"1", "lid.png"), (b"2", "lid-2.png"), (b"1", "lid.png"), (b"3", "lid-3.png")):
        found = keep_picture(library, article(library), TakenPicture("lid", "png", content))
        assert found == f"en/kettle/images/{path}"
        assert (library.root / found).read_bytes() == content
        assert found in library.catalog.files
    assert sorted(file.name for file in (library.root / "en/kettle/images").iterdir()) == [
        *("lid-2.png", "lid-3.png", "lid.png"),
    ]
    for number in range(4, MOST_OF_A_NAME + 1):
        (library.root / f"en/kettle/images/lid-{number}.png").touch()
    with pytest.raises(SaveError, match="99 pictures"):
        keep_picture(library, article(library), TakenPicture("lid", "png", b"4"))


def test_no_link_leads_a_picture_out_of_the_folder(library: Library, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (library.root / "en/kettle/images").symlink_to(tmp_path / "out")
    with pytest.raises(SaveError, match="leads out"):
        keep_picture(library, article(library), TakenPicture("lid", "png", b"1"))
    assert list((tmp_path / "out").iterdir()) == []


def test_where_files_are_left_out_nothing_stays_behind(library: Library) -> None:
    (library.root / "site.yml").write_text("ignore: [images]\n")
    with pytest.raises(SaveError, match="leaves files there out"):
        keep_picture(library, article(library), TakenPicture("lid", "png", b"1"))
    assert not list((library.root / "en/kettle/images").iterdir())


def test_the_words_and_the_way_are_written_so_that_they_are_read_back(library: Library) -> None:
    written = as_markdown("en/kettle/images/صورة.png", article(library), "A [lid] \\ cup")
    assert written == "![A \\[lid\\] \\\\ cup](images/صورة.png)"


def test_pictures_that_no_article_names_are_told(library: Library) -> None:
    for name in ("used.png", "left.png", "notes.txt"):
        (library.root / "en/kettle/images").mkdir(exist_ok=True)
        (library.root / f"en/kettle/images/{name}").touch()
    library.refresh()
    assert unused_pictures(library.catalog, article(library)) == ["left.png"]
