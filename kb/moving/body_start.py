"""Where in the text of a file its article begins."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.front_matter.parse import FrontMatterError, split

_LINE_END = re.compile(r"\r\n|\r|\n")


def body_start(text: str) -> int:
    """Where the text of an article begins in its file, behind the front matter; 0 where that cannot be read."""
    try:
        line = split(_LINE_END.sub("\n", text)).body_line
    except FrontMatterError:
        return 0
    ends = (match.end() for match in _LINE_END.finditer(text))
    starts: Iterable[int] = (0, *(end for _, end in zip(range(line - 1), ends, strict=False)))
    return [*starts][-1]
