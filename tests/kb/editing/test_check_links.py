"""What ``kb check`` says of links: true, with its line, with the mend."""

from __future__ import annotations

import pytest

from tests.conftest import Collection
from tests.kb.editing.conftest import found


@pytest.mark.parametrize("href", ["#", "#top", "#Top"])
def test_the_top_of_the_page_is_there(collection: Collection, href: str) -> None:
    collection.write("a.md", f"[up]({href})", title="A")
    assert found(collection) == []


@pytest.mark.parametrize(
    "href", ["tg://resolve?domain=x", "ms-settings:display", "javascript:x", "C:/docs/a.md", "obsidian://x"]
)
def test_another_scheme_is_not_allowed(collection: Collection, href: str) -> None:
    collection.write("a.md", f"Text.\n\n[x]({href})", title="A")
    (problem,) = found(collection)
    assert (problem.code, problem.line) == ("link_not_allowed", 6)
    assert "is not allowed" in problem.message
    assert "https:" in problem.message


def test_a_picture_in_the_text_itself_is_not_allowed_and_the_mend_is_named(collection: Collection) -> None:
    collection.write("a.md", "![x](data:image/gif;base64,R0lGODlhAQABAAAAACw=)", title="A")
    (problem,) = found(collection)
    assert "is not allowed" in problem.message
    assert "save it as a file" in problem.message


@pytest.mark.parametrize("name", ["firmware.bin", "data.JSON", "app.apk", "NOTICE"])
def test_a_file_of_a_kind_that_is_not_served_is_a_warning(collection: Collection, name: str) -> None:
    collection.write(f"files/{name}", b"x")
    collection.write("a.md", f"[x](files/{name})", title="A")
    (problem,) = found(collection)
    assert (problem.severity, problem.code) == ("warning", "file_not_served")
    assert ".zip" in problem.message
