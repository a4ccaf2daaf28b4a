"""Words and addresses of another system as Markdown that shows just them."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"[\\`*\[\]~]|(?<![^\W_])_|_(?![^\W_])")
_ENTITIES = re.compile(r"<|&(?=[#\w])|\{")
_START = re.compile(r"(?:[#>+=|:!?-]|(?:\d{1,9})(?=[.)]))")
_NUMBER = re.compile(r"(\d{1,9})([.)])")


def plain(text: str, at_start: bool = True) -> str:
    """Words as Markdown that shows just those words."""
    text = _SIGNS.sub(r"\\\g<0>", text)
    text = _ENTITIES.sub(lambda match: {"<": "&lt;", "&": "&amp;", "{": "&#123;"}[match[0]], text)
    lead = text[: len(text) - len(text.lstrip())]
    rest = text[len(lead) :]
    if at_start and _START.match(rest):
        rest = _NUMBER.sub(r"\1\\\2", rest, count=1) if rest[0].isdigit() else f"\\{rest}"
        rest = f"&#58;{rest[2:]}" if rest.startswith("\\:") else rest
    return lead + rest


def written_address(address: str) -> str:
    """An address as it can stand between the brackets of a link."""
    address = address.strip()
    if re.search(r"[\s<>]", address):
        address = re.sub(r"\s", "%20", address).replace("<", "%3C").replace(">", "%3E")
    return f"<{address}>" if re.search(r"[()]", address) else address
