"""What was told to whom."""

from __future__ import annotations

from datetime import UTC, datetime

from kb.catalog.article import ArticleId
from review.notices.sent_notices import Fact, record, told
from tests.review.conftest import Reviewing

AT = datetime(2026, 11, 23, 8, tzinfo=UTC).replace(tzinfo=None)
REFUND, CANCEL = ArticleId("en", "orders/refund"), ArticleId("fa", "orders/cancel")
OVERDUE = Fact(REFUND, "overdue", "2026-11-22")
UNDATED = Fact(CANCEL, "never_reviewed", "")


def test_what_was_recorded_was_told_on_that_channel_only(reviewing: Reviewing) -> None:
    with reviewing.review.database.begin() as connection:
        record(connection, "mail:alice@example.com", [OVERDUE, UNDATED], AT)
    with reviewing.review.database.connect() as connection:
        assert told(connection, "mail:alice@example.com") == {OVERDUE, UNDATED}
        assert told(connection, "webhook") == set()


def test_recording_a_thing_again_is_no_error(reviewing: Reviewing) -> None:
    with reviewing.review.database.begin() as connection:
        record(connection, "webhook", [OVERDUE], AT)
        record(connection, "webhook", [UNDATED, OVERDUE], AT)
        record(connection, "webhook", [], AT)
        assert told(connection, "webhook") == {OVERDUE, UNDATED}


def test_a_very_long_channel_is_found_again(reviewing: Reviewing) -> None:
    channel = f"mail:{'x' * 300}@example.com"
    with reviewing.review.database.begin() as connection:
        record(connection, channel, [OVERDUE], AT)
        assert told(connection, channel) == {OVERDUE}
