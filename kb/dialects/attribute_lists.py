"""The attribute lists of kramdown and its relatives: ``{: #id .class}``, ``{:toc}``, ``## Heading{#id}``, ``[#id]``.

What means something here (ids, sizes, classes of paragraphs) is brought into the one form that is read, everything
else is shown as nothing. Works on lines; code is hidden meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LIST_LINE = re.compile(r"^[ \t]*+(?>(?:\{::?[^{}]*+\}[ \t]*+)+)$")
_COMMENT = re.compile(r"\{::comment\}([^{}]*+)\{:/(?:comment)?\}")
_EXTENSION = re.compile(r"\{:(?::(?:nomarkdown|options|comment)\b[^{}]*+|/\w*+)\}")
_SPAN_LISTS = re.compile(r"(?<=[)\]*_~>\x0f])(?>(?:\{(?::|[ ]*+(?:[#.]|[\w-]++=)[^{}\n\s])[^{}\n]*+\})+)")
_SPAN_PART = re.compile(
    r"""\#[^\s\#.{}"']++ | \.[\w-]++ | (?:width|height|lang|dir|title)=(?:"[^"]*+"|'[^']*+'|[^\s"'{}]++)""", re.VERBOSE
)
_OTHER_PART = re.compile(r"""[\w-]++=(?:"[^"]*+"|'[^']*+')""")
_SPAN_WORD = re.compile(f"{_SPAN_PART.pattern}|(?P<other>{_OTHER_PART.pattern})", re.VERBOSE)
_ATX_HEADING = re.compile(r"^\s*+(?>(?:[-*+>]\s++|\d+[.)]\s++)*)#{1,6}\s")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$")
_TIGHT_LIST = re.compile(r"(?<=\S)(\{:?[ ]*[#.][^{}]*+\})([ #]*)$")
_MDX_ID = re.compile(r"\{/\*\s*+(#[^\s{}*]++)\s*+\*/\}([ #]*)$")
_BRACKET_ID = re.compile(r"(?<=[^\s#])[ \t]+\[(#(?!\d++\])[^\s\[\]]++)\](?=[ \t#]*$)")
_HEADING_ID = re.compile(r"#([^\s#.{}]+)")
_TOC = re.compile(r"\s*\{:\s*toc\b")
_TOC_IN_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s.*\{:\s*toc\b[^{}]*\}\s*$")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_CONTENTS = re.compile(r"^ {0,3}(?:\[TOC\]|\[\[_?TOC_?\]\]|<TOC\s*/>|<TableOfContents\s*/>)\s*$", re.IGNORECASE)
_MARK = re.compile(r"^\s*[\x10-\x12]")
_NO_PARAGRAPH = re.compile(r"^\s*(?:[-*+>|<]|\d+[.)]\s|\x0e|[\x10-\x12]|\{: )")


def read_lists(lines: Iterable[str]) -> list[str]:
    """The lines with every attribute list where the ``Markdown`` package reads it, or taken out."""
    out: list[str] = []
    for line in lines:
        before = out[-1] if out else ""
        if _CONTENTS.match(line) or _TOC_IN_ITEM.match(line):
            out.append("")
        elif _LIST_LINE.match(line):
            _read_line(line, before, out)
        else:
            if _UNDERLINE.match(line) and before.strip():
                out[-1] = _spaced(before)
            out.append(_spaced(line) if _ATX_HEADING.match(line) else without_lists(line))
    return out


def without_lists(line: str) -> str:
    """A line whose links, pictures and words have one list of attributes at most, of those that mean something."""
    if "{" not in line or _MARK.match(line):
        return line
    line = _EXTENSION.sub("", _COMMENT.sub("", line))
    before, *rest = _SPAN_LISTS.split(line)
    if len(rest) != 1:  # of several on a line the package reads the first to the end of the last
        return "".join((before, *rest))
    parts = [part for part in _parts(_SPAN_LISTS.search(line)) if not part.startswith(".")]
    return before + (f"{{: {' '.join(parts)} }}{rest[0].replace('}', '&#125;')}" if parts else rest[0])


def _read_line(line: str, before: str, out: list[str]) -> None:
    """A list on a line of its own belongs to the block above; before a block it means nothing here."""
    anchor = _HEADING_ID.search(line)
    if _TOC.match(line) and _ITEM.match(before):
        out[-1] = ""
    elif _ATX_HEADING.match(before):
        out[-1] = f"{before.rstrip('# ')} {{#{anchor[1]}}}" if anchor and "{" not in before else before
    elif before.strip() and "|" not in before and not _NO_PARAGRAPH.match(before) and "{::" not in line:
        if parts := _parts(line):
            out.append(f"{{: {' '.join(parts)} }}")
            return
    elif before.startswith("{: "):  # another for the same paragraph
        out[-1] = f"{before.rstrip(' }')} {' '.join(_parts(line))} }}"
        return
    out.append("")


def _parts(written: str | re.Match[str] | None) -> list[str]:
    """What means something in one list or several."""
    text = written if isinstance(written, str) else written[0] if written else ""
    return [match[0] for match in _SPAN_WORD.finditer(text) if not match["other"]]


def _spaced(heading: str) -> str:
    """A heading whose id stands apart from its words."""
    heading = _BRACKET_ID.sub(r" {\1}", _MDX_ID.sub(r"{\1}\2", heading))
    return _TIGHT_LIST.sub(r" \1\2", heading)
