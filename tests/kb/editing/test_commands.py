"""``kb check``: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from app import create_app, main, open_review
from kb.core.command_line import Context
from kb.core.errors import CollectionError, SettingsError
from tests.conftest import Collection
from tests.kb.editing.conftest import TEXT


class TestCommand:
    def run(self, *arguments: str, environment: dict[str, str] | None = None) -> Result:
        context = Context(None, None, environment or {}, open_review, create_app)
        return CliRunner().invoke(main.commands["check"], arguments, obj=context)

    def test_without_errors_it_exits_0_and_says_how_many_articles_there_are(self, collection: Collection) -> None:
        collection.write("en/a.md", "No title.")
        result = self.run("--articles", str(collection.root))
        assert result.exit_code == 0
        assert "en/a.md:1: warning: no title" in result.output
        assert "1 articles, 0 errors, 1 warnings" in result.output

    def test_an_error_exits_1(self, collection: Collection) -> None:
        collection.write("en/a.md", TEXT, title="A", last_reviewed_on="2026-02-31")
        result = self.run("--articles", str(collection.root))
        assert result.exit_code == 1
        assert "en/a.md:3: error: last_reviewed_on: '2026-02-31' is not a date like 2026-02-11" in result.output
        assert "1 articles, 1 errors, 0 warnings" in result.output

    def test_as_json_it_is_one_object(self, collection: Collection) -> None:
        collection.write("en/a.md", "[x](ندارد.md)", title="A", date="never")
        result = self.run("--articles", str(collection.root), "--json")
        body: dict[str, Any] = json.loads(result.stdout)
        assert result.exit_code == 1
        assert (body["articles"], body["errors"], body["warnings"]) == (1, 2, 0)
        assert [(problem["code"], problem["line"]) for problem in body["problems"]] == [
            ("bad_value", 3),
            ("broken_link", 5),
        ]
        assert body["problems"][0] == {
            "severity": "error",
            "code": "bad_value",
            "path": "en/a.md",
            "line": 3,
            "key": "date",
            "value": "never",
            "message": "date: 'never' is not a date like 2026-02-11",
        }
        assert "ندارد" in result.stdout

    def test_the_folder_may_come_from_the_environment_and_the_option_wins(self, collection: Collection) -> None:
        collection.write("en/a.md", TEXT, title="A")
        named = {"KB_ARTICLES_DIR": str(collection.root)}
        assert "1 articles" in self.run(environment=named).output
        other = {"KB_ARTICLES_DIR": "/nowhere"}
        assert "1 articles" in self.run("--articles", str(collection.root), environment=other).output

    def test_the_default_language_may_come_from_the_environment(self, collection: Collection) -> None:
        collection.write("en/a.md", TEXT, title="A")
        collection.write("fa/b.md", TEXT, title="B")
        environment = {"KB_ARTICLES_DIR": str(collection.root), "KB_DEFAULT_LANGUAGE": "fa"}
        assert "en/a.md: warning: there is no 'fa' original" in self.run(environment=environment).output

    def test_a_missing_folder_and_a_bad_setting_are_errors_that_run_turns_into_one_line(self, tmp_path: Path) -> None:
        assert isinstance(self.run("--articles", str(tmp_path / "nowhere")).exception, CollectionError)
        assert isinstance(self.run(environment={"KB_PORT": "x"}).exception, SettingsError)

    def test_an_unknown_option_exits_2(self) -> None:
        assert self.run("--nonsense").exit_code == 2

    def test_the_folder_may_stand_before_the_command(self, collection: Collection) -> None:
        collection.write("en/a.md", TEXT, title="A")
        result = CliRunner().invoke(main, ["--articles", str(collection.root), "check"])
        assert (result.exit_code, result.output[:10]) == (0, "1 articles")
