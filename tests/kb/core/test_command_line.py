"""Commands are found by their names, and each waits for nothing that another needs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from app import COMMANDS, main
from kb.core.command_line import CommandsByName, GroupByName
from search.static_site.commands import WRITERS

OF_SEARCH = {"faiss", "onnxruntime", "onnx", "numpy", "whoosh", "tokenizers", "rapidfuzz", "pymorphy3", "Stemmer"}
OF_PAGES = {"flask", "jinja2", "waitress", "prometheus_client", "pyotp"}
OF_ACCOUNTS = {"sqlalchemy", "alembic", "cryptography", "argon2", "zxcvbn"}
OF_OTHERS = {
    "requests",
    "httpx2",
    "httpcore2",
    "huggingface_hub",
    "authlib",
    "markdownify",
    "bs4",
    "icalendar",
    "pygal",
}
OF_ARTICLES = {"yaml", "lxml", "markdown", "nh3", "PIL"}
MODULES = """
import json, sys
import app
sys.argv = ["kb", *sys.argv[1:]]
try:
    app.run()
finally:
    print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def imported_by(arguments: Sequence[str]) -> set[str]:
    """The packages that a ``kb`` of its own has imported when it ends."""
    done = subprocess.run([sys.executable, "-c", MODULES, *arguments], capture_output=True, text=True, check=True)
    found: set[str] = set(json.loads(done.stderr.splitlines()[-1]))
    assert "click" in found
    return found


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--help"], OF_SEARCH | OF_PAGES | OF_ACCOUNTS | OF_OTHERS | OF_ARTICLES),
        (["--version"], OF_SEARCH | OF_PAGES | OF_ACCOUNTS | OF_OTHERS | OF_ARTICLES),
        (["check"], OF_SEARCH | OF_PAGES | OF_ACCOUNTS | OF_OTHERS),
        (["db", "version"], OF_SEARCH | OF_PAGES | OF_OTHERS),
        (["team", "--help"], OF_SEARCH | OF_OTHERS | {"flask", "waitress", "prometheus_client"}),
    ],
    ids=["help", "version", "check", "db", "team"],
)
def test_a_light_command_waits_for_nothing_that_it_does_not_use(
    tmp_path: Path, arguments: list[str], heavy: set[str]
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "reset.md").write_text("---\ntitle: Reset\n---\n\nHold the button.\n", "utf-8")
    folders = ["--articles", str(tmp_path / "articles"), "--data", str(tmp_path / "data")]
    assert imported_by([*folders, *arguments]) & heavy == set()


@pytest.mark.parametrize("group", [COMMANDS, WRITERS], ids=["kb", "kb export"])
def test_the_line_of_a_command_is_how_its_own_help_begins(group: CommandsByName) -> None:
    for name, command in group.items():
        assert command.name == name
        help_in_one_line = " ".join((command.help or "").split())
        assert help_in_one_line.startswith(group.line_of(name)), name
        assert group.line_of(name), name


def test_a_list_of_commands_has_each_with_its_line_at_the_width_of_the_terminal() -> None:
    wide = CliRunner().invoke(main, ["--help"], terminal_width=200).stdout
    assert [line.split()[0] for line in wide.split("Commands:\n")[1].splitlines()] == sorted(COMMANDS)
    assert all(COMMANDS.line_of(name) in wide for name in COMMANDS)
    narrow = CliRunner().invoke(main, ["--help"], terminal_width=50).stdout
    assert max(map(len, narrow.splitlines())) <= 50
    assert "Measure search on a" in narrow


def test_a_list_of_commands_imports_none_of_them() -> None:
    group = GroupByName(name="tools", commands=CommandsByName({"saw": ("no.such.module", "Cut in two")}))
    assert "saw  Cut in two" in CliRunner().invoke(group, ["--help"]).stdout
    with pytest.raises(ModuleNotFoundError):
        group.get_command(click.Context(group), "saw")
