"""How the text of a draft is made of answers and a template: a pure function."""

from __future__ import annotations

import pytest

from search.answers.grounded.answer import AnswerSentence, AnswerSource, Citation, ComposedBy
from search.desk.draft import DraftPart, ReplyDraft, text_of, usable
from search.desk.ready_replies import Reply
from tests.search.answers.grounded.leaning import source

ROOT = "https://help.example.com"
KETTLE = source("Fill the kettle with vinegar.\nRinse it twice.", "en", "Descale the kettle", key="descale")
REFUND = source("A refund takes five days.", "en", "Refunds", key="refunds")


def said(of: AnswerSource) -> list[AnswerSentence]:
    return [AnswerSentence(line, of.article.language, (Citation(of, line),)) for line in of.text.split("\n")]


def address(of: AnswerSource) -> str:
    return ROOT + of.url


ONE = [DraftPart("How do I descale it?", [said(KETTLE)])]
TWO = [*ONE, DraftPart("And my money?", [said(REFUND)])]
QUOTING = Reply("q", "Quote", "en", "Hello,\n\nin short:\n\n{quote}\n\nMore: {link}\n\nKind regards\n{site}")
LINKING = Reply("l", "Link", "en", "Hello, see\n\n{title}: {link}\n\nBye")
WHOLE = Reply("w", "Whole", "en", "Hello,\n\n{answers}\n\nKind regards\n{site}")
STERN = Reply("s", "Late", "en", "Sorry, we are late.")


def made(parts: list[DraftPart], template: Reply | None) -> str:
    return text_of(parts, template, ROOT, "Sofra")


def test_one_answer_stands_in_the_template_as_the_team_wrote_it() -> None:
    steps = "Fill the kettle with vinegar.\nRinse it twice."
    assert made(ONE, QUOTING) == (f"Hello,\n\nin short:\n\n{steps}\n\nMore: {address(KETTLE)}\n\nKind regards\nSofra")
    assert made(ONE, LINKING) == f"Hello, see\n\nDescale the kettle: {address(KETTLE)}\n\nBye"


def test_of_several_each_has_its_question_and_greeting_and_end_stand_once() -> None:
    text = made(TWO, QUOTING)
    for once in ("Hello,", "in short:", "Kind regards", "How do I descale it?", "And my money?"):
        assert text.count(once) == 1
    order = [text.index(one) for one in ("in short", "descale it?", "Fill", address(KETTLE), "money?", "five days")]
    assert order == sorted(order)


def test_a_template_for_all_answers_has_them_with_their_links() -> None:
    assert made(TWO, WHOLE) == (
        "Hello,\n\nHow do I descale it?\nFill the kettle with vinegar.\nRinse it twice.\n"
        f"Descale the kettle: {address(KETTLE)}\n\nAnd my money?\nA refund takes five days.\n"
        f"Refunds: {address(REFUND)}\n\nKind regards\nSofra"
    )


def test_without_a_template_the_answers_stand_alone_and_without_an_answer_there_is_no_text() -> None:
    assert made(ONE, None) == f"{KETTLE.text}\nDescale the kettle: {address(KETTLE)}"
    assert made([DraftPart("Who are you?", ())], WHOLE) == ""


def test_the_fittest_template_comes_first_and_one_without_room_for_an_answer_is_left_out() -> None:
    assert usable([LINKING, STERN, QUOTING, WHOLE]) == [WHOLE, QUOTING, LINKING]


def test_sentences_of_a_model_are_one_paragraph_with_all_their_sources() -> None:
    part = DraftPart("How?", [[*said(REFUND), *said(KETTLE)]], ComposedBy.MODEL)
    assert made([part], None) == (
        "A refund takes five days. Fill the kettle with vinegar. Rinse it twice.\n"
        f"Refunds: {address(REFUND)}\nDescale the kettle: {address(KETTLE)}"
    )
    assert [one.article.title for one in part.sources] == ["Refunds", "Descale the kettle"]


@pytest.mark.parametrize("sign", ["{link}", "{quote}", "{site}"])
def test_what_stands_in_an_article_is_no_placeholder(sign: str) -> None:
    odd = source(f"Write {sign} there.", "en", "Odd")
    for template in (None, QUOTING, WHOLE):
        assert f"Write {sign} there." in made([DraftPart("How?", [said(odd)])], template)


def test_what_is_quoted_in_another_language_is_told() -> None:
    russian = source("Возврат занимает пять дней.", "ru", "Возврат")
    draft = ReplyDraft("en", "…", [DraftPart("How?", [said(REFUND), said(russian)])])
    assert draft.foreign == ["ru"]
