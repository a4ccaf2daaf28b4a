"""A language is added as docs/adding-a-language.md says; what is not translated yet is English."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from gettext import c2py
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kb.language.new_translation import begin, plural_header, whole_number_forms
from tests.kb.conftest import tree_of, words

ROOT = Path(__file__).parents[3]
SERVE = """
from datetime import UTC, datetime
from pathlib import Path
from app import create_app
from kb.core.settings import Settings
here = Path.cwd()
app = create_app(Settings(articles_dir=here / "articles", data_dir=here / "data"), models=[], start=False,
    clock=lambda: datetime(2026, 1, 20, tzinfo=UTC))
print(app.test_client().get("/tr/").text)
app.extensions["kb"].close()
"""


@pytest.mark.parametrize(
    ("language", "forms", "form_of_0_1_2"),
    [
        ("tr", ["one", "other"], [1, 0, 1]),  # older releases of Babel have one form in their table for gettext
        ("de", ["one", "other"], [1, 0, 1]),
        ("ja", ["other"], [0, 0, 0]),
    ],
)
def test_a_language_begins_with_the_plural_rule_of_its_whole_numbers(
    language: str, forms: list[str], form_of_0_1_2: list[int]
) -> None:
    assert whole_number_forms(language) == forms
    count, _, rule = plural_header(language).removesuffix(";").partition("; plural=")
    assert count == f"nplurals={len(forms)}"
    assert [c2py(rule)(number) for number in range(3)] == form_of_0_1_2  # the rule may be written in many ways


@pytest.mark.parametrize(("language", "count"), [("ar", 6), ("ru", 3), ("pl", 3), ("sl", 4), ("fa", 2)])
def test_it_has_as_many_forms_as_whole_numbers_take(language: str, count: int) -> None:
    assert len(whole_number_forms(language)) == count
    assert plural_header(language).startswith(f"nplurals={count};")


def test_a_translation_that_was_begun_is_not_begun_again(tmp_path: Path) -> None:
    template = tmp_path / "messages.pot"
    template.write_text('msgid ""\nmsgstr ""\n\nmsgid "Search"\nmsgstr ""\n', "utf-8")
    file = begin(template, "tr", tmp_path)
    with pytest.raises(FileExistsError):
        begin(template, "tr", tmp_path)
    with file.open("rb") as source:
        assert [message.id for message in read_po(source) if message.id] == ["Search"]


@pytest.fixture(scope="module")
def documented() -> str:
    """The one command of the documentation."""
    text = (ROOT / "docs/adding-a-language.md").read_text("utf-8")
    (command,) = re.findall(r"```sh\n\s*(.+)\n\s*```", text)
    return str(command)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the product with a small collection."""
    for name in ("kb", "search", "review"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "babel.cfg", "Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("one", "two", "three"):
        file = tmp_path / "articles" / "tr" / "hesap" / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\ntitle: {name}\nupdated_on: 2026-01-02\n---\nMetin.\n", "utf-8")
    return tmp_path


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_documented_steps_give_pages_in_a_new_language(documented: str, copy: Path) -> None:
    # The copy takes the environment of these tests; everything else of the Makefile is as it is.
    make = [*documented.split(), f"BIN={Path(sys.executable).parent}", "-o", ".venv/.installed-test"]
    told = run(make, copy)
    assert "interface: 0 of " in told
    assert "plural forms: 2 (one, other)" in told
    assert "endings: turkish" in told
    file = copy / "kb/language/translations/tr/LC_MESSAGES/messages.po"
    begun = file.read_text("utf-8")
    asked = 'msgid "How can we help?"\nmsgstr "'
    assert asked in begun
    file.write_text(begun.replace(asked, asked + "Nasıl yardımcı olabiliriz?"), "utf-8")
    assert "interface: 1 of " in run(make, copy)
    page = tree_of(run([sys.executable, "-c", SERVE], copy))
    assert page.xpath("//h1/text()") == ["Nasıl yardımcı olabiliriz?"]
    assert [words(element) for element in page.find_class("count")] == ["3 articles"]
    assert [words(day) for day in page.xpath("//time")][:1] == ["2 Ocak 2026"]
    assert not (copy / "messages.pot").exists()
