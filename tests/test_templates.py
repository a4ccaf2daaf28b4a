"""Each room keeps its templates in a folder of its name, and each name that is used leads to one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.meta import find_referenced_templates

ROOT = Path(__file__).parent.parent
FLOORS = ("kb", "search", "review")
TEMPLATES = sorted(file for floor in FLOORS for file in (ROOT / floor).rglob("templates/**/*") if file.is_file())
NAMES = {file.parent.name + "/" + file.name: file for file in TEMPLATES}


def spoken_in_python() -> Iterator[tuple[Path, str]]:
    """Every text in a module that could name a template, with the module."""
    for floor in FLOORS:
        for file in (ROOT / floor).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                is_call = isinstance(node, ast.Call) and ast.unparse(node.func).endswith("render_template")
                if is_call and node.args and isinstance(node.args[0], ast.Constant):
                    yield file, node.args[0].value


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_template_lies_in_a_folder_named_after_its_room(file: Path) -> None:
    room = file.relative_to(ROOT).parts[-4]
    assert file.relative_to(ROOT).parts[-3:-1] == ("templates", room)


def test_no_two_templates_have_one_name() -> None:
    assert len(NAMES) == len(TEMPLATES)


def test_every_template_that_a_template_names_is_there() -> None:
    read = Environment(autoescape=True)  # noqa: S701 - nothing is rendered
    named = {
        (name, file.name)
        for file in TEMPLATES
        for name in find_referenced_templates(read.parse(file.read_text("utf-8")))
    }
    with_slots = {
        file for name, file in named if name is None
    }  # whatever features put there (tests of kb.site.feature)
    of_readers = {"_for_editors.html", "article.html", "contact.html", "error.html", "feedback.html", "results.html"}
    assert with_slots == {"base.html", "login.html", "staff_bar.html", "work.html", *of_readers}
    assert [(name, file) for name, file in named if name is not None and name not in NAMES] == []


def test_every_template_that_a_module_names_is_there() -> None:
    named = list(spoken_in_python())
    assert len(named) > 20
    assert [(file.name, name) for file, name in named if name not in NAMES] == []
