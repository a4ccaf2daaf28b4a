"""A reply drafted at the desk and for helpdesks: in the customer's language, with sources, nothing internal in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from lxml import html

from kb.core.roles import Person, Role
from search.answers.grounded.answer import AnswerSentence, AnswerSource, Citation, Declined
from search.desk.desk import Desk as Answering
from search.desk.drafter import PATIENCE_SECONDS, ReplyDrafter
from tests.conftest import Collection
from tests.search.conftest import indexed_site
from tests.search.desk.conftest import KETTLE, SEVERAL, Desk, prepared

pytestmark = pytest.mark.slow  # a site and whole pages

SECRET = "Staff may send a free bottle of vinegar to whoever asks how to descale a kettle twice."
LINK = "http://localhost/en/articles/products/kettle/descale"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    settings = prepared(tmp_path_factory.mktemp("drafts"))
    collection = Collection(settings.articles_dir)
    collection.write("en/handbook/vinegar.md", SECRET, title="Free vinegar to descale a kettle", audience="internal")
    steps = "Polish the spatula with a soft cloth, then dry it. ![A hand polishes it](a.png) Keep it dry."
    collection.write("en/products/spatula.md", f"{steps}\n\n![spatula](b.png)", title="Spatula")
    collection.write("_replies/en/30-all.md", "Dear customer,\n\n{answers}\n\nYours\n{site}", title="All")
    with indexed_site(settings) as made:
        yield made


def drafted(desk: Desk, **fields: str) -> html.HtmlElement:
    """The page after the button, pressed on the page that found the articles."""
    found = desk.ask(**fields)
    button = found.xpath("//button[@data-draft]")[0]
    hidden = {one.get("name"): one.get("value") for one in found.xpath("//form[@id='ask']//input[@type='hidden']")}
    return desk.ask(**{**hidden, **fields, button.get("name"): button.get("value")})


def text_in(page: html.HtmlElement) -> str:
    return str(page.xpath("string(//textarea[@id='draft-text'])")).strip()


def test_nothing_is_drafted_unless_somebody_asks(desk: Desk) -> None:
    assert desk.ask(message=KETTLE).xpath("//*[@id='draft']") == []
    assert "draft" not in desk.suggest(message=KETTLE)
    assert "draft" not in desk.suggest(message=KETTLE, draft=False)


def test_a_draft_is_greeting_answer_with_its_link_and_end_and_the_message_is_noted_once(desk: Desk) -> None:
    page = drafted(desk, message=KETTLE, ticket="T-1")
    answer = f"Descale the CB-200 kettle with vinegar.\nDescale the kettle: {LINK}"
    assert text_in(page) == f"Dear customer,\n\n{answer}\n\nYours\nSofra"
    assert "In the words of public articles." in page.text_content()
    assert [link.get("href") for link in page.xpath("//ol[@class='draft-sources']//a")] == [
        "/en/articles/products/kettle/descale"
    ]
    assert desk.notes() == [("asked", "T-1", None, "")]


def test_what_articles_for_staff_say_stands_apart_and_never_in_the_text(desk: Desk) -> None:
    page = drafted(desk, message=KETTLE)
    [inside] = page.xpath("//aside[@class='inside']")
    assert SECRET in inside.text_content()
    assert "Internal: not for customers" in inside.text_content()
    assert "free bottle" not in text_in(page)
    assert page.xpath("//aside[@class='inside']//*[@data-copy-draft]|//aside//form") == []
    draft = desk.suggest(message=KETTLE, draft=True)["draft"]
    assert [one["text"] for one in draft.pop("internal")] == [SECRET]
    assert "vinegar" in str(draft)
    assert "free bottle" not in str(draft)


def test_where_only_articles_for_staff_answer_there_is_no_text_to_copy(desk: Desk) -> None:
    page = drafted(desk, message="Where is the gizmotron desk?")
    assert page.xpath("//textarea[@id='draft-text']|//button[@data-copy-draft]|//button[@data-take]") == []
    assert "nothing to draft" in page.xpath("string(//section[@id='draft'])")
    assert "Call the gizmotron desk" in page.xpath("string(//aside[@class='inside'])")


def test_a_draft_is_in_the_customers_language_with_its_template(desk: Desk) -> None:
    page = drafted(desk, message="Здравствуйте! Накипь в чайнике, как удалить?")
    field = page.xpath("//textarea[@id='draft-text']")[0]
    assert (field.get("lang"), field.get("dir")) == ("ru", "ltr")
    assert text_in(page) == "Здравствуйте! http://localhost/ru/articles/products/kettle/descale"
    page = drafted(desk, message="كيف أعيد تعيين كلمة المرور؟")
    assert page.xpath("string(//textarea[@id='draft-text']/@dir)") == "rtl"


def test_each_question_is_answered_and_what_nothing_answers_is_told_beside(desk: Desk) -> None:
    text = text_in(drafted(desk, message=SEVERAL))
    order = [text.index(one) for one in ("How do I descale my kettle?", "vinegar", "Reset my password?", "e-mail")]
    assert order == sorted(order)
    draft = desk.suggest(message="1) How do I descale my kettle?\n2) Where is the qwertz zyxwv?", draft=True)["draft"]
    assert draft["unanswered"] == ["Where is the qwertz zyxwv?"]
    assert "qwertz" not in draft["text"]


def test_what_describes_a_picture_is_not_in_a_letter(desk: Desk) -> None:
    text = text_in(drafted(desk, message="How do I polish the spatula?"))
    assert "Polish the spatula with a soft cloth, then dry it. Keep it dry.\nSpatula: http" in text
    assert "hand" not in text
    assert "\nspatula\n" not in text


def test_another_template_is_used_where_it_is_chosen(desk: Desk) -> None:
    page = drafted(desk, message=KETTLE, template="10-answer")
    assert text_in(page) == f"Dear customer,\nDescale the kettle: {LINK}\nSofra"
    assert page.xpath("string(//select[@id='template']/option[@selected]/@value)") == "10-answer"
    assert text_in(drafted(desk, message=KETTLE, template="../../etc/passwd")).endswith("Yours\nSofra")


def test_a_template_for_the_whole_message_is_not_offered_beside_one_article(desk: Desk) -> None:
    assert desk.ask(message=KETTLE).xpath("//textarea[@data-text='reply-30-all']") == []


def test_helpdesks_get_a_draft_with_sources_and_are_told_what_they_sent_wrong(desk: Desk) -> None:
    draft = desk.suggest(message=KETTLE, draft=True)["draft"]
    assert (draft["language"], draft["composed_by"], draft["template"]) == ("en", "articles", "30-all")
    [question] = draft["questions"]
    [sentence] = question["sentences"]
    assert sentence["sources"][0]["key"] == "products/kettle/descale"
    assert sentence["sources"][0]["quote"] == sentence["text"]
    assert "draft is neither" in desk.suggest(400, message=KETTLE, draft="please")["detail"]
    assert desk.suggest(message="-- \nJane", draft=True)["draft"]["text"] == ""


@dataclass
class Writes:
    """Writes one sentence to each question, or declines; notes what it was given."""

    declines: str = ""
    asked: list[tuple[str, str, Sequence[AnswerSource]]] = field(default_factory=list)

    def generate(
        self, question: str, language: str, turns: Sequence[str], sources: Sequence[AnswerSource]
    ) -> Iterator[AnswerSentence | Declined]:
        assert not turns
        self.asked.append((question, language, sources))
        quote = sources[0].text.split("\n")[0]
        yield AnswerSentence(f"It is so: {quote}", language, (Citation(sources[0], quote),))
        if self.declines:
            yield Declined(self.declines)

    def standalone(self, question: str, language: str, turns: Sequence[str]) -> str:
        raise AssertionError("a message is no conversation")


class TestWithAModel:
    @pytest.fixture
    def draft(self, app: Flask) -> Any:
        parts = app.extensions["kb"]
        answering = Answering(parts.site, parts.engine)

        def drafting(writer: Writes, message: str, seconds: float = 0.0, **wishes: bool) -> Any:
            times = iter([0.0, *[seconds] * 9])
            with app.test_request_context("/desk"):
                parts.site.let_work(Person(Role.STAFF, "Ann", account=1))
                return ReplyDrafter(parts.site, writer, lambda: next(times)).draft(
                    answering.answer(answering.ask(message)), **wishes
                )

        return drafting

    def test_it_gets_each_question_and_public_passages_alone(self, draft: Any) -> None:
        writer = Writes()
        made = draft(writer, SEVERAL)
        assert [one[:2] for one in writer.asked] == [
            ("How do I descale my kettle?", "en"),
            ("Reset my password?", "en"),
        ]
        sent = [source for *_, sources in writer.asked for source in sources]
        assert {str(source.article.audience) for source in sent} == {"public"}
        assert SECRET in [source.text for source in made.inside]
        assert "It is so: Descale the CB-200 kettle" in made.text
        assert made.composed_by == "model"
        assert "Jane" not in str([one[0] for one in writer.asked])

    def test_where_it_declines_the_articles_words_stand_and_it_is_asked_no_more(self, draft: Any) -> None:
        writer = Writes(declines="the model is slow")
        made = draft(writer, SEVERAL)
        assert len(writer.asked) == 1
        assert (made.declined, made.composed_by) == ("the model is slow", "articles")
        assert "It is so" not in made.text
        assert "vinegar" in made.text

    def test_the_page_says_why_no_model_wrote_it(self, tmp_path: Path) -> None:
        away = replace(prepared(tmp_path), answers_url="http://127.0.0.1:9/v1", answers_model="any")
        with indexed_site(away) as app:
            said = " ".join(drafted(Desk(app), message=KETTLE).text_content().split())
        assert "In the words of public articles. No language model wrote it: 127.0.0.1 cannot be reached" in said

    def test_nobody_is_asked_after_half_a_minute_nor_where_nothing_may_be_sent(self, draft: Any) -> None:
        writer = Writes()
        assert "vinegar" in draft(writer, SEVERAL, PATIENCE_SECONDS + 1).text
        assert "vinegar" in draft(writer, SEVERAL, may_generate=False).text
        assert writer.asked == []
