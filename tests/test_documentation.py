"""The guides say what the code does: every name in the code is explained, every name in the guides exists."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import click
import pytest

from app import main
from kb.catalog.article import Article
from kb.core.env_file import VARIABLE
from kb.core.errors import Problem
from kb.core.settings import PREFIX, Settings
from kb.front_matter.parse import split
from kb.library.metadata import KNOWN, read_metadata
from kb.markdown.anchors import slug
from kb.public.api import article_json
from kb.public.pages import FILE_TYPES
from search.index.passages import Passage
from search.results.as_json import results_json
from search.results.results import Hit, Results

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
PAGE_NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
GUIDES = [page for page in PAGES if page.parent == DOCS]
SHARED_OPTIONS = {"--articles", "--data"}


def text_of(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def rows(name: str, heading: str | None = None) -> list[list[str]]:
    """The cells of all tables of a guide, or of those below one heading."""
    text = text_of(name)
    if heading is not None:
        text = re.split(r"\n#+ ", text.split(f"\n## {heading}\n", 1)[1], maxsplit=1)[0]
    lines = [line for line in text.split("\n") if line.startswith("| ") and not line.startswith("| ---")]
    return [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in lines]


def quoted(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def without_blocks(text: str) -> str:
    return re.sub(r"^(`{3,})[^\n]*\n.*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)


def without_code(text: str) -> str:
    return re.sub(r"(`+)[^\n]+?\1", "", without_blocks(text))


# Settings


@pytest.fixture(scope="module")
def settings_rows() -> dict[str, list[str]]:
    return {quoted(row[0])[0]: row for row in rows("settings.md") if row[0].startswith(f"`{PREFIX}")}


def test_every_setting_has_a_row_and_no_row_is_of_another(settings_rows: dict[str, list[str]]) -> None:
    assert set(settings_rows) == {PREFIX + field.name.upper() for field in fields(Settings)}


@pytest.mark.parametrize("field", [field.name for field in fields(Settings)])
def test_the_default_of_each_setting_is_the_one_in_the_code(field: str, settings_rows: dict[str, list[str]]) -> None:
    value = getattr(Settings(), field)
    told = settings_rows[PREFIX + field.upper()][2]
    if field == "embedding_models":
        assert told == "`e5` and `minilm`"
    elif value in ("", (), None):
        assert not quoted(told) or field == "database_url"
    elif isinstance(value, bool):
        assert told == f"`{value:d}`"
    else:
        assert told == f"`{','.join(value) if isinstance(value, tuple) else value}`"


def test_the_default_database_lies_in_the_data_folder_as_the_guide_says(settings_rows: dict[str, list[str]]) -> None:
    assert quoted(settings_rows["KB_DATABASE_URL"][2])[0] == Settings().database.rsplit("/", 1)[1]


@pytest.mark.parametrize("field", [field.name for field in fields(Settings)])
def test_the_example_of_each_setting_is_accepted(field: str, settings_rows: dict[str, list[str]]) -> None:
    together = [
        f"KB_{name}" for name in ("BASE_URL", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "SIGN_IN_ROLES")
    ]
    together += [f"KB_{name}" for name in ("MAIL_SERVER", "MAIL_FROM", "CONTACT_MAIL")]
    together += [f"KB_{name}" for name in ("CONTACT_WEBHOOK", "CONTACT_WEBHOOK_SECRET")]
    together += ["KB_SLACK_SIGNING_SECRET_FILE"]
    together += ["KB_GIT_COMMIT", "KB_GIT_PULL_MINUTES"]
    together += ["KB_ANSWERS_URL", "KB_ANSWERS_MODEL", "KB_DATABASE_URL"]
    named = [*together, PREFIX + field.upper()]
    given = Settings.from_environment({name: quoted(settings_rows[name][3])[0] for name in named})
    assert getattr(given, field) != getattr(Settings.from_environment({}), field)


@pytest.mark.parametrize("page", PAGES, ids=PAGE_NAMES)
def test_no_page_names_a_setting_that_does_not_exist(page: Path) -> None:
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]*[A-Z]\b", page.read_text("utf-8")))
    assert named <= {PREFIX + field.name.upper() for field in fields(Settings)} | {VARIABLE}


# Commands


def commands() -> dict[str, click.Command]:
    """Every command by its name; those of a group by both words."""
    assert isinstance(main, click.Group)
    groups = {name: group for name, group in main.commands.items() if isinstance(group, click.Group)}
    inner = {f"{name} {word}": command for name, group in groups.items() for word, command in group.commands.items()}
    return {**{name: command for name, command in main.commands.items() if name not in groups}, **inner}


def command_of(words: list[str]) -> str:
    """The name of the command that a command line begins with."""
    both = " ".join(words[:2])
    return both if both in commands() else words[0]


def options(command: click.Command) -> set[str]:
    long = (name for option in command.params for name in (*option.opts, *option.secondary_opts))
    return {name for name in long if name.startswith("--")}


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_listed_with_all_its_options(name: str) -> None:
    listed = {command_of(quoted(row[0])[0].split()[1:]): row for row in rows("guide-operators.md", "Commands")[1:]}
    assert name in listed
    assert set(quoted(listed[name][2])) == options(commands()[name]) - SHARED_OPTIONS


def test_the_options_that_all_commands_share_are_named() -> None:
    about = text_of("guide-operators.md")
    assert all(options(command) >= SHARED_OPTIONS for command in commands().values())
    assert all(f"`{option} DIR`" in about for option in SHARED_OPTIONS)


def test_every_option_of_kb_search_is_explained() -> None:
    explained = {word for row in rows("guide-staff.md") for word in re.findall(r"--[a-z-]+", row[0])}
    assert explained == options(commands()["search"])


def _calls(page: Path) -> Iterator[str]:
    """The ``kb …`` command lines in the page's code."""
    text = page.read_text("utf-8")
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    for code in (*"\n".join(blocks).split("\n"), *quoted(without_blocks(text))):
        if match := re.search(r"(?:^|/|=)kb ((?:--?\w|[a-z]).*)$", code.split(" #")[0].rstrip()):
            yield match[1]


@pytest.mark.parametrize("page", PAGES, ids=PAGE_NAMES)
def test_every_command_line_in_a_page_is_one_that_kb_takes(page: Path) -> None:
    for call in _calls(page):
        words = call.split(" -- ")[0].split()
        while words and words[0] in SHARED_OPTIONS:
            words = words[2:]
        assert words, call
        if words == ["--version"]:
            continue
        name = command_of(words)
        assert name in commands(), call
        used = {word for word in words if word.startswith("--") and len(word) > 2}
        assert used <= options(commands()[name]) | {"--help"}, call


def test_command_lines_are_found_in_blocks_and_in_sentences() -> None:
    assert "check --json" in list(_calls(DOCS / "guide-editors.md"))
    assert "serve --articles /srv/help/articles --data /var/lib/kb" in list(_calls(DOCS / "guide-operators.md"))


# Problems of articles


def problem_codes() -> dict[str, set[str]]:
    """Every code that the sources give a problem, with the severities it has."""
    found: dict[str, set[str]] = {}
    for source in sorted(path for part in ("kb", "search/desk") for path in (ROOT / part).rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            texts = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
            if node.func.id == "Problem" and texts[1] is not None:
                found.setdefault(texts[1], set()).add(texts[0])
            elif node.func.id == "GuideFault" and texts[0] is not None:
                found.setdefault(texts[0], set()).add("error")
            elif node.func.id == "FrontMatterError":
                found.setdefault(texts[2] if len(texts) > 2 else "front_matter", set()).add("error")
    return found


def test_the_codes_are_found_in_the_sources() -> None:
    codes = problem_codes()
    assert codes["broken_link"] == {"error"}
    assert codes["no_body"] == {"warning"}
    assert codes["unclosed"] == {"error"}
    assert len(codes) > 20


def test_every_problem_code_has_a_row_under_its_severity_and_no_row_is_of_another() -> None:
    text = text_of("guide-editors.md").split("### Errors\n", 1)[1]
    errors, warnings = text.split("### Warnings\n", 1)
    listed = {
        severity: {quoted(line)[0] for line in part.split("\n") if line.startswith("| `")}
        for severity, part in (("error", errors), ("warning", warnings))
    }
    codes = problem_codes()
    assert listed == {
        severity: {code for code, found in codes.items() if severity in found} for severity in ("error", "warning")
    }


def test_the_fields_of_a_problem_are_named_as_in_the_json_of_kb_check() -> None:
    told = text_of("guide-editors.md").split("each problem has", 1)[1].split(". ", 1)[0]
    assert quoted(told) == list(Problem("error", "x", "x.md", "x").as_json())


# Front matter


def test_every_front_matter_name_is_in_the_table() -> None:
    listed = {name for row in rows("guide-editors.md", "Front matter")[1:] for name in quoted(" ".join(row[:2]))}
    assert listed == set(KNOWN)


MALFORMED = [(quoted(row[0])[0], quoted(row[1])[0]) for row in rows("guide-editors.md", "Malformed values")[1:]]


@pytest.mark.parametrize(("line", "message"), MALFORMED)
def test_each_malformed_value_gives_the_error_that_the_guide_shows(line: str, message: str) -> None:
    found = read_metadata(split(f"---\n{line}\n---\nText.\n").values, "a.md")
    assert [problem.message for problem in found.problems] == [message]


def test_there_is_a_malformed_example_of_every_front_matter_name() -> None:
    assert {line.split(":")[0] for line, _ in MALFORMED} == set(KNOWN)


# Lists that are written out


def test_every_icon_is_listed_and_no_other() -> None:
    told = text_of("guide-editors.md").split("\nThe icons: ", 1)[1].split(". ", 1)[0]
    drawn = re.findall(r'<symbol id="([^"]+)"', (ROOT / "kb" / "site" / "static" / "icons.svg").read_text("utf-8"))
    assert quoted(told) == sorted(drawn)


def test_every_kind_of_file_that_is_served_is_listed_with_what_browsers_do() -> None:
    told = text_of("guide-editors.md").split("served with these endings: ", 1)[1].split("are downloads", 1)[0]
    shown, downloads = told.split("open in the browser")
    assert (quoted(shown), quoted(downloads)) == (
        [kind for kind, is_shown in FILE_TYPES.items() if is_shown],
        [kind for kind, is_shown in FILE_TYPES.items() if not is_shown],
    )


def test_every_dependency_has_a_row_in_its_section_and_no_row_is_of_another() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    wanted = [[re.split(r"[<>=]", line)[0] for line in group] for group in groups]
    sections = text_of("dependencies.md").split("\n## ")[1:]
    listed = [[quoted(line)[0] for line in part.split("\n") if line.startswith("| `")] for part in sections]
    assert listed == wanted
    assert all(len(row) == 4 and all(row) for row in rows("dependencies.md"))


# Examples of the API


def examples(heading: str) -> list[dict[str, Any]]:
    text = text_of("api.md").split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)]


@pytest.fixture
def article() -> Article:
    return Article("en", "a/b", "en/a/b.md", "B", "Text.", datetime(2026, 11, 22, tzinfo=UTC))


def test_the_example_of_a_search_has_the_fields_of_an_answer(article: Article) -> None:
    (example,) = examples("Search")
    hit = Hit(article, Passage("en", "a/b", "B", (), "", "Text."), "Text.", 0.5, ("lexical",), False)
    answer = results_json(Results("b", "en", "hybrid", [hit], 1))
    assert list(example) == list(answer)
    assert list(example["results"][0]) == list(answer["results"][0])
    explained = {name for row in rows("api.md", "Search") for name in quoted(row[0])}
    assert explained >= {*answer, *answer["results"][0]}


def test_the_examples_of_articles_have_the_fields_of_an_article(article: Article) -> None:
    (listed,) = examples("List articles")
    (read,) = examples("Read an article")
    names = list(article_json(article))
    assert list(listed["results"][0]) == names
    assert list(read)[: len(names)] == names


# Links


def links(page: Path) -> list[str]:
    found = re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text("utf-8")))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#{1,6} (.+)$", without_blocks(page.read_text("utf-8")), flags=re.MULTILINE)
    return {slug(heading) for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=PAGE_NAMES)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_links_are_found_outside_code_only() -> None:
    assert "guide-readers.md" in links(DOCS / "README.md")
    assert not any("create-an-account" in link for link in links(DOCS / "guide-editors.md"))


def test_the_index_leads_to_every_guide() -> None:
    named = {link for link in links(DOCS / "README.md") if "/" not in link}
    assert named >= {page.name for page in GUIDES} - {"README.md"}


def test_each_decision_has_a_number_of_its_own_and_says_it() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [int(page.name[:4]) for page in pages]
    assert len(set(numbers)) == len(pages)  # one may be missing whose work is still under way
    assert [page.name for page in pages if not page.read_text("utf-8").startswith(f"# {int(page.name[:4])}. ")] == []
