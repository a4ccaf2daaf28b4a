"""What machines read: site map, robots, OpenSearch, Atom, llms.txt."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree

from kb.core.settings import Settings
from kb.public.full_text import MOST_BYTES
from tests.conftest import NOON, Collection, open_site
from tests.kb.conftest import Page, Visitor

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
AWKWARD = "'<b>Reset & \"renew\"</b> ]]> été'"
AWKWARD_TEXT = '<b>Reset & "renew"</b> ]]> été'


@pytest.fixture
def centre(collection: Collection, visitor: Visitor) -> Visitor:
    """A small help centre in two languages."""
    collection.write("en/account/_index.md", title="Your account")
    collection.write("en/account/reset.md", title=AWKWARD, description=AWKWARD, updated_on="2026-02-03")
    collection.write("en/account/change.md", title="Change", published_on="2026-03-04")
    collection.write("en/account/undated.md", title="Undated", description="No day")
    collection.write("fa/account/reset.md", title="بازنشانی", updated_on="2026-01-01")
    collection.write("en/welcome.md", title="Welcome", status="draft")
    return visitor


def entries(feed: Page) -> list[etree._Element]:
    return list(feed.xml.findall(f"{ATOM}entry"))


def links(element: etree._Element, rel: str) -> list[str | None]:
    return [link.get("href") for link in element.findall(f"{ATOM}link") if link.get("rel") == rel]


# Atom


@pytest.mark.parametrize("path", ["/feed.xml", "/en/feed.xml", "/fa/feed.xml", "/ru/feed.xml"])
def test_a_feed_has_what_atom_requires(centre: Visitor, path: str) -> None:
    feed = centre.open(path)
    assert feed.response.content_type == "application/atom+xml; charset=utf-8"
    root = feed.xml
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Help centre"
    assert links(root, "self") == [root.findtext(f"{ATOM}id")] == [f"http://localhost{path}"]
    for element in (root, *entries(feed)):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
            assert element.findtext(f"{ATOM}{name}")
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated") or "").tzinfo is not None


def test_the_feed_lists_dated_articles_of_every_language_newest_first(centre: Visitor) -> None:
    feed = centre.open("/feed.xml")
    addresses = [entry.findtext(f"{ATOM}id") for entry in entries(feed)]
    assert addresses == [
        "http://localhost/en/articles/account/change",
        "http://localhost/en/articles/account/reset",
        "http://localhost/fa/articles/account/reset",
    ]
    assert [links(entry, "alternate") for entry in entries(feed)] == [[address] for address in addresses]
    assert feed.xml.findtext(f"{ATOM}updated") == "2026-03-04T00:00:00+00:00"


def test_a_feed_of_one_language_has_only_that(centre: Visitor) -> None:
    (entry,) = entries(centre.open("/fa/feed.xml"))
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "fa"
    assert entry.findtext(f"{ATOM}title") == "بازنشانی"


def test_markup_in_titles_stays_text_in_the_feed(centre: Visitor) -> None:
    entry = entries(centre.open("/en/feed.xml"))[1]
    assert entry.findtext(f"{ATOM}title") == AWKWARD_TEXT
    assert entry.findtext(f"{ATOM}summary") == AWKWARD_TEXT


def test_a_feed_does_not_grow_without_bound(collection: Collection, visitor: Visitor) -> None:
    for day in range(1, 32):
        collection.write(f"en/a/day-{day}.md", title=f"Day {day}", updated_on=f"2026-01-{day:02}")
    found = [entry.findtext(f"{ATOM}title") for entry in entries(visitor.open("/en/feed.xml"))]
    assert found == [f"Day {day}" for day in range(31, 1, -1)]


def test_the_feed_of_an_empty_collection_is_still_a_feed(visitor: Visitor) -> None:
    feed = visitor.open("/feed.xml")
    assert entries(feed) == []
    assert feed.xml.findtext(f"{ATOM}updated")


def test_control_characters_do_not_break_xml(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/b.md", b"---\ntitle: A \x0bB\nupdated_on: 2026-01-01\n---\nText \x08 here.\n")
    for path in ("/feed.xml", "/sitemap.xml"):
        assert visitor.open(path).xml is not None


# Site map


def test_the_site_map_has_every_home_and_article_once_with_its_last_change(centre: Visitor) -> None:
    page = centre.open("/sitemap.xml")
    assert page.response.content_type == "application/xml; charset=utf-8"
    found = {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in page.xml}
    assert found == {
        "http://localhost/en/": None,
        "http://localhost/fa/": None,
        "http://localhost/en/articles/account/change": "2026-03-04",
        "http://localhost/en/articles/account/reset": "2026-02-03",
        "http://localhost/en/articles/account/undated": None,
        "http://localhost/fa/articles/account/reset": "2026-01-01",
    }
    assert len(page.xml) == len(found)


def test_the_site_map_names_the_translations_of_each_article_that_has_some(centre: Visitor) -> None:
    page = centre.open("/sitemap.xml")
    both = {
        "en": "http://localhost/en/articles/account/reset",
        "fa": "http://localhost/fa/articles/account/reset",
    }
    for url in page.xml:
        alternates = {link.get("hreflang"): link.get("href") for link in url.findall(f"{XHTML}link")}
        has_translations = (url.findtext(f"{SITEMAP}loc") or "").endswith("/articles/account/reset")
        assert alternates == (both if has_translations else {})


def test_every_address_of_the_site_map_opens(centre: Visitor, collection: Collection) -> None:
    collection.write("en/a/my café & co #1.md", title="Café")
    addresses = [url.findtext(f"{SITEMAP}loc") or "" for url in centre.open("/sitemap.xml").xml]
    assert len(addresses) == 7
    for address in addresses:
        assert centre.open(address.removeprefix("http://localhost")).status == 200


# The rest


def test_robots_are_shown_the_site_map_and_kept_from_search_and_the_api(centre: Visitor) -> None:
    page = centre.open("/robots.txt")
    lines = page.text.splitlines()
    assert page.response.content_type == "text/plain; charset=utf-8"
    assert lines[0] == "User-agent: *"
    assert {
        "Disallow: /api/",
        "Disallow: /*/search",
        "Disallow: /*/ask?",
        "Sitemap: http://localhost/sitemap.xml",
    } <= set(lines)


def test_whoever_finds_a_weakness_is_told_whom_to_write_to(collection: Collection, tmp_path: Path) -> None:
    collection.write("en/a.md", title="A")
    settings = Settings(
        articles_dir=collection.root,
        data_dir=tmp_path / "data",
        base_url="https://help.example.com",
        security_contact="mailto:security@example.com",
    )
    app = open_site(settings, models=[], clock=lambda: NOON)
    page = app.test_client().get("/.well-known/security.txt", base_url="https://help.example.com")
    app.extensions["kb"].close()
    assert page.content_type == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in page.text.splitlines())
    assert fields["Contact"] == "mailto:security@example.com"
    assert fields["Canonical"] == "https://help.example.com/.well-known/security.txt"
    days = (datetime.fromisoformat(fields["Expires"]) - NOON).days
    assert 1 <= days < 365  # RFC 9116, 2.5.5


def test_without_anybody_to_write_to_there_is_no_such_page(centre: Visitor) -> None:
    assert centre.open("/.well-known/security.txt").status == 404


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_browser_can_add_the_search_in_the_reader_s_language(centre: Visitor, language: str) -> None:
    page = centre.open("/opensearch.xml", headers={"Accept-Language": language})
    assert page.response.mimetype == "application/opensearchdescription+xml"
    assert "Accept-Language" in page.response.vary
    assert page.xml.tag == f"{OPENSEARCH}OpenSearchDescription"
    assert len(page.xml.findtext(f"{OPENSEARCH}ShortName") or "") in range(1, 17)
    assert page.xml.findtext(f"{OPENSEARCH}Description")
    templates = {url.get("type"): url.get("template") for url in page.xml.findall(f"{OPENSEARCH}Url")}
    assert templates["text/html"] == f"http://localhost/{language}/search?q={{searchTerms}}"
    assert page.xml.findtext(f"{OPENSEARCH}Image", "").startswith("http://localhost/favicon.svg?v=")


def test_pages_tell_browsers_of_the_feed_and_the_search(centre: Visitor) -> None:
    page = centre.open("/fa/")
    assert page.texts("//link[@type='application/atom+xml']/@href") == ["/fa/feed.xml"]
    assert page.texts("//link[@rel='search']/@href") == ["/opensearch.xml"]


def test_language_models_get_a_list_of_all_articles_as_markdown(centre: Visitor) -> None:
    page = centre.open("/llms.txt")
    assert page.response.content_type == "text/plain; charset=utf-8"
    lines = page.text.splitlines()
    assert lines[0] == "# Help centre"
    assert [line for line in lines if line.startswith("## ")] == ["## English: Your account", "## فارسی: Your account"]
    assert "- [Undated](http://localhost/en/articles/account/undated.md): No day" in lines
    assert f"- [{AWKWARD_TEXT}](http://localhost/en/articles/account/reset.md): {AWKWARD_TEXT}" in lines
    assert "Welcome" not in page.text


def test_every_markdown_address_of_the_list_opens(centre: Visitor) -> None:
    lines = [line for line in centre.open("/llms.txt").text.splitlines() if line.startswith("- [")]
    assert len(lines) == 4
    for line in lines:
        path = line.split("](http://localhost", 1)[1].split(")", 1)[0]
        assert centre.open(path).response.mimetype == "text/markdown"


def test_the_articles_of_a_language_come_whole_in_one_file(centre: Visitor) -> None:
    page = centre.open("/en/llms-full.txt")
    assert page.response.content_type == "text/plain; charset=utf-8"
    for path in ("/en/articles/account/undated", "/en/articles/account/reset"):
        assert centre.open(f"{path}.md").text in page.text
        assert f"Source: http://localhost{path}\n" in page.text
    assert "/fa/articles" not in page.text
    assert centre.open("/llms-full.txt").text == page.text
    assert "http://localhost/fa/llms-full.txt" in centre.open("/llms.txt").text


def test_whoever_has_it_is_told_that_nothing_changed(collection: Collection, centre: Visitor) -> None:
    first = centre.open("/en/llms-full.txt").response
    tag = {"If-None-Match": first.headers["ETag"]}
    assert "Content-Length" not in first.headers  # it is never there at once
    assert centre.open("/en/llms-full.txt", headers=tag).status == 304
    collection.write("en/account/another.md", "One more.", title="Another")
    assert "One more." in centre.open("/en/llms-full.txt").text
    assert centre.open("/en/llms-full.txt", headers=tag).status == 200


@pytest.mark.slow
def test_what_is_too_long_for_one_file_ends_with_how_much_is_left(collection: Collection, centre: Visitor) -> None:
    for number in range(4):
        collection.write(f"en/long/{number}.md", "word " * 300_000, title=f"Long {number}")
    text = centre.open("/en/llms-full.txt").text
    assert len(text.encode()) < MOST_BYTES + 1_000
    assert "more articles: see http://localhost/llms.txt" in text


def test_what_is_not_for_everybody_is_in_no_file_for_models(collection: Collection, centre: Visitor) -> None:
    collection.write("en/account/inside.md", "The zeppelin.", title="Inside", audience="internal")
    for path in ("/en/llms-full.txt", "/llms-full.txt", "/en/index.md", "/en/categories/account.md"):
        page = centre.open(path)
        assert (page.response.status_code, "zeppelin" in page.text, "Inside" in page.text) == (200, False, False)


def test_the_contact_page_is_in_the_site_map_and_told_to_models_where_there_is_one(
    collection: Collection, centre: Visitor
) -> None:
    assert "/contact" not in centre.open("/sitemap.xml").text
    collection.write("site.yml", "contact: {channels: [{phone: +44 20 7946 0112}]}\n")
    addresses = [url.findtext(f"{SITEMAP}loc") or "" for url in centre.open("/sitemap.xml").xml]
    contact = [address for address in addresses if address.endswith("/contact")]
    assert len(contact) == len([address for address in addresses if address.count("/") == 4 and address.endswith("/")])
    told = centre.open("/llms.txt").text
    assert all(f"]({address})" in told for address in contact)


def test_texts_for_programs_name_no_more_than_the_page_does(collection: Collection, centre: Visitor) -> None:
    collection.write("en/account/zeppelin.md", "For colleagues.", title="Zeppelin", audience="internal")
    body = "See [our notes](zeppelin.md 'Zeppelin'), <!-- ask the zeppelin crew --> or [the rest](undated.md)."
    collection.write("en/account/told.md", body, title="Told")
    addresses = ("/en/articles/account/told.md", "/en/llms-full.txt", "/api/v1/articles/account/told")
    for address in addresses:
        text = centre.open(address).text
        assert "See our notes" in text, address
        assert "undated.md" in text or "articles/account/undated" in text, address
        assert "zeppelin" not in text.casefold(), address
