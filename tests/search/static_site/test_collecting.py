"""What is collected is all there is, or nothing: a page that fails ends the export."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from search.static_site.collecting import Collecting
from search.static_site.reading import AnonymousReader
from search.static_site.static_addresses import StaticPlaces, StaticSiteError
from search.static_site.static_folder import static_folder


def failing() -> Flask:
    app = Flask(__name__)

    @app.get("/fails")
    def fails() -> str:
        raise ArithmeticError

    @app.get("/there")
    def there() -> str:
        return "<!doctype html><html><body><p>Here</p></body></html>"

    return app


def collect(target: Path, *seeds: str) -> None:
    places = StaticPlaces("https://static.example", is_known=True)
    with static_folder(target) as folder:
        made = Collecting(AnonymousReader(failing(), places), places, folder, lambda _: None)
        made.collect(seeds, [one for one in seeds if one != "/fails"])


def test_a_page_that_fails_ends_the_export(tmp_path: Path) -> None:
    with pytest.raises(StaticSiteError, match="answers 500 at /fails"):
        collect(tmp_path / "site", "/there", "/fails")
    assert list(tmp_path.iterdir()) == []


def test_an_article_that_has_no_page_ends_the_export(tmp_path: Path) -> None:
    with pytest.raises(StaticSiteError, match="no page for the article /gone"):
        collect(tmp_path / "site", "/there", "/gone")
    collect(tmp_path / "site", "/there")
    assert (tmp_path / "site/there/index.html").is_file()
