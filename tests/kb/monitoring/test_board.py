"""Board, alerts and documentation name figures that are told, and every figure of ours is documented."""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.kb.monitoring.conftest import Figures

DOCS = Path(__file__).parents[3] / "docs"
FIGURE = re.compile(r"\b(?:kb|process)_[a-z_]+")
SUFFIXES = ("_bucket", "_count", "_sum")


def told(figures: Figures) -> set[str]:
    """The names of all series, after a request and a search."""
    figures.client.get("/en/search?q=refund")
    return {sample.name for family in text_string_to_metric_families(figures.text()) for sample in family.samples}


def test_board_and_alerts_ask_for_figures_that_there_are(figures: Figures) -> None:
    board = json.loads((DOCS / "monitoring/board.json").read_text())
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    rules = yaml.safe_load((DOCS / "monitoring/alerts.yml").read_text())["groups"][0]["rules"]
    asked += [rule["expr"] for rule in rules]
    named = {name for expression in asked for name in FIGURE.findall(expression)}
    assert named <= told(figures)
    page = (DOCS / "monitoring.md").read_text()
    assert [rule["alert"] for rule in rules if f"`{rule['alert']}`" not in page] == []


def test_every_figure_of_ours_is_documented(figures: Figures) -> None:
    documented = set(FIGURE.findall((DOCS / "monitoring.md").read_text()))
    ours = {name for name in told(figures) if name.startswith("kb_") and not name.endswith("_created")}
    bare = {re.sub("|".join(f"{one}$" for one in SUFFIXES), "", name) for name in ours}
    assert bare - documented == set()
