"""The names that links in other languages give an article."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kb.catalog.article import ArticleId
from search.index.link_names import LONGEST_NAME, MOST_NAMES, LinkName, NamesByLinks
from tests.conftest import Collection

KETTLE = ArticleId("en", "products/kettle")


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    """An article in English alone, and one in English and Arabic."""
    (tmp_path / "articles").mkdir()
    made = Collection(tmp_path / "articles")
    made.write("en/products/kettle.md", "Boil water.", title="Kettle stays on")
    made.write("en/products/pot.md", "See [the kettle](kettle.md).", title="Pots")
    made.write("ar/products/pot.md", "انظر [الغلاية لا تنطفئ](kettle.md) و[القدر](pot.md).", title="القدور")
    return made


def names(collection: Collection, id_: ArticleId = KETTLE) -> Sequence[LinkName]:
    library = collection.library()
    library.refresh()
    return NamesByLinks().of(library.catalog).get(id_, ())


def test_a_link_to_an_article_of_another_language_names_it(collection: Collection) -> None:
    assert names(collection) == [LinkName("ar", "الغلاية لا تنطفئ")]


@pytest.mark.parametrize(
    ("source", "target", "is_named"),
    [
        ("public", "legal", True),
        ("internal", "internal", True),
        ("internal", "legal", True),
        ("[legal, sales]", "legal", True),
        ("internal", "public", False),
        ("legal", "internal", False),
        ("legal", "[legal, sales]", False),
        ("sales", "legal", False),
    ],
)
def test_only_what_all_readers_of_an_article_may_read_names_it(
    collection: Collection, source: str, target: str, is_named: bool
) -> None:
    collection.write("en/products/kettle.md", "Boil water.", title="Kettle stays on", audience=target)
    collection.write("ar/products/pot.md", "انظر [الغلاية لا تنطفئ](kettle.md).", title="القدور", audience=source)
    assert bool(names(collection)) == is_named


def test_a_link_within_a_language_names_nothing(collection: Collection) -> None:
    assert names(collection, ArticleId("ar", "products/pot")) == ()
    collection.write("ar/products/kettle.md", "ماء.", title="الغلاية")
    assert names(collection) == ()


@pytest.mark.parametrize(
    "written",
    [
        "[الغلاية][k]\n\n[k]: kettle.md",
        "[الغلاية][]\n\n[الغلاية]: <kettle.md> 'Kettle'",
        "[الغلاية]\n\n  [الغلاية]: kettle.md",
        '<a class="x" href="kettle.md">الغلاية</a>',
        "<A HREF='kettle.md' >الغلاية</A>",
    ],
)
def test_a_link_names_whatever_way_it_is_written(collection: Collection, written: str) -> None:
    collection.write("ar/products/pot.md", f"انظر {written}", title="القدور")
    assert names(collection) == [LinkName("ar", "الغلاية")]


def test_a_link_by_reference_is_none_where_the_reference_is_missing_or_it_is_a_picture(collection: Collection) -> None:
    text = "[الغلاية][gone] ![صورة][k] [k]\n\n[k]: kettle.md\n\n[الغلاية]: elsewhere.md"
    collection.write("ar/products/pot.md", text, title="القدور")
    assert names(collection) == [LinkName("ar", "k")]


def test_pictures_links_elsewhere_and_sentences_are_no_names(collection: Collection) -> None:
    sentence = "كلمة " * LONGEST_NAME
    text = f"![صورة](kettle.md) [موقع](https://example.com/kettle.md) [مفقود](gone.md) [{sentence}](kettle.md)"
    collection.write("ar/products/pot.md", text, title="القدور")
    assert names(collection) == ()


def test_what_stands_in_a_comment_is_no_name(collection: Collection) -> None:
    hidden = "<!-- [سر](kettle.md)\n\n[سر٢](kettle.md) --> %% [سر٣](kettle.md) %% {/* [سر٤](kettle.md) */}"
    collection.write("ar/products/pot.md", f"{hidden} [الغلاية](kettle.md) 5 %%", title="القدور")
    assert names(collection) == [LinkName("ar", "الغلاية")]


def test_an_article_has_each_name_once_and_a_bounded_number_of_them(collection: Collection) -> None:
    links = " ".join(f"[اسم {number}](kettle.md) [اسم {number}](kettle.md)" for number in range(MOST_NAMES + 5))
    collection.write("ar/products/pot.md", links, title="القدور")
    assert len(set(names(collection))) == len(names(collection)) == MOST_NAMES


def test_a_public_article_gets_no_name_from_one_that_only_staff_see(collection: Collection) -> None:
    collection.write("ar/products/pot.md", "[سر](kettle.md)", title="القدور", audience="internal")
    assert names(collection) == ()
    collection.write("en/products/kettle.md", "Boil water.", title="Kettle stays on", audience="internal")
    assert names(collection) == [LinkName("ar", "سر")]


def test_after_an_edit_only_what_it_calls_others_is_followed(collection: Collection) -> None:
    known, library = NamesByLinks(), collection.library()
    assert known.of(library.catalog) == {KETTLE: [LinkName("ar", "الغلاية لا تنطفئ")]}
    source = ArticleId("ar", "products/pot")
    for text, names_now in (("انظر [غلاية](kettle.md).", [LinkName("ar", "غلاية")]), ("لا شيء.", None)):
        collection.write("ar/products/pot.md", text, title="القدور")
        found, others = known.after(library.refresh(), [source])
        assert (found.get(KETTLE), others) == (names_now, {KETTLE})
        assert found == NamesByLinks().of(library.catalog)
    assert known.after(library.catalog, [source])[1] == set()
