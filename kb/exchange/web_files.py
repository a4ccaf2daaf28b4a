"""Pictures and files that the export lacks: put beside the articles once they were fetched, and kept for ever.

What an earlier import fetched is used as it lies there, also where nothing is to be fetched this time: else a second
run would take the picture out of the text again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from kb.core.text import one_line
from kb.exchange.fetching.limits import ExpiredError, NotFetchedError
from kb.exchange.fetching.web_fetcher import WebFetcher
from kb.exchange.pictures import LONGEST_ADDRESS, Pictures
from kb.folder.file_types import kind_of

_SIGNING = frozenset({"expires", "signature", "key-pair-id", "policy", "token", "sig", "hmac", "se", "sp", "sv", "sr"})
_SIGNING_HEADS = ("x-amz-", "x-goog-")


@dataclass
class WebFiles:
    """``fetcher`` is None where nothing is fetched. ``expired`` and ``unfetched`` are by address: the first article
    that shows the picture, and of the latter why it did not come. ``wanted`` would have been asked for by a run that
    writes.
    """

    pictures: Pictures
    fetcher: WebFetcher | None = None
    fetched: int = 0
    wanted: set[str] = field(default_factory=set)
    expired: dict[str, str] = field(default_factory=dict)
    unfetched: dict[str, tuple[str, str]] = field(default_factory=dict)
    _failed: set[str] = field(default_factory=set)

    def take(self, address: str, beside: str, scope: str, language: str, title: str) -> str:
        """The path of the picture at a whole ``address``, below the folder of a language; nothing where there is none.

        It is put below ``beside``; ``scope`` and ``language`` are those of the article, called ``title``.
        """

        def picture(fetcher: WebFetcher) -> tuple[str, bytes]:
            found = fetcher.fetch(address)
            return f"{found.stem}.{found.ending}", found.content

        return self._taken(address, picture, beside, scope, language, title)

    def take_file(self, address: str, name: str, beside: str, scope: str, language: str, title: str) -> str:
        """The same for a file that an article links to, called ``name`` with an ending of those that are served."""
        return self._taken(
            address, lambda fetcher: (name, fetcher.fetch_file(address, kind_of(name))), beside, scope, language, title
        )

    def _taken(
        self,
        address: str,
        fetched: Callable[[WebFetcher], tuple[str, bytes]],
        beside: str,
        scope: str,
        language: str,
        title: str,
    ) -> str:
        key = f"{scope}\x1fweb:{unsigned(address)}"
        if known := self.pictures.known(key):
            return known
        if self.fetcher is None:
            return ""
        shown = one_line(address, LONGEST_ADDRESS)
        if self.pictures.staging.folder is None:
            self.wanted.add(shown)
            return ""
        if key in self._failed:
            return ""
        try:
            name, content = fetched(self.fetcher)
        except NotFetchedError as error:
            self._failed.add(key)
            if isinstance(error, ExpiredError):
                self.expired.setdefault(shown, title)
            else:
                self.unfetched.setdefault(shown, (title, error.why))
            return ""
        self.fetched += 1
        return self.pictures.put(key, name, content, beside, language)

    def has_told(self, address: str) -> bool:
        """Whether it is among those that were asked for and did not come."""
        shown = one_line(address, LONGEST_ADDRESS)
        return shown in self.expired or shown in self.unfetched


def unsigned(address: str) -> str:
    """An address without what signs it for a time, and without its fragment: the same picture in the next export."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _signs(name)]
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2].lower(), parts.path, urlencode(kept), ""))


def _signs(name: str) -> bool:
    return name.lower() in _SIGNING or name.lower().startswith(_SIGNING_HEADS)
