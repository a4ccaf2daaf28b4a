"""The files of a book besides its chapters: its list of files, its contents, its cover, its style."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from kb.language.languages import direction

CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
STYLE = """body { line-height: 1.5; margin: 0 4%; }
h1, h2, h3, h4 { line-height: 1.25; page-break-after: avoid; break-after: avoid; }
img { max-width: 100%; height: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid; padding: .3em .5em; text-align: start; vertical-align: top; }
pre { white-space: pre-wrap; text-align: left; }
.admonition, blockquote { border-inline-start: .2em solid; margin-inline: 0; padding-inline-start: .8em; }
.cover { margin-top: 25%; text-align: center; }
.cover h1 { font-size: 2em; }
"""
_NAMESPACES = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'


def package(
    title: str,
    site_name: str,
    language: str,
    identifier: str,
    changed: date,
    chapters: Sequence[str],
    pictures: Sequence[tuple[str, str]],
) -> str:
    """The package document: what the book is called, all its files, and the order of its chapters.

    ``chapters`` are names without ending, ``pictures`` names and kinds; ``identifier`` are 32 hexadecimal digits.
    """
    uuid = "-".join((identifier[:8], identifier[8:12], identifier[12:16], identifier[16:20], identifier[20:]))
    items = [
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
        '<item id="style" href="style.css" media-type="text/css"/>',
        '<item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>',
    ]
    items += [f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>' for name in chapters]
    items += [
        f'<item id="picture-{place}" href="{escape(name)}" media-type="{kind}"/>'
        for place, (name, kind) in enumerate(pictures, start=1)
    ]
    order = "\n".join(f'<itemref idref="{name}"/>' for name in ("cover", "nav", *chapters))
    way = "rtl" if direction(language) == "rtl" else "ltr"
    listed = "\n".join(items)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{language}" '
        f'dir="{way}">\n<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<dc:identifier id="id">urn:uuid:{uuid}</dc:identifier>\n<dc:title>{escape(title)}</dc:title>\n'
        f"<dc:language>{language}</dc:language>\n<dc:creator>{escape(site_name)}</dc:creator>\n"
        f'<meta property="dcterms:modified">{changed.isoformat()}T00:00:00Z</meta>\n</metadata>\n'
        f"<manifest>\n{listed}\n</manifest>\n"
        f'<spine page-progression-direction="{way}">\n{order}\n</spine>\n</package>\n'
    )


def nav_page(title: str, chapters: Sequence[tuple[str, str, int]], language: str) -> str:
    """The contents: name, title and depth of each chapter, as lists in lists."""
    parts: list[str] = []
    open_lists = -1
    for name, words, depth in chapters:
        if depth > open_lists:
            parts.append("<ol>")
            open_lists += 1
        else:
            parts.append("</li>")
            parts += ["</ol></li>"] * (open_lists - depth)
            open_lists = depth
        parts.append(f'<li><a href="{name}.xhtml">{escape(words)}</a>')
    parts += ["</li></ol>"] * (open_lists + 1)
    body = f'<nav epub:type="toc" id="toc"><h1>{escape(title)}</h1>{"".join(parts)}</nav>'
    return _page(title, body, language)


def cover_page(title: str, about: str, site_name: str, language: str) -> str:
    """The first page: what the book is called."""
    said = f"<p>{escape(about)}</p>" if about else ""
    inside = f"<h1>{escape(title)}</h1>{said}<p>{escape(site_name)}</p>"
    return _page(title, f'<section class="cover" epub:type="titlepage">{inside}</section>', language)


def chapter_page(title: str, body: str, language: str, *, is_part: bool) -> str:
    """A chapter; ``body`` is XHTML. A part has only its title."""
    kind = "part" if is_part else "chapter"
    return _page(title, f'<section epub:type="{kind}"><h1>{escape(title)}</h1>{body}</section>', language)


def _page(title: str, body: str, language: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        f'<html {_NAMESPACES} lang="{language}" xml:lang="{language}" dir="{direction(language)}">\n'
        f'<head><meta charset="utf-8"/><title>{escape(title)}</title>'
        f'<link rel="stylesheet" type="text/css" href="style.css"/></head>\n<body>{body}</body>\n</html>\n'
    )
