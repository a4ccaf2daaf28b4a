"""What pages do and show a program can do and read, or there is a reason why not: no address lacks a row."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask

from kb.web.for_programs import is_for_programs

PAGE = Path(__file__).parents[1] / "docs" / "api-and-pages.md"
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_CODE, _REASON = re.compile(r"`([A-Z]+ /[^`]*)`"), re.compile(r"\*\*([a-z]+)\*\*")


class TableRow(NamedTuple):
    """What pages do, which operations do the same, and reasons for what none does."""

    pages: list[str]
    operations: list[str]
    reasons: list[str]


DONE, SHOWN = "The table", "What pages show"


def table(name: str) -> list[TableRow]:
    text = PAGE.read_text("utf-8").split(f"\n## {name}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
    return [TableRow(_CODE.findall(page), _CODE.findall(api), _REASON.findall(api)) for page, _, api in cells]


def pages(site: Flask, methods: frozenset[str]) -> list[str]:
    """Every address that answers one of ``methods`` and is none of the API."""
    return [
        f"{method} {rule.rule}"
        for rule in site.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & methods)
        if not rule.rule.startswith("/api/")
    ]


@pytest.mark.parametrize(
    ("name", "methods", "least"), [(DONE, CHANGING, 90), (SHOWN, frozenset({"GET"}), 110)], ids=["done", "shown"]
)
def test_every_address_has_one_row_and_no_row_is_of_another(
    site: Flask, name: str, methods: frozenset[str], least: int
) -> None:
    listed = Counter(page for row in table(name) for page in row.pages)
    assert {page for page, count in listed.items() if count > 1} == set()
    assert set(pages(site, methods)) - set(listed) == set(), "say what a program asks instead, or why it may not"
    assert set(listed) - set(pages(site, methods)) == set()
    assert len(listed) > least


def test_every_operation_that_reads_stands_beside_a_page(site: Flask) -> None:
    named = {one for row in table(SHOWN) for one in row.operations}
    described: dict[str, Any] = site.test_client().get("/api/v1/openapi.json").get_json()["paths"]
    reads = {f"GET {path}" for path, methods in described.items() if "get" in methods}
    assert reads - named == {"GET /api/v1/desk", "GET /api/v1/proposals"}, (
        "the first has no page, the second is on Work"
    )


def test_every_operation_named_there_is_described(site: Flask) -> None:
    described: dict[str, Any] = site.test_client().get("/api/v1/openapi.json").get_json()["paths"]
    known = {f"{method.upper()} {path}" for path, methods in described.items() for method in methods}
    assert {one for row in [*table(DONE), *table(SHOWN)] for one in row.operations} - known == set()


def test_what_no_program_may_has_a_reason_that_is_explained() -> None:
    text = PAGE.read_text("utf-8").split("\n## Why a program may not\n")[1].split("\n## ")[0]
    explained = set(re.findall(r"^- \*\*([a-z]+)\*\*: ", text, re.MULTILINE))
    assert all(row.operations or row.reasons for row in [*table(DONE), *table(SHOWN)])
    assert {reason for row in [*table(DONE), *table(SHOWN)] for reason in row.reasons} == explained


def test_addresses_of_the_api_are_known_by_their_beginning(site: Flask) -> None:
    """Else an operation would be taken for a page, or a page be left out of the table."""
    for rule in site.url_map.iter_rules():
        assert is_for_programs(rule.rule) == (rule.rule.startswith("/api/") or rule.rule == "/mcp")
