"""Mends what the ``Markdown`` package reads otherwise than CommonMark within lines."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, SubstituteTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString, code_escape

from kb.commonmark.link_definitions import label_of
from kb.commonmark.package_links import read_links

_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_BACKTICKS = r"\\[\\`]|(`+)"
_ATTRIBUTE_LISTS = re.compile(r"(?:\{:[^{}\n]*\}){2,}")


class InlineExtension(Extension):
    """Escapes, code spans, line breaks, references and lists of attributes as others read them."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the package's name for it
        """Take the place of what reads them."""
        md.registerExtension(self)
        self._md = md
        md.references = _References()
        md.inlinePatterns.register(_CodeSpan(_BACKTICKS, md), "backtick", 190)
        read_links(md)
        # Behind HTML (90), within whose tags a line may end as it likes.
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r"  \n|\\\n", "br"), "linebreak", 85)
        md.treeprocessors.register(_OneAttributeList(md), "one_attribute_list", 10)

    def reset(self) -> None:
        """Every sign of punctuation can be escaped and nothing else; the extension for ``H~2~O`` adds the space."""
        self._md.ESCAPED_CHARS = list(_PUNCTUATION)


class _References(dict[str, tuple[str, str]]):
    """Link definitions by label, however a label is written."""

    def __contains__(self, label: object) -> bool:
        return super().__contains__(label_of(str(label)))

    def __getitem__(self, label: str) -> tuple[str, str]:
        return super().__getitem__(label_of(label))


class _CodeSpan(InlineProcessor):
    """From a run of backticks to the next one of the same length; one space at either end is only for looks."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        if m[1] is None:
            return None, None, None
        end = re.compile(rf"(?<!`){m[1]}(?!`)").search(data, m.end())
        if end is None:
            return None, None, None
        text = data[m.end() : end.start()].replace("\n", " ")
        if text.strip() and text[0] == text[-1] == " ":
            text = text[1:-1]
        element = Element("code")
        element.text = AtomicString(code_escape(text))
        return element, m.start(), end.end()


class _OneAttributeList(Treeprocessor):
    """``{:target="_blank"}{:rel="noopener"}`` as one list: the extension for them knows no second one."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tail and "}{:" in element.tail:
                element.tail = _ATTRIBUTE_LISTS.sub(lambda found: found[0].replace("}{:", " "), element.tail)
