"""The table of states says what may become what, and the page on roles shows it as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.approval.transitions import TRANSITIONS, Stage, StageAct, Who, is_decided, leading_to, who_may
from kb.catalog.article import Status

ROLES = Path(__file__).parents[3] / "docs" / "roles.md"


def test_the_page_on_roles_shows_the_table() -> None:
    for one in TRANSITIONS:
        before = ", ".join(one.before).replace("_", " ")
        row = f"| {one.act} | {before} | {one.after.replace('_', ' ')} | {one.who} |"
        assert row in ROLES.read_text("utf-8")


def test_an_approved_proposal_is_published_by_any_editor_and_one_in_review_by_who_decides() -> None:
    assert who_may(StageAct.PUBLISH, Stage.APPROVED) is Who.EDITOR
    assert who_may(StageAct.PUBLISH, Stage.IN_REVIEW) is Who.DECIDER
    assert who_may(StageAct.PUBLISH, Stage.WITHDRAWN) is None
    assert leading_to(Stage.RETURNED) == {Stage.IN_REVIEW, Stage.APPROVED}


@pytest.mark.parametrize("before", [None, *Status])
@pytest.mark.parametrize("after", [None, *Status])
def test_who_decides_is_asked_exactly_where_readers_see_something_before_or_after(
    before: Status | None, after: Status | None
) -> None:
    assert is_decided(before, after) is (before is Status.PUBLISHED or after in (Status.PUBLISHED, None))
