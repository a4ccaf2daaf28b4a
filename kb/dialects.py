"""Brings the Markdown that other systems accept into the form that is read here.

Foreign collections lean on habits that neither that package nor ``block_parser`` knows: ``:::note`` blocks and
``<Tabs>`` (Docusaurus), attributes on lines of their own (kramdown). Everything here works on lines and leaves fenced
code alone; ``template_tags`` goes before it.
"""

from __future__ import annotations

import re

from kb.mdx_tabs import Tabs
from kb.template_tags import without_templates

MAX_NESTING = 12

_FENCE = re.compile(r"^(\s*)(`{3,}|~{3,})(.*)$")
_ITEM = re.compile(r"^([-*+]|\d{1,9}[.)])([ \t]+)(?=\S)")
_COLONS = re.compile(r"^(\s*):{3,}\s*(\w+)?(?:\[([^\]]*)\]|\s+(.*\S))?\s*$")
_ATTRIBUTES = re.compile(r"^ {0,3}\{::?[^{}]*\}\s*$")
_ATX_HEADING = re.compile(r"^ {0,3}#{1,6}\s")
_CONTENTS = re.compile(r"^ {0,3}(?:\[TOC\]|\[\[_?TOC_?\]\])\s*$", re.IGNORECASE)


def normalise(body: str) -> str:
    """The Markdown ``body`` without what only other systems know."""
    lines = _attribute_lines(without_templates(body).split("\n"))
    return "\n".join(_tab_items(_colon_blocks(lines)))


def _attribute_lines(lines: list[str]) -> list[str]:
    """``{: #id}`` below a heading moves onto it (kramdown); before a block it, and ``[TOC]``, mean nothing here."""
    out: list[str] = []
    fence = ""
    for line in lines:
        before = out[-1] if out else ""
        fence = _fence_after(line, fence)
        if fence or not (_ATTRIBUTES.match(line) or _CONTENTS.match(line)):
            out.append(line)
        elif _ATX_HEADING.match(before):
            anchor = re.search(r"#([^\s#.{}]+)", line)
            out[-1] = f"{before.rstrip('# ')} {{#{anchor[1]}}}" if anchor and "{" not in before else before
            out.append("")
        elif re.match(r" {0,3}\{:\s*toc\b", line) and _ITEM.match(before):
            out[-1] = ""
        else:
            belongs = before.strip() and "|" not in before and not _CONTENTS.match(line)
            out.append(line if belongs else "")
    return out


def _colon_blocks(lines: list[str]) -> list[str]:
    """``:::tip Title`` … ``:::`` as ``!!! tip "Title"`` with its content indented."""
    out: list[str] = []
    depth = 0
    fence = ""
    for line in lines:
        fence = _fence_after(line, fence)
        match = None if fence else _COLONS.match(line)
        if match and match[2] and depth < MAX_NESTING:
            title = (match[3] or match[4] or "").replace('"', "”")
            out += ["", match[1] + "    " * depth + f"!!! {match[2].lower()}" + (f' "{title}"' if title else "")]
            depth += 1
        elif match and depth:
            depth -= 1
            out.append("")
        else:
            out.append("    " * depth + line if depth and line.strip() else line)
    return out


def _tab_items(lines: list[str]) -> list[str]:
    """``<Tabs>`` and ``<TabItem>`` as ``=== "Name"`` with the content indented."""
    out: list[str] = []
    tabs, fence = Tabs(), ""
    for line in lines:
        fence = "" if tabs.in_tag else _fence_after(line, fence)
        out += [tabs.moved(line)] if fence else tabs.read(line)
    return out


def _fence_after(line: str, fence: str) -> str:
    """The fence that is open after ``line``, given the one open before it; empty where none is."""
    match = _FENCE.match(line)
    if not match:
        return fence
    if not fence:
        return match[2] if "`" not in match[3] or match[2][0] == "~" else ""
    closes = match[2][0] == fence[0] and len(match[2]) >= len(fence) and not match[3].strip()
    return "" if closes else fence
