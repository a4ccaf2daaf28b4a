"""The attachments of an XML export: which file is which, and which an article shows or lists."""

from __future__ import annotations

import mimetypes
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

from kb.exchange.bundle.bundle import ForeignFile
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import Packed
from kb.exchange.confluence.space_content import Attached, SpaceContent
from kb.language.marking import N_, MarkedSentence

_FILE = re.compile(r"attachments/[^/]+/([^/]+)/([0-9]{1,9})")


class AttachedFiles:
    """Knows the newest file of each attachment by its page and its name."""

    def __init__(self, files: Packed, notes: ImportNotes, content: SpaceContent, folder: str) -> None:
        versions: dict[str, dict[int, str]] = defaultdict(dict)
        for name in files.names:
            if match := _FILE.fullmatch(name.removeprefix(f"{folder}/") if folder else name):
                versions[match[1]][int(match[2])] = name
        self._by_page: dict[str, dict[str, ForeignFile]] = defaultdict(dict)
        newest: dict[tuple[str, str], Attached] = {}
        for one in content.attachments():
            key = one.container, one.name
            if one.container in content.pages and one.name and (key not in newest or newest[key].version < one.version):
                newest[key] = one
        for one in newest.values():
            there = versions.get(one.id, {})
            packed = there.get(one.version) or (there[max(there)] if there else "")
            if there and one.version not in there:
                what = N_("the export lacks its newest version; an older one is taken")
                notes.add("file", one.name, MarkedSentence(what))
            address = address_of(one.container, one.name)
            self._by_page[one.container][one.name] = ForeignFile(_with_ending(one), address, packed)

    def find(self, page: str, name: str) -> ForeignFile | None:
        """An attachment of a page by its name there."""
        return self._by_page.get(page, {}).get(name)

    def of_article(self, page: str, shown: Collection[ForeignFile]) -> Iterator[ForeignFile]:
        """The files that a page shows, wherever they belong, and those that it has besides, to be listed below it."""
        seen = {one.address for one in shown}
        for one in shown:
            yield ForeignFile(one.name, one.address, one.packed, is_shown=True)
        yield from (one for one in self._by_page.get(page, {}).values() if one.address not in seen)


def address_of(page: str, name: str) -> str:
    """Where Confluence serves an attachment."""
    return f"/download/attachments/{quote(page, safe='')}/{quote(name, safe='')}"


def _with_ending(one: Attached) -> str:
    """The name of a file, with the ending of its kind where it has none."""
    known = PurePosixPath(one.name).suffix
    return one.name if known else one.name + (mimetypes.guess_extension(one.kind.partition(";")[0].strip()) or "")
