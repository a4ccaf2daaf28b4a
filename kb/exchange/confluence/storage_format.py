"""Confluence's storage format as the HTML that other help centres give: links, pictures, tasks and macros in HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import quote

from lxml import etree, html
from lxml.html import HtmlElement

from kb.exchange.confluence.storage_macros import convert_macro, convert_panel
from kb.exchange.confluence.storage_tree import (
    AC,
    RI,
    Surroundings,
    anchor_name,
    element,
    parsed,
    pour,
    replace,
    replace_by_text,
    words_of,
)

_EMOTICONS = {
    "smile": "🙂", "sad": "🙁", "cheeky": "😛", "laugh": "😀", "wink": "😉", "thumbs-up": "👍", "thumbs-down": "👎",
    "information": "ℹ️", "tick": "✅", "cross": "❌", "warning": "⚠️", "plus": "➕", "minus": "➖", "question": "❓",
    "light-on": "💡", "light-off": "💡", "yellow-star": "⭐", "red-star": "⭐", "green-star": "⭐", "blue-star": "⭐",
    "heart": "❤️", "broken-heart": "💔",
}  # fmt: skip
_OF_PARENTS = frozenset({"parameter", "default-parameter", "rich-text-body", "plain-text-body", "link-body", "caption"})
_OF_PARENTS |= {"plain-text-link-body", "task", "task-id", "task-uuid", "task-status", "task-body"}
_OF_PARENTS |= {"adf-node", "adf-attribute", "adf-content", "adf-fallback", "adf-mark"}
"""Parts of others, which take what they need of them."""
_BLOCKS = frozenset({"layout", "layout-section", "layout-cell"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def storage_to_html(storage: str, around: Surroundings) -> tuple[str, bool]:
    """The text as HTML, and whether it was well-formed; one that cannot be read at all is given back as it came."""
    root, is_whole = parsed(storage)
    if root is None:
        return storage, False
    for node in reversed(list(root.iter())):  # what is within another comes first
        if not isinstance(node.tag, str):
            node.drop_tree()
        elif node is not root:
            _convert(node, around)
    for node in list(root.iter(f"{AC}*", f"{RI}*", "{urn:at}*")):  # parts without their whole
        node.drop_tag()
    _name_headings(root)
    etree.cleanup_namespaces(root)
    inner = "".join(html.tostring(one, encoding="unicode") for one in root)
    return escape(root.text or "", quote=False) + inner, is_whole


def _convert(node: HtmlElement, around: Surroundings) -> None:
    tag = str(node.tag)
    if tag.startswith(AC):
        name = tag.removeprefix(AC)
        if name in _OF_PARENTS:
            return
        if step := _STEPS.get(name):
            step(node, around)
        elif name in _BLOCKS:
            node.tag = "div"
            node.attrib.clear()
        else:
            node.drop_tag()
    elif tag == "time":
        replace_by_text(node, words_of(node) or node.get("datetime") or "")
    elif not tag.startswith("{"):
        for attribute in [one for one in map(str, node.attrib) if one.startswith("{")]:
            del node.attrib[attribute]


def _link(node: HtmlElement, around: Surroundings) -> None:
    anchor = (node.get(f"{AC}anchor") or "").strip()
    target = next((one for one in node if isinstance(one.tag, str) and one.tag.startswith(RI)), None)
    address, words = _target(target, around) if target is not None else ("", "")
    body = node.find(f"{AC}link-body")
    body = body if body is not None else node.find(f"{AC}plain-text-link-body")
    link = element("a")
    if body is not None:
        pour(body, link)
    if not words_of(link) and link.find(".//img") is None:
        link.text = words or anchor
    page = target.get(f"{RI}content-title") if target is not None and target.tag == f"{RI}page" else None
    if anchor:
        address += f"#{quote(_fragment(anchor, page or around.title), safe='')}"
    if address:
        link.set("href", address)
        replace(node, link)
    else:
        span = element("span")
        pour(link, span)
        replace(node, span)


def _target(target: HtmlElement, around: Surroundings) -> tuple[str, str]:
    """The address that a link names, and what it is called where the link has no words; somebody has no address."""
    kind = str(target.tag).removeprefix(RI)
    title, space = target.get(f"{RI}content-title") or "", target.get(f"{RI}space-key") or ""
    if kind == "page":
        return around.page(title or around.title, space) if title or space else "", title
    if kind == "attachment":
        name = target.get(f"{RI}filename") or ""
        return _file(target, around), name
    if kind == "blog-post":
        return around.page(title, space), title
    if kind == "user":
        name = around.user(target.get(f"{RI}userkey") or target.get(f"{RI}account-id") or "")
        name = name or target.get(f"{RI}username") or ""
        if not name:
            around.stranger()
        return "", f"@{name}" if name else ""
    if kind == "url":
        return target.get(f"{RI}value") or "", target.get(f"{RI}value") or ""
    if kind == "space":
        return f"/display/{quote(space)}", space
    return "", title


def _file(attachment: HtmlElement, around: Surroundings) -> str:
    """The address of an attachment, of the page itself or of the one within."""
    page = attachment.find(f"{RI}page")
    name = attachment.get(f"{RI}filename") or ""
    title = page.get(f"{RI}content-title") if page is not None else ""
    space = page.get(f"{RI}space-key") if page is not None else ""
    return around.file(name, title or "", space or "")


def _image(node: HtmlElement, around: Surroundings) -> None:
    attachment, address = node.find(f"{RI}attachment"), node.find(f"{RI}url")
    source = (address.get(f"{RI}value") or "") if address is not None else ""
    source = _file(attachment, around) if attachment is not None else source
    picture = element("img", src=source, alt=node.get(f"{AC}alt") or node.get(f"{AC}title") or "")
    if (width := node.get(f"{AC}width") or "").isascii() and width.isdecimal():
        picture.set("width", width)
    caption = node.find(f"{AC}caption")
    if caption is None or not words_of(caption):
        return replace(node, picture)
    figure, words = element("figure"), element("figcaption")
    pour(caption, words)
    figure.extend([picture, words])
    return replace(node, figure)


def _tasks(node: HtmlElement, _around: Surroundings) -> None:
    tasks = element("ul")
    for one in list(node):
        if one.tag != f"{AC}task":
            if len(tasks):
                tasks[-1].append(one)
            continue
        is_done = words_of(one.find(f"{AC}task-status")) == "complete"
        item = element("li")
        pour(one.find(f"{AC}task-body"), item)
        first = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
        first.text = f"{'☑' if is_done else '☐'} {(first.text or '').lstrip()}"
        tasks.append(item)
    replace(node, tasks)


def _emoticon(node: HtmlElement, _around: Surroundings) -> None:
    fallback, name = node.get(f"{AC}emoji-fallback") or "", node.get(f"{AC}name") or ""
    if not fallback or fallback.isascii():
        fallback = _EMOTICONS.get(name, "") or fallback or node.get(f"{AC}emoji-shortname") or f":{name}:"
    replace_by_text(node, fallback)


def _placeholder(node: HtmlElement, _around: Surroundings) -> None:
    """What a template tells its author to write; readers do not see it."""
    node.drop_tree()


_STEPS: Mapping[str, Callable[[HtmlElement, Surroundings], None]] = {
    "structured-macro": convert_macro,
    "macro": convert_macro,
    "adf-extension": lambda node, _around: convert_panel(node),
    "link": _link,
    "image": _image,
    "task-list": _tasks,
    "emoticon": _emoticon,
    "placeholder": _placeholder,
}


def _name_headings(root: HtmlElement) -> None:
    """Headings get the names by which links call them; a second one of the same words its number."""
    seen: Counter[str] = Counter()
    for heading in root.iter(*_HEADINGS):
        if name := anchor_name(words_of(heading)):
            heading.set("id", f"{name}.{seen[name]}" if seen[name] else name)
            seen[name] += 1


def _fragment(anchor: str, title: str) -> str:
    """The name of a place in a page; older versions put the title of the page before it."""
    anchor = anchor.removeprefix(f"{''.join(title.split())}-") or anchor
    stem, dot, number = anchor.rpartition(".")
    return f"{anchor_name(stem)}.{number}" if dot and number.isdecimal() and stem else anchor_name(anchor)
