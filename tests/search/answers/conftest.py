"""A help centre small enough to know by heart, with answers over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.core.settings import Settings
from search.answers.composing.shape import AskedQuestion, ComposedAnswer
from search.answers.service import AnswerService
from tests.clock import NOON
from tests.conftest import Collection
from tests.search.conftest import indexed_site

PRODUCTS = """
kettle:
  name: {en: Kettle, ru: Чайник}
blender:
  name: {en: Blender, ru: Блендер}
toaster:
  name: {en: Toaster, ru: Тостер}
"""
FILLER = ("Blue dogs", "Green boats", "Paper lamps", "Wooden chairs", "Silver spoons", "Old maps", "Garden shoes")
ABOUT = "{0} are described here at length, for whoever wants to know of {0}, their makers and their many uses."


def write_shop(collection: Collection) -> None:
    """Articles on returning, refunds and three appliances; internal notes; others that have nothing to do with them."""
    collection.write("products.yml", PRODUCTS)
    collection.write(
        "en/returns/refund-times.md",
        "How long refunds take.\n\n## Refund to a card\n\nA refund to a card takes five working days from the day on "
        "which the parcel reaches our warehouse.\n\n## Refund by method\n\n| Method | Days |\n| --- | --- |\n"
        "| Card | 5 |\n| Gift card | 1 |\n| Bank transfer | 7 |\n",
        title="Refund times",
    )
    collection.write(
        "en/orders/cancel.md",
        "You may cancel until we pack it.\n\n## Cancel an order\n\n1. Open **Your orders** and select the order.\n"
        "2. Select **Cancel order** and say why, if you like.\n3. Wait for the e-mail that confirms it.\n",
        title="Cancel an order",
    )
    for name in ("kettle", "blender", "toaster"):
        collection.write(
            f"en/products/descale-{name}.md",
            f"Scale shortens the life of the {name}.\n\n## Remove limescale\n\n"
            f"1. Fill the {name} with water and vinegar.\n"
            f"2. Let the {name} stand for an hour, then rinse it twice with clear water.\n",
            title=f"Remove limescale from the {name}",
            product=name,
        )
    collection.write(
        "en/staff/goodwill.md",
        "## Goodwill vouchers\n\nGoodwill vouchers for angry customers are worth twenty euros and need the approval "
        "of a team leader.\n",
        title="Goodwill vouchers",
        audience="internal",
    )
    collection.write(
        "ru/orders/gift.md",
        "## Подарочная упаковка\n\nПодарочная упаковка стоит двести рублей, её можно добавить в корзине до "
        "оплаты заказа.\n",
        title="Подарочная упаковка",
    )
    for name in ("wrapping", "cards", "notes"):
        text = f"## At the checkout\n\nGift {name} can be ordered at the checkout for any gift before you pay.\n"
        collection.write(f"en/gifts/gift-{name}.md", text, title=f"Gift {name}")
    for number, name in enumerate(FILLER):
        collection.write(f"en/other/filler-{number}.md", f"## All about them\n\n{ABOUT.format(name)}\n", title=name)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The site of the shop, indexed; nobody changes its articles."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "articles").mkdir()
    write_shop(Collection(folder / "articles"))
    settings = Settings(articles_dir=folder / "articles", data_dir=folder / "data")
    with indexed_site(settings, clock=lambda: NOON) as app:
        yield app


@pytest.fixture
def reader(shop: Flask) -> FlaskClient:
    """A reader of the shop."""
    return shop.test_client()


@pytest.fixture
def answers(shop: Flask) -> AnswerService:
    """The answers of the shop, without a writer."""
    parts = shop.extensions["kb"]
    return AnswerService(parts.engine, lambda: parts.site.catalog)


@pytest.fixture
def ask(answers: AnswerService) -> Callable[..., ComposedAnswer]:
    """Asks them."""

    def asking(text: str, language: str = "en", **more: Any) -> ComposedAnswer:
        return answers.answer(AskedQuestion(text, language, **more))

    return asking
