"""Which file a proposal is about, whatever it said when it was made."""

from __future__ import annotations

from datetime import UTC, datetime

from kb.approval.transitions import Stage
from kb.catalog.article import ArticleId
from kb.publishing.asked import sheet_of
from kb.publishing.proposals import ReadProposal
from tests.conftest import Collection


def test_a_proposal_is_about_the_file_that_the_article_has_now(collection: Collection) -> None:
    collection.write("en/here.markdown", "Text.", title="Here")
    catalog = collection.library().catalog
    form, at = {"path": "en/elsewhere.md", "text": "Mine."}, datetime(2026, 11, 22, tzinfo=UTC)

    def path_of(key: str) -> str:
        found = ReadProposal(1, ArticleId("en", key), "7", "Ed", "", form, Stage.IN_REVIEW, "", (), at)
        return sheet_of(catalog, found).path

    assert (path_of("here"), path_of("new")) == ("en/here.markdown", "en/elsewhere.md")
