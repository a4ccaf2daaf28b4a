"""The texts of passages on disk: an article's are read when somebody asks for them.

A file has one JSON line an article, is written once and never changed. What is new is a file of its own beside those of
before, which are linked from generation to generation; a line that no article needs any more stays until so many do
that all are written together. A file that is open can be read however long ago its folder was removed.

Read rather than mapped: as fast (2 microseconds an article), nothing of it counts as this process's memory, and a file
that somebody cut short is an error instead of the end of the process.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import count
from pathlib import Path
from typing import overload
from weakref import finalize

from kb.catalog.article import ArticleId
from kb.files.private import link_or_copy
from search.index.link_names import LinkName
from search.index.passages import Passage

# Articles of a file whose passages are kept as they were read: the first page of a few dozen searches.
KEPT_ARTICLES = 400
HASH_BYTES = 16
# With more files than this the small ones are written together.
MOST_FILES = 16
Texts = Mapping[ArticleId, Sequence[Passage]]


class TextFile:
    """One file of texts, open as long as an article of it is in use."""

    def __init__(self, file: Path) -> None:
        """Open ``file``.

        Raises:
            OSError: it cannot be read.

        """
        self.name = file.name
        self._descriptor = os.open(file, os.O_RDONLY)
        finalize(self, os.close, self._descriptor).atexit = False  # threads may still read then
        self.size = os.fstat(self._descriptor).st_size
        self.passages: Callable[[ArticleId, int, int], tuple[Passage, ...]] = lru_cache(KEPT_ARTICLES)(
            partial(_passages, self._descriptor)
        )
        """The passages of an article whose line begins and ends at these bytes."""

    def line(self, start: int, end: int) -> bytes:
        """A line as it stands there.

        Raises:
            OSError: it cannot be read.

        """
        return _line_at(self._descriptor, start, end)


class StoredPassages(Sequence[Passage]):
    """The passages of one article, whose line is in ``file`` from byte ``start`` to ``end``.

    ``hashes`` are the ``Passage.text_hash`` of each, one after the other.
    """

    __slots__ = ("_id", "end", "file", "hashes", "start")

    def __init__(self, id_: ArticleId, file: TextFile, start: int, end: int, hashes: bytes) -> None:
        self._id, self.file, self.start, self.end, self.hashes = id_, file, start, end, hashes

    def __len__(self) -> int:
        return len(self.hashes) // HASH_BYTES

    @overload
    def __getitem__(self, place: int) -> Passage: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Passage]: ...

    def __getitem__(self, place: int | slice) -> Passage | Sequence[Passage]:
        return self.read()[place]

    def __iter__(self) -> Iterator[Passage]:
        return iter(self.read())  # once, and not for each of them

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self.read() == tuple(other)

    def __hash__(self) -> int:
        return hash(self.hashes)

    def line(self) -> bytes:
        """What stands in the file."""
        return self.file.line(self.start, self.end)

    def read(self) -> tuple[Passage, ...]:
        """All of them."""
        return self.file.passages(self._id, self.start, self.end)


def hashes_of(passages: Sequence[Passage]) -> bytes:
    """The hashes of passages, one after the other; nothing is read for it where they are stored."""
    if isinstance(passages, StoredPassages):
        return passages.hashes
    return b"".join(passage.text_hash for passage in passages)


class TextFolder:
    """The files of texts of one generation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, name: str) -> TextFile:
        """One of the files.

        Raises:
            OSError: it cannot be read.

        """
        return TextFile(self._folder / name)

    def keep(
        self, texts: Texts, before: TextFolder | None, name: str, used: Mapping[TextFile, int] | None = None
    ) -> Texts:
        """Have the passages of all articles here: new ones in a file called ``name`` (or like it, where a file of
        before is), the others where they stand in files of the generation ``before``. Gives them as they are stored.

        ``used`` is how many bytes of each file they are, where that is known.

        Raises:
            OSError: they cannot be written.

        """
        self._folder.mkdir(exist_ok=True)
        used = bytes_used(texts.values()) if used is None else used
        anew = to_write_again(used)
        written = {
            id_: passages
            for id_, passages in texts.items()
            if not isinstance(passages, StoredPassages) or passages.file in anew
        }
        if before is not None:
            before._link(used.keys() - anew, self)
        if not written:
            return texts
        taken = {file.name for file in used.keys() - anew}
        free = next(one for more in count() if (one := f"{name}{more or ''}.jsonl") not in taken)
        return {**texts, **_write(self._folder / free, written)}

    def link(self, files: Iterable[TextFile], other: TextFolder) -> None:
        """Have ``files`` of here in another folder as well.

        Raises:
            OSError: one is gone, or cannot be written.

        """
        other._folder.mkdir(exist_ok=True)
        self._link(files, other)

    def _link(self, files: Iterable[TextFile], other: TextFolder) -> None:
        for file in files:
            link_or_copy(self._folder / file.name, other._folder / file.name)


def count_use(used: dict[TextFile, int], passages: StoredPassages, sign: int = 1) -> None:
    """Count the bytes of ``passages`` to those that are used of their file; with a ``sign`` of -1 take them away."""
    left = used.get(passages.file, 0) + sign * (passages.end - passages.start)
    if left:
        used[passages.file] = left
    else:
        used.pop(passages.file, None)


def bytes_used(passages: Iterable[Sequence[Passage]]) -> dict[TextFile, int]:
    """How many bytes of each file are still of use."""
    used: dict[TextFile, int] = {}
    for one in passages:
        if isinstance(one, StoredPassages):
            count_use(used, one)
    return used


def to_write_again(used: Mapping[TextFile, int]) -> set[TextFile]:
    """The files that are mostly of no use, and where there are many all but the largest."""
    wasted = {file for file, size in used.items() if 2 * size < file.size}
    if len(used) - len(wasted) < MOST_FILES:
        return wasted
    return used.keys() - {max(used.keys() - wasted, key=lambda file: file.size)}


def _write(file: Path, texts: Texts) -> dict[ArticleId, StoredPassages]:
    ends = []
    with file.open("xb") as stream:
        for passages in texts.values():
            stream.write(passages.line() if isinstance(passages, StoredPassages) else _line(passages))
            ends.append(stream.tell())
    written = TextFile(file)
    places = zip([0, *ends], ends, strict=False)
    return {
        id_: StoredPassages(id_, written, start, end, hashes_of(passages))
        for (id_, passages), (start, end) in zip(texts.items(), places, strict=True)
    }


def _line(passages: Sequence[Passage]) -> bytes:
    pieces = [
        [p.heading_path, p.anchor, p.text, p.unseen, p.called, p.is_links, p.is_before_steps, p.pictured]
        for p in passages
    ]
    return json.dumps([passages[0].title, pieces], ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _line_at(descriptor: int, start: int, end: int) -> bytes:
    line = os.pread(descriptor, end - start, start)
    if len(line) < end - start:
        raise OSError(f"a file of texts in the index ends before byte {end}: somebody has changed it")
    return line


def _passages(descriptor: int, id_: ArticleId, start: int, end: int) -> tuple[Passage, ...]:
    title, pieces = json.loads(_line_at(descriptor, start, end))
    return tuple(
        Passage(
            *(*id_, title, tuple(path), anchor, text, unseen, tuple(LinkName(*name) for name in called)),
            *(*kind, tuple(pictured)),
        )
        for path, anchor, text, unseen, called, *kind, pictured in pieces
    )
