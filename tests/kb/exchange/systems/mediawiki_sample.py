"""An export of MediaWiki, made by hand from the documentation of it."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from tests.kb.exchange.conftest import PNG, Exchange

XML = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en"><siteinfo><sitename>Help</sitename>
<base>https://wiki.example/wiki/Main_Page</base><namespaces><namespace key="0" case="first-letter" /><namespace key="6">File</namespace>
<namespace key="12">Help</namespace><namespace key="14">Category</namespace></namespaces></siteinfo>{pages}</mediawiki>"""


def page(id_: int, title: str, text: str, space: int = 0, more: str = "") -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return f"""<page><title>{title}</title><ns>{space}</ns><id>{id_}</id>{more}<revision><id>1</id><timestamp>2019-01-01T00:00:00Z</timestamp><text>old</text></revision>
<revision><id>2</id><timestamp>2020-02-03T04:05:06Z</timestamp><contributor><username>Ann</username></contributor><text xml:space="preserve">{text}</text></revision></page>"""


def write(exchange: Exchange) -> None:
    pages = [
        page(1, "Return it", "See [[pay now#By card|pay]] and [[Old name]].\n\n[[File:Box.png|alt=A box]]\n\n{{Infobox|a}}\n[[Category:Returns]][[Category:Money]]"),
        page(2, "Help:Pay now", "== By card ==\nText."),
        page(3, "Old name", "#REDIRECT [[Help:Pay now]]", more='<redirect title="Help:Pay now" />'),
        page(4, "Category:Returns", "[[Category:Orders]]", 14),
        page(5, "Pay now", "#REDIRECT [[Help:Pay now]]"),
        page(6, "Talk:Return it", "Chat", 1),
    ]  # fmt: skip
    exchange.write(
        "wiki.xml", XML.format(pages="".join(pages).replace("<ns>0</ns><id>2</id>", "<ns>12</ns><id>2</id>"))
    )
    exchange.write("images/a/ab/Box.png", PNG)
