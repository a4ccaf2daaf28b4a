"""Puts our reading of blocks in the place of the ``Markdown`` package's own, which gets everything within lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser as TheirBlockParser
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrTreeprocessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER, STX, AtomicString, code_escape

from kb.commonmark.parser import BlockParser
from kb.commonmark.tree import Builder
from kb.core.text import plain_lines

RAW = "rawhtml"
_NAMES = "p div ul ol li dl dt dd blockquote pre table thead tbody tr td th hr h1 h2 h3 h4 h5 h6 details summary"
_BLOCKS = frozenset([RAW, *_NAMES.split()])
_STASHED = re.compile(HTML_PLACEHOLDER % "([0-9]+)")
_RAW = re.compile(rf"<{RAW}>({HTML_PLACEHOLDER % '[0-9]+'})</{RAW}>")


class BlockExtension(Extension):
    """CommonMark's blocks; to be loaded before the extensions that add to the treatment of lines and trees."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the package's name for it
        """Take the place of what reads lines and blocks."""
        md.preprocessors.deregister("html_block")
        md.preprocessors.register(_Clean(md), "normalize_whitespace", 30)
        md.parser = _Blocks(md)
        md.treeprocessors.register(_LineEnds(md), "prettify", 10)
        md.postprocessors.register(_Raw(md), "raw_html", 30)


class _Clean(Preprocessor):
    """Line ends as one sign, and none of the signs that the package sets its own marks with."""

    def run(self, lines: list[str]) -> list[str]:
        text = plain_lines("\n".join(lines))
        return text.replace(STX, "").replace(ETX, "").replace("\0", "\ufffd").split("\n")


class _Blocks(TheirBlockParser):
    def parseDocument(self, lines: Iterable[str]) -> ElementTree.ElementTree:  # noqa: N802
        self.root = ElementTree.Element(self.md.doc_tag)
        self._build(self.root, BlockParser("\n".join(lines)))
        return ElementTree.ElementTree(self.root)

    def parseChunk(self, parent: ElementTree.Element, text: str) -> None:  # noqa: N802
        """What the extension for footnotes calls with the text of one."""
        self._build(parent, BlockParser(text, footnotes=False))

    def _build(self, parent: ElementTree.Element, parser: BlockParser) -> None:
        document = parser.parse()
        for found in parser.definitions:
            if found.label not in self.md.references:
                self.md.references[found.label] = (unescape(found.address), unescape(found.title))
        builder = Builder(self._raw, lambda text: AtomicString(code_escape(text)))
        builder.fill(parent, document)
        self._keep(builder)

    def _keep(self, builder: Builder) -> None:
        for extension in self.md.registeredExtensions:
            if isinstance(extension, FootnoteExtension):
                for label, text in builder.footnotes:
                    extension.setFootnote(label, text)
        abbreviations = self.md.treeprocessors["abbr"]
        if isinstance(abbreviations, AbbrTreeprocessor):
            abbreviations.abbrs.update(builder.abbreviations)

    def _raw(self, markup: str) -> ElementTree.Element:
        element = ElementTree.Element(RAW)
        element.text = AtomicString(self.md.htmlStash.store(markup))
        return element


class _LineEnds(Treeprocessor):
    """A new line behind each block, so that words of two never run together; before lines are read it would cost."""

    def run(self, root: ElementTree.Element) -> None:
        for element in root.iter():
            if element.tag in _BLOCKS and not (element.tail or "").strip():
                element.tail = "\n"


class _Raw(Postprocessor):
    """Brings HTML back as it was written, each piece once."""

    def run(self, text: str) -> str:
        pieces = self.md.htmlStash.rawHtmlBlocks

        def piece(found: re.Match[str]) -> str:
            number = int(found[1])
            return str(pieces[number]) if number < len(pieces) else ""

        return _STASHED.sub(piece, _RAW.sub(r"\1", text))
