"""Objects are read as Hibernate writes them."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from datetime import date

from kb.exchange.bundle.packed import Packed
from kb.exchange.confluence.entities import LONGEST_VALUE, read_entities
from tests.kb.exchange.confluence.space_sample import page, put, thing
from tests.kb.exchange.conftest import Exchange


def test_values_references_and_lists_are_kept_apart(exchange: Exchange) -> None:
    listed = '<collection name="sets" class="java.util.Set"><element class="X"><id name="id">5</id></element><element class="X"><id name="id">6</id></element></collection>'
    put(exchange, page(1, "A ]] &amp; B", None, 9, more=listed), space="")
    found = next(read_entities(Packed(exchange.export), "entities.xml"))
    assert (found.kind, found.id, found.value("title"), found.of("parent")) == ("Page", "1", "A ]] &amp; B", "9")
    assert found.lists["sets"] == ("5", "6")
    assert found.day("creationDate") == date(2019, 1, 2)
    assert found.day("title") is None


def test_ids_that_are_none_and_endless_values_are_not_taken_as_they_are(exchange: Exchange) -> None:
    put(exchange, thing("Page", "../x", f'<property name="title">{"t" * 5_000}</property>'), space="")
    found = next(read_entities(Packed(exchange.export), "entities.xml", "Page"))
    assert (found.id, len(found.value("title"))) == ("", LONGEST_VALUE)
