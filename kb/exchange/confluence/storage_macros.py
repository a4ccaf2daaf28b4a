"""Macros of Confluence's storage format: what each becomes in HTML. The text within is kept, whatever the macro is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from kb.exchange.confluence.storage_tree import (
    AC,
    RI,
    Surroundings,
    anchor_name,
    element,
    heading_paragraph,
    pour,
    replace,
    replace_by_text,
    words_of,
)

_BOX = "confluence-information-macro confluence-information-macro-{}"
_PANELS = {"info": "info", "note": "note", "success": "tip", "warning": "warning", "error": "warning", "tip": "tip"}
"""Kinds of panels that only the new editor has, by what they are called there."""


@dataclass(frozen=True)
class _Macro:
    """One use of a macro: its element, what it was told, what stands in it, and what stands around."""

    node: HtmlElement
    name: str
    told: Mapping[str, str]
    rich: HtmlElement | None
    plain: str | None
    around: Surroundings

    @property
    def body(self) -> HtmlElement:
        """All that stands in it as a ``div``: formatted text, and plain text as code."""
        found = element("div")
        pour(self.rich, found)
        if self.plain:
            found.append(element("pre", self.plain))
        return found

    def becomes(self, new: HtmlElement) -> None:
        """Put ``new`` in the macro's place."""
        replace(self.node, new)


def convert_macro(node: HtmlElement, around: Surroundings) -> None:
    """Put HTML in the place of a macro whose inner elements are HTML already."""
    name = (node.get(f"{AC}name") or "").strip().lower()
    told = {(one.get(f"{AC}name") or "").lower(): words_of(one) for one in node.iter(f"{AC}parameter")}
    default = node.find(f"{AC}default-parameter")
    if default is not None:
        told.setdefault("", words_of(default))
    plain = node.find(f"{AC}plain-text-body")
    macro = _Macro(
        *(node, name, told, node.find(f"{AC}rich-text-body")),
        str(plain.text_content()) if plain is not None else None,
        around,
    )
    _KNOWN.get(name, _other)(macro)


def convert_panel(node: HtmlElement) -> None:
    """Put a box in the place of a panel of the new editor; its second form, for older editors, goes."""
    inner = node.find(f"{AC}adf-node")
    content = inner.find(f"{AC}adf-content") if inner is not None else None
    kinds = {one.get("key"): words_of(one) for one in node.iter(f"{AC}adf-attribute")}
    fallback = node.find(f"{AC}adf-fallback")
    is_panel = inner is not None and inner.get("type") == "panel"
    box = element("div", class_=_BOX.format(_PANELS.get(kinds.get("panel-type", ""), "note"))) if is_panel else None
    box = box if box is not None else element("div")
    if content is None and fallback is None:  # nodes within nodes, as lists of decisions are
        for one in node.iter(f"{AC}adf-content"):
            part = element("div")
            pour(one, part)
            box.append(part)
    pour(content if content is not None else fallback, box)
    replace(node, box)


def _box(kind: str) -> Callable[[_Macro], None]:
    def convert(macro: _Macro) -> None:
        box = element("div", class_=_BOX.format(kind) if kind else "panel")
        if title := macro.told.get("title"):
            box.append(heading_paragraph(title))
        pour(macro.body, box)
        macro.becomes(box)

    return convert


def _code(macro: _Macro) -> None:
    language = (macro.told.get("language") or macro.told.get("") or "").lower().partition("/")[0]
    block, code = element("pre"), element("code", macro.plain or words_of(macro.rich))
    if language:
        code.set("class", f"language-{language}")
    block.append(code)
    title = macro.told.get("title")
    if not title:
        return macro.becomes(block)
    both = element("div")
    both.extend([heading_paragraph(title), block])
    return macro.becomes(both)


def _expand(macro: _Macro) -> None:
    details = element("details")
    details.append(element("summary", macro.told.get("title") or macro.told.get("") or "…"))
    inner = element("div")
    pour(macro.body, inner)
    details.append(inner)
    macro.becomes(details)


def _excerpt(macro: _Macro) -> None:
    if macro.told.get("hidden", "").lower() == "true":
        macro.around.hidden(words_of(macro.body))
        macro.node.drop_tree()
    elif macro.told.get("atlassian-macro-output-type", "").upper() == "INLINE" and macro.rich is not None:
        _unwrapped(macro.node, macro.rich)
    else:
        macro.becomes(macro.body)


def _status(macro: _Macro) -> None:
    if title := macro.told.get("title"):
        macro.becomes(element("strong", title))
    else:
        macro.node.drop_tree()


def _anchor(macro: _Macro) -> None:
    macro.becomes(element("a", id=anchor_name(macro.told.get("", "")) or "anchor"))


def _dropped(macro: _Macro) -> None:
    macro.node.drop_tree()


def _kept(macro: _Macro) -> None:
    macro.becomes(macro.body)


def _file(macro: _Macro) -> None:
    """A document, film or sound that is shown on the page: a link to it."""
    found = macro.node.find(f".//{RI}attachment")
    page = found.find(f"{RI}page") if found is not None else None
    name = (found.get(f"{RI}filename") if found is not None else "") or macro.told.get("name", "")
    if not name:
        return _other(macro)
    title = (page.get(f"{RI}content-title") if page is not None else "") or ""
    space = (page.get(f"{RI}space-key") if page is not None else "") or ""
    return _linked(macro, macro.around.file(name, title, space), name)


def _frame(macro: _Macro) -> None:
    """A film or page of another site: a frame, as whose link it is kept."""
    found = macro.node.find(f".//{RI}url")
    named = found.get(f"{RI}value") if found is not None else ""
    address = named or macro.told.get("url") or macro.told.get("src", "")
    if not address:
        return _other(macro)
    return macro.becomes(element("iframe", src=address))


def _included(macro: _Macro) -> None:
    """Another page's text: a link to the page."""
    macro.around.macro(macro.name)
    found = macro.node.find(".//a")
    if found is None:
        macro.becomes(macro.body)
    else:
        paragraph = element("p")
        found.tail = None
        paragraph.append(found)
        macro.becomes(paragraph)


def _issue(macro: _Macro) -> None:
    macro.around.macro(macro.name)
    replace_by_text(macro.node, macro.told.get("key", ""))


def _other(macro: _Macro) -> None:
    macro.around.macro(macro.name)
    if macro.rich is None and macro.plain is None:
        macro.node.drop_tree()
    else:
        macro.becomes(macro.body)


def _linked(macro: _Macro, address: str, words: str) -> None:
    macro.becomes(element("a", words, href=address))


def _unwrapped(node: HtmlElement, inner: HtmlElement) -> None:
    """Leave what is in ``inner`` in the line in which ``node`` stands."""
    span = element("span")
    pour(inner, span)
    replace(node, span)


_FILES = ("view-file", "viewpdf", "viewdoc", "viewxls", "viewppt", "multimedia")
_BODIES = ("section", "column", "details", "toc-zone", "div", "span", "bgcolor", "align", "center")
_KNOWN: Mapping[str, Callable[[_Macro], None]] = {
    **{kind: _box(kind) for kind in ("info", "note", "tip", "warning")},
    **dict.fromkeys(("panel", "callout"), _box("")),
    **dict.fromkeys(("code", "noformat", "code-block", "newcode"), _code),
    **dict.fromkeys(("expand", "ui-expand"), _expand),
    **dict.fromkeys(_FILES, _file),
    **dict.fromkeys(_BODIES, _kept),
    **dict.fromkeys(("widget", "iframe"), _frame),
    **dict.fromkeys(("include", "excerpt-include"), _included),
    **dict.fromkeys(("jira", "jiraissues"), _issue),
    **dict.fromkeys(("toc",), _dropped),
    "excerpt": _excerpt,
    "status": _status,
    "anchor": _anchor,
}
