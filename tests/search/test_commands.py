"""``kb index``, ``kb search`` and ``kb eval``, as a person and as a script use them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import app
from kb.core.errors import KbError
from search.commands import Reporter
from search.evaluation.questions import QueryFileError
from search.index.local.generations import Generations
from search.models.embedder import EmbedderError, Model
from search.results.results import QueryError
from tests.conftest import BagOfWords, Collection
from tests.search.commands_over import NAMED, Kb, kb_over
from tests.search.conftest import Broken, TimesOut, model, write_help_centre


@pytest.fixture
def kb(collection: Collection, models: list[Model], tmp_path: Path) -> Kb:
    write_help_centre(collection)
    return kb_over(collection, tmp_path / "data", models)


def test_index_tells_how_much_there_is_and_how_it_is_searched(kb: Kb) -> None:
    done = kb("index")
    assert done.exit_code == 0
    assert done.stdout.startswith("9 articles, ")
    assert "hybrid (bag)" in done.stdout


def test_index_tells_on_stderr_how_embedding_goes_on(kb: Kb) -> None:
    assert "embedding with bag: 11 of 11 passages" in kb("index").stderr
    assert kb("index").stderr == ""


@pytest.mark.parametrize(("load", "reason"), [(Broken, "failed: out of cheese"), (None, "cannot be loaded")])
def test_index_tells_why_a_model_takes_no_part(
    collection: Collection, tmp_path: Path, load: type[Broken] | None, reason: str
) -> None:
    def cannot() -> object:
        raise EmbedderError("the model 'bag' cannot be loaded: no such file")

    write_help_centre(collection)
    done = kb_over(collection, tmp_path / "data", [model(load or cannot)])("index")
    assert done.exit_code == 0
    assert "lexical (no model)" in done.stdout
    assert reason in done.stdout


def test_index_fails_where_it_cannot_write(kb: Kb, tmp_path: Path) -> None:
    kb("index")
    (tmp_path / "articles/en/new.md").write_text("A new one.")
    with Generations(tmp_path / "data" / "index").writing():
        done = kb("index")
    assert isinstance(done.exception, KbError)
    assert "another process is building" in str(done.exception)


def test_search_shows_what_a_person_wants_to_see(kb: Kb) -> None:
    done = kb("search", "forgotten", "password")
    lines = done.stdout.splitlines()
    assert lines[0].strip().startswith("1. Reset a forgotten password")
    assert "/en/articles/account/password" in lines[1]
    assert "lexical+semantic" in lines[1]
    assert "<mark>" not in done.stdout
    assert lines[-1].startswith("1 found in") or " found in" in lines[-1]


def test_search_shows_words_not_entities(kb: Kb, collection: Collection) -> None:
    collection.write("en/ampersand.md", 'Salt & "pepper" <3', title="Zucchini")
    assert 'Salt & "pepper" <3' in kb("search", "zucchini").stdout


def test_search_marks_articles_in_another_language(kb: Kb) -> None:
    assert "[en]" in kb("search", "--lang", "fa", "money for a broken toaster").stdout
    assert "[en]" not in kb("search", "--lang", "en", "money for a broken toaster").stdout


def test_search_tells_what_it_took_a_slip_for(kb: Kb) -> None:
    done = kb("search", "pasword")
    assert "Showing results for: password" in done.stdout
    assert "/en/articles/account/password" in done.stdout


def test_search_says_so_where_nothing_is_found(kb: Kb) -> None:
    assert "Nothing found." in kb("search", "xyzzy").stdout


def test_search_in_json_is_the_object_of_the_api_and_nothing_else(kb: Kb) -> None:
    done = kb("search", "--json", "کتاب‌ها", "--lang", "fa")
    body = json.loads(done.stdout)
    assert body["results"][0].keys() >= {"key", "language", "snippet", "score", "found_by"}
    assert "کتاب‌ها" in done.stdout
    assert done.stderr == ""


def test_search_says_that_a_model_was_late_and_to_programs_that_it_is_not_complete(
    collection: Collection, tmp_path: Path
) -> None:
    write_help_centre(collection)
    kb = kb_over(collection, tmp_path / "data", [model(TimesOut)])
    done = kb("search", "password")
    assert "kb: searched without bag" in done.stderr
    assert "Reset a forgotten password" in done.stdout
    told = kb("search", "--json", "password")
    assert "kb: searched without bag" in told.stderr
    assert json.loads(told.stdout)["complete"] is False


def found(result: Result) -> list[str]:
    return [hit["key"] for hit in json.loads(result.stdout)["results"]]


def test_search_can_be_narrowed(kb: Kb) -> None:
    assert len(found(kb("search", "--json", "money password kettle", "--limit", "1"))) == 1
    assert set(found(kb("search", "--json", "money", "--category", "orders"))) == {"orders/refund", "orders/cancel"}


def test_search_finds_internal_articles_only_where_that_is_asked_for(kb: Kb) -> None:
    assert found(kb("search", "--json", "gizmotron")) == []
    assert found(kb("search", "--json", "--internal", "gizmotron")) == ["handbook/escalate"]


@pytest.mark.parametrize("limit", ["0", "51", "-1", "many", "1.5"])
def test_search_refuses_a_limit_that_is_none(kb: Kb, limit: str) -> None:
    done = kb("search", "x", "--limit", limit)
    assert done.exit_code == 2
    assert "--limit" in done.stderr


def test_search_refuses_a_query_that_is_too_long(kb: Kb) -> None:
    assert isinstance(kb("search", "x" * 501).exception, QueryError)


def test_search_goes_on_with_the_index_of_before_where_it_cannot_write(kb: Kb, tmp_path: Path) -> None:
    kb("index")
    (tmp_path / "articles/en/new.md").write_text("A zeppelin.")
    with Generations(tmp_path / "data" / "index").writing():
        done = kb("search", "--json", "password")
    assert found(done)[0] == "account/password"
    assert "searching the index of before" in done.stderr


QUESTIONS = """\
{"query": "forgotten password", "lang": "en", "relevant": ["account/password"], "style": "k"}
{"query": "weather tomorrow", "lang": "en", "relevant": []}
"""


@pytest.fixture
def queries(tmp_path: Path) -> str:
    file = tmp_path / "queries.jsonl"
    file.write_text(QUESTIONS)
    return str(file)


def test_eval_measures_and_tells_in_words_or_in_json(kb: Kb, queries: str) -> None:
    body: dict[str, Any] = json.loads(kb("eval", queries, "--json").stdout)
    assert (body["queries"], body["with_answer"], body["hit@1"], body["mrr@10"]) == (2, 1, 1.0, 1.0)
    assert body["nothing_fits"] == 0
    assert body["by_style"]["k"]["hit@1"] == 1.0
    head, overall, latency = kb("eval", queries).stdout.splitlines()
    assert head.split()[:2] == ["queries", "hit@1"]
    assert overall.split()[:3] == ["all", "2", "1.000"]
    assert "p95" in latency


def test_eval_measures_one_half_alone_or_both_beside_all(kb: Kb, queries: str) -> None:
    halves = {
        half: json.loads(kb("eval", queries, "--half", half, "--json").stdout) for half in ("odd", "even", "both")
    }
    assert [halves[half]["with_answer"] for half in ("odd", "even", "both")] == [1, 0, 1]
    assert {half: one["with_answer"] for half, one in halves["both"]["halves"].items()} == {"even": 0, "odd": 1}
    assert halves["odd"]["halves"] == {}


def test_eval_names_the_questions_that_went_wrong_where_it_is_asked_to(kb: Kb, tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text('{"query": "forgotten password", "relevant": ["no/such"]}')
    [miss] = json.loads(kb("eval", str(file), "--misses", "--json").stdout)["misses"]
    assert (miss["query"], miss["found"][0]) == ("forgotten password", "account/password")
    assert "wanted no/such" in kb("eval", str(file), "--misses").stdout
    assert "wanted" not in kb("eval", str(file)).stdout
    assert "misses" not in json.loads(kb("eval", str(file), "--json").stdout)


def test_a_half_without_a_line_is_told(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text(QUESTIONS.splitlines()[0])
    done = kb("eval", str(tmp_path / "one.jsonl"), "--half", "even")
    assert (done.exit_code, "no even lines" in done.stderr) == (2, True)


def test_eval_searches_internal_articles_unless_it_is_told_to_search_as_readers_do(kb: Kb, tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text('{"query": "gizmotron", "relevant": ["handbook/escalate"]}')
    asked = [json.loads(kb("eval", str(file), "--json", *more).stdout)["hit@5"] for more in ([], ["--public"])]
    assert asked == [1.0, 0.0]


def test_eval_writes_nothing_but_the_index(kb: Kb, queries: str, tmp_path: Path) -> None:
    """Its questions are nobody's searches: they must not stand among the figures of the log."""
    kb("index")
    before = {path.name for path in (tmp_path / "data").iterdir()}
    kb("eval", queries)
    assert {path.name for path in (tmp_path / "data").iterdir()} == before
    assert {name for name in before if not name.startswith("vectors.sqlite")} == {"index"}


def test_eval_refuses_a_file_that_is_none(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text("nonsense")
    assert isinstance(kb("eval", str(tmp_path / "queries.jsonl")).exception, QueryFileError)
    assert kb("eval").exit_code == 2


def test_progress_is_told_at_the_end_and_never_line_after_line(capsys: pytest.CaptureFixture[str]) -> None:
    reporter = Reporter()
    with reporter.shown():
        for done in range(1, 101):
            reporter("e5", done, 100)
    lines = capsys.readouterr().err.splitlines()
    assert "100 of 100" in lines[-1]
    assert len(lines) <= 3


def test_a_quiet_reporter_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    reporter = Reporter(quiet=True)
    with reporter.shown():
        reporter("e5", 100, 100)
    assert capsys.readouterr() == ("", "")


def test_the_commands_hang_on_kb() -> None:
    assert set(NAMED) == {"index", "search", "eval"}
    assert set(NAMED) <= set(app.main.commands)


def test_kb_itself_passes_the_folders_on(collection: Collection, tmp_path: Path) -> None:
    write_help_centre(collection)
    places = ["--articles", str(collection.root), "--data", str(tmp_path / "data")]
    environment = {"KB_EMBEDDING_MODELS": "./no-such-model"}
    before = CliRunner(env=environment).invoke(app.main, [*places, "search", "--json", "password"])
    after = CliRunner(env=environment).invoke(app.main, ["search", "--json", "password", *places])
    assert found(before) == found(after) == ["account/password"]
    assert json.loads(before.stdout)["mode"] == "lexical"


def test_bag_of_words_stands_in_for_a_model() -> None:
    """What most tests here rest on."""
    bag = BagOfWords()
    one, same, other = bag.embed_queries(["reset the password", "password resets", "kettle"])
    assert float(one @ same) > 0.9 > float(one @ other)
