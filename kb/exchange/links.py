"""Where the links of an export lead once its articles are files here, and which of its addresses were whose."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urljoin, urlsplit

from kb.exchange.bundle.bundle import Bundle
from kb.exchange.placing import ArticlePlaces

_FORBIDDEN = re.compile(r"[:{}]|(?:^|/)\.\.(?:/|$)")
Report = Callable[[str, str], None]
"""Told of a link that cannot be kept: what it was, and what became of it."""


@dataclass
class Addresses:
    """The articles of an export by the addresses that they had there, and where those are now."""

    bundle: Bundle
    places: ArticlePlaces
    by_address: dict[str, str] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    anchors: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """The anchors that an article has in a language, among those that links name."""

    def add(self, id_: str, addresses: Iterable[str]) -> None:
        """Note the addresses of an article; the first article of an address keeps it."""
        for address in addresses:
            parts = split(address)
            if parts is None:
                continue
            if parts[0]:
                self.hosts.add(parts[0])
            self.by_address.setdefault(parts[1], id_)

    def article_of(self, address: str) -> str:
        """The id of the article that a whole address leads to, also by one that has moved there; empty for none."""
        parts = split(address)
        if parts is None or (parts[0] and self.hosts and parts[0] not in self.hosts):
            return ""
        seen: set[str] = set()
        path = parts[1]
        while path not in self.by_address and path in self.bundle.redirects and path not in seen:
            seen.add(path)
            target = split(urljoin(f"/{path}", self.bundle.redirects[path]))
            path = target[1] if target else ""
        found = self.by_address.get(path)
        if found and (not parts[0] or self.hosts):
            return found
        match = self.bundle.article_in.search(f"/{path}") if self.bundle.article_in else None
        return match[1] if match and match[1] in self.places.articles else ""  # no host is known: by its number alone

    def category_of(self, address: str) -> str:
        """The folder of the category that an address leads to; empty for none."""
        parts = split(address)
        if parts is None or (parts[0] and self.hosts and parts[0] not in self.hosts) or not self.bundle.category_in:
            return ""
        match = self.bundle.category_in.search(f"/{parts[1]}")
        return self.places.categories.get(match[1], "") if match else ""

    def old_paths(self, id_: str, addresses: Iterable[str], keys: frozenset[str]) -> tuple[str, ...]:
        """What goes into ``old_paths``: the addresses of an article that are its own and can be written there."""
        found = []
        for address in addresses:
            parts = split(address)
            if parts is None or self.by_address.get(parts[1]) != id_:
                continue
            path = parts[1].removesuffix(".html").strip("/")
            if (
                path
                and "?" not in path
                and not _FORBIDDEN.search(path)
                and path.casefold() not in keys
                and len(path) < 500
            ):
                found.append(path)
        return tuple(dict.fromkeys(found))


def split(address: str) -> tuple[str, str] | None:
    """Host and path of an address, the path as people read it and without slashes at its ends; None for none."""
    try:
        parts = urlsplit(address.strip())
        host = parts.netloc.rpartition("@")[2].lower()
    except ValueError:
        return None
    if parts.scheme not in ("", "http", "https"):
        return None
    query = f"?{parts.query}" if re.fullmatch(r"(?:p|page_id|pageId|title|curid)=[^&]+", parts.query) else ""
    return host, unquote(parts.path).strip("/") + query


@dataclass(frozen=True)
class LinkFrom:
    """Turns the links of one article in one language into those of its file."""

    addresses: Addresses
    language: str
    beside: str
    base: str
    languages: Mapping[str, tuple[str, ...]]
    """The languages of each article by its id, the original first."""

    def rewritten(self, href: str, tell: Report) -> str | None:
        """The link as it stands in the file; None where only its words can be kept."""
        href = href.strip()
        if not href or href == "#":
            return None
        if href.lower().startswith(("mailto:", "tel:", "sms:")):
            return href
        if href.startswith("#"):
            return href
        whole = absolute(self.base, href)
        try:
            fragment = unquote(urlsplit(whole).fragment)
        except ValueError:
            tell("link", f"{href!r} is no address; its words are kept")
            return None
        bare = whole.partition("#")[0]
        if id_ := self.addresses.article_of(bare):
            return self._to_article(id_, fragment, href, tell)
        if folder := self.addresses.category_of(bare):
            return relative(f"{folder}/", self.beside)
        if re.match(r"https?://[^/\s]", whole):
            return whole
        tell("link", f"{href!r} leads to nothing in the export; its words are kept")
        return None

    def _to_article(self, id_: str, fragment: str, href: str, tell: Report) -> str:
        there = self.languages.get(id_, ())
        language = self.language if self.language in there else next(iter(there), self.language)
        anchor = ""
        if fragment:
            if fragment in self.addresses.anchors.get((id_, language), ()):
                anchor = f"#{quote(fragment, safe='-_.~:')}"
            else:
                tell("link", f"{href!r} names a section that is not there; it leads to the article")
        return relative(self.addresses.places.articles[id_].path, self.beside) + anchor


def absolute(base: str, href: str) -> str:
    """``href`` as seen from ``base``, which is an address or the name of a file in the export."""
    try:
        if "://" in base:
            return urljoin(base, href)
        if href.startswith("//"):
            return f"https:{href}"
        if urlsplit(href).scheme or href.startswith("/"):
            return href
        path, sign, rest = href.partition("#")
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(f"/{base}"), path)) if path else f"/{base}"
        return f"{joined}{sign}{rest}"
    except ValueError:
        return href


def relative(path: str, beside: str) -> str:
    """The way from the folder ``beside`` to ``path``, both below the folder of a language, as an address."""
    slash = "/" if path.endswith("/") else ""
    found = posixpath.relpath(f"/{path}", f"/{beside}")
    return quote(found if found != "." else f"../{posixpath.basename(beside)}") + slash
