"""Knows the boxes (notes, tips, warnings) and the languages of code by what help centres write into their HTML."""

from __future__ import annotations

import re

from lxml import html

KIND, LANGUAGE = "data-kb-callout", "data-kb-code"
"""Attributes by which the writer of Markdown is told; nothing of the original has them after cleaning."""
_BOXES = ("div", "section", "aside", "p", "blockquote", "figure", "article")
_KINDS = {
    "note": "note",
    "info": "info",
    "information": "info",
    "tip": "tip",
    "hint": "hint",
    "idea": "tip",
    "success": "tip",
    "important": "important",
    "primary": "note",
    "warning": "warning",
    "warn": "warning",
    "caution": "caution",
    "danger": "danger",
    "error": "danger",
    "critical": "danger",
    "blue": "info",
    "green": "tip",
    "yellow": "warning",
    "orange": "warning",
    "red": "danger",
    "gray": "note",
    "grey": "note",
}
_FAMILY = r"(?:callouts?|admonition|alert|notice|panel|hint|notification|message-?box"
_FAMILY += r"|confluence-information-macro|fd-callout)"
_COMPOUND = re.compile(rf"(?:[\w]+-)?{_FAMILY}(?:-{{1,2}}|_{{1,2}})(?:block-|style-|type-)?(\w+)")
_PLAIN = re.compile(rf"(?:[\w]+-)*(?:{_FAMILY}|callout-?(?:block|box|container))(?:-block|-box|-container)?")
_ALONE = frozenset({"note", "info", "tip", "warning", "caution", "important", "danger", "note-box", "warning-box"})
_BRUSH = re.compile(r"brush:\s*([\w+#-]{1,30})")
_CODE = re.compile(r"(?:language|lang|highlight-source|brush:|syntax)[-:]?\s*([\w+#-]{1,30})")


def callout_of(element: html.HtmlElement) -> str:
    """The kind of box that an element is here; empty where it is none."""
    if element.tag not in _BOXES:
        return ""
    classes = [one.lower() for one in (element.get("class") or "").split()]
    if "code" in classes or any(one.startswith("code") for one in classes):  # Confluence: "code panel"
        return ""
    for one in classes:
        if (match := _COMPOUND.fullmatch(one)) and match[1] in _KINDS:
            return _KINDS[match[1]]
    is_box = any(_PLAIN.fullmatch(one) for one in classes)
    for one in classes:
        if (is_box and one in _KINDS) or one in _ALONE:
            return _KINDS[one.split("-")[0]]
    return "note" if is_box else ""


def code_language(element: html.HtmlElement) -> str:
    """The language of the code in a ``pre``, as its author named it; empty where nothing does."""
    above = element.getparent()
    if match := _BRUSH.search(element.get("data-syntaxhighlighter-params") or ""):
        return _usual(match[1])
    for one in (element.find("code"), element, above if above is not None and len(above) == 1 else None):
        if one is None:
            continue
        for name in ("data-language", "data-lang", "data-code-language"):
            if re.fullmatch(r"[\w+#-]{1,30}", one.get(name) or ""):
                return _usual(one.get(name) or "")
        if match := _CODE.search(one.get("class") or ""):
            return _usual(match[1])
    return ""


def _usual(language: str) -> str:
    name = language.lower()
    return "" if name in ("none", "plaintext", "plain", "text", "auto", "nohighlight") else name
