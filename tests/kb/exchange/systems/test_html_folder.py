"""Saved pages with their sitemap."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from datetime import date

import pytest

from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.systems.html_folder import read
from tests.kb.exchange.conftest import PNG, Exchange
from tests.kb.exchange.systems.html_folder_sample import page


def test_the_article_of_a_page_is_read_and_nothing_around_it(exchange: Exchange) -> None:
    head = (
        '<meta name="description" content="How"><meta property="article:modified_time" content="2024-05-06T00:00:00Z">'
    )
    exchange.write(
        "orders/return.html", page("Return it", '<p>Text <img src="../img/box.png" alt="Box"></p>', head=head)
    )
    exchange.write("img/box.png", PNG)
    exchange.run("html")
    text = exchange.text("en/orders/return.md")
    assert exchange.body("en/orders/return.md") == "Text ![Box](images/box.png)"
    for line in ("title: Return it\n", "description: How\n", "updated_on: 2024-05-06\n"):
        assert line in text
    assert exchange.run("html").counts["same"] == 1


def test_links_between_pages_become_links_between_files(exchange: Exchange) -> None:
    exchange.write(
        "a.html",
        page("A", '<p><a href="sub/b.html#part">b</a> <a href="/sub/b">again</a> <a href="gone.html">c</a></p>'),
    )
    exchange.write("sub/b.html", page("B", '<p id="part">x <a href="../a.html">a</a></p>'))
    report = exchange.run("html")
    assert exchange.body("en/a.md") == "[b](sub/b.md#part) [again](sub/b.md) c"
    assert exchange.body("en/sub/b.md") == '<a id="part"></a>x [a](../a.md)'
    assert report.versions[0].told == ("'gone.html' leads to nothing in the export; its words are kept",)


def test_the_sitemap_gives_addresses_and_days_and_names_what_is_missing(exchange: Exchange) -> None:
    rows = "".join(
        f"<url><loc>https://help.example/{path}</loc><lastmod>2023-01-02</lastmod></url>"
        for path in ("orders/return", "gone")
    )
    exchange.write("sitemap.xml", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>')
    exchange.write(
        "orders/return.html", page("Return it", '<p><a href="https://help.example/orders/return/">x</a></p>')
    )
    notes = ImportNotes()
    [found] = read(Packed(exchange.export), notes, "").articles()
    assert (found.addresses[0], found.updated_on) == ("https://help.example/orders/return", date(2023, 1, 2))
    assert [note.where for note in notes.all] == ["https://help.example/gone"]


def test_the_same_path_in_two_languages_is_one_article(exchange: Exchange) -> None:
    exchange.write("en/a.html", page("A", "<p>x</p>"))
    exchange.write("fa/a.html", page("آ", "<p>x</p>", lang="fa-IR"))
    exchange.run("html")
    assert [one for one in exchange.files if one.endswith("a.md")] == ["en/a.md", "fa/a.md"]


def test_pages_that_name_each_other_as_translations_are_one_article(exchange: Exchange) -> None:
    head = '<link rel="alternate" hreflang="en" href="/reset.html"><link rel="alternate" hreflang="de" href="/zurueck.html">'
    exchange.write("reset.html", page("Reset", "<p>x</p>", head=head))
    exchange.write("zurueck.html", page("Zurück", "<p>x</p>", lang="de", head=head))
    exchange.run("html")
    assert exchange.files == ["de/reset.md", "en/reset.md"]


def test_the_list_of_a_folder_gives_it_its_title(exchange: Exchange) -> None:
    exchange.write("orders/index.html", page("Your orders", '<ul><li><a href="a.html">A</a></li></ul>'))
    exchange.write("orders/a.html", page("A", "<p>x</p>"))
    exchange.run("html")
    assert "title: Your orders" in exchange.text("en/orders/_index.md")
    assert exchange.files == ["en/orders/_index.md", "en/orders/a.md"]


def test_a_page_in_another_encoding_than_it_says_is_left_out_and_named(exchange: Exchange) -> None:
    exchange.write("a.html", page("Grüße", "<p>x</p>", head='<meta charset="iso-8859-1">').encode("latin-1"))
    exchange.write("b.html", page("Grüße", "<p>x</p>").encode("latin-1"))
    report = exchange.run("html")
    assert [version.title for version in report.versions] == ["Grüße"]
    assert [note.where for note in report.notes if note.kind == "file"] == ["b.html"]


def test_a_page_that_nests_without_end_keeps_its_words(exchange: Exchange) -> None:
    exchange.write("a.html", "<html lang=en><title>Deep</title><body>" + "<div>" * 10_000 + "words")
    report = exchange.run("html")
    assert "words" in exchange.body("en/a.md")
    assert "nested too deep" in report.versions[0].told[0]


def test_what_wget_leaves_and_what_browsers_save_is_read(exchange: Exchange) -> None:
    exchange.write("help.example/reset/index.html", page("Reset", "<p>Words that stand in no link.</p>"))
    saved = f"<!-- saved from url=(0030)https://help.example/pay -->{page('Pay', '<p>x</p>')}"
    exchange.write("help.example/pay.html", saved)
    found = {one.title: one for one in read(Packed(exchange.export), ImportNotes(), "").articles()}
    assert found["Reset"].id == "reset/index"
    assert found["Pay"].addresses[0] == "https://help.example/pay"


def test_a_folder_without_pages_says_what_was_looked_for(exchange: Exchange) -> None:
    exchange.write("a.txt", "x")
    with pytest.raises(ExportError, match="has no page"):
        exchange.run("html")


def test_a_sitemap_that_declares_entities_is_not_read(exchange: Exchange) -> None:
    exchange.write("a.html", page("A", "<p>x</p>"))
    exchange.write(
        "sitemap.xml",
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>',
    )
    with pytest.raises(ExportError, match="declares a document type"):
        exchange.run("html")


HEAD = """<html lang="en"><head><title>A</title><meta name="keywords" content="pay, card ,,refund">{head}</head>
<body><main><h1>Pay</h1><p>x</p></main></body></html>"""


@pytest.mark.parametrize(
    "told",
    [
        '{"@type": "Article", "datePublished": "2020-01-02T03:04:05Z", "dateModified": "2021-02-03", "author": {"name": "Ann A."}}',
        (
            '{"@graph": [{"@type": "Organization", "author": "No"}, {"@type": ["TechArticle"], "datePublished": "2020-01-02",'
            ' "dateModified": "2021-02-03", "author": [{"@type": "Person", "name": "Ann A."}]}]}'
        ),
        '[{"@type": "WebPage", "datePublished": "2020-01-02", "dateModified": "2021-02-03", "author": "Ann A."}]',
    ],
)
def test_days_and_author_of_linked_data_are_read(exchange: Exchange, told: str) -> None:
    exchange.write("pay.html", HEAD.format(head=f'<script type="application/ld+json">{told}</script>'))
    exchange.run("html")
    text = exchange.text("en/pay.md")
    for line in ("published_on: 2020-01-02", "updated_on: 2021-02-03", "author: Ann A.", "tags: [pay, card, refund]"):
        assert line in text


@pytest.mark.parametrize("told", ["{", "[" * 100_000, "null", "[[1]]", '{"@type": 7, "author": {"name": [1]}}', '"x"'])
def test_linked_data_that_is_none_says_nothing(exchange: Exchange, told: str) -> None:
    exchange.write("pay.html", HEAD.format(head=f'<script type="application/ld+json">{told}</script>'))
    exchange.run("html")
    assert "author" not in exchange.text("en/pay.md")
