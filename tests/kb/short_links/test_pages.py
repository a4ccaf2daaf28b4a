"""Short links as customers follow them and as staff make them."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from sqlalchemy import select, text

from kb.core.roles import Person, Role
from kb.short_links.links import LinkClicks
from kb.site.asking import Sender, asking
from tests.at_the_machine import sit_down
from tests.conftest import Collection
from tests.kb.conftest import Page, Visitor

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

RESET = "/en/articles/account/reset"
PUBLIC = "http://help.example.com"
"""Codes are made of addresses that others can open; that of the tests' own client is none."""
PERSIAN = {"Accept-Language": "fa"}


class Staff:
    """Somebody at the machine itself, who may use the staff's pages."""

    def __init__(self, site: Flask) -> None:
        self._library = site.extensions["kb"].library
        self._site, self._client = site, site.test_client()

    def open(self, path: str, **options: Any) -> Page:
        self._library.refresh()
        if self._client.get_cookie("session") is None:
            sit_down(self._site, self._client)
        if "base_url" in options:  # cookies are kept by host
            cookie = self._client.get_cookie("session")
            assert cookie is not None
            self._client.set_cookie("session", cookie.value, domain=urlsplit(options["base_url"]).hostname or "")
        return Page(self._client.get(path, **options))

    def post(self, **fields: str) -> Page:
        """Post the form of a new link."""
        token = self.open(f"/links?article={RESET}").tree.xpath("string(//input[@name='csrf_token']/@value)")
        return Page(self._client.post("/links", data={"csrf_token": token, **fields}))

    def make(self, article: str = RESET, **fields: str) -> str:
        """Make a link and tell its code."""
        page = self.post(article=article, **fields)
        assert page.status == 303, page.text
        return str(page.location).rsplit("/", 1)[1]


@pytest.fixture(autouse=True)
def articles(collection: Collection) -> None:
    collection.write("en/account/reset.md", "Text.\n\n## First step\n\nA.\n\n## Second step\n\nB.", title="Reset it")
    collection.write("fa/account/reset.md", "متن.\n\n## گام یکم\n\nآ.\n\n## گام دوم\n\nب.", title="بازنشانی")
    collection.write("en/secret.md", title="Secret plans", audience="internal")


@pytest.fixture
def staff(site: Flask) -> Staff:
    return Staff(site)


@dataclass
class Caller:
    """Who asks from now on; at first whoever the site finds."""

    role: Role | None = None


@pytest.fixture
def caller(site: Flask) -> Caller:
    found = Caller()

    @site.before_request
    def sign_in() -> None:
        if found.role is not None:
            asking().sender = Sender(Person(found.role, "Sam", "sam@example.com", account=7))

    return found


def clicks(site: Flask) -> list[tuple[object, ...]]:
    parts = site.extensions["kb"]
    parts.views.flush()
    with parts.database.connect() as connection:
        columns = (LinkClicks.code, LinkClicks.day, LinkClicks.source, LinkClicks.clicks)
        return [tuple(row) for row in connection.execute(select(*columns).order_by(*columns))]


class TestFollowing:
    def test_a_link_leads_to_the_article_in_the_readers_language(self, staff: Staff, visitor: Visitor) -> None:
        code = staff.make()
        page = visitor.open(f"/go/{code}")
        assert (page.status, page.location) == (302, RESET)
        assert visitor.open(f"/go/{code.upper()}", headers=PERSIAN).location == "/fa/articles/account/reset"
        assert "Accept-Language" in page.response.headers["Vary"]
        assert page.response.headers["Cache-Control"] == "no-cache"

    def test_a_link_of_one_language_stays_in_it(self, staff: Staff, visitor: Visitor) -> None:
        code = staff.make(language="en")
        assert visitor.open(f"/go/{code}", headers=PERSIAN).location == RESET

    def test_a_section_is_found_also_in_another_language(self, staff: Staff, visitor: Visitor) -> None:
        code = staff.make(section="second-step")
        assert visitor.open(f"/go/{code}").location == f"{RESET}#second-step"
        found = urlsplit(str(visitor.open(f"/go/{code}", headers=PERSIAN).location))
        page = visitor.open(found.path)
        assert page.texts(f"//h2[@id='{unquote(found.fragment)}']/text()") == ["گام دوم"]

    def test_a_link_survives_a_rename(self, staff: Staff, visitor: Visitor, collection: Collection) -> None:
        code = staff.make(section="second-step")
        file = collection.root / "en/account/reset.md"
        words = file.read_text().replace("title:", "old_paths: [account/reset]\ntitle:")
        file.unlink()
        collection.write("en/help/forgotten.md", words)
        assert visitor.open(f"/go/{code}").location == "/en/articles/help/forgotten#second-step"

    def test_where_the_article_is_gone_its_title_is_searched(
        self, staff: Staff, visitor: Visitor, collection: Collection
    ) -> None:
        code = staff.make()
        collection.write("en/other.md", title="Other")
        for language in ("en", "fa"):
            (collection.root / language / "account/reset.md").unlink()
        page = visitor.open(f"/go/{code}")
        assert (page.status, page.location) == (302, "/en/search?q=Reset+it")
        assert "The article is gone" in staff.open(f"/links/{code}").text

    @pytest.mark.parametrize("code", ["zzzzzzz", "a" * 5000, "%00", "%2F%2Fevil.example", "..", "bcd%0d%0aX:y"])
    def test_an_unknown_code_is_a_plain_404(self, visitor: Visitor, code: str) -> None:
        assert visitor.open(f"/go/{code}").status in (308, 404)
        assert visitor.open(f"/go/{code}.svg").status in (308, 404)

    def test_an_internal_article_is_for_the_public_as_a_code_that_never_was(
        self, staff: Staff, visitor: Visitor, caller: Caller
    ) -> None:
        caller.role = Role.STAFF
        code = staff.make("/en/articles/secret")
        page = staff.open(f"/links/{code}")
        assert "Only staff who are signed in" in page.text
        assert visitor.open(f"/go/{code}").location == "/en/articles/secret"
        caller.role = Role.READER
        unknown, hidden = visitor.open("/go/zzzzzzz"), visitor.open(f"/go/{code}")
        assert (hidden.status, hidden.text.replace(code, "zzzzzzz")) == (404, unknown.text)
        assert visitor.open(f"/go/{code}.png").status == 404

    def test_an_internal_title_is_not_searched_when_the_article_is_gone(
        self, staff: Staff, visitor: Visitor, caller: Caller, collection: Collection
    ) -> None:
        caller.role = Role.STAFF
        code = staff.make("/en/articles/secret")
        caller.role = Role.READER
        (collection.root / "en/secret.md").unlink()
        assert visitor.open(f"/go/{code}").status == 404

    @pytest.mark.parametrize("query", ["?next=//evil.example", "?s=//evil.example", "?q=https://evil.example"])
    def test_nothing_in_the_address_leads_off_the_site(self, staff: Staff, visitor: Visitor, query: str) -> None:
        assert visitor.open(f"/go/{staff.make()}{query}").location == RESET

    def test_without_its_database_it_says_so(self, staff: Staff, visitor: Visitor, site: Flask) -> None:
        code = staff.make()
        with site.extensions["kb"].database.begin() as connection:
            connection.execute(text("ALTER TABLE short_links RENAME TO away"))
        assert visitor.open(f"/go/{code}").status == 503


class TestCounting:
    TODAY = date(2026, 11, 22)

    def test_clicks_are_counted_by_source_and_nothing_else_is_kept(
        self, staff: Staff, visitor: Visitor, site: Flask
    ) -> None:
        code = staff.make()
        for source in ("?s=box", "?s=Box", "", "?s=<script>"):
            page = visitor.open(f"/go/{code}{source}")
            assert "Set-Cookie" not in page.response.headers
        assert clicks(site) == [(code, self.TODAY, "", 2), (code, self.TODAY, "box", 2)]
        assert staff.open("/links").texts("//td[@class='from']/span") == ["no source 2", "box 2"]
        assert staff.open(f"/links/{code}").texts("//tfoot//td") == ["4", "4"]

    def test_neither_pictures_nor_looks_without_a_reader_count(
        self, staff: Staff, visitor: Visitor, site: Flask
    ) -> None:
        code = staff.make()
        assert visitor.open(f"/go/{code}", "HEAD").location == RESET
        visitor.open(f"/go/{code}", headers={"Sec-Purpose": "prefetch;prerender"})
        visitor.open(f"/go/{code}.svg")
        visitor.open("/go/zzzzzzz")
        assert clicks(site) == []


class TestPictures:
    def test_they_hold_the_address_with_its_source(self, staff: Staff, visitor: Visitor) -> None:
        code = staff.make()
        page = visitor.open(f"/go/{code}.png?size=300&s=box", base_url=PUBLIC)
        assert page.response.content_type == "image/png"
        image = Image.open(io.BytesIO(page.response.data))
        assert [found.text for found in zxingcpp.read_barcodes(image)] == [f"{PUBLIC}/go/{code}?s=box"]
        assert image.width == 300
        assert page.response.headers["Cache-Control"] == "private, max-age=86400"
        drawn = visitor.open(f"/go/{code}.svg", base_url=PUBLIC)
        assert drawn.response.content_type == "image/svg+xml"
        assert f">help.example.com/go/{code}</text>" in drawn.text
        assert "<text" not in visitor.open(f"/go/{code}.svg?label=0", base_url=PUBLIC).text

    @pytest.mark.parametrize("size", ["0", "2001", "-5", "x", "٣٠٠", "9" * 99, ""])
    def test_a_size_out_of_bounds_is_refused(self, staff: Staff, visitor: Visitor, size: str) -> None:
        assert visitor.open(f"/go/{staff.make()}.png?size={size}", base_url=PUBLIC).status == 400

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000"])
    def test_no_code_leads_to_the_machine_of_whoever_scans_it(self, staff: Staff, visitor: Visitor, host: str) -> None:
        code, here = staff.make(), f"http://{host}"
        for path in (f"/go/{code}.svg", f"/go/{code}.png", f"{RESET}.qr.svg"):
            assert visitor.open(path, base_url=here).status == 409
        assert visitor.open(RESET, base_url=here).tree.xpath("//img[@class='qr']") == []
        for path in (f"/links/{code}", f"/links/sheet?codes={code}"):
            page = staff.open(path, base_url=here)
            assert "would lead nowhere" in page.text
            assert page.tree.xpath("//main//img") == []


class TestMaking:
    @pytest.mark.parametrize(
        "asked", [RESET, f"http://localhost{RESET}", "account/reset", f"{RESET}.md", " /account/reset/ "]
    )
    def test_an_article_is_named_by_its_address_or_key(self, staff: Staff, asked: str) -> None:
        page = staff.open("/links", query_string={"article": asked})
        assert page.texts("//form[contains(@class, 'chosen')]//h3/bdi") == ["Reset it"]
        assert page.texts("//select[@name='section']/option") == ["The whole article", "First step", "Second step"]
        assert page.texts("//select[@name='language']/option") == ["The reader’s language", "English", "فارسی"]

    def test_an_address_with_a_section_chooses_the_section(self, staff: Staff) -> None:
        page = staff.open("/links", query_string={"article": f"{RESET}#second-step"})
        assert page.texts("//option[@selected]") == ["Second step"]

    @pytest.mark.parametrize(
        "asked", ["https://evil.example" + RESET, "nowhere", "/links", "http://[", "\0", "x" * 9999]
    )
    def test_what_is_no_article_of_ours_is_said(self, staff: Staff, asked: str) -> None:
        page = staff.open("/links", query_string={"article": asked})
        assert page.texts("//*[@role='alert']") == ["There is no such article or product here."]
        assert staff.post(article=asked).status == 400

    @pytest.mark.parametrize("fields", [{"section": "no-such"}, {"language": "ru"}, {"language": "x" * 999}])
    def test_a_section_or_language_it_lacks_is_refused(self, staff: Staff, fields: dict[str, str]) -> None:
        assert staff.post(article=RESET, **fields).status == 400

    def test_making_it_again_finds_the_same_link(self, staff: Staff) -> None:
        assert staff.make() == staff.make("account/reset") != staff.make(section="first-step")

    def test_without_the_token_of_the_form_nothing_is_made(self, site: Flask, staff: Staff) -> None:
        assert Page(site.test_client().post("/links", data={"article": RESET})).status == 400
        assert "There are no short links yet" in staff.open("/links").text

    @pytest.mark.parametrize("path", ["/links", "/links/sheet", "/links/zzzzzzz", f"/links?article={RESET}"])
    def test_they_are_not_for_readers(self, caller: Caller, visitor: Visitor, path: str) -> None:
        assert visitor.open(path).status == 302
        caller.role = Role.READER
        assert visitor.open(path).status == 403

    def test_the_button_below_an_article_is_for_staff_only(self, caller: Caller, visitor: Visitor) -> None:
        button = "//a[@class='short-link']/@href"
        assert visitor.open(RESET).texts(button) == []
        caller.role = Role.STAFF
        (place,) = visitor.open(RESET).texts(button)
        assert "Second step" in visitor.open(place).texts("//select[@name='section']/option")


class TestLooking:
    def test_the_list_is_searched_and_paged(self, staff: Staff, collection: Collection) -> None:
        for number in range(51):
            collection.write(f"en/many/n{number}.md", title=f"Number {number}")
            staff.open("/links")
            staff.make(f"many/n{number}")
        staff.make()
        page = staff.open("/links")
        assert page.texts("//p[@class='summary']") == ["52 links"]
        assert len(page.texts("//tbody/tr")) == 50
        assert len(staff.open(page.tree.xpath("//a[@rel='next']/@href")[0]).texts("//tbody/tr")) == 2
        assert staff.open("/links?q=RESET").texts("//tbody//th/a") == ["Reset it"]
        assert "No short link matches" in staff.open("/links?q=%25%00").text

    @pytest.mark.parametrize("query", ["page=0", "page=x", "page=99999999999", "page=-1", "q=" + "x" * 999])
    def test_no_address_is_an_error(self, staff: Staff, query: str) -> None:
        staff.make()
        assert staff.open(f"/links?{query}").status == 200

    def test_a_link_to_a_product_leads_to_its_page_in_the_readers_language(
        self, staff: Staff, collection: Collection, visitor: Visitor
    ) -> None:
        (collection.root / "products.yml").write_text(
            "kettle: {name: {en: Kettle, fa: کتری}, codes: [KT-17]}\n", "utf-8"
        )
        collection.write("en/kettle/fill.md", title="Fill it", product="kettle")
        collection.write("fa/kettle/fill.md", title="پر کردن")
        page = staff.open("/links?article=/en/products/kettle")
        assert page.texts("//form[contains(@class, 'chosen')]//h3/bdi") == ["Kettle KT-17"]
        code = staff.make("/en/products/kettle")
        assert visitor.open(f"/go/{code}", headers=PERSIAN).location == "/fa/products/kettle"
        assert "/en/products/kettle" in staff.open(f"/links/{code}").text
        (collection.root / "en/kettle/fill.md").unlink()
        assert visitor.open(f"/go/{code}").location == "/en/search?q=Kettle+KT-17", "what is gone is searched for"
        assert staff.open("/links?article=/en/products/toaster").texts("//p[@role='alert']")

    def test_titles_are_text_and_never_markup(self, staff: Staff, collection: Collection) -> None:
        collection.write("en/account/reset.md", "A.", title="'<script>alert(1)</script>'")
        code = staff.make()
        for path in ("/links", f"/links/{code}", f"/links/sheet?codes={code}", f"/links?article={RESET}"):
            assert "<script>alert" not in staff.open(path).text

    def test_a_sheet_speaks_the_language_of_each_article(self, staff: Staff) -> None:
        codes = [staff.make(), staff.make(language="fa", section="second-step")]
        page = staff.open(f"/links/sheet?codes={','.join(codes)}&size=large&s=box", base_url=PUBLIC)
        assert page.tree.xpath("//ul[contains(@class, 'qr-sheet')]/@class") == ["qr-sheet large"]
        assert page.tree.xpath("//ul[contains(@class, 'qr-sheet')]/li/@dir") == ["ltr", "rtl"]
        assert page.texts("//li//p[@class='title']") == ["Reset it", "بازنشانی"]
        assert page.texts("//li//p[@class='address']") == [f"help.example.com/go/{code}" for code in codes]
        assert page.tree.xpath("//li//img/@src") == [f"/go/{code}.svg?label=0&s=box" for code in codes]

    @pytest.mark.parametrize("query", ["", "?codes=zzzzzzz", "?codes=,,&size=huge&s=%00"])
    def test_a_sheet_of_nothing_says_what_to_do(self, staff: Staff, query: str) -> None:
        assert "Select the links to print first" in staff.open(f"/links/sheet{query}").text

    def test_a_link_nobody_made_is_a_404(self, staff: Staff) -> None:
        assert staff.open("/links/zzzzzzz").status == 404

    def test_every_address_on_the_pages_is_one_of_this_site(self, staff: Staff) -> None:
        code = staff.make()
        for path in ("/links", f"/links/{code}?s=box", f"/links/sheet?codes={code}"):
            for link in staff.open(path, base_url=PUBLIC).tree.xpath("//main//a/@href | //main//img/@src"):
                assert re.match(r"/[^/]", link), link
                assert staff.open(link, base_url=PUBLIC).status == 200
