"""Follows the links of the site from page to page, and keeps what it finds as files until all of them are known."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lxml import html

from search.static_site.page_links import named_by, named_by_style, page_tree
from search.static_site.page_rewriting import SCRIPTS, script_of, take_out_what_cannot_be
from search.static_site.reading import AnonymousReader, StaticAnswer
from search.static_site.static_addresses import StaticPlaces, StaticSiteError, file_name
from search.static_site.static_folder import StaticFolder

_MOVES_FOLLOWED = 5
_BESIDE = "/files/"
"""What authors put beside articles is copied as it is, in whatever encoding."""
_CONTACT = re.compile(r"/[^/]+/contact")


@dataclass
class Collecting:
    """``pages``, ``styles`` and ``texts`` are files by the address at which each was found; ``scripts`` are those that
    pages need and that work without a server.
    """

    reader: AnonymousReader
    places: StaticPlaces
    folder: StaticFolder
    told: Callable[[int], None]
    pages: dict[str, str] = field(default_factory=dict)
    styles: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    scripts: set[str] = field(default_factory=set)
    policy: str = ""
    _moved: dict[str, str] = field(default_factory=dict)

    def collect(self, seeds: Iterable[str], articles: Iterable[str] = ()) -> None:
        """Keep what stands at ``seeds``, and all that is named there and can be a file.

        Raises:
            StaticSiteError: the site fails at one of them, or has no page for one of the ``articles`` among them.

        """
        ahead = deque(dict.fromkeys(seeds))
        seen = set(ahead)
        while ahead:
            address = ahead.popleft()
            for one in self._take(address):
                if one not in seen and self.reader.is_copied(one):
                    seen.add(one)
                    ahead.append(one)
        for article in articles:
            if article not in self.pages and article not in self._moved:
                raise StaticSiteError(f"the site has no page for the article {article}; its log may say why")
        for old, new in self._moved.items():
            for _ in range(_MOVES_FOLLOWED):
                new = self._moved.get(new, new)
            if file := self.places.file_of(new):
                self.places.files[old] = file

    def _take(self, address: str) -> list[str]:
        """Keep one; returns what it names."""
        answer = self.reader.get(address)
        if answer.location:
            moved = self.places.inside(answer.location, address)
            if moved:
                self._moved[address] = moved
            return [moved] if moved else []
        if answer.status >= 500:
            raise StaticSiteError(f"the site answers {answer.status} at {address}; its log says why")
        if answer.status != 200:
            return []
        file = file_name(address, answer.content_type)
        kind = answer.content_type.partition(";")[0]
        if address.startswith(_BESIDE):
            self._copy(address, file, answer)
        elif kind == "text/html":
            content = answer.content
            tree = page_tree(content)
            if _CONTACT.fullmatch(address) and not tree.xpath("//ul[contains(@class, 'channels')]"):
                return []  # nothing but a form
            take_out_what_cannot_be(tree, self.places)
            self.policy = self.policy or answer.policy
            self._keep(address, file, content, self.pages)
            self.told(len(self.pages))
            return self._named(tree, address)
        elif kind == "text/css":
            content = answer.content
            self._keep(address, file, content, self.styles)
            return self._inside(named_by_style(content.decode()), address)
        elif kind.startswith("text/") or (kind.endswith("xml") and kind != "image/svg+xml"):
            self._keep(address, file, answer.content, self.texts)
        else:
            self._copy(address, file, answer)
        return []

    def _copy(self, address: str, file: str, answer: StaticAnswer) -> None:
        self.folder.write_chunks(file, answer.chunks)
        self.places.files[address] = file

    def _keep(self, address: str, file: str, content: bytes, among: dict[str, str]) -> None:
        self.folder.write(file, content)
        self.places.files[address] = among[address] = file

    def _named(self, tree: html.HtmlElement, address: str) -> list[str]:
        found = []
        for element, _, value in named_by(tree):
            if element.tag == "script":
                if (script := script_of(value)) in SCRIPTS:
                    self.scripts.add(script)
            else:
                found.append(value)
        found += tree.xpath("//meta[@property='og:image']/@content")
        found += tree.xpath("//*/@data-from")
        return self._inside(found, address)

    def _inside(self, links: Iterable[str], address: str) -> list[str]:
        return [inside for link in links if (inside := self.places.inside(link, address))]
