"""Votes: which text they judge, how they are counted, when they are forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from kb.feedback.votes import (
    Opinion,
    Score,
    VoteReason,
    forget_older_than,
    votes_since,
)
from tests.kb.feedback.conftest import ANN, BEN, NO, RESET, WRONG, YES, Polling

EDITED = replace(RESET, body="Another text.")


class TestTheTextThatIsJudged:
    def test_after_an_edit_the_score_starts_anew_and_the_history_stays(self, polling: Polling) -> None:
        polling.put(ANN, opinion=WRONG)
        assert polling.score(EDITED) == Score()
        polling.put(ANN, EDITED)
        found = polling.said(EDITED)
        assert (found.now, found.before) == (Score(1, 0), Score(0, 1))
        assert [(comment.text, comment.is_current) for comment in found.comments] == [("Step 3 is gone.", False)]
        assert found.reasons == []

    def test_an_edit_taken_back_brings_the_score_back(self, polling: Polling) -> None:
        polling.put(ANN)
        polling.put(ANN, EDITED, NO)
        assert polling.score(RESET) == Score(1, 0)

    def test_a_review_or_a_new_owner_is_no_edit(self, polling: Polling) -> None:
        polling.put(ANN)
        assert polling.score(replace(RESET, last_reviewed_on=date(2026, 11, 22), owner="Ann")) == Score(1, 0)

    def test_a_vote_on_a_page_that_was_open_during_an_edit_counts_for_what_was_read(self, polling: Polling) -> None:
        polling.put(ANN, EDITED, NO, revision=RESET.content_hash)
        assert (polling.score(RESET), polling.score(EDITED)) == (Score(0, 1), Score())

    def test_reasons_given_after_an_edit_belong_to_the_vote_before_it(self, polling: Polling) -> None:
        vote = polling.put(ANN, opinion=NO)
        assert polling.put(ANN, EDITED, WRONG, vote=vote) == vote
        assert polling.score(EDITED) == Score()
        assert polling.said(RESET).reasons == [("wrong", 1)]

    def test_an_answer_to_the_new_text_leaves_the_vote_on_the_old_one(self, polling: Polling) -> None:
        vote = polling.put(ANN, opinion=NO)
        polling.put(ANN, EDITED, YES, vote=vote, revision=EDITED.content_hash)
        assert (polling.score(RESET), polling.score(EDITED)) == (Score(0, 1), Score(1, 0))

    def test_votes_are_told_by_article_and_revision_from_a_day_on(self, polling: Polling) -> None:
        polling.put(ANN)
        polling.now += timedelta(days=1)
        polling.put(BEN, opinion=NO)
        polling.put(BEN, EDITED)
        with polling.engine.connect() as connection:
            found = votes_since(connection, date(2026, 11, 23))
            assert found == {RESET.id: {RESET.content_hash: Score(0, 1), EDITED.content_hash: Score(1, 0)}}
            assert votes_since(connection, date(2026, 11, 22))[RESET.id][RESET.content_hash] == Score(1, 1)

    def test_the_newest_comment_comes_first_and_reasons_by_how_many_gave_them(self, polling: Polling) -> None:
        polling.put(ANN, opinion=Opinion(False, (VoteReason.OTHER, VoteReason.UNCLEAR), "first"))
        polling.now += timedelta(hours=1)
        polling.put(BEN, opinion=Opinion(False, (VoteReason.UNCLEAR,), "second"))
        found = polling.said()
        assert [comment.text for comment in found.comments] == ["second", "first"]
        assert found.reasons == [("unclear", 2), ("other", 1)]


class TestForgetting:
    def test_old_votes_are_deleted_with_their_comments_and_still_counted(self, polling: Polling) -> None:
        polling.put(ANN, opinion=WRONG)
        polling.put(BEN)
        polling.now += timedelta(days=1)
        polling.put(ANN)
        with polling.engine.begin() as connection:
            assert forget_older_than(connection, date(2026, 11, 23)) == 2
            assert forget_older_than(connection, date(2026, 11, 23)) == 0
        assert polling.score() == Score(2, 1)
        assert polling.said().comments == []
        assert len(polling.marks()) == 1

    def test_what_is_forgotten_later_is_added(self, polling: Polling) -> None:
        for _ in range(2):
            polling.put(ANN, opinion=NO)
            polling.now += timedelta(days=1)
            with polling.engine.begin() as connection:
                forget_older_than(connection, polling.now.date())
        assert polling.score() == Score(0, 2)
        assert polling.marks() == []
