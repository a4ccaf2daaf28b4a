"""Each room's styles and scripts at the address of its floor."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from kb.site.static_files import PagesWithFiles, asset, static_folders


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


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """Two floors of scripts: the upper one imports of the lower, and both import of their own."""
    texts = {
        "kb/static/page.js": "import { make } from './elements.js';\n",
        "kb/static/elements.js": "export const make = 1;\n",
        "search/static/list/rows.js": "import { make } from '../../kb/elements.js';\nimport('../rest.js');\n",
        "search/static/rest.js": "// alone\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def site_of(folder: Path) -> Flask:
    app = Flask(__name__, static_folder=None)
    for floor in ("kb", "search"):
        app.register_blueprint(PagesWithFiles(floor, __name__, [folder / floor / "static"]))
    return app


def read(app: Flask, address: str) -> str:
    return app.test_client().get(address, buffered=True).text


def address_of(app: Flask, name: str, part: str = "kb") -> str:
    with app.test_request_context():
        return asset(name, part)


def test_what_a_script_imports_is_named_with_its_hash(scripts: Path) -> None:
    app = site_of(scripts)
    elements, rest = address_of(app, "elements.js"), address_of(app, "rest.js", "search")
    rows = read(app, address_of(app, "list/rows.js", "search"))
    assert f"from '../../kb/{elements.rpartition('/')[2]}';" in rows
    assert f"import('../{rest.rpartition('/')[2]}');" in rows
    assert read(app, elements) == "export const make = 1;\n"


def test_a_change_of_what_is_imported_gives_new_addresses_to_all_that_lead_there(scripts: Path) -> None:
    names = [("page.js", "kb"), ("list/rows.js", "search"), ("elements.js", "kb"), ("rest.js", "search")]
    before = [address_of(site_of(scripts), *name) for name in names]
    (scripts / "kb/static/elements.js").write_text("export const make = 2;\n", "utf-8")
    after = [address_of(site_of(scripts), *name) for name in names]
    assert [one == other for one, other in zip(before, after, strict=True)] == [False, False, False, True]


def test_importing_what_is_not_there_fails_at_once(scripts: Path) -> None:
    (scripts / "kb/static/elements.js").unlink()
    with pytest.raises(KeyError, match=r"elements\.js"):
        address_of(site_of(scripts), "page.js")
