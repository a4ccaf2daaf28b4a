"""A library that reads saved files alone says what one that reads the whole folder does."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kb.catalog.article import EVERYONE, PUBLIC_ONLY, STAFF
from kb.catalog.catalog import Catalog
from kb.library.library import Library
from kb.library.saved_articles import MOST, saved_among
from tests.conftest import Collection

LANGUAGES, NAMES = ("en", "ru", "ar"), ("a", "b", "care/c", "care/d", "care/deep/e")
STEPS, SEEDS = 12, 12
KEYS: dict[str, tuple[str, ...]] = {
    "audience": ("public", "public", "internal"),
    "status": ("published", "published", "draft"),
    "weight": ("1", "2", "9"),
    "tags": ("[hot]", "[cold, hot]"),
    "category": ("kitchen", "care"),
    "old_paths": ("[old/one]", "[old/two]"),
    "review_in": ("6 months",),
    "publish_on": ("2030-01-01",),
    "title": ("Kettles", "Pots", "Чайник"),
}


def told(catalog: Catalog) -> dict[str, Any]:
    """All that a catalog says, by what pages and search ask of it."""
    found: dict[str, Any] = {
        "articles": dict(catalog.articles),
        "categories": dict(catalog.categories),
        "problems": catalog.problems,
        "files": catalog.files,
        "languages": catalog.languages,
        "published": catalog.published,
        "teams": (catalog.teams, catalog.has_teams, catalog.mentions),
        "versions": {key: list(articles) for key, articles in catalog.versions_by_key.items()},
    }
    for audiences in (PUBLIC_ONLY, STAFF, EVERYONE):
        found[f"visible {audiences}"] = [catalog.visible(code, audiences) for code in (None, *LANGUAGES)]
        found[f"tree {audiences}"] = [catalog.category_tree(code, audiences) for code in LANGUAGES]
        found[f"translations {audiences}"] = [catalog.translations(name, audiences) for name in NAMES]
        found[f"in category {audiences}"] = [
            catalog.in_category(code, path, audiences) for code in LANGUAGES for path in ("", "care", "kitchen")
        ]
        found[f"moved {audiences}"] = [
            (catalog.moved_to(path, "en", audiences), catalog.named(path, audiences), catalog.moved_away(path, "en"))
            for path in ("old/one", "old/two", "a", "c", "gone")
        ]
    return found


def step(random: Random, collection: Collection) -> list[Path]:
    """Do something to the files; gives those that a file system would tell of."""
    language, name = random.choice(LANGUAGES), random.choice(NAMES)
    file = collection.root / language / f"{name}.md"
    match random.randrange(10):
        case 0 if file.exists():
            file.unlink()
            return [file]
        case 1 if file.exists():
            other = file.with_name(f"{file.stem}-{random.randrange(9)}.md")
            file.rename(other)
            return [file, other]
        case 2:
            audience = random.choice(("public", "internal"))
            return [collection.write(f"{language}/care/_index.md", "All.", title="Care", audience=audience)]
        case 3:
            return [collection.write("en/picture.svg", f"<svg id='{random.random()}'/>")]
        case _:
            chosen = random.sample(sorted(KEYS), random.choice((0, 0, 1, 2)))
            front_matter = {"title": "A title"} | {key: random.choice(KEYS[key]) for key in chosen}
            return [collection.write(f"{language}/{name}.md", f"Text {random.randrange(1000)}.", **front_matter)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEEDS))
def test_after_any_saves_and_moves_the_catalog_is_that_of_a_folder_read_anew(collection: Collection, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - the same files each time
    for language in LANGUAGES:
        for name in NAMES[:4]:
            collection.write(f"{language}/{name}.md", f"Text of {name}.", title=name.title())
    library = collection.library()
    for _ in range(STEPS):
        told(library.catalog)  # so that there is something to hand on
        library.look_at([str(path) for path in step(random, collection)])
        assert told(library.catalog) == told(collection.library().catalog)


@pytest.fixture
def library(collection: Collection) -> Library:
    """Two articles, read."""
    collection.write("en/a.md", "Boil.", title="Kettles")
    collection.write("ru/a.md", "Вскипятите.", title="Чайник")
    return collection.library()


def test_of_a_saved_article_alone_another_is_made(library: Library, collection: Collection) -> None:
    before, heard = library.catalog, list[Catalog]()
    library.on_change(heard.append)
    file = collection.write("en/a.md", "Boil twice.", title="Kettles")
    after = library.look_at([str(file)])
    assert [article.body.strip() for article in after.published] == ["Boil twice.", "Вскипятите."]
    assert after.articles["ru", "a"] is before.articles["ru", "a"]  # type: ignore[index]
    assert after.files is before.files
    assert (heard, after.version) == ([after], before.version + 1)
    assert library.look_at([str(file)]) is after is library.refresh()


def is_alone(collection: Collection, library: Library, *paths: Path) -> bool:
    """Whether nothing but articles was saved at the paths, as far as can be told by them."""
    stamps = {path: (1, 1, 1) for path in library.catalog.files if path.endswith(".md")}
    return saved_among(collection.root, [str(path) for path in paths], stamps.get, library.catalog) is not None


def renamed(file: Path) -> Path:
    return file.rename(file.with_name("b.md"))


def linked(file: Path) -> Path:
    os.link(file, file.with_name("twin.md"))
    return file


def made_a_link(file: Path) -> Path:
    target = file.rename(file.with_name("b.md"))
    file.symlink_to(target)
    return file


@pytest.mark.parametrize(
    "do", [renamed, linked, made_a_link, lambda file: file.parent, lambda file: file.parent.parent]
)
def test_whatever_may_be_more_than_a_saved_article_has_the_folder_read(
    library: Library, collection: Collection, do: Callable[[Path], Path]
) -> None:
    file = collection.root / "en/a.md"
    assert is_alone(collection, library, file)
    assert not is_alone(collection, library, do(file))


def test_a_folder_that_is_gone_and_many_files_at_once_have_the_folder_read(
    library: Library, collection: Collection
) -> None:
    file = collection.root / "en/a.md"
    assert not is_alone(collection, library, *[file] * (MOST + 1))
    (collection.root / "en").rename(collection.root.parent / "away")
    assert not is_alone(collection, library, file)
    assert not is_alone(collection, library, file.parent)


def test_what_stands_beside_an_article_while_it_is_saved_is_nothing(library: Library, collection: Collection) -> None:
    beside = [collection.root / "en" / name for name in (".kb-save-1.tmp", "4913", "a.md~")]
    assert is_alone(collection, library, collection.root / "en/a.md", *beside)
    beside[-1].write_text("Boil.")
    assert not is_alone(collection, library, *beside)


def test_what_a_link_leads_to_changes_the_article_of_the_link_as_well(collection: Collection) -> None:
    file = collection.write("en/a.md", "Boil.", title="Kettles")
    (collection.root / "en/b.md").symlink_to(file)
    library = collection.library()
    collection.write("en/a.md", "Boil twice.", title="Kettles")
    library.look_at([str(file)])
    assert [article.body.strip() for article in library.catalog.published] == ["Boil twice."] * 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"audience": "internal"}, {}),
        ({}, {"audience": "internal"}),
        ({}, {"status": "draft"}),
        ({}, {"publish_on": "2030-01-01"}),
        ({}, {"weight": "5"}),
        ({}, {"title": "[broken"}),
        ({"title": "[broken"}, {}),
    ],
)
def test_what_others_are_told_of_an_article_is_told_of_all(
    collection: Collection, before: dict[str, str], after: dict[str, str]
) -> None:
    collection.write("ru/a.md", "Вскипятите.", title="Чайник")
    collection.write("en/a.md", "Boil.", **{"title": "Kettles", **before})
    library = collection.library()
    file = collection.write("en/a.md", "Boil twice.", **{"title": "Kettles", **after})
    library.look_at([str(file)])
    known = library.catalog
    assert library.refresh() is known
    assert known.problems == collection.library().catalog.problems
