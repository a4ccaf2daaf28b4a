"""The pages of a printed book: one document of HTML, and the style by which it is laid out on paper."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from lxml import etree, html

from kb.exchange.outward.book import Chapter
from kb.language.languages import OWN_DIGITS, base, direction

_COUNTERS = {"arab": "arabic-indic", "arabext": "persian", "deva": "devanagari", "beng": "bengali"}
"""What CSS calls the numbering systems of CLDR."""
_STYLE = """
@font-face { font-family: Book; src: url(fonts/regular); }
@font-face { font-family: Book; src: url(fonts/italic); font-style: italic; }
@font-face { font-family: Book Arabic; src: url(fonts/arabic); }
@font-face { font-family: Book Arabic; src: url(fonts/arabic-bold); font-weight: 700; }
@page { size: PAPER; margin: 20mm 18mm 22mm;
  @top-center { content: string(chapter); color: #555; font: 8pt FAMILY; width: 100%; }
  @bottom-center { content: counter(page, DIGITS); font: 9pt FAMILY; } }
@page :first { @top-center { content: none; } @bottom-center { content: none; } }
@page contents { @top-center { content: none; } }
html { font: 10.5pt/1.5 FAMILY; hyphens: none; color: #111; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.4em 0 .5em; break-after: avoid; bookmark-level: none; }
h1 { font-size: 20pt; margin-top: 0; } h2 { font-size: 14pt; } h3 { font-size: 12pt; } h4, h5, h6 { font-size: 10.5pt; }
p, li, td, th, dd { orphans: 2; widows: 2; overflow-wrap: break-word; }
a { color: #0b4f9e; text-decoration: none; }
img { max-width: 100%; max-height: 75vh; object-fit: contain; } .chapter img:not([width]) { width: 100%; }
em:lang(ar), em:lang(fa), i:lang(ar), i:lang(fa) { font-style: normal; font-weight: 700; }
table { border-collapse: collapse; width: 100%; margin: 1em 0; font-size: 9.5pt; }
thead { display: table-header-group; } tr { break-inside: avoid; }
th, td { border: .5pt solid #999; padding: .35em .55em; text-align: start; vertical-align: top; }
th { background: #f0f0f0; }
code, kbd, samp, pre { font-family: DejaVu Sans Mono, Liberation Mono, monospace, FAMILY; font-size: .85em; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; direction: ltr; text-align: left; background: #f5f5f5;
  padding: .7em .9em; border: .5pt solid #ccc; }
.admonition, details, blockquote { border-inline-start: 2.5pt solid #777; margin: 1em 0; padding: .1em 0;
  padding-inline-start: .9em; }
.admonition { break-inside: avoid; } .admonition-title, summary, .tab-name { font-weight: 700; break-after: avoid; }
figure { margin: 1em 0; break-inside: avoid; } figcaption { font-size: 9pt; color: #444; }
.footnote { font-size: 9pt; }
.cover { height: 100%; padding-top: 30%; text-align: center; } .cover h1 { font-size: 30pt; }
.cover .site { font-size: 14pt; margin-top: 3em; } .cover .day { color: #555; }
.contents { page: contents; break-before: page; } .contents ol { list-style: none; margin: 0; padding: 0; }
.contents li { break-inside: auto; margin: .35em 0; }
.contents a { color: inherit; }
.contents a::after { content: leader(dotted) target-counter(attr(href), page, DIGITS); }
.contents .part > a { font-weight: 700; }
.chapter, .part-page { break-before: page; } :is(.chapter, .part-page) > h1 { string-set: chapter content(); }
.part-page { padding-top: 30%; text-align: center; } .part-page h1 { font-size: 26pt; }
.online { font-size: 8pt; margin-bottom: .8em; } .online a { color: #555; overflow-wrap: anywhere; }
.online img { width: 20mm; height: 20mm; }
.chapter .online img { width: 20mm; float: END; margin-inline-start: 6mm; margin-bottom: 4mm; }
.cover .online { margin-top: 3em; } .cover .online img { display: block; margin: 0 auto 2mm; }
"""


def document(title: str, about: str, author: str, language: str, paper: str, *, own_digits: bool, body: str) -> str:
    """The whole book; ``body`` is HTML, ``paper`` a size as CSS names it."""
    code, way = base(language), direction(language)
    families = ("Book Arabic", "Book") if way == "rtl" else ("Book", "Book Arabic")
    chosen = {
        "PAPER": paper,
        "DIGITS": _COUNTERS[OWN_DIGITS[code][0]] if own_digits else "decimal",
        "END": "left" if way == "rtl" else "right",  # floats know no sides by the direction
        "FAMILY": ", ".join((*families, "sans-serif")),
    }
    style = _STYLE
    for name, value in chosen.items():
        style = style.replace(name, value)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}" dir="{way}">\n<head><meta charset="utf-8">'
        f'<title>{escape(title)}</title><meta name="author" content="{escape(author)}">'
        f'<meta name="description" content="{escape(about)}"><style>{style}</style></head>\n<body>{body}</body></html>'
    )


def title_page(title: str, about: str, site_name: str, day: str, way_there: str) -> str:
    """The first page; ``way_there`` is HTML that leads to the pages on the site."""
    said = f"<p>{escape(about)}</p>" if about else ""
    return (
        f'<section class="cover"><h1>{escape(title)}</h1>{said}<p class="site">{escape(site_name)}</p>'
        f'<p class="day">{escape(day)}</p>{way_there}</section>'
    )


def contents_pages(heading: str, chapters: Sequence[Chapter]) -> str:
    """The contents, with the page of each chapter."""
    rows = "".join(map(_contents_line, chapters))
    return f'<nav class="contents"><h1>{escape(heading)}</h1><ol>{rows}</ol></nav>'


def _contents_line(chapter: Chapter) -> str:
    kind = "" if chapter.article else ' class="part"'
    return (
        f'<li{kind} style="padding-inline-start: {1.5 * chapter.depth}em">'
        f'<a href="#{chapter.name}">{escape(chapter.title)}</a></li>'
    )


def chapter_pages(chapter: Chapter, tree: html.HtmlElement | None, way_there: str) -> str:
    """An article with its text, or a category with its title alone; its bookmark is as deep as it stands. The way to it
    on the site stands above, where it never needs a page of its own.
    """
    body = ""
    if tree is not None:
        _address_in_document(tree, chapter.name)
        body = etree.tostring(tree, encoding="unicode", method="html", with_tail=False)
    kind = "part-page" if tree is None else "chapter"
    return (
        f'<section class="{kind}" id="{chapter.name}">{way_there}'
        f'<h1 style="bookmark-level: {chapter.depth + 1}">{escape(chapter.title)}</h1>{body}</section>'
    )


def way_to(address: str, code: str) -> str:
    """The address of pages on the site with its QR code, the picture of the name ``code``."""
    shown = escape(address)
    return (
        f'<div class="online"><img src="{code}" alt="{shown}"><a href="{shown}"><bdi dir="ltr">{shown}</bdi></a></div>'
    )


def _address_in_document(tree: html.HtmlElement, chapter: str) -> None:
    """Places, links and sizes of a chapter as they are in the one document of all: in it, only a style has a width."""
    for element in tree.iter(etree.Element):
        if name := element.get("id"):
            element.set("id", f"{chapter}-{name}")
        if element.tag == "img" and (width := element.get("width")):
            element.set("style", f"width: {width}px")
        path, mark, place = element.get("href", "").partition("#")
        other, dot, _ = path.partition(".xhtml")
        if (dot and other.startswith("chapter-")) or (mark and not path):
            element.set("href", "#" + "-".join(part for part in (other or chapter, place) if part))
