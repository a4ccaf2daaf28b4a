"""Helpers."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import insert
from werkzeug.test import TestResponse

from kb.catalog.article import ArticleId
from kb.files.saving import fingerprint
from kb.usage.views import ArticleViews
from review.decisions.decision import DecisionKind, Reviewer
from review.decisions.decision_request import DecisionRequest, DecisionTarget
from review.service import Review
from tests.at_the_machine import sit_down
from tests.conftest import Collection

ALICE, MALLORY = Reviewer("Alice", "alice@example.com"), Reviewer('=HYPERLINK("x")')


TODAY = date(2026, 11, 22)


PERSIAN = {"Accept-Language": "fa"}


@pytest.fixture
def review(collection: Collection, client: FlaskClient, site: Flask) -> Review:
    """Two English articles, one reviewed lately and one long ago, and a Persian one never reviewed."""
    collection.write(
        "en/orders/track.md", "Look.", title="Track it", owner="Orders team", last_reviewed_on="2026-11-01"
    )
    collection.write("en/orders/old.md", "Look.", title="Old <b>one</b>", last_reviewed_on="2025-01-01")
    collection.write("fa/orders/track.md", "نگاه.", title="پیگیری سفارش", owner="=cmd|'/C calc'!A1")
    sit_down(site, client)
    review: Review = site.extensions["kb"].review
    review.library.refresh()
    return review


def decide(
    review: Review, key: str, kind: DecisionKind = DecisionKind.REVIEWED, person: Reviewer = ALICE, **order: object
) -> str:
    article = review.catalog.articles[ArticleId("en", key)]
    seen = fingerprint((review.library.root / article.path).read_bytes())
    outcome = review.decisions.decide(DecisionRequest(kind, **order), [DecisionTarget(article.id, seen)], person)  # type: ignore[arg-type]
    assert outcome.done == [article.id]
    return outcome.batch


def count_views(review: Review, **views: int) -> None:
    rows = [{"language": "en", "key": f"orders/{name}", "day": TODAY, "views": n} for name, n in views.items()]
    with review.database.begin() as connection:
        connection.execute(insert(ArticleViews), rows)


def text_of(answer: TestResponse, path: str) -> list[str]:
    assert answer.status_code == 200
    return [" ".join(found.text_content().split()) for found in html.fromstring(answer.text).xpath(path)]


def table_of(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
