"""What an answer leans on, told in the order in which its sentences say it."""

from __future__ import annotations

from search.answers.composing.shape import AnswerOutcome, AskedQuestion, ComposedAnswer
from search.answers.grounded.answer import AnswerSentence, Citation
from tests.search.answers.grounded.leaning import source


def test_each_place_is_cited_once_in_the_order_in_which_it_is_first_named() -> None:
    first, second = source("One. Three.", key="one"), source("Two.", key="two")
    told = [("One.", first), ("Two.", second), ("Three.", first)]
    sentences = [AnswerSentence(text, "en", (Citation(one, text),)) for text, one in told]
    answer = ComposedAnswer(AskedQuestion("What?", "en"), AnswerOutcome.ANSWERED, "en", generated=sentences)
    assert [(one.source.article.key, one.quote) for one in answer.citations] == [("one", "One."), ("two", "Two.")]
    assert [id_.key for id_ in answer.cited] == ["one", "two"]
