"""Fetches what one import lacks, one after the other and with a pause: pictures are taken as uploads are, files as they
came.

``robots.txt`` is not asked: it is for programs that follow links by themselves, and here somebody fetches, once, the
pictures of articles that are theirs.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from kb.core.networks import IPAddress
from kb.exchange.fetching.limits import ExpiredError, FetchLimits, LaterError, NotFetchedError
from kb.exchange.fetching.visit import NoAnswerError, WebFile, visit
from kb.language.marking import N_, MarkedSentence
from kb.pictures.refusal import PictureRefusedError
from kb.pictures.taking import MAX_PICTURE_BYTES, TakenPicture, take
from kb.web.outside import Resolve, addresses_of, is_public, looking_up

GONE = (401, 403, 404, 410)
"""What hosts answer to an address whose signature is too old, or that leads to nothing any more."""
BUSY = (429, 503)
_KINDS = ("application/octet-stream", "binary/octet-stream", "")
"""Said of pictures by hosts that keep all kinds of files; the content tells."""
MAX_FILE_BYTES = 64 * 2**20
_PACKED = dict.fromkeys(("zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub"), b"PK")
_BEGINNINGS = {"pdf": b"%PDF-", **_PACKED}
_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|\?xml)\b", re.IGNORECASE)
"""How a page begins that came instead of a file."""


class WebFetcher:
    """For one import, in one thread. ``about`` is the site's own address, told to those who are asked.

    ``may_visit`` decides about every IP address before it is connected to, at each redirect anew.
    """

    def __init__(
        self,
        about: str = "",
        limits: FetchLimits | None = None,
        *,
        may_visit: Callable[[IPAddress], bool] = is_public,
        resolve: Resolve = addresses_of,
        sleep: Callable[[float], object] = time.sleep,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits or FetchLimits()
        self._agent = f"selfservice-kb import (+{about})" if about else "selfservice-kb import"
        self._look_up = looking_up(may_visit, resolve)
        self._sleep, self._timer = sleep, timer
        self._asked_at: dict[str, float] = {}
        self._failed: Counter[str] = Counter()
        self._left: dict[str, str] = {}
        self._began: float | None = None
        self._asked, self._bytes = 0, 0

    def fetch(self, address: str) -> TakenPicture:
        """The picture at ``address``, written anew or, a drawing, made harmless.

        Raises:
            ExpiredError: its address is of no use any more.
            LaterError: it was not asked for, since enough was asked for this time or of this host.
            NotFetchedError: it cannot be had, or is none that is taken.

        """
        found = self._counted(address, MAX_PICTURE_BYTES, "image/*")
        if not (found.kind.startswith("image/") or found.kind in _KINDS):
            raise NotFetchedError(
                MarkedSentence(
                    N_("%(kind)s came instead of a picture, as of a page that asks to sign in"), kind=found.kind
                )
            )
        try:
            return take(unquote(urlsplit(address).path), found.content)
        except PictureRefusedError as error:
            raise NotFetchedError(MarkedSentence(error.text, **error.values)) from error

    def fetch_file(self, address: str, kind: str) -> bytes:
        """The file of ``kind`` at ``address``, byte for byte; it is served by its ending and never run here.

        Raises:
            ExpiredError, LaterError: as of pictures.
            NotFetchedError: it cannot be had, or is none of that kind.

        """
        found = self._counted(address, MAX_FILE_BYTES, "*/*")
        beginning = _BEGINNINGS.get(kind, b"")
        if _PAGE.match(found.content) or not found.content.startswith(beginning):
            raise NotFetchedError(
                MarkedSentence(
                    N_("what came is no file of the kind .%(kind)s, as of a page that asks to sign in"), kind=kind
                )
            )
        return found.content

    def _counted(self, address: str, most: int, wanted: str) -> WebFile:
        """What is at ``address``, of at most ``most`` bytes, within the bounds of one import."""
        if self._began is None:
            self._began = self._timer()
        self._asked += 1
        if self._asked > self._limits.pictures or self._bytes > self._limits.total_bytes:
            raise LaterError(
                MarkedSentence(N_("as many pictures were fetched as one import may; run it again for the others"))
            )
        found = self._followed(address, most, wanted)
        self._bytes += len(found.content)
        if len(found.content) > most:
            raise NotFetchedError(MarkedSentence(N_("it is larger than %(count)s MB"), count=most // 2**20))
        return found

    def _followed(self, address: str, most: int, wanted: str) -> WebFile:
        here = address
        for _ in range(self._limits.redirects + 1):
            found = self._ask(here, most, wanted)
            if not found.location:
                return self._judged(found)
            here = found.location
        raise NotFetchedError(MarkedSentence(N_("it leads on more than %(count)s times"), count=self._limits.redirects))

    def _judged(self, found: WebFile) -> WebFile:
        if found.status in GONE:
            raise ExpiredError(MarkedSentence(N_("the host answers %(status)s"), status=found.status))
        if found.status != 200:
            raise NotFetchedError(MarkedSentence(N_("the host answers %(status)s"), status=found.status))
        return found

    def _ask(self, address: str, most: int, wanted: str) -> WebFile:
        try:
            host = (urlsplit(address).hostname or "").lower()
        except ValueError:
            raise NotFetchedError(MarkedSentence(N_("this is no address"))) from None
        if host in self._left:
            raise LaterError(self._left[host])
        self._wait_for(host)
        try:
            seconds = min(self._limits.visit_seconds, self._seconds_left())
            found = visit(address, self._agent, most, seconds, self._look_up, wanted)
        except NoAnswerError:
            self._failed[host] += 1
            if self._failed[host] >= self._limits.failures:
                self._left[host] = MarkedSentence(
                    N_("%(host)s did not answer %(count)s times; run it again later"),
                    host=host,
                    count=self._limits.failures,
                )
            raise
        finally:
            self._asked_at[host] = self._timer()
        self._failed[host] = 0
        if found.status in BUSY:
            self._left[host] = MarkedSentence(N_("%(host)s is busy; run it again later"), host=host)
            raise LaterError(self._left[host])
        return found

    def _wait_for(self, host: str) -> None:
        last = self._asked_at.get(host)
        if last is not None and (pause := last + self._limits.pause - self._timer()) > 0:
            self._sleep(pause)

    def _seconds_left(self) -> float:
        """Of the time for all pictures.

        Raises:
            LaterError: none are.

        """
        left = (self._began or 0.0) + self._limits.seconds - self._timer()
        if left <= 0:
            raise LaterError(
                MarkedSentence(N_("the time for pictures of one import is over; run it again for the others"))
            )
        return left
