"""A site with a key for its figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from kb.core.settings import Settings
from search.models.embedder import Model
from tests.conftest import NOON, Collection, open_site

KEY = "k" * 32


class Figures:
    """What ``/metrics`` of a site says now."""

    def __init__(self, site: Flask) -> None:
        self.client = site.test_client()

    def text(self) -> str:
        answer = self.client.get("/metrics", headers={"Authorization": f"Bearer {KEY}"})
        assert answer.status_code == 200
        return answer.text

    def of(self, name: str) -> dict[tuple[str, ...], float]:
        """Each value of a series by its labels' values, in the order of the labels' names."""
        return {
            tuple(value for _, value in sorted(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(self.text())
            for sample in family.samples
            if sample.name == name
        }


@pytest.fixture
def watched(collection: Collection, models: list[Model], tmp_path: Path) -> Iterator[Flask]:
    collection.write("en/refund.md", "Money comes back.", title="Refund")
    collection.write("ar/refund.md", "يعود المال.", title="الاسترداد")
    (tmp_path / "metrics.key").write_text(f"{KEY}\n")
    settings = Settings(
        articles_dir=collection.root, data_dir=tmp_path / "data", metrics_key_file=str(tmp_path / "metrics.key")
    )
    app = open_site(settings, models=models, clock=lambda: NOON)
    app.extensions["kb"].service.bring_up_to_date()
    yield app
    app.extensions["kb"].close()


@pytest.fixture
def figures(watched: Flask) -> Figures:
    return Figures(watched)
