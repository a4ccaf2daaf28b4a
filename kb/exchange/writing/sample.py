"""The first articles of an import that writes nothing, with the pictures that they show: for people to look at."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from kb.catalog.paths import CATEGORY_FILES, is_article_file, without_suffix

_PART = 2**18


@dataclass
class ImportSample:
    """Files below ``folder``, where they would lie below the folder of articles: at most so many ``articles``, and
    ``files`` of ``total_bytes`` in all beside them.
    """

    folder: Path
    articles: int = 10
    files: int = 80
    total_bytes: int = 64 * 2**20
    taken: list[str] = field(default_factory=list)
    """The articles, in the order of the export."""
    _files: int = 0

    def take(self, path: str, content: bytes) -> None:
        """Take a file, unless there are enough."""
        self.take_stream(path, io.BytesIO(content))

    def take_stream(self, path: str, stream: IO[bytes]) -> None:
        """The same of one that may be large; nobody misses what cannot be written."""
        if len(self.taken) >= self.articles:
            return
        is_article = is_article_file(path)
        if is_article and without_suffix(path.rpartition("/")[2]) in CATEGORY_FILES:
            return
        if not is_article and self._files >= self.files:
            return
        with suppress(OSError):
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("xb") as copy:
                while (part := stream.read(_PART)) and self.total_bytes > 0:
                    self.total_bytes -= len(part)
                    copy.write(part)
            if is_article:
                self.taken.append(path)
            else:
                self._files += 1
