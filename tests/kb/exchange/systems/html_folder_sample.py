"""Saved pages, made by hand from the documentation of it."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from tests.kb.exchange.conftest import Exchange

PAGE = """<!doctype html><html lang="{lang}"><head><title>{title} | Acme help</title>{head}</head>
<body><header><a href="/">Acme</a></header><nav class="breadcrumb">Home</nav>
<main><h1>{title}</h1><div class="toc">Contents</div>{body}<form>Was it helpful?</form></main><footer>©</footer></body></html>"""


def page(title: str, body: str, lang: str = "en", head: str = "") -> str:
    return PAGE.format(title=title, body=body, lang=lang, head=head)


def write(exchange: Exchange) -> None:
    exchange.write(
        "sitemap.xml", "<urlset><url><loc>https://help.example/a</loc><lastmod>2020-01-01</lastmod></url></urlset>"
    )
    exchange.write("a.html", page("A", '<p>x <a href="b/c.html">y</a></p>'))
    exchange.write("b/c.html", page("C", "<table><tr><td>1</td></tr></table>"))
