"""Reads large XML one element at a time: without entities of the document, without the network, without huge trees."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from kb.exchange.bundle.packed import ExportError, Packed

_HEAD = 4_096


def read_elements(packed: Packed, name: str, *tags: str) -> Iterator[etree._Element]:
    """The elements of the file ``name`` that are called one of ``tags``, in whatever namespace; each is emptied when
    the next one is asked for. One within another comes as a part of that.

    Raises:
        ExportError: it is no such XML, declares entities, or ends too early; what came before has been given by then.

    """
    with packed.open(name) as stream:
        head = stream.read(_HEAD).replace(b"\0", b"")  # of UTF-16 too
        if b"<!ENTITY" in head or b"<!DOCTYPE" in head:
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


def text_in(element: etree._Element, tag: str) -> str:
    """The text of the first child called ``tag``, in whatever namespace; empty where there is none."""
    found = element.find(f"{{*}}{tag}")
    return (found.text or "").strip() if found is not None else ""
