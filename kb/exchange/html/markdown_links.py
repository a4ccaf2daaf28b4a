"""Changes where links and pictures of a Markdown text lead, and nothing else of it."""

from __future__ import annotations

import re
from collections.abc import Callable

from kb.exchange.html.escaping import written_address

Change = Callable[[str], str | None]
_CODE = re.compile(
    r"^ {0,3}((?>`{3,}|~{3,}))(?>[^\n]*)\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)",
    re.DOTALL | re.MULTILINE,
)
_LINK = re.compile(
    r"(?<!\\)(!?)\[((?>(?:[^\[\]\\]|\\.|!?\[(?>(?:[^\[\]\\]|\\.){0,500})\](?:\([^()\n]{0,2000}\))?){0,1000}))\]"
    r"\((?>\s*)(<[^<>\n]{0,2000}>|(?>(?:[^\s()\\]|\\.|\([^\s()]{0,1000}\)){0,2000}))"
    r"((?>\s+)(?:\"[^\"\n]*\"|'[^'\n]*'))?(?>\s*)\)"
)
"""What a part of it took is never given back: "(b)" after "[a]" is its address or mere words, and trying both
for each of thirty of them would take hours."""
_TAG = re.compile(
    r"""(<(?:a|img|source|video)\b[^<>]{0,2000}?\s(?:href|src)=)(["'])([^"'<>\n]{0,2000})\2""", re.IGNORECASE
)
_BLOCK = re.compile(
    r"(\{%[-\s]*(?:content-ref|page-ref|file)\s[^%\n]{0,500}?(?:url|page|src)=)([\"'])([^\"'\n]{0,2000})\2"
)
_DEFINITION = re.compile(r"^( {0,3}\[[^\[\]\n^]{1,500}\]:[ \t]*)(<[^<>\n]*>|\S+)", re.MULTILINE)


def rewrite_markdown(text: str, link: Change, picture: Change) -> str:
    """``text`` with each address as ``link`` or ``picture`` says; where they say None, the words alone."""

    def inner(part: str) -> str:
        part = _LINK.sub(one, part)
        part = _TAG.sub(tag, part)
        part = _BLOCK.sub(block, part)
        return _DEFINITION.sub(definition, part)

    def one(match: re.Match[str]) -> str:
        sign, words, address, title = match[1], match[2], match[3].strip("<>"), match[4] or ""
        words = words if sign else _LINK.sub(one, words)
        new = (picture if sign else link)(address) if address else None
        if new is None:
            return words
        return f"{sign}[{words}]({written_address(new)}{title})"

    def tag(match: re.Match[str]) -> str:
        change = link if match[1].lower().startswith("<a") else picture
        new = change(match[3])
        return f"{match[1]}{match[2]}{new if new is not None else ''}{match[2]}"

    def block(match: re.Match[str]) -> str:
        new = link(match[3])
        return f"{match[1]}{match[2]}{new if new is not None else match[3]}{match[2]}"

    def definition(match: re.Match[str]) -> str:
        new = link(match[2].strip("<>"))
        return f"{match[1]}{written_address(new)}" if new is not None else match[0]

    found, end = [], 0
    for code in _CODE.finditer(text):
        found += [inner(text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*found, inner(text[end:])])
