"""An article that a program begins is nowhere but in its draft until a person publishes it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Collection
from tests.kb.authoring.conftest import DRAFTS, AuthoringProgram, told

MUG = {"title": "Mug", "category": "cups", "text": "Hold it.\n"}


def files(collection: Collection) -> set[str]:
    return {file.relative_to(collection.root).as_posix() for file in collection.root.rglob("*") if file.is_file()}


def test_nothing_is_written_into_the_folder(program: AuthoringProgram, collection: Collection) -> None:
    before = files(collection)
    answer = program.ask("POST", DRAFTS, {**MUG, "products": ["kettle"], "fields": {"tags": ["mug"]}})
    assert answer.status_code == 201, answer.text
    made = answer.get_json()
    assert (answer.status_code, made["key"], made["path"], made["is_new"]) == (201, "cups/mug", "en/cups/mug.md", True)
    assert (made["text"], made["fields"]["tags"], told(made)) == ("Hold it.\n", ["mug"], [])
    assert files(collection) == before
    again = program.get(f"{DRAFTS}/en/cups/mug")
    assert {**again, "problems": told(again)} == {**made, "problems": []}
    changed = program.write("en/cups/mug", text="Hold it well.\n", version=made["version"])
    assert (changed["text"], changed["is_new"], changed["fields"]["title"]) == ("Hold it well.\n", True, "Mug")


@pytest.mark.parametrize(
    ("more", "status", "pointer"),
    [
        ({"title": " "}, 422, "/title"),
        ({"title": 1}, 400, "/title"),
        ({"title": "x" * 301}, 422, "/title"),
        ({"language": "tlh"}, 422, "/language"),
        ({"category": "none"}, 422, "/category"),
        ({"category": "../cups"}, 422, "/category"),
        ({"name": "../mug"}, 422, "/name"),
        ({"name": "Mug.md"}, 422, "/name"),
        ({"template": "none"}, 422, "/template"),
        ({"products": ["teapot"]}, 422, "/products/0"),
        ({"products": "kettle"}, 400, "/products"),
        ({"path": "x.md"}, 400, "/path"),
    ],
)
def test_what_there_is_not_is_refused_where_it_stands(
    program: AuthoringProgram, more: dict[str, Any], status: int, pointer: str
) -> None:
    answer = program.ask("POST", DRAFTS, {**MUG, **more})
    assert (answer.status_code, answer.get_json().get("pointer")) == (status, pointer)
    assert program.get(DRAFTS)["total"] == 0


@pytest.mark.parametrize("name", ["cup", "secret"])
def test_a_name_that_an_article_has_is_taken_and_no_more_is_told(program: AuthoringProgram, name: str) -> None:
    answer = program.ask("POST", DRAFTS, {**MUG, "name": name})
    assert (answer.status_code, answer.get_json()["reason"]) == (409, "taken")
    assert "anzibar" not in answer.text


def test_a_name_that_an_own_draft_has_is_taken(program: AuthoringProgram) -> None:
    assert [program.ask("POST", DRAFTS, MUG).status_code for _ in range(2)] == [201, 409]
