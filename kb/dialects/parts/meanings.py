"""What the boxes of other systems mean, by the names they share: callouts, folded texts, tabs, steps, cards.

One table for components (``<Callout>``), template tags (``{% hint %}``), shortcodes (``{{% notice %}}``) and colons
(``:::tip``): systems differ in how they write a box, far less in what they call it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.dialects.parts.boxes import literal
from kb.dialects.parts.players import is_player, player
from kb.dialects.parts.written_values import Values

_KINDS = {
    **{kind: kind for kind in ("note", "info", "tip", "hint", "important", "warning", "caution", "danger")},
    **dict.fromkeys(("success", "check", "positive", "ok", "done", "tldr", "star"), "tip"),
    **dict.fromkeys(("error", "negative", "critical", "failure", "destructive", "bug"), "danger"),
    **dict.fromkeys(("warn", "alert", "attention", "exclamation"), "warning"),
    **dict.fromkeys(("primary", "secondary", "default", "light", "dark", "neutral", "question", "message"), "note"),
}
_CALLOUTS = frozenset(
    {"callout", "admonition", "aside", "alert", "notice", "banner", "hint", "box", "block", "message"}
)
_OWN_CALLOUTS = frozenset(
    {"note", "info", "tip", "important", "warning", "caution", "danger", "success", "check", "error", "attention"}
)
_FOLDS = frozenset(
    {"accordion", "accordionitem", "expandable", "expand", "collapse", "collapsible", "spoiler", "toggle", "detail"}
    | {"details", "faqitem", "faqquestion", "disclosure", "foldable", "expandablesection", "collapsibleitem"}
)
_TAB_GROUPS = frozenset({"tabs", "tabgroup", "tabbed", "tabpane", "tabset", "tabview", "panes"})
_TABS = frozenset({"tab", "tabitem", "tabs.tab", "tabpanel", "tabs.item", "tabs.content", "tabscontent", "pane"})
_CODE_GROUPS = frozenset({"codegroup", "codetabs", "codeblocks", "snippetgroup"})
_LINKS = frozenset({"button", "link", "linkbutton", "navlink", "buttonlink", "nextlink", "routerlink", "routelink"})
_PICTURES = frozenset({"image", "img", "figure", "picture", "imagezoom", "screenshot", "imageblock", "themedimage"})
_FIELDS = frozenset({"paramfield", "responsefield"})
_TITLE = ("title", "header", "label", "summary", "question", "name", "heading", "caption")
_HREF = ("href", "to", "link", "url", "path")
_SOURCE = ("src", "source", "file", "image", "light", "url", "path", "image_path")


@dataclass(frozen=True, slots=True)
class BoxMeaning:
    """What stands for a tag: ``before`` are lines of Markdown or HTML, ``kind`` is a box to open, if any."""

    before: str = ""
    kind: str = ""
    title: str = ""


def plain_name(name: str) -> str:
    """A name in the one way of writing that the table knows."""
    return re.sub(r"[-_]", "", name.lower())


def meaning(name: str, values: Values, words: list[str], *, empty: bool = False) -> BoxMeaning | None:
    """What a tag means; None for one that is not known and says nothing about itself.

    ``values`` are its named values, ``words`` the others; ``empty`` is one with nothing inside.
    """
    known = plain_name(name)
    if known in _OWN_CALLOUTS or known in _CALLOUTS:
        return _callout(known, values, words, empty)
    if known in _FOLDS:
        return _fold(values, words)
    if known in _TAB_GROUPS or known in _CODE_GROUPS:
        return BoxMeaning(kind="tabs" if known in _TAB_GROUPS else "code-group")
    if known in _TABS:
        title = _first(values, ("label", *_TITLE, "value")) or next(iter(words), "")
        return BoxMeaning(kind="tab", title=literal(title))
    if known == "step" and (title := _first(values, _TITLE) or next(iter(words), "")):
        return BoxMeaning(kind="step", title=literal(title))
    if known in _FIELDS:
        return _field(values)
    if known in _PICTURES and (source := _first(values, _SOURCE) or next(iter(words), "")):
        return BoxMeaning(before=picture(source, values))
    if is_player(known):
        return BoxMeaning(before=player(known, values, words))
    return _other(values, empty)


def callout_kind(name: str) -> str:
    """The kind of callout that a name means by itself; empty where it means none."""
    known = plain_name(name)
    return _KINDS[known] if known in _OWN_CALLOUTS else "note" if known == "notice" else ""


def is_link(name: str) -> bool:
    """Whether a component is a link around its words."""
    return plain_name(name) in _LINKS


def href_of(values: Values) -> str:
    """Where a link or card leads."""
    return _first(values, _HREF)


def html_attribute(value: str) -> str:
    """A value between quotes of HTML."""
    return value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace("\n", " ")


def picture(source: str, values: Values) -> str:
    """HTML for a picture with its ``alt``, ``width``, ``link`` and ``caption``."""
    alt = _first(values, ("alt", "title", "caption"))
    width = values.get("width", "")
    sized = f' width="{width}"' if width.isdecimal() else ""
    image = f'<img src="{html_attribute(source)}" alt="{html_attribute(alt)}"{sized}>'
    href = values.get("link") or values.get("href")
    image = f'<a href="{html_attribute(href)}">{image}</a>' if href else image
    caption = values.get("caption") or values.get("title", "")
    return f"{image}\n\n*{literal(caption)}*\n" if caption and caption != alt else f"{image}\n"


def _first(values: Values, names: tuple[str, ...]) -> str:
    return next((value for name in names if (value := values.get(name, "").strip()) and value != "true"), "")


def _callout(name: str, values: Values, words: list[str], empty: bool) -> BoxMeaning:
    names = ("type", "style", "kind", "variant", "severity", "color", "intent", "status", "level", "theme")
    said = [_KINDS[word] for word in (_first(values, names).lower(), *(w.lower() for w in words[:1])) if word in _KINDS]
    rest = [word for word in words if word.lower() not in _KINDS]
    own = _KINDS.get(name, "note") if name in _OWN_CALLOUTS or name == "hint" else "note"
    title = _first(values, ("title", "header", "heading")) or next(iter(rest), "")
    content = _first(values, ("content", "text", "message", "description", "body"))
    kind = said[0] if said else own
    if content and empty:  # all of it stands in the tag
        inside = content.replace("\n", " ")
        return BoxMeaning(before=f"!!! {kind}{_quoted(title)}\n    {inside}\n")
    return BoxMeaning(kind=kind, title=literal(title))


def _quoted(title: str) -> str:
    shown = literal(title).replace('"', "”")
    return f' "{shown}"' if shown else ""


def _fold(values: Values, words: list[str]) -> BoxMeaning:
    title = _first(values, _TITLE) or next(iter(words), "")
    is_open = any(values.get(name) in ("true", "open", "") for name in ("open", "defaultopen") if name in values)
    return BoxMeaning(kind="unfolded" if is_open else "fold", title=literal(title))


def _field(values: Values) -> BoxMeaning:
    """A value of an interface: its name and type."""
    name = _first(values, ("path", "query", "body", "header", "name"))
    kind = literal(values.get("type", ""))
    return BoxMeaning(before=f"**{literal(name)}** {kind}".rstrip() + "\n" if name else "", kind="group")


def _other(values: Values, empty: bool) -> BoxMeaning | None:
    """A card, a field, or whatever else has a title: its title, which may be a link, on a line of its own."""
    title = _first(values, ("title", "header", "heading", "question") if empty else _TITLE)
    href = href_of(values)
    text = _first(values, ("description", "desc", "subtitle", "text", "content"))
    if not title and not (href and text):
        return None if empty or not text else BoxMeaning(before=f"{literal(text)}\n", kind="group")
    shown = literal(title or text)
    line = f"**[{shown}](<{href.replace('>', '%3E')}>)**" if href else f"**{shown}**"
    more = f"\n\n{literal(text)}" if title and text else ""
    return BoxMeaning(before=f"{line}{more}\n", kind="" if empty else "group")
