"""Makes a page of the site one that stands alone: without what needs the server, with links from file to file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml import html

from search.static_site.page_links import named_by, page_text, page_tree, rename
from search.static_site.static_addresses import StaticPlaces, relative

SCRIPTS = frozenset(
    {
        *("kb/theme.js", "kb/site.js", "kb/languages.js", "kb/dates.js", "kb/article.js", "kb/page_tools.js"),
        *("kb/contents.js", "kb/guide.js", "kb/lightbox.js", "kb/player.js", "kb/scrolling.js", "kb/tabs.js"),
        *("kb/highlight.js", "search/carried_words.js", "search/static_search.js"),
    }
)
"""What works without a server."""
LEFT_OUT = frozenset(
    {
        *("kb/offline.js", "kb/feedback.js", "kb/notices.js", "kb/contact.js", "kb/edit_here.js"),
        *("search/combobox.js", "search/results.js", "search/late_results.js", "search/clicks.js", "/widget.js"),
    }
)
"""What asks it; a test holds that every script of a public page is in one of the two."""
SEARCH, STYLE = "search/static_search.js", "search/static_site.css"
_NEEDS_THE_SERVER = (
    "//section[@id='feedback' and @class='feedback']|//section[@id='followup' and @class='followup']"
    "|//form[not(contains(@class, 'search')) and not(contains(@class, 'appearance'))]"
    "|//section[contains(@class, 'write')]|//p[contains(@class, 'open-now')]|//*[contains(@class, 'notices')]"
    "|//link[@rel='manifest' or @rel='search' or @rel='preload']|//input[@name='csrf_token']"
    "|//link[contains(@href, '/feedback.css') or contains(@href, '/late.css')]"
)
_NEEDS_AN_ADDRESS = (
    "//link[@rel='canonical']|//link[@rel='alternate'][@hreflang]|//meta[starts-with(@property, 'og:url')]"
    "|//meta[starts-with(@property, 'og:image')]|//script[@type='application/ld+json']"
    "|//details[contains(@class, 'share')]|//p[@class='on-paper']/bdi|//p[@class='on-paper']/br"
)
_SEARCH_PAGE = re.compile(r"[^/]+/search/index\.html")
_USE = re.compile(r"icons\.svg(?:\?[^#]*)?#([\w-]+)$")


@dataclass(frozen=True)
class PageRewriting:
    """``icons`` are the drawings of the site by their names: browsers show none of another file of a folder.
    ``policy`` is what pages may load, as the site says it.
    """

    places: StaticPlaces
    icons: Mapping[str, html.HtmlElement]
    policy: str

    def rewritten(self, content: bytes, address: str, file: str) -> bytes:
        """The page found at ``address`` as the file ``file``."""
        tree = page_tree(content)
        take_out_what_cannot_be(tree, self.places)
        self._draw_icons(tree)
        self._set_scripts(tree)
        self._set_links(tree, address, file)
        self._set_forms(tree, file)
        for element in tree.xpath("//*[@data-from]"):
            element.set("data-from", self._file_link(element.get("data-from"), address, file) or "")
        _take_out_ways_to_nothing(tree)
        self._set_head(tree, file)
        text = page_text(tree)
        return self._with_public_addresses(text) if self.places.is_known else text

    def _draw_icons(self, tree: html.HtmlElement) -> None:
        for use in list(tree.iter("use")):
            found = _USE.search(use.get("href", ""))
            symbol = self.icons.get(found[1]) if found else None
            svg = use.getparent()
            if symbol is None or svg is None:
                continue
            for name, value in symbol.attrib.items():
                if name != "id":
                    svg.set(str(name), str(value))
            use.drop_tree()
            for part in html.fragments_fromstring("".join(html.tostring(one, encoding="unicode") for one in symbol)):
                svg.append(part)

    def _set_scripts(self, tree: html.HtmlElement) -> None:
        for script in list(tree.iter("script")):
            source = script.get("src")
            if source is None:
                continue
            if script_of(source) not in SCRIPTS:
                script.drop_tree()
            elif script.get("type") == "module":
                del script.attrib["type"]
                script.set("defer", "")

    def _set_links(self, tree: html.HtmlElement, address: str, file: str) -> None:
        for element, attribute, value in list(named_by(tree)):
            if element.getparent() is None or value.startswith(("#", "data:", "mailto:", "tel:", "sms:")):
                continue
            if element.tag == "link" and element.get("rel") in ("canonical", "alternate") and "://" in value:
                continue
            if self.places.inside(value, address) is None:
                continue
            link = self._file_link(value, address, file)
            if link is not None:
                rename(element, attribute, value, link)
            elif element.tag == "a":
                _unlink(element)
            else:
                element.drop_tree()

    def _file_link(self, href: str, address: str, file: str) -> str | None:
        target = self.places.named(href, address)
        if not target:
            return None
        parts = urlsplit(href)
        is_kept = re.fullmatch(r"v=\w+", parts.query) or (parts.query and _SEARCH_PAGE.fullmatch(target))
        query = f"?{parts.query}" if is_kept else ""
        return f"{relative(file, target)}{query}{f'#{parts.fragment}' if parts.fragment else ''}"

    def _set_forms(self, tree: html.HtmlElement, file: str) -> None:
        for form in tree.xpath("//form[contains(@class, 'search')]"):
            language = form.get("data-language", "")
            target = self.places.file_of(f"/{language}/search")
            if not target:
                form.drop_tree()
                continue
            form.set("action", relative(file, target))
            for name in ("data-words", "data-contact", "data-counts", "data-from-right"):
                form.attrib.pop(name, None)

    def _set_head(self, tree: html.HtmlElement, file: str) -> None:
        head = tree.find("head")
        if head is None:
            return
        for made in reversed(
            (
                head.makeelement("meta", {"http-equiv": "Content-Security-Policy", "content": self.policy}),
                head.makeelement("link", {"rel": "stylesheet", "href": relative(file, f"static/{STYLE}")}),
            )
        ):
            made.tail = "\n  "
            head.insert(1, made)

    def _with_public_addresses(self, text: bytes) -> bytes:
        return self.places.mapped(text.decode(), self.public_address).encode()

    def public_address(self, url: str) -> str | None:
        """Where what a whole address of the site names will be found; None where that is no file."""
        file = self.places.named(url)
        if not file:
            return None
        fragment = urlsplit(url).fragment
        return self.places.public_url(file) + (f"#{fragment}" if fragment else "")


def take_out_what_cannot_be(tree: html.HtmlElement, places: StaticPlaces) -> None:
    """Take away what needs the server, and where nobody knows the address of the files what needs that."""
    gone = _NEEDS_THE_SERVER if places.is_known else f"{_NEEDS_THE_SERVER}|{_NEEDS_AN_ADDRESS}"
    for element in tree.xpath(gone):
        if element.getparent() is not None:
            element.drop_tree()


def script_of(source: str) -> str:
    """The script that an address names, as part and name."""
    return urlsplit(source).path.rpartition("/static/")[2]


def policy_of_files(policy: str) -> str:
    """The site's policy as a page can say it itself, also in a folder, where each file is an origin of its own."""
    parts = [part.strip() for part in policy.split(";")]
    kept = [part for part in parts if not part.startswith(("frame-ancestors", "manifest-src"))]
    return "; ".join(re.sub(r"'self'", "'self' file:", part) for part in kept)


def _unlink(link: html.HtmlElement) -> None:
    """Keep the words of a link in a text; what was nothing but a way to somewhere goes with its line."""
    for above in link.iterancestors("li", "p"):
        in_text = any("prose" in (one.get("class") or "").split() for one in above.iterancestors())
        if not in_text and "".join(above.text_content().split()) == "".join(link.text_content().split()):
            above.drop_tree()
            return
        break
    link.drop_tag()


def _take_out_ways_to_nothing(tree: html.HtmlElement) -> None:
    """Links to a part of the page that needed the server."""
    there = {*tree.xpath("//@id"), *tree.xpath("//a/@name"), "top", ""}
    for link in tree.xpath("//a[starts-with(@href, '#')]"):
        if unquote(link.get("href")[1:]) not in there:
            _unlink(link)
