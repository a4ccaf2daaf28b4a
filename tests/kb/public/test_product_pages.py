"""The page of a product, its tile on the home page, and what machines are told of it."""

from __future__ import annotations

import pytest

from tests.conftest import Collection
from tests.kb.conftest import Visitor
from tests.kb.public.conftest import SECRET, hrefs

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="9" height="9"/></svg>'
PRODUCTS = """
kettle:
  name: {en: Kettle, fa: کتری}
  description: {en: Boils water}
  codes: [KT-17]
  picture: {light: pictures/kettle.svg, dark: pictures/kettle.svg}
mixer: {name: Mixer <b>}
"""


@pytest.fixture
def shop(collection: Collection, visitor: Visitor) -> Visitor:
    (collection.root / "products.yml").write_text(PRODUCTS, "utf-8")
    collection.write("pictures/kettle.svg", PICTURE.encode())
    collection.write("en/kettle/fill.md", title="Fill it", product="kettle", phase="set-up")
    collection.write("en/kettle/boil.md", title="Boil", product="kettle", weight="2")
    collection.write("en/kettle/brew.md", title="Brew", product="kettle", weight="1")
    collection.write("en/kettle/secret.md", title=SECRET, product="kettle", audience="internal")
    collection.write("en/warranty/claim.md", title="Claim", product="all", phase="warranty")
    collection.write("en/orders/track.md", title="Track")
    collection.write("fa/kettle/fill.md", title="پر کردن")
    return visitor


def test_a_page_leads_from_setting_up_to_the_warranty(shop: Visitor) -> None:
    page = shop.open("/en/products/kettle")
    assert page.texts("//h1") == ["Kettle"]
    assert page.texts("//h2") == ["Set up", "Everyday use", "Warranty and repairs"]
    assert page.texts("//ul[@class='articles']//a") == ["Fill it", "Brew", "Boil", "Claim"]
    assert page.texts("//header//bdi") == ["KT-17"]
    assert SECRET not in page.text
    assert page.texts("//link[@rel='alternate'][@hreflang]/@hreflang") == ["en", "fa"]
    assert hrefs(page, "//nav[@class='languages']") == ["/en/products/kettle", "/fa/products/kettle"]


def test_what_is_only_in_another_language_is_listed_with_a_mark_and_keeps_the_interface(shop: Visitor) -> None:
    page = shop.open("/fa/products/kettle")
    assert hrefs(page, "//ul[@class='articles']") == [
        "/fa/articles/kettle/fill",
        "/en/articles/kettle/brew?ui=fa",
        "/en/articles/kettle/boil?ui=fa",
        "/en/articles/warranty/claim?ui=fa",
    ]
    assert page.texts("//ul[@class='articles']//span[@class='tag']") == ["English"] * 3


def test_a_picture_is_sent_as_one_that_can_do_nothing(shop: Visitor) -> None:
    sources = shop.open("/en/products/kettle").texts("//header//img/@src")
    assert [source.partition("?")[0] for source in sources] == ["/products/kettle/light", "/products/kettle/dark"]
    picture = shop.open(sources[0]).response
    assert (picture.data.decode(), picture.mimetype) == (PICTURE, "image/svg+xml")
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert "immutable" in picture.headers["Cache-Control"]
    assert shop.open("/products/kettle/light").response.headers["Cache-Control"] == "no-cache"
    assert shop.open("/products/mixer/light").status == 404


def test_home_has_a_tile_for_each_product_that_there_is_something_about(shop: Visitor) -> None:
    page = shop.open("/en/")
    assert hrefs(page, "//ul[@class='products']") == ["/en/products/kettle"]
    assert page.texts("//ul[@class='products']//a") == ["Kettle KT-17"]
    assert shop.open("/en/products/mixer").status == 404, "nothing is about it"
    assert shop.open("/en/products/none").status == 404


def test_names_are_text_and_never_markup(shop: Visitor, collection: Collection) -> None:
    collection.write("en/mixer/knead.md", title="Knead", product="mixer")
    page = shop.open("/en/products/mixer")
    assert page.texts("//h1") == ["Mixer <b>"]
    assert page.texts("//h2") == ["Everyday use", "Warranty and repairs"]
    assert shop.open("/en/articles/mixer/knead").texts("//footer//a[contains(@href, 'products')]") == ["Mixer <b>"]


def test_a_code_leads_to_the_page(shop: Visitor) -> None:
    assert shop.open("/en/products/kettle.qr.svg").status == 409, "nobody else reaches this machine"
    drawn = shop.open("/en/products/kettle.qr.svg", base_url="http://help.example.com").response
    assert (drawn.status_code, drawn.mimetype) == (200, "image/svg+xml")


def test_machines_are_told_of_products(shop: Visitor) -> None:
    addresses = shop.open("/sitemap.xml").xml.xpath("//*[local-name()='loc']/text()")
    assert [url.removeprefix("http://localhost") for url in addresses if "/products/" in url] == [
        "/en/products/kettle",
        "/fa/products/kettle",
    ]
    (kettle,) = shop.open("/api/v1/products?lang=fa").json["results"]
    assert (kettle["id"], kettle["name"], kettle["codes"], kettle["articles"]) == ("kettle", "کتری", ["KT-17"], 4)
    assert shop.open(kettle["url"]).status == shop.open(kettle["picture"]).status == 200
    listed = shop.open("/api/v1/articles?product=kettle").json["results"]
    assert {article["key"] for article in listed} == {"kettle/fill", "kettle/boil", "kettle/brew", "warranty/claim"}
    fill = shop.open("/api/v1/articles/kettle/fill?lang=fa").json
    assert (fill["products"], fill["phase"]) == (["kettle"], "set-up"), "as the original says"
