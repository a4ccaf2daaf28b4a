"""Text from a browser as the bytes of the file it replaces."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from difflib import SequenceMatcher

from kb.core.text import plain_lines

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


def as_written(posted: str, before: bytes) -> bytes:
    """A text from a browser, which writes every line end as CRLF, as the bytes of the file it replaces.

    Byte order mark, line ends and the end of the last line are those of ``before``; where that mixes line ends, a
    line that stayed keeps its own.
    """
    text, old = plain_lines(posted), before.decode("utf-8-sig")
    if old.endswith(("\n", "\r")) and not text.endswith("\n"):
        text += "\n"
    bom = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    old_lines = [(match[1], match[2]) for match in _LINE.finditer(old)]
    ends = Counter(end for _words, end in old_lines if end)
    usual = ends.most_common(1)[0][0] if ends else "\n"
    if len(ends) < 2:
        return bom + text.replace("\n", usual).encode()
    lines = text.split("\n")
    stayed = SequenceMatcher(None, [words for words, _end in old_lines], lines).get_matching_blocks()
    own = {block.b + n: old_lines[block.a + n][1] for block in stayed for n in range(block.size)}
    last = len(lines) - 1
    return bom + "".join(line + ((own.get(n) or usual) if n < last else "") for n, line in enumerate(lines)).encode()
