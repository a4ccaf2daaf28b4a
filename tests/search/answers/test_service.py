"""What is answered, asked back and refused, and who may write it better."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest
from flask import Flask

from search.answers.composing.composing import ALL_SAID, OTHERWISE, UNSAID, answering, answering_chosen
from search.answers.composing.shape import (
    AnswerOutcome,
    AskedQuestion,
    ChoiceKind,
    ComposedAnswer,
    RequestKind,
)
from search.answers.grounded.answer import AnswerSentence, AnswerSource, Citation, ComposedBy, Declined
from search.answers.service import AnswerService
from search.results.results import SearchRequest

Ask = Callable[..., ComposedAnswer]


def test_steps_are_told_one_by_one_each_with_where_it_stands(ask: Ask) -> None:
    answer = ask("How can I cancel an order?")
    assert answer.outcome is AnswerOutcome.ANSWERED
    assert [sentence.text[:12] for sentence in answer.sentences] == ["Open Your or", "Select Cance", "Wait for the"]
    assert [id_.key for id_ in answer.cited] == ["orders/cancel"]
    assert answer.citations[0].source.url == "/en/articles/orders/cancel#cancel-an-order"
    assert answer.composed_by is ComposedBy.ARTICLES


def test_every_sentence_stands_letter_by_letter_in_its_source(ask: Ask) -> None:
    for question in ("How can I cancel an order?", "days of refund by method gift card", "refund to a card"):
        sentences = ask(question).sentences
        assert sentences
        assert all(one.quote in one.source.text for sentence in sentences for one in sentence.citations)


def test_rows_of_a_table_say_what_their_cells_are(ask: Ask) -> None:
    assert "Method: Gift card · Days: 1" in [sentence.text for sentence in ask("where is my refund?").sentences]


def test_what_differs_by_product_is_asked_back_and_the_choice_answers(ask: Ask) -> None:
    answer = ask("How do I remove limescale?")
    assert answer.outcome is AnswerOutcome.ASKED_BACK
    assert not answer.sentences
    assert {(one.kind, one.label) for one in answer.choices} == {
        (ChoiceKind.PRODUCT, name) for name in ("Kettle", "Blender", "Toaster")
    }
    chosen = ask("How do I remove limescale?", chosen=(ChoiceKind.PRODUCT, "toaster"))
    assert [id_.key for id_ in chosen.cited] == ["products/descale-toaster"]


def test_once_the_product_is_chosen_its_article_answers_in_whatever_words(shop: Flask) -> None:
    engine = shop.extensions["kb"].engine
    found = engine.search(SearchRequest("How do I remove limescale?", "en", product="toaster"))
    otherwise_said = replace(found, said=0.2)  # as where a verb stands in the title as a noun
    assert answering(otherwise_said) == []
    assert [hit.article.key for hit in answering_chosen(otherwise_said)] == ["products/descale-toaster"]
    assert answering_chosen(replace(otherwise_said, confidence=0.2)) == []


def test_the_less_an_article_says_of_the_question_the_surer_it_must_be(shop: Flask) -> None:
    found = shop.extensions["kb"].engine.search(SearchRequest("How can I cancel an order?", "en"))
    for said in (0.3, 0.6, 1.0):
        least = ALL_SAID + UNSAID * (1 - said)
        assert answering(replace(found, said=said, confidence=least, denies=False))
        assert not answering(replace(found, said=said, confidence=least - 0.01, denies=False))
    all_said = replace(found, said=1.0, confidence=OTHERWISE - 0.01)
    assert answering(all_said)
    assert not answering(replace(all_said, denies=True))
    assert not answering(replace(all_said, language="ar"))
    assert answering(replace(all_said, language="ar", said=0.0, confidence=OTHERWISE))


def test_who_names_the_product_is_not_asked(ask: Ask) -> None:
    assert [id_.key for id_ in ask("remove limescale from the kettle").cited] == ["products/descale-kettle"]


def test_a_follow_up_asks_the_same_of_another_product(ask: Ask) -> None:
    answer = ask("and for the blender?", turns=("remove limescale from the kettle",))
    assert answer.meant == "remove limescale from the blender"
    assert [id_.key for id_ in answer.cited] == ["products/descale-blender"]


def test_a_question_that_only_begins_like_a_follow_up_has_its_own_topic(ask: Ask) -> None:
    answer = ask("and how can I cancel an order?", turns=("How long does a refund to a card take?",))
    assert [id_.key for id_ in answer.cited] == ["orders/cancel"]
    answer = ask("and how long does it take?", turns=("refund to a card",))
    assert [id_.key for id_ in answer.cited] == ["returns/refund-times"]


def test_a_question_of_which_the_topic_says_nothing_is_not_answered_by_the_topic(ask: Ask) -> None:
    turns = ("How long does a refund to a card take?",)
    answer = ask("how do I clean it?", turns=turns)
    assert "returns/refund-times" not in [id_.key for id_ in answer.cited]
    assert ask("how long does that take?", turns=turns).is_answered  # no words of its own
    answer = ask("who confirms it by mail?", turns=turns)
    assert answer.outcome is AnswerOutcome.ASKED_BACK
    assert [(one.kind, one.value) for one in answer.choices] == [
        (ChoiceKind.ARTICLE, "returns/refund-times"),
        (ChoiceKind.ARTICLE, "orders/cancel"),
    ]
    for choice in answer.choices:
        chosen = ask("who confirms it by mail?", turns=turns, chosen=(choice.kind, choice.value))
        assert [id_.key for id_ in chosen.cited] == [choice.value]
    answer = ask("do I wait for the e-mail that confirms it?", turns=turns)  # of which an article says every word
    assert [id_.key for id_ in answer.cited] == ["orders/cancel"]


def test_where_three_articles_answer_alike_one_is_chosen(ask: Ask) -> None:
    answer = ask("What gift can be ordered at the checkout before I pay?")
    assert answer.outcome is AnswerOutcome.ASKED_BACK
    assert {one.label for one in answer.choices} == {"Gift wrapping", "Gift cards", "Gift notes"}
    [cards] = [one for one in answer.choices if one.label == "Gift cards"]
    chosen = ask("What gift can be ordered at the checkout before I pay?", chosen=(cards.kind, cards.value))
    assert [id_.key for id_ in chosen.cited] == ["gifts/gift-cards"]


def test_an_article_that_was_chosen_answers(ask: Ask) -> None:
    answer = ask("refund", chosen=(ChoiceKind.ARTICLE, "returns/refund-times"))
    assert [id_.key for id_ in answer.cited] == ["returns/refund-times"]
    assert not ask("refund", chosen=(ChoiceKind.ARTICLE, "staff/goodwill")).is_answered


def test_several_questions_are_answered_one_by_one(ask: Ask) -> None:
    answer = ask("How do I cancel an order? And how long does a refund to a card take?")
    assert [(part.hit.article.key, bool(part.question)) for part in answer.parts] == [
        ("orders/cancel", True),
        ("returns/refund-times", True),
    ]


@pytest.mark.parametrize("question", ["how do I fly to the moon", "zebra stripes", "?!"])
def test_what_no_article_answers_is_refused(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.outcome in (AnswerOutcome.REFUSED, AnswerOutcome.NOTHING_ASKED)
    assert not answer.sentences


def test_what_is_for_staff_answers_nobody_by_default(ask: Ask) -> None:
    assert not ask("goodwill vouchers for angry customers").nearest


def test_who_wants_something_done_is_told_how(ask: Ask) -> None:
    answer = ask("cancel my order")
    assert answer.request is RequestKind.DO
    assert answer.is_answered


def test_a_greeting_is_no_question(ask: Ask) -> None:
    assert ask("Hello there!").outcome is AnswerOutcome.NOTHING_ASKED


@dataclass
class Script:
    """Writes what it is told to, and notes what it was asked."""

    says: str = ""
    reason: str = ""
    alone: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str, Sequence[str], Sequence[AnswerSource]]] = field(default_factory=list)

    def generate(
        self, question: str, language: str, turns: Sequence[str], sources: Sequence[AnswerSource]
    ) -> Iterator[AnswerSentence | Declined]:
        self.asked.append((question, language, turns, sources))
        if self.says:
            yield AnswerSentence(self.says, language, (Citation(sources[0], sources[0].text[:20]),))
        if self.reason:
            yield Declined(self.reason)

    def standalone(self, question: str, language: str, turns: Sequence[str]) -> str:
        return self.alone.get(question, question)


def written(
    shop: Flask, writer: Script, text: str, *, may_generate: bool = True
) -> list[AnswerSentence | ComposedAnswer]:
    parts = shop.extensions["kb"]
    service = AnswerService(parts.engine, lambda: parts.site.catalog, writer)
    return list(service.told(AskedQuestion(text, "en", turns=("before",), may_generate=may_generate)))


def test_what_is_written_replaces_the_articles_words(shop: Flask) -> None:
    writer = Script("It takes five days.")
    *sentences, answer = written(shop, writer, "How long does a refund to a card take?")
    assert isinstance(answer, ComposedAnswer)
    assert list(answer.sentences) == sentences
    assert answer.composed_by is ComposedBy.MODEL
    [(question, language, turns, sources)] = writer.asked
    assert (question, language, turns) == ("How long does a refund to a card take?", "en", ("before",))
    assert "five working days" in sources[0].text


@pytest.mark.parametrize("writer", [Script(reason="budget"), Script()])
def test_where_nothing_is_written_the_articles_words_stand(shop: Flask, writer: Script) -> None:
    *sentences, answer = written(shop, writer, "How long does a refund to a card take?")
    assert isinstance(answer, ComposedAnswer)
    assert list(answer.sentences) == sentences != []
    assert answer.composed_by is ComposedBy.ARTICLES
    assert answer.declined == writer.reason


@pytest.mark.parametrize(
    ("text", "may_generate"),
    [
        ("How long does a refund to a card take?", False),
        ("refund card", True),
        ("How do I remove limescale?", True),
        ("hello", True),
    ],
)
def test_nobody_is_asked_to_write_where_nobody_waits_or_nothing_is_asked(
    shop: Flask, text: str, may_generate: bool
) -> None:
    writer = Script("No.")
    written(shop, writer, text, may_generate=may_generate)
    assert writer.asked == []


def test_what_a_writer_takes_back_is_not_in_the_answer(shop: Flask) -> None:
    first, whole = written(shop, Script("No.", "too little of it holds"), "How long does a refund to a card take?")
    assert isinstance(first, AnswerSentence)
    assert isinstance(whole, ComposedAnswer)
    assert whole.generated == ()
    assert whole.composed_by is ComposedBy.ARTICLES
    assert whole.sentences
    assert whole.declined == "too little of it holds"


def test_a_short_question_is_asked_as_the_writer_understands_it_with_what_was_found_before(shop: Flask) -> None:
    parts = shop.extensions["kb"]
    writer = Script("No.", alone={"and to a card?": "How long does a refund to a card take?"})
    service = AnswerService(parts.engine, lambda: parts.site.catalog, writer)
    asked = AskedQuestion("and to a card?", "en", turns=("How do I descale the kettle?",), may_generate=True)
    list(service.told(asked))
    [(question, _, turns, sources)] = writer.asked
    assert question == "How long does a refund to a card take?"
    assert turns == ("How do I descale the kettle?",)
    assert len({(source.url, source.text) for source in sources}) == len(sources)
    before = parts.engine.search(SearchRequest(turns[0], "en")).hits[0].article.key
    assert before in {source.article.key for source in sources}


def test_what_was_found_before_comes_after_what_is_found_now(shop: Flask) -> None:
    parts = shop.extensions["kb"]
    writer = Script("No.")
    question = "How long does a refund to a card take?"
    asked = AskedQuestion(question, "en", turns=(question,), may_generate=True)
    list(AnswerService(parts.engine, lambda: parts.site.catalog, writer).told(asked))
    [(*_, sources)] = writer.asked
    assert "five working days" in sources[0].text
    assert len({(source.url, source.text) for source in sources}) == len(sources)
