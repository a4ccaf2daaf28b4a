"""Takes the pictures and files along that articles show: finds them in the export, and puts them beside the articles.

What the export lacks is listed, and shown from where it is as long as it is there; ``web_files`` may fetch it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from itertools import takewhile
from operator import eq
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from kb.core.text import one_line
from kb.exchange.bundle.bundle import ForeignArticle, ForeignFile
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import Packed
from kb.exchange.links import absolute, split
from kb.exchange.placing import safe_name
from kb.exchange.writing.ledger import MOST_FILE_BYTES, Ledger, hash_of, hash_of_stream
from kb.exchange.writing.staging import Staging
from kb.folder.file_types import CONTENT_TYPES, is_served, kind_of
from kb.language.marking import N_, MarkedSentence

_DATA = re.compile(r"data:image/(png|jpeg|gif|webp);base64,([A-Za-z0-9+/=\s]+)", re.IGNORECASE)
_DATA_BYTES = 16 * 2**20
LONGEST_ADDRESS = 500
"""Of an address that a report lists, in characters."""
_NUMBER = re.compile(r"\d{6,}")
_OF_SYSTEMS = re.compile(
    r"(?:.+\.)?(?:zendesk\.com|zdassets\.com|zdusercontent\.com|intercomcdn\.(?:com|eu)|intercom-attachments-\d+\.com"
    r"|freshdesk\.com|helpscout\.net|gitbook\.io|notion\.so|notion-static\.com|wp\.com)"
    r"|s3\.amazonaws\.com|d33v4339jhl8k0\.cloudfront\.net"
)
"""Hosts where these systems keep the pictures of all their customers."""
_MAGIC = ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"), (b"%PDF", "pdf"))


@dataclass
class Pictures:
    """``placed`` is where each file of the export lies by now, by its name and whose folder it is in."""

    packed: Packed
    notes: ImportNotes
    ledger: Ledger
    staging: Staging
    in_folders: bool = True
    hosts: Set[str] = frozenset()
    """Where the help centre was: what an address there or of an attachment leads to is told by its name alone."""
    placed: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    """Addresses that the export does not hold, with the first article that shows them."""
    _by_name: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _by_number: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for name in self.packed.names:
            path = PurePosixPath(name)
            self._by_name[path.name.casefold()].append(name)
            for number in _NUMBER.findall(f"{path.parent.name}/{path.name}"):
                self._by_number[number].append(name)
        self._taken |= {entry["path"].casefold() for entry in self.ledger.files.values()}

    def find(self, address: str, base: str, attachments: Iterable[ForeignFile] = ()) -> str:
        """The name in the export of what an address leads to; empty where it is not there."""
        whole = absolute(base, address)
        parts = split(whole.partition("#")[0].partition("?")[0])
        if parts is None:
            return ""
        host, path = parts
        for known in attachments:
            if known.packed and known.address and absolute(base, known.address) == whole:
                return known.packed
        if not self._is_theirs(host, base, attachments):
            return f"{host}/{path}" if f"{host}/{path}" in self.packed else ""
        for candidate in (path, f"{host}/{path}", path.removeprefix("wiki/")):
            if candidate in self.packed:
                return candidate
        if not host and "://" not in base and not address.startswith("/"):
            return ""  # it names a file of the export, and that is not there
        return self._by_tail(path) or self._by_only_number(path)

    def file_at(self, address: str, base: str, attachments: Iterable[ForeignFile] = ()) -> str:
        """What a file is called that lies where the help centre keeps its files, and is no picture: as its attachment
        or its address says; empty where it is none that is served here.
        """
        whole = absolute(base, address)
        parts = split(whole.partition("#")[0].partition("?")[0])
        if parts is None or not whole.startswith(("http://", "https://")):
            return ""
        host, path = parts
        if not self._is_theirs(host, base, attachments):
            return ""
        known = (one.name for one in attachments if one.name and absolute(base, one.address) == whole)
        name = next(known, "") or PurePosixPath(unquote(path)).name
        return name if is_served(name) and not CONTENT_TYPES[kind_of(name)].startswith("image/") else ""

    def _is_theirs(self, host: str, base: str, attachments: Iterable[ForeignFile]) -> bool:
        """Whether the help centre, its attachments or its system has files on ``host``."""
        of_attachments = ((split(absolute(base, one.address)) or ("", ""))[0] for one in attachments)
        hosts = {"", *self.hosts, (split(base) or ("", ""))[0], *of_attachments}
        return host in hosts or bool(_OF_SYSTEMS.fullmatch(host))

    def take(self, name: str, beside: str, scope: str, language: str, wanted: str = "") -> str:
        """Put a file of the export below ``beside``; returns its path below the folder of a language, or nothing."""
        key = self.ledger.file_key(f"{scope}\x1f" if scope else "", name, self.packed.above)
        if key in self.placed:
            return self.placed[key]
        kind = kind_of(wanted or name) or self._kind_by_content(name)
        if not is_served(f"x.{kind}"):
            self.notes.add(
                "file",
                name,
                MarkedSentence(
                    N_("files that end with .%(kind)s are not served here; it was not taken along"), kind=kind
                ),
            )
            return ""
        if self.packed.size(name) > MOST_FILE_BYTES:
            self.notes.add(
                "file",
                name,
                MarkedSentence(
                    N_("it has more than %(count)s MB; it was not taken along"), count=MOST_FILE_BYTES // 2**20
                ),
            )
            return ""
        checksum = self._checksum(name)
        if known := self.ledger.files.get(key):
            path, language = known["path"], known["language"]
            if known["hash"] != checksum or not (self.staging.root / self._below(language, path)).exists():
                self._renew(name, self._below(language, path), known)
        else:
            path = self._free(beside, wanted or name, kind, language, checksum)
            target = self._below(language, path)
            if not (self.staging.root / target).exists():
                with self.packed.open(name) as stream:
                    self.staging.add_stream(target, stream)
        self.ledger.files[key] = {"path": path, "hash": checksum, "language": language}
        self.placed[key] = path
        return path

    def take_data(self, address: str, beside: str, language: str) -> str:
        """The same for a picture that stands in the HTML itself; nothing where it is none that can be read."""
        match = _DATA.fullmatch(address.strip())
        try:
            content = base64.b64decode(match[2], validate=False) if match and len(match[2]) < _DATA_BYTES else b""
        except (binascii.Error, ValueError):
            content = b""
        if match is None or not content:
            return ""
        ending = match[1].lower().replace("jpeg", "jpg")
        name = f"picture-{hashlib.blake2b(content, digest_size=5).hexdigest()}.{ending}"
        path = f"{beside}/images/{name}".lstrip("/")
        target = self._below(language, path)
        if target not in self.staging.new and not (self.staging.root / target).exists():
            self.staging.add(target, content)
        return path

    def known(self, key: str) -> str:
        """The path below the folder of a language of what an earlier import put there as ``key``; nothing where that is
        gone by now.
        """
        entry = self.ledger.files.get(key)
        if entry is None:
            return ""
        target = self._below(entry["language"], entry["path"])
        return entry["path"] if target in self.staging.new or (self.staging.root / target).is_file() else ""

    def put(self, key: str, name: str, content: bytes, beside: str, language: str) -> str:
        """Put a picture that is in no export below ``beside``, remembered as ``key``; its path as ``take`` gives it."""
        checksum = hash_of(content)
        was = self.ledger.files.get(key)
        path = was["path"] if was else self._free(beside, name, kind_of(name), language, checksum)
        language = was["language"] if was else language
        target = self._below(language, path)
        if not (self.staging.root / target).exists():
            self.staging.add(target, content)
        self.ledger.files[key] = {"path": path, "hash": checksum, "language": language}
        return path

    def miss(self, address: str, article: ForeignArticle) -> None:
        """Note that the export does not hold something."""
        self.missing.setdefault(one_line(address, LONGEST_ADDRESS), article.title)

    def _below(self, language: str, path: str) -> str:
        return f"{language}/{path}" if self.in_folders else path

    def _by_tail(self, path: str) -> str:
        """The one file whose path ends most like ``path``."""
        wanted = path.casefold().split("/")
        scored = []
        for name in self._by_name.get(wanted[-1], ()):
            there = name.casefold().split("/")
            same = takewhile(bool, map(eq, reversed(there), reversed(wanted)))
            scored.append((sum(same), name))
        scored.sort(reverse=True)
        return scored[0][1] if scored and (len(scored) == 1 or scored[0][0] > scored[1][0]) else ""

    def _by_only_number(self, path: str) -> str:
        """The one file that has the number of an attachment in its name or that of its folder."""
        for number in reversed(_NUMBER.findall(path)):
            if len(found := self._by_number.get(number, [])) == 1:
                return found[0]
        return ""

    def _free(self, beside: str, name: str, kind: str, language: str, checksum: str) -> str:
        """A path that nothing has, or a file that is just this one."""
        folder = "images" if kind in ("svg", "png", "jpg", "jpeg", "gif", "webp", "avif", "ico") else "files"
        stem = safe_name(PurePosixPath(name).stem)
        for number in range(1, 1_000_000):
            path = f"{beside}/{folder}/{stem}{f'-{number}' if number > 1 else ''}.{kind}".lstrip("/")
            file = self.staging.root / self._below(language, path)
            if path.casefold() in self._taken or (file.exists() and _checksum_of(file) != checksum):
                continue
            self._taken.add(path.casefold())
            return path
        raise AssertionError("a million files of one name")

    def _kind_by_content(self, name: str) -> str:
        with self.packed.open(name) as stream:
            head = stream.read(12)
        if head[:4] == b"RIFF" and head[8:] == b"WEBP":
            return "webp"
        return next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")

    def _checksum(self, name: str) -> str:
        with self.packed.open(name) as stream:
            return hash_of_stream(stream)

    def _renew(self, name: str, path: str, known: dict[str, str]) -> None:
        """Replace a picture that changed there, unless it was changed here."""
        file = self.staging.root / path
        if not file.exists():
            with self.packed.open(name) as stream:
                self.staging.add_stream(path, stream)
        elif _checksum_of(file) != known["hash"]:
            self.notes.add("file", path, MarkedSentence(N_("it was changed both there and here; the one here stays")))
        else:
            self.staging.change(path, file.read_bytes(), self.packed.read(name, MOST_FILE_BYTES))


def _checksum_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hash_of_stream(stream)
