"""The objects in ``entities.xml``, one after the other, as Hibernate writes them: values, and what they refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from lxml.etree import _Element

from kb.core.text import as_read, one_line
from kb.exchange.bundle.packed import Packed
from kb.exchange.bundle.xml_stream import read_elements

LONGEST_VALUE = 1_000
"""Of all that is no text of a page, in characters."""
_ID = re.compile(r"[\w:.@-]{1,200}")


@dataclass(frozen=True, slots=True)
class Entity:
    """An object: its class, its id, plain values by name, ids of what single properties and collections name."""

    kind: str
    id: str
    values: dict[str, str] = field(default_factory=dict)
    refers: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    body: str = ""
    """Of a ``BodyContent``: all of its text, with line ends as they are read here."""

    def value(self, *names: str) -> str:
        """The first of these values that is there; versions of Confluence call one thing by several names."""
        return next((found for name in names if (found := self.values.get(name, ""))), "")

    def of(self, *names: str) -> str:
        """The id of the first of these that is named."""
        return next((found for name in names if (found := self.refers.get(name, ""))), "")

    def day(self, name: str) -> date | None:
        """The day of a time, which the export writes as the server's clock had it."""
        try:
            found = date.fromisoformat(self.values.get(name, "")[:10])
        except ValueError:
            return None
        return found if 1970 < found.year < 2200 else None


def read_entities(files: Packed, name: str, *kinds: str) -> Iterator[Entity]:
    """The objects of these classes in the file ``name``, or all of them.

    Raises:
        ExportError: it is no XML, declares entities or ends too early.

    """
    for element in read_elements(files, name, "object"):
        kind = element.get("class") or ""
        if not kinds or kind in kinds:
            yield _entity(element, kind)


def _entity(element: _Element, kind: str) -> Entity:
    found = Entity(kind, _id(element.find("id")))
    body = ""
    for part in element:
        called = part.get("name") or ""
        if part.tag == "property":
            inner = part.find("id")
            if inner is not None:
                found.refers[called] = _id(inner)
            elif kind == "BodyContent" and called == "body":
                body = as_read(part.text or "")
            elif part.text:
                found.values[called] = one_line(as_read(part.text), LONGEST_VALUE)
        elif part.tag == "collection":
            found.lists[called] = tuple(filter(None, (_id(one.find("id")) for one in part)))
    return Entity(kind, found.id, found.values, found.refers, found.lists, body) if body else found


def _id(element: _Element | None) -> str:
    words = (element.text or "").strip() if element is not None else ""
    return words if _ID.fullmatch(words) else ""
