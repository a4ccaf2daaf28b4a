"""A help centre in two languages that teaches words no list has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Collection
from tests.search.conftest import Maker, Searchable

THINGS = {"zorp": "зорпик", "quib": "квибок", "flam": "фламыш", "drob": "дробец"}


@pytest.fixture(scope="module")
def bilingual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searchable]:
    """Made-up things in English and Russian, and one article each that exists in one language alone."""
    folder = tmp_path_factory.mktemp("bilingual")
    collection = Collection(folder / "articles")
    for first, russian in THINGS.items():
        for second, other in THINGS.items():
            if first < second:
                key = f"things/{first}-{second}.md"
                collection.write(f"en/{key}", f"About a {first} with a {second}.", title=f"{first} {second}")
                collection.write(f"ru/{key}", f"Всё о вещах: {russian}, {other}.", title=f"{russian} {other}")
    collection.write("en/only/english.md", "A zorp gets stains when it rains.", title="Stains on a zorp")
    collection.write("ru/only/russian.md", "Чайник чихает зимой.", title="Чайник чихает")
    collection.write("en/only/secret.md", "The gizmo is for staff.", title="The gizmo", audience="internal")
    collection.write("ru/only/secret.md", "Гизмоид для сотрудников.", title="Гизмоид", audience="internal")
    maker = Maker()
    searchable = maker(collection, folder / "data", [])
    searchable.index()
    yield searchable
    maker.close()
