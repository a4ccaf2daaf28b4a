"""Each room's styles and scripts at the address of its floor."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from kb.site.static_files import PagesWithFiles, static_folders


@pytest.fixture
def floor(tmp_path: Path) -> Path:
    """A floor of which three rooms have static files, and one has none."""
    for room, name in ((".", "floor.css"), ("public", "article.css"), ("desk", "desk.css"), ("public", "list/rows.js")):
        file = tmp_path / room / "static" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"/* {name} */", "utf-8")
    (tmp_path / "links").mkdir()
    return tmp_path


def served(folders: list[Path]) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(PagesWithFiles("kb", __name__, folders))
    return app


@pytest.mark.parametrize("name", ["floor.css", "article.css", "desk.css", "list/rows.js"])
def test_a_file_of_any_room_stands_below_the_address_of_the_floor(floor: Path, name: str) -> None:
    answer = served(static_folders(floor)).test_client().get(f"/static/kb/{name}", buffered=True)
    assert (answer.status_code, answer.text) == (200, f"/* {name} */")


@pytest.mark.parametrize(
    "name", ["nothing.css", "../links", "..%2fpublic/static/article.css", "list", "list/../floor.css"]
)
def test_nothing_else_is_served(floor: Path, name: str) -> None:
    (floor / "secret.css").write_text("/* secret */", "utf-8")
    assert served(static_folders(floor)).test_client().get(f"/static/kb/{name}").status_code == 404


def test_a_room_with_an_address_of_its_own_is_left_to_it(floor: Path) -> None:
    assert served(static_folders(floor, but=("desk",))).test_client().get("/static/kb/desk.css").status_code == 404


def test_two_files_of_one_name_are_refused_with_both_places(floor: Path) -> None:
    (floor / "desk" / "static" / "article.css").write_text("", "utf-8")
    with pytest.raises(ValueError, match=r"article\.css lies in .*desk.* and in .*public"):
        served(static_folders(floor))
