"""An article's Markdown as a reader may have it: what the page does not show is not in it either.

A page takes a link to what its reader may not see off its words, and leaves comments out. The text that the author
wrote still names both: files of the staff, drafts, notes to colleagues. Whatever hands out the text takes it from here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from typing import NamedTuple
from urllib.parse import quote, unquote

from kb.dialects.wiki_links import as_written, shown_words
from kb.markdown.source.code import comment_spans, without_code
from kb.markdown.source.link_spans import LinkSpan, link_spans

_TITLE = r"(?:\"(?:\\.|[^\"\\]){0,999}\"|'(?:\\.|[^'\\]){0,999}'|\((?:\\.|[^()\\]){0,999}\))"
_END = re.compile(rf">?(?:\s+{_TITLE})?[ \t]*\n?[ \t]*\)", re.DOTALL)
_DEFINITION_END = re.compile(rf">?(?:[ \t]*\n?[ \t]+{_TITLE})?[ \t]*(?:\n|\Z)", re.DOTALL)
_DEFINITION_START = re.compile(r"^[ >]{0,12}\[((?!\^)[^\]\n]{1,999})\]:[ \t]*\n?[ \t]*<?\Z", re.MULTILINE)
_ATTRIBUTE_START = re.compile(r"\s*\b(?:href|src)\s*=\s*[\"']\Z", re.IGNORECASE)
_USE = re.compile(r"\[([^\[\]\n]{1,999})\](?:\[([^\[\]\n]{0,999})\])?(?![(:\[])")
_LABELLED = re.compile(r"\]\[([^\[\]\n]{0,999})\]")
_NOTE = re.compile(r"^ {0,3}\[(?://|comment)[^\]\n]{0,99}\]:[ \t]*<?#?>?[ \t]*(?:[\"'(][^\n]*)?(?:\n|\Z)", re.MULTILINE)
_NOTE_OF_MDX = re.compile(r"\{/\*.*?(?:\*/\}|\Z)", re.DOTALL)
_NOTE_OF_VAULT = re.compile(r"%%(?>(?:[^%]|%(?!%))*)%%")
_OTHER_LINKS = re.compile(r"\{[%{]|<[A-Z]|\b(?:to|url|page|link)\s*=|\b(?:href|src)\s*=\s*[^\"'\s]")
_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")
_TEMPLATE = re.compile(r"\]\([ \t]*(\{[{%][^\n{}%]{1,500}[%}]\}[^\s()]{0,500})")
_LONGEST_LABEL = 1_100
_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)


class _TextChange(NamedTuple):
    """What stands from ``start`` to ``end`` becomes ``text``."""

    start: int
    end: int
    text: str = ""


def readable_text(
    text: str,
    is_hidden: Callable[[str], bool],
    on_page: Callable[[], Iterable[str] | None],
    *,
    is_mdx: bool = False,
    has_wiki: bool = False,
) -> str:
    """``text`` of an article for a reader: as it is written, but for comments and for links to addresses of which
    ``is_hidden`` says so; of those the words stay.

    ``on_page`` are the addresses, as written, that the reader's page took off: asked for only where the text alone does
    not tell what is a link; None where there is no page, and then all that may be a link is taken for one.
    """
    text = without_notes(text, is_mdx=is_mdx, is_vault=has_wiki)
    spans = link_spans(text, has_wiki=has_wiki, in_code=True)
    everywhere = [span for span in spans if not span.written.startswith("{") and is_hidden(span.href)]
    surely = {span.start for span in link_spans(text, has_wiki=has_wiki)}
    has_others = _OTHER_LINKS.search(text) is not None
    if not everywhere and not has_others:
        return text
    is_unsure = has_others or any(span.start not in surely for span in everywhere)
    told = on_page() if is_unsure else ()
    taken_off = {address for address in told or () if address.strip()}
    gone = [one for one in everywhere if told is None or one.start in surely or as_written(one.href) in taken_off]
    text = _applied(text, _edits(text, [*gone, *_templates(text, taken_off)]))
    return _without_addresses(text, taken_off)


def without_notes(text: str, *, is_mdx: bool, is_vault: bool) -> str:
    """``text`` without what an author wrote for other authors."""
    found = [_TextChange(*span) for span in comment_spans(text)]
    plain = without_code(text)
    ways = (_NOTE, *((_NOTE_OF_MDX,) if is_mdx else ()), *((_NOTE_OF_VAULT,) if is_vault else ()))
    found += [_TextChange(*match.span()) for way in ways for match in way.finditer(plain)]
    return _BLANK_LINES.sub("", _applied(text, found)).rstrip()


def _applied(text: str, edits: Iterable[_TextChange]) -> str:
    """``text`` with ``edits``; of two that overlap the earlier."""
    parts, at = [], 0
    for edit in sorted(edits):
        if edit.start >= at:
            parts += [text[at : edit.start], edit.text]
            at = edit.end
        else:
            at = max(at, edit.end)
    return "".join([*parts, text[at:]])


def _edits(text: str, spans: Iterable[LinkSpan]) -> Iterator[_TextChange]:
    """What takes the links at ``spans`` off their words."""
    labels, brackets = set(), _brackets(text)
    for span in spans:
        if span.way == "wiki":
            yield _wiki_edit(text, span)
        elif match := _ATTRIBUTE_START.search(text, max(0, span.start - 99), span.start):
            yield _TextChange(match.start(), span.end + 1)
        elif (match := _line_before(text, span)) and (end := _DEFINITION_END.match(text, span.end)):
            labels.add(_label(match[1]))
            yield _TextChange(match.start(), end.end())
        else:
            yield from _inline_edits(text, span, brackets)
    if labels:
        yield from _uses(text, labels, brackets)


def _line_before(text: str, span: LinkSpan) -> re.Match[str] | None:
    """The beginning of a definition that has the address of ``span``."""
    return _DEFINITION_START.search(text, max(0, span.start - _LONGEST_LABEL), span.start)


def _inline_edits(text: str, span: LinkSpan, brackets: Mapping[int, int]) -> Iterator[_TextChange]:
    """Those of ``[words](address "title")``; of anything else the address alone."""
    bracket = text.rfind("](", max(0, span.start - 99), span.start)
    end, start = _END.match(text, span.end), brackets.get(bracket)
    if bracket < 0 or end is None or start is None:
        yield _TextChange(span.start, span.end)
        return
    is_picture = start > 0 and text[start - 1] == "!" and text[start - 2 : start - 1] != "\\"
    yield _TextChange(start - is_picture, start + 1)
    yield _TextChange(bracket, end.end())


def _brackets(text: str) -> dict[int, int]:
    """Where the bracket opens that closes at each place; what only looks like code is looked at as well."""
    found: dict[int, int] = {}
    for plain in (text, without_code(text)):
        opened: list[int] = []
        for match in _BRACKET.finditer(plain):
            if match[0] == "[":
                opened.append(match.start())
            elif match[0] == "]" and opened:
                found[match.start()] = opened.pop()
    return found


def _wiki_edit(text: str, span: LinkSpan) -> _TextChange:
    start, end = text.rfind("[[", 0, span.start), text.find("]]", span.end) + 2
    is_shown = start > 0 and text[start - 1] == "!"
    return _TextChange(start - is_shown, end, shown_words(text[start + 2 : end - 2]))


def _label(written: str) -> str:
    return " ".join(written.split()).casefold()


def _uses(text: str, labels: set[str], brackets: Mapping[int, int]) -> Iterator[_TextChange]:
    """What takes links off their words that are written by reference to one of ``labels``."""
    plain = without_code(text)
    for match in _LABELLED.finditer(plain):
        start = brackets.get(match.start())
        if start is not None and _label(match[1] or text[start + 1 : match.start()]) in labels:
            yield _TextChange(start - (text[start - 1 : start] == "!"), start + 1)
            yield _TextChange(match.start(), match.end())
    for match in _USE.finditer(plain):
        if match[2] is None and _label(match[1]) in labels and plain[match.start() - 1 : match.start()] != "]":
            yield _TextChange(match.start() - (plain[match.start() - 1 : match.start()] == "!"), match.start() + 1)
            yield _TextChange(match.end() - 1, match.end())


def _templates(text: str, hidden: Iterable[str]) -> Iterator[LinkSpan]:
    """Where a sign of a template stands in the place of an address that is ``hidden``."""
    ways = [way for href in hidden for way in _ways(href)]
    for match in _TEMPLATE.finditer(text):
        if any(way in match[1] for way in ways):
            yield LinkSpan(match.start(1), match.end(1), match[1], match[1], "markdown")


def _ways(href: str) -> list[str]:
    """How an address may stand in a text, the longest first."""
    bare = href.removeprefix("[[")
    ways = {bare, escape(bare), escape(bare, quote=False), quote(bare, safe="/#?&=:;,+%@!$'()*~"), unquote(bare)}
    ways |= {way.lstrip("/") for way in ways}
    return sorted((way for way in ways if way.strip("./#")), key=len, reverse=True)


def _without_addresses(text: str, hidden: Iterable[str]) -> str:
    """``text`` without addresses that stand in tags and signs of other systems, which the page reads as links."""
    for href in hidden:
        for way in _ways(href):
            text = re.sub(rf"\s*\b(?:href|src)\s*=\s*([\"']?){re.escape(way)}\1(?=[\s/>])", "", text)
            # A path stands by itself in {% link %}; a single word might be one of a sentence.
            before, after = ("[\"'=(<{\\s]", "[\"')>}\\s]") if set("./") & set(way) else ("[\"'=(<]", "[\"')>]")
            text = re.sub(rf"(?<={before}){re.escape(way)}(?={after})", "", text)
    return text
