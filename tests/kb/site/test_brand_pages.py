"""The brand on the pages and at its own addresses, over real HTTP requests."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from app import create_app
from kb.core.roles import Role
from kb.core.settings import Settings
from kb.site.brand_pages import FOR_EVER
from tests.clock import Clock
from tests.conftest import Collection
from tests.kb.conftest import Page, Visitor, meta
from tests.signing_in import Office

WIDE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><rect width="90" height="30" fill="#0c0"/></svg>'
SQUARE = WIDE.replace("90", "30")


@pytest.fixture
def articles(collection: Collection) -> Collection:
    """One public and one internal article."""
    collection.write("en/orders/refund.md", title="Refund")
    collection.write("en/orders/fraud.md", title="Fraud", audience="internal")
    return collection


def link(page: Page, relation: str) -> str:
    return str(page.tree.xpath(f"//link[@rel='{relation}']/@href")[0])


def picture(page: Page) -> Image.Image:
    assert page.status == 200
    with Image.open(io.BytesIO(page.response.data)) as opened:
        opened.load()
        return opened


# On every page


def test_the_name_stands_in_the_language_of_the_page_in_title_header_and_footer(
    articles: Collection, visitor: Visitor
) -> None:
    articles.write("fa/orders/refund.md", title="بازپرداخت")
    articles.write("site.yml", "name: {en: Sofra Help, fa: راهنمای سفره}\n")
    for language, name in (("en", "Sofra Help"), ("fa", "راهنمای سفره")):
        page = visitor.open(f"/{language}/")
        assert page.texts("//title") == page.texts("//*[@class='brand']") == [name]
        assert page.texts("//footer//p")[0] == name
        assert meta(page, "og:site_name") == [name]


def test_a_typeface_is_served_from_here_and_allowed_only_where_the_site_brings_one(
    articles: Collection, visitor: Visitor
) -> None:
    articles.write("fa/orders/refund.md", title="بازپرداخت")
    plain = visitor.open("/en/")
    assert "font-src" not in plain.response.headers["Content-Security-Policy"]
    assert plain.tree.xpath("//link[@as='font']") == []
    articles.write("site.yml", "typeface: plex\ntheme: gazette\n")
    for language, count in (("en", 1), ("fa", 2)):
        page = visitor.open(f"/{language}/")
        assert "font-src 'self'" in page.response.headers["Content-Security-Policy"].split("; ")
        fonts = page.texts("//link[@as='font']/@href")
        assert len(fonts) == count
        font = visitor.open(fonts[0]).response
        assert (font.status_code, font.mimetype, font.headers["Cache-Control"]) == (200, "font/woff2", FOR_EVER)
        style = visitor.open(page.texts("//link[contains(@href, 'brand.css')]/@href")[0])
        assert fonts[0].lstrip("/") in style.text
        assert "--ground: #ffffff" in style.text


def test_a_saved_file_is_on_the_next_page(articles: Collection, visitor: Visitor) -> None:
    assert visitor.open("/en/").texts("//title") == ["Help centre"]
    articles.write("site.yml", "name: Sofra Help\n")
    assert visitor.open("/en/").texts("//title") == ["Sofra Help"]


def test_a_square_logo_stands_beside_the_name_and_a_wordmark_instead_of_it(
    articles: Collection, visitor: Visitor
) -> None:
    articles.write("site.yml", "name: Sofra\nlogo: logo.svg\n")
    articles.write("logo.svg", SQUARE)
    page = visitor.open("/en/")
    assert page.tree.xpath("//*[@class='brand']//img/@alt") == [""]
    assert page.texts("//*[@class='brand']/span") == ["Sofra"]
    articles.write("logo.svg", WIDE)
    page = visitor.open("/en/")
    (shown,) = page.tree.xpath("//*[@class='brand']//img")
    assert (shown.get("alt"), shown.get("width"), shown.get("height")) == ("Sofra", "90", "30")
    assert page.texts("//*[@class='brand']/span") == []


def test_each_theme_has_its_logo(articles: Collection, visitor: Visitor) -> None:
    articles.write("site.yml", "logo: {light: light.svg, dark: dark.svg}\n")
    articles.write("light.svg", SQUARE)
    articles.write("dark.svg", SQUARE.replace("#0c0", "#080"))
    shown = visitor.open("/en/").tree.xpath("//*[@class='brand']//img")
    assert [image.get("class") for image in shown] == ["logo for-light", "logo for-dark"]
    bodies = [visitor.open(image.get("src")).text for image in shown]
    assert ["#0c0" in body for body in bodies] == [True, False]


def test_links_of_the_file_and_the_contact_address_stand_at_the_foot(articles: Collection, visitor: Visitor) -> None:
    articles.write(
        "site.yml",
        'contact: mailto:a@example.com\nfooter:\n  - {label: "<b>Shop</b>", url: "https://www.example.com/?a=1&b=2"}\n',
    )
    links = visitor.open("/en/").tree.xpath("//footer//a")
    found = {" ".join(anchor.text_content().split()): anchor.get("href") for anchor in links}
    assert found["<b>Shop</b>"] == "https://www.example.com/?a=1&b=2"
    assert found["Contact us"] == "mailto:a@example.com"


def test_the_greeting_and_the_tagline_stand_above_the_search(articles: Collection, visitor: Visitor) -> None:
    articles.write("site.yml", "greeting: {en: Hello}\ntagline: {en: We know it all}\n")
    page = visitor.open("/en/")
    assert page.texts("//h1") == ["Hello"]
    assert "We know it all" in page.texts("//section[@class='hero']")[0]
    assert meta(page, "description") == meta(page, "og:description") == ["We know it all"]


# Home


def test_the_sections_of_the_home_page_come_in_the_order_of_the_file(articles: Collection, visitor: Visitor) -> None:
    articles.write("en/orders/late.md", title="Late", updated_on="2026-11-20")
    articles.write("en/orders/later.md", title="Later", updated_on="2026-11-21")
    articles.write(
        "site.yml",
        "home:\n  - recent\n  - {title: Start here, articles: [orders/late, orders/none, orders/refund]}\n  - topics\n",
    )
    page = visitor.open("/en/")
    assert page.texts("//main//h2") == ["Start here", "Recently updated", "Topics"], "questions are below the search"
    assert page.texts("//section[h2='Start here']//li/a") == ["Late", "Refund"]


def test_a_chosen_article_is_listed_for_those_who_may_read_it_only(articles: Collection, visitor: Visitor) -> None:
    articles.write("site.yml", "home:\n  - {title: Start here, articles: [orders/fraud]}\n")
    page = visitor.open("/en/")
    assert "Start here" not in page.text
    assert "Fraud" not in page.text
    assert "Nothing has been published" not in page.text


# Style sheet


def test_only_a_brand_with_colours_or_fonts_has_a_style_sheet(articles: Collection, visitor: Visitor) -> None:
    articles.write("site.yml", "name: Sofra\n")
    assert visitor.open("/brand.css").status == 404
    assert "brand.css" not in visitor.open("/en/").text


def test_the_style_sheet_may_be_kept_for_ever_under_its_own_version_only(
    articles: Collection, visitor: Visitor
) -> None:
    articles.write("site.yml", "colours: {brand: '#6b2f73'}\n")
    (url,) = visitor.open("/en/").tree.xpath("//link[starts-with(@href, '/brand.css')]/@href")
    page = visitor.open(str(url))
    assert page.response.content_type == "text/css; charset=utf-8"
    assert "--brand: #6b2f73;" in page.text
    assert page.response.headers["Cache-Control"] == FOR_EVER
    assert visitor.open("/brand.css?v=old").response.headers["Cache-Control"] == "no-cache"


# Logo and icons


def test_a_logo_is_sent_so_that_it_can_do_nothing_even_when_opened_alone(
    articles: Collection, visitor: Visitor
) -> None:
    articles.write("site.yml", "logo: logo.svg\n")
    articles.write("logo.svg", SQUARE)
    headers = visitor.open("/brand/logo").response.headers
    assert headers["Content-Type"] == "image/svg+xml"
    assert {"sandbox", "default-src 'none'"} <= set(headers["Content-Security-Policy"].split("; "))
    assert visitor.open("/brand/logo-dark").status == 404
    assert visitor.open("/brand/icon").status == 404


def test_without_a_file_the_icon_is_the_book_of_the_house(articles: Collection, visitor: Visitor) -> None:
    assert visitor.open("/favicon.svg").text == visitor.open("/static/kb/icon.svg", buffered=True).text


@pytest.mark.parametrize(
    ("text", "logo", "sign"),
    [
        ("name: sofra\ncolours: {brand: '#6b2f73'}\n", SQUARE, 'fill="#6b2f73"/><text'),
        ("name: {en: <sofra>}\n", SQUARE, ">S</text>"),
        ("name: سفرة\n", SQUARE, ">س</text>"),
        ("name: 助\n", SQUARE, 'fill="none" stroke="#fff"'),
        ("colours: {brand: '#6b2f73'}\n", SQUARE, 'rx="8" fill="#6b2f73"/><path'),
        ("name: Sofra\nlogo: logo.svg\n", SQUARE, 'fill="#0c0"'),
        ("name: Sofra\nlogo: logo.svg\n", WIDE, ">S</text>"),
        ("name: Sofra\nlogo: logo.svg\nicon: icon.svg\n", SQUARE, 'fill="#123456"'),
    ],
)
def test_the_icon_is_the_one_given_else_a_square_logo_else_the_first_letter(
    articles: Collection, visitor: Visitor, text: str, logo: str, sign: str
) -> None:
    articles.write("site.yml", text)
    articles.write("logo.svg", logo)
    articles.write("icon.svg", SQUARE.replace("#0c0", "#123456"))
    page = visitor.open("/favicon.svg")
    assert sign in page.text
    assert page.response.content_type == "image/svg+xml"


def test_every_icon_has_its_size_and_the_colour_of_the_logo(articles: Collection, visitor: Visitor) -> None:
    articles.write("site.yml", "logo: logo.svg\n")
    articles.write("logo.svg", SQUARE)
    touch = picture(visitor.open("/apple-touch-icon.png"))
    assert (touch.size, touch.mode, touch.getpixel((90, 90))) == ((180, 180), "RGB", (0, 204, 0))
    assert touch.getpixel((0, 0)) == (255, 255, 255)
    for size in (192, 512):
        icon = picture(visitor.open(f"/brand/icon-{size}.png"))
        assert (icon.size, icon.getpixel((0, 0))) == ((size, size), (0, 204, 0, 255))
    assert picture(visitor.open("/brand/maskable.png")).getpixel((10, 10)) == (255, 255, 255)
    assert picture(visitor.open("/favicon.ico")).info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    assert visitor.open("/brand/icon-9999.png").status == 404


def test_the_manifest_names_the_site_its_language_its_colour_and_icons_that_exist(
    articles: Collection, visitor: Visitor
) -> None:
    articles.write("ar/orders/refund.md", title="استرداد")
    articles.write("site.yml", "name: {en: Sofra, ar: سفرة}\ncolours: {brand: '#6b2f73'}\n")
    page = visitor.open(link(visitor.open("/en/"), "manifest"), headers={"Accept-Language": "ar"})
    manifest = json.loads(page.text)
    assert page.response.content_type == "application/manifest+json; charset=utf-8"
    assert "Accept-Language" in page.response.vary
    assert (manifest["name"], manifest["lang"], manifest["dir"]) == ("سفرة", "ar", "rtl")
    assert (manifest["theme_color"], manifest["start_url"]) == ("#6b2f73", "/")
    assert [(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]
    assert all(
        "x".join(map(str, picture(visitor.open(icon["src"])).size)) == icon["sizes"] for icon in manifest["icons"]
    )


# Pictures of links


def test_each_article_has_a_picture_of_its_own_and_every_other_page_that_of_the_site(
    articles: Collection, visitor: Visitor
) -> None:
    articles.write("en/orders/late.md", title="Late parcel")
    urls = {path: meta(visitor.open(path), "og:image")[0] for path in ("/en/", "/en/categories/orders")}
    assert len(set(urls.values())) == 1
    urls |= {key: meta(visitor.open(f"/en/articles/{key}"), "og:image")[0] for key in ("orders/refund", "orders/late")}
    assert len(set(urls.values())) == 3
    pages = [visitor.open(url) for url in set(urls.values())]
    assert {picture(page).size for page in pages} == {(1200, 630)}
    assert len({page.response.data for page in pages}) == 3
    assert {page.response.headers["Cache-Control"] for page in pages} == {FOR_EVER}
    assert {page.response.headers["Cross-Origin-Resource-Policy"] for page in pages} == {"cross-origin"}


def test_the_head_of_an_article_says_what_its_link_shows(articles: Collection, visitor: Visitor) -> None:
    articles.write("fa/orders/refund.md", title="بازپرداخت", description="پول شما برمی‌گردد")
    page = visitor.open("/fa/articles/orders/refund")
    assert meta(page, "og:title") == ["بازپرداخت"]
    assert meta(page, "og:description") == ["پول شما برمی‌گردد"]
    assert meta(page, "og:locale") == ["fa_IR"]
    assert meta(page, "twitter:card") == ["summary_large_image"]
    assert meta(page, "og:image:alt") == ["Help centre: بازپرداخت"]
    assert meta(page, "og:image")[0].startswith("/og/fa/orders/refund.png?v=")


def test_the_address_of_the_picture_is_absolute_where_that_of_the_site_is_set(
    articles: Collection, tmp_path: Path
) -> None:
    settings = Settings(articles_dir=articles.root, data_dir=tmp_path / "data", base_url="https://help.example.com")
    app = create_app(settings, models=[], start=False)
    page = Visitor(app).open("/en/articles/orders/refund")
    assert meta(page, "og:image")[0].startswith("https://help.example.com/og/en/orders/refund.png?v=")
    app.extensions["kb"].close()


def test_an_internal_article_has_no_picture_for_anybody(articles: Collection, visitor: Visitor) -> None:
    assert visitor.open("/og/en/orders/fraud.png").status == 404
    assert visitor.open("/og/en/orders/none.png").status == 404
    assert visitor.open("/og/fa/orders/refund.png").status == 404
    assert visitor.open("/og/xx.png").status == 404


def test_the_staff_who_read_an_internal_article_get_the_picture_of_the_site(
    articles: Collection, site: Flask, visitor: Visitor
) -> None:
    visitor.open("/en/")
    office = Office(site, Clock())
    staff = office.browser(office.hire(Role.STAFF)).client
    page = Page(staff.get("/en/articles/orders/fraud"))
    assert page.texts("//h1") == ["Fraud"]
    assert meta(page, "og:image")[0].startswith("/og/en.png?v=")
    assert staff.get("/og/en/orders/fraud.png").status_code == 404


def test_a_new_title_is_a_new_picture_at_a_new_address(articles: Collection, visitor: Visitor) -> None:
    before = meta(visitor.open("/en/articles/orders/refund"), "og:image")[0]
    articles.write("en/orders/refund.md", title="Money back")
    after = meta(visitor.open("/en/articles/orders/refund"), "og:image")[0]
    assert before != after
    assert visitor.open(after).response.headers["Cache-Control"] == FOR_EVER
    assert visitor.open(before).response.headers["Cache-Control"] != FOR_EVER


def test_pictures_are_kept_in_the_data_folder(articles: Collection, visitor: Visitor, site: Flask) -> None:
    kept = site.extensions["kb"].settings.data_dir / "link-pictures"
    first = visitor.open("/og/en.png").response.data
    (file,) = kept.iterdir()
    assert file.read_bytes() == first
    file.write_bytes(b"")  # as a power cut leaves it
    assert visitor.open("/og/en.png").response.data == first
