"""What a browser may keep to be read without a connection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.core.settings import Settings
from kb.language.formats import Writing
from kb.public.offline import day_locale
from tests.conftest import Collection, open_site
from tests.kb.conftest import Visitor
from tests.kb.public.conftest import GUIDE


def test_the_worker_may_look_after_the_whole_site_and_is_asked_for_anew(
    collection: Collection, visitor: Visitor
) -> None:
    collection.write("en/a/guide.md", title="Guide")
    page = visitor.open("/sw.js")
    assert page.response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert page.response.headers["Cache-Control"] == "no-cache"
    assert "addEventListener('fetch'" in page.text
    assert visitor.open(GUIDE).tree.xpath("//script/@data-worker") == ["/sw.js"]


def test_the_list_of_kept_pages_is_not_for_search_engines(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/guide.md", title="Guide")
    assert visitor.open("/en/offline").tree.xpath("//meta[@name='robots']/@content") == ["noindex"]


@pytest.mark.parametrize(
    ("writing", "interface", "expected"),
    [
        (Writing(), "en", "en-u-ca-gregory-nu-latn"),
        (Writing(), "ar", "ar-u-ca-gregory-nu-latn"),
        (Writing(), "fa", "fa-u-ca-gregory-nu-arabext"),
        (Writing({"fa": "solar"}, {"fa": "latin"}), "fa", "fa-u-ca-persian-nu-latn"),
    ],
)
def test_the_day_of_a_copy_is_written_as_other_days(writing: Writing, interface: str, expected: str) -> None:
    assert day_locale(writing, interface) == expected


@pytest.fixture
def without(collection: Collection, tmp_path: Path) -> Iterator[Visitor]:
    """A reader of a site that is not read offline."""
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data", offline=False)
    app = open_site(settings, models=[])
    yield Visitor(app)
    app.extensions["kb"].close()


def test_switched_off_the_worker_removes_itself_and_pages_ask_for_none(
    collection: Collection, without: Visitor
) -> None:
    collection.write("en/a/guide.md", title="Guide")
    worker = without.open("/sw.js").text
    assert "unregister()" in worker
    assert "addEventListener('fetch'" not in worker
    assert without.open(GUIDE).tree.xpath("//script[@data-worker]") == []
    assert without.open("/en/offline").status == 404
