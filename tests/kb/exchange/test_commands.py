"""``kb import`` at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import main
from kb.exchange.bundle.packed import ExportError
from tests.kb.exchange.conftest import Exchange, article


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, ["import", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_an_import_tells_what_it_did_and_keeps_the_report(exchange: Exchange, tmp_path: Path) -> None:
    exchange.zendesk(article(1, "Reset", '<p>x <img src="https://a.example/b.png"></p>', user_segment_id=5))
    told = run("zendesk", exchange.export, "--to", exchange.target, "--report", tmp_path / "r").output.split("\n")
    assert told[0] == f"imported into {exchange.target}: 1 new"
    assert "1 pictures and files are not in the export" in told
    assert any("user segment 5" in line for line in told)
    report = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert (report["counts"]["new"], report["articles"][0]["path"]) == (1, "en/account/sign-in/reset/index.md")
    assert "Reset" in (tmp_path / "r.html").read_text("utf-8")


def test_without_a_folder_the_articles_of_the_site_are_meant(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Reset", "<p>x</p>"))
    run("zendesk", exchange.export, "--articles", exchange.target, "--dry-run")
    assert exchange.files == []
    run("zendesk", exchange.export, "--articles", exchange.target)
    assert "en/account/sign-in/reset.md" in exchange.files


def test_what_cannot_be_read_is_one_error(exchange: Exchange) -> None:
    with pytest.raises(ExportError, match="has no articles of Zendesk"):
        run("zendesk", exchange.export, "--to", exchange.target)
    assert run("zendesk", exchange.export / "no", "--to", exchange.target).exit_code == 2
    assert run("zendesk", exchange.export, "--as", "../x").exit_code == 2


def test_articles_go_out_by_kb_export_and_come_back_by_kb_import(exchange: Exchange, tmp_path: Path) -> None:
    exchange.zendesk(article(1, "Reset", "<p>x</p>"))
    run("zendesk", exchange.export, "--to", exchange.target)
    told = CliRunner().invoke(
        main, ["export", "markdown", "--articles", str(exchange.target), "--to", str(tmp_path / "out")]
    )
    assert told.output == f"{tmp_path / 'out'}: 3 files of {exchange.target}\n"
    assert run("markdown", tmp_path / "out", "--to", tmp_path / "back").exit_code == 0
    assert (tmp_path / "back/en/account/sign-in/reset.md").read_text() == exchange.text("en/account/sign-in/reset.md")


def test_a_language_that_there_is_not_is_refused_before_anything_is_read(exchange: Exchange) -> None:
    assert "--language" in run("html", exchange.export, "--language", "klingon").output
