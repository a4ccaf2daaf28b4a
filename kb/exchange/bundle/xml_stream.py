"""Reads large XML one element at a time: without entities of the document, without the network, without huge trees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from kb.exchange.bundle.packed import ExportError, Packed

_PIECE = 4_096


def read_elements(packed: Packed, name: str, *tags: str) -> Iterator[etree._Element]:
    """The elements of the file ``name`` that are called one of ``tags``, in whatever namespace; each is emptied when
    the next one is asked for. One within another comes as a part of that.

    Raises:
        ExportError: it is no such XML, declares entities, or ends too early; what came before has been given by then.

    """
    if _declares_type(packed, name):
        raise ExportError(f"{packed.shown(name)} declares a document type, which no export does; it is not read")
    with packed.open(name) as stream:
        try:
            found = etree.iterparse(
                stream,
                tag=[f"{{*}}{tag}" for tag in tags],
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
            )
            for _event, element in found:
                if any(str(above.tag).rpartition("}")[2] in tags for above in element.iterancestors()):
                    continue  # a part of one that is still to come
                yield element
                element.clear()
                while element.getprevious() is not None:
                    parent = element.getparent()
                    if parent is None:
                        break
                    del parent[0]
        except etree.XMLSyntaxError as error:
            line = error.lineno or 1
            what = str(error).split(", line ")[0]
            raise ExportError(
                f"{packed.shown(name)}:{line}: this XML cannot be read: {what}; save it once more"
            ) from error


class _TypeDeclared(Exception):  # noqa: N818 - no error: it ends the reading
    """The document declares its type."""


class _RootBegun(Exception):  # noqa: N818 - likewise
    """The root element begins: what could be declared is."""


class _Prolog:
    """Told by the parser what stands before the root element, wherever that is and in whatever encoding."""

    def doctype(self, *_declared: str | None) -> None:
        raise _TypeDeclared

    def start(self, *_element: object) -> None:
        raise _RootBegun

    def close(self) -> None:
        """Nothing is made."""


def _declares_type(packed: Packed, name: str) -> bool:
    """Whether a file declares a document type. One that does can give every element values of a million characters, so
    none of its elements may be read.
    """
    target: Any = _Prolog()  # the stub wants methods that lxml does not
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False)
    with packed.open(name) as stream:
        try:
            while piece := stream.read(_PIECE):
                parser.feed(piece)
        except _TypeDeclared:
            return True
        except (_RootBegun, etree.XMLSyntaxError):  # whoever reads on says what is wrong
            return False
    return False


def text_in(element: etree._Element, tag: str) -> str:
    """The text of the first child called ``tag``, in whatever namespace; empty where there is none."""
    found = element.find(f"{{*}}{tag}")
    return (found.text or "").strip() if found is not None else ""
