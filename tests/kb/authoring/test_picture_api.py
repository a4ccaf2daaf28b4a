"""Pictures that programs put beside an article of theirs."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from kb.authoring.authoring_room import PICTURES_EACH_MINUTE
from tests.conftest import Collection
from tests.git_site import git
from tests.kb.authoring.conftest import DRAFTS, AuthoringProgram, told
from tests.pictures import picture

PICTURES = "/api/v1/pictures"
LID = f"{PICTURES}/en/lid"


def sent(kind: str = "png", **more: Any) -> dict[str, Any]:
    return {"name": "My lid.png", "alt": "The lid", "data": base64.b64encode(picture(kind)).decode(), **more}


@pytest.mark.parametrize("office", [{"git_commit": True}], indirect=True)
def test_a_picture_is_kept_beside_the_article_and_committed_as_the_programs(
    program: AuthoringProgram, collection: Collection
) -> None:
    program.write(text="Look.")
    answer = program.ask("POST", LID, sent())
    assert (answer.status_code, answer.get_json()) == (200, {"markdown": "![The lid](images/my-lid.png)"})
    assert (collection.root / "en/images/my-lid.png").is_file()
    assert git(collection.root, "log", "-1", "--format=%an <%ae>").strip() == "Release notes (Ann) <ann@example.com>"
    made = program.write(text=f"Look.\n\n{answer.get_json()['markdown']}\n")
    assert told(made) == []


def test_one_that_is_begun_gets_its_picture_where_its_file_will_be(
    program: AuthoringProgram, collection: Collection
) -> None:
    program.ask("POST", DRAFTS, {"title": "Mug", "category": "cups", "text": "x"})
    answer = program.ask("POST", f"{PICTURES}/en/cups/mug", sent())
    assert answer.status_code == 200
    assert (collection.root / "en/cups/images/my-lid.png").is_file()


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        (sent(alt=""), 400, "/alt"),
        (sent(data="%%%"), 400, "/data"),
        (sent(data=base64.b64encode(b"GIF89a but no picture").decode()), 422, "/data"),
        (sent(data=base64.b64encode(b"<svg><script>1</script></svg>").decode()), 422, "/data"),
        (sent(path="../x"), 400, "/path"),
        ([], 400, None),
    ],
)
def test_what_is_no_picture_is_not_taken(
    program: AuthoringProgram, collection: Collection, body: Any, status: int, pointer: str | None
) -> None:
    program.write(text="Look.")
    answer = program.ask("POST", LID, body)
    assert (answer.status_code, answer.get_json().get("pointer")) == (status, pointer)
    assert not (collection.root / "en/images").exists()


def test_without_a_draft_there_is_nothing_to_put_it_to(program: AuthoringProgram) -> None:
    assert program.ask("POST", LID, sent()).status_code == 404
    assert program.ask("POST", f"{PICTURES}/en/cups/secret", sent()).status_code == 404


def test_so_many_in_a_minute_and_no_more(program: AuthoringProgram) -> None:
    program.write(text="Look.")
    found = [program.ask("POST", LID, []).status_code for _ in range(PICTURES_EACH_MINUTE + 1)]
    assert found == [400] * PICTURES_EACH_MINUTE + [429]
