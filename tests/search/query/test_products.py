"""Which products a question names: by a code however it is written, by name, by another word for it."""

from __future__ import annotations

import pytest

from kb.folder.product_file import read_products
from search.query.products import named_products

FILE = read_products(
    """
coffee: {name: {en: Coffee machine, ru: Кофемашина}, codes: [CB-200], also_called: {en: [Sofra Brew]}}
kettle: {name: {en: Kettle, ar: الغلاية, fa: کتری}, codes: [KT-17]}
blender: {name: {en: Blender}}
stick: {name: {en: Hand blender}, also_called: [Sofra Stick]}
""",
    lambda path: pytest.fail(path),
)


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        ("CB-200 leaks", "en", {"coffee"}),
        ("my cb200 is broken", "en", {"coffee"}),
        ("cb 200 e5", "en", {"coffee"}),
        ("СВ-200 течёт", "ru", {"coffee"}),
        ("KT-۱۷ خاموش نمی‌شود", "fa", {"kettle"}),
        ("two coffee machines", "en", {"coffee"}),
        ("у кофемашины", "ru", {"coffee"}),
        ("الغلايه لا تعمل", "ar", {"kettle"}),
        ("sofra brew and kettle", "en", {"coffee", "kettle"}),
        ("hand blender smells", "en", {"stick"}),
        ("Sofra Stick", "fa", {"stick"}),
        ("coffee", "en", set()),
        ("parcel 200", "en", set()),
        ("", "en", set()),
    ],
)
def test_products_are_known_by_code_and_name(text: str, language: str, named: set[str]) -> None:
    assert named_products(FILE, text, language) == named
