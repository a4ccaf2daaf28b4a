"""Which file stands for which address of the site, and how one file names another."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from kb.core.errors import KbError
from kb.web.below_path import taken_off

INDEX = "index.html"
_ENDINGS = {
    "image/svg+xml": ".svg",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/x-icon": ".ico",
    "font/woff2": ".woff2",
}
_SAFE = "/-_.~!$&'()*+,;=@"


class StaticSiteError(KbError):
    """The site cannot be written as files; says why. What was there before stays."""


@dataclass
class StaticPlaces:
    """``files`` are the files by the addresses that they stand for, quoted and without query; ``base_url`` is where the
    files will be found, without a slash at its end, or where the site that is copied believes to be if nobody knows.
    """

    base_url: str
    is_known: bool
    files: dict[str, str] = field(default_factory=dict)

    def inside(self, href: str, page: str = "/") -> str | None:
        """The address within the site that a link on ``page`` names, without query and fragment; None elsewhere."""
        try:
            parts = urlsplit(href.strip())
        except ValueError:
            return None
        here = urlsplit(self.base_url)
        if parts.scheme and (parts.scheme, parts.netloc) != (here.scheme, here.netloc):
            return None
        if not parts.scheme and parts.netloc:
            return None
        path = parts.path
        if here.path and path.startswith("/"):
            below = taken_off(path, here.path)
            if below == path and parts.scheme:
                return None  # another site of the same host
            path = below
        if not path.startswith("/"):
            path = posixpath.join(posixpath.dirname(page), path) if path else page
        return quote(unquote(posixpath.normpath(path) + ("/" if path.endswith("/") and path != "/" else "")), _SAFE)

    def file_of(self, address: str) -> str:
        """The file that stands for an address; empty where none does."""
        return (
            self.files.get(address)
            or self.files.get(f"{address.rstrip('/')}/", "")
            or self.files.get(address.rstrip("/"), "")
        )

    def named(self, href: str, page: str = "/") -> str:
        """The file that a link on ``page`` names; empty where it names none of the site's."""
        address = self.inside(href, page)
        return self.file_of(address) if address else ""

    def public_url(self, file: str) -> str:
        """Where a file will be found: a page by its folder, as web hosts serve it."""
        path = file.removesuffix(INDEX) if file.rpartition("/")[2] == INDEX else file
        return f"{self.base_url}/{quote(path, _SAFE)}"

    def mapped(self, text: str, link: Callable[[str], str | None]) -> str:
        """``text`` with every whole address of the site in it as ``link`` gives it; it stays where that gives None."""
        pattern = rf"""{re.escape(self.base_url)}(?![\w.-])[^\s"'<>()\[\]\\]*"""

        def replaced(found: re.Match[str]) -> str:
            address = found[0].rstrip(".,;:")
            new = link(address)
            return found[0] if new is None else new + found[0][len(address) :]

        return re.sub(pattern, replaced, text)


def file_name(address: str, content_type: str) -> str:
    """The file for what is found at an address: a page gets a folder, so that its old address leads to it on any host.

    Raises:
        StaticSiteError: the address cannot be the name of a file.

    """
    path = unquote(address).strip("/")
    if any(part in (".", "..") for part in path.split("/")) or re.search(r"[\\\0-\x1f]", path):
        raise StaticSiteError(f"the address {address!r} cannot be the name of a file")
    kind = content_type.partition(";")[0].strip()
    if kind == "text/html":
        return f"{path}/{INDEX}".lstrip("/")
    ending = _ENDINGS.get(kind, "")
    return path if not ending or posixpath.splitext(path)[1] else path + ending


def relative(from_file: str, to_file: str) -> str:
    """How ``from_file`` names ``to_file``, as an address."""
    return quote(posixpath.relpath(f"/{to_file}", posixpath.dirname(f"/{from_file}")), _SAFE)
