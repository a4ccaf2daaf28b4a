"""Shows the videos and sounds of an article, as a tree: files of the collection play in the page, the rest is linked.

First everything that plays becomes a link with a title (``link_media``), so that it is resolved, checked and counted
as links are; then those that lead to files of ours become players that load nothing until they are started
(``play_files``). Nothing is ever asked of another host before a visitor follows the link. Works on unsafe HTML, as
``kb.markdown.html_tree`` does.
"""

from __future__ import annotations

import posixpath
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from kb.dialects.parts.players import file_kind, host_of, is_video_page, watch_address
from kb.language.marking import N_
from kb.markdown.html_links import WRITTEN
from kb.markdown.html_tree import Translate
from kb.markdown.sections import text_of

_FRAMES = ("iframe", "embed", "object", "video", "audio", "frame")
_KINDS = {"video": N_("Video"), "audio": N_("Audio")}
_BLOCKS = frozenset({"div", "section", "figure", "details", "blockquote", "li", "td", "center", "article", "main"})
_FILES = "/files/"
_CARD, _POSTER = "media", "poster"


def link_media(tree: html.HtmlElement, translate: Translate | None) -> list[str]:
    """Make a link of everything that plays; returns the addresses of frames that are not known to be videos.

    Without ``translate`` the word for it is left out: nobody wrote it.
    """
    strange: list[str] = []
    for element in list(tree.iter(*_FRAMES)):
        source = _source(element)
        if not source:
            name = element.get("data-name")
            strange += [name] if name else []
            _drop(element)
            continue
        plays = file_kind(source) or (element.tag if element.tag in _KINDS else "")
        known = host_of(source)[1]
        if not plays and not known:
            strange.append(source)
        _put_link(element, source, plays or ("video" if known else ""), translate)
    for image in list(tree.iter("img")):
        source = (image.get("src") or "").strip()
        plays = file_kind(source) or ("video" if is_video_page(source) else "")
        if plays:
            _put_link(image, source, plays, translate)
    for link in list(tree.iter("a")):
        _make_poster(link, translate)
        if file_kind(link.get("href") or "") and _is_alone(link) and _CARD not in (link.get("class") or ""):
            link.set("class", _CARD)
    return strange


def play_files(tree: html.HtmlElement) -> None:
    """Make players of the links to files of ours that ``link_media`` left."""
    for link in list(tree.iter("a")):
        href = link.get("href") or ""
        if _CARD not in (link.get("class") or "").split() or not href.startswith(_FILES):
            continue
        kind = file_kind(href) or "video"
        player = etree.Element(kind, controls="controls", preload="none", src=href, title=text_of(link))
        poster = link.find("img")
        if poster is not None:
            player.set("poster", poster.get("src") or "")
            poster.drop_tree()
        if kind == "video":
            player.set("playsinline", "playsinline")
        for name in ("width", "height"):
            if (link.get(f"data-{name}") or "").isdecimal():
                player.set(name, link.get(f"data-{name}") or "")
        parent = link.getparent()
        if parent is None:
            continue
        box = etree.Element("span")
        box.set("class", "player")
        box.tail, link.tail = link.tail, None
        parent.replace(link, box)
        box.append(player)
        box.append(link)  # below it, as its name and for browsers that cannot play it
        link.attrib.pop("class")


def _make_poster(link: html.HtmlElement, translate: Translate | None) -> None:
    """Have a picture that links to a video stand for it, with the words for the picture as the title below it."""
    href, images = link.get("href") or "", link.findall("img")
    if len(images) != 1 or text_of(link) != (images[0].get("alt") or "") or not _stands_alone(link):
        return
    if file_kind(href) != "video" and not is_video_page(href):
        return
    link.set("class", f"{_CARD} {_POSTER}")
    link.set(WRITTEN, href)
    link.set("href", watch_address(href))
    title = images[0].get("alt") or host_of(href)[0] or _name_of(href)
    images[0].set("alt", "")
    name = etree.SubElement(link, "span")
    name.text = f"{translate(_KINDS['video'])}: {title}" if translate else title


def _source(element: html.HtmlElement) -> str:
    """The address of what plays; that of the first source where there are several."""
    places = [element, *element.iter("source", "embed")]
    names = ("src", "data-src", "data", "href")
    return next((value for place in places for name in names if (value := (place.get(name) or "").strip())), "")


def _put_link(element: html.HtmlElement, source: str, plays: str, translate: Translate | None) -> None:
    link = etree.Element("a")
    link.set("class", _CARD)
    address = watch_address(source)
    link.set("href", address)
    link.set(WRITTEN, source)
    for name in ("width", "height"):
        if value := element.get(name):
            link.set(f"data-{name}", value)
    title = next((value for name in ("title", "aria-label", "alt") if (value := (element.get(name) or "").strip())), "")
    title = title or _caption(element) or host_of(address)[0] or _name_of(address)
    link.text = f"{translate(_KINDS[plays])}: {title}" if plays and translate else title
    parent = element.getparent()
    if parent is None:
        return
    new = link
    if parent.tag in _BLOCKS:
        new = etree.Element("p")
        new.append(link)
    new.tail = element.tail
    parent.replace(element, new)


def _caption(element: html.HtmlElement) -> str:
    """The words of the figure that it stands in: they say what it is, and are read with it."""
    figure = next(element.iterancestors("figure"), None)
    caption = figure.find(".//figcaption") if figure is not None else None
    return text_of(caption) if caption is not None else ""


def _name_of(address: str) -> str:
    try:
        path = urlsplit(address).path
    except ValueError:
        return address
    return unquote(posixpath.basename(path.rstrip("/"))) or address


def _is_alone(link: html.HtmlElement) -> bool:
    """Whether a link of words is all that its paragraph holds."""
    return link.find(".//img") is None and _stands_alone(link)


def _stands_alone(link: html.HtmlElement) -> bool:
    parent = link.getparent()
    if parent is None or parent.tag not in ("p", "figure"):
        return False
    return len(parent) == 1 and not (parent.text or "").strip() and not (link.tail or "").strip()


def _drop(element: html.HtmlElement) -> None:
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
