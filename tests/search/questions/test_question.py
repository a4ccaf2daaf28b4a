"""The question in a message: what people write around it goes, what they ask stays."""

from __future__ import annotations

import string
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.core.text import MAX_QUERY_CHARACTERS
from search.questions.question import DeskQuestion, find_question, sentences_of
from tests.search.questions.conftest import asked, question

KETTLE = "My kettle does not switch off when the water boils."


class TestNoise:
    @pytest.mark.parametrize(
        "message",
        [
            f"Hi there,\n\nI hope you are well. {KETTLE}\n\nThanks in advance,\nJane",
            f"Dear Sofra team,\n{KETTLE}\n\nBest regards\nJane Doe\nACME Ltd\n+44 20 7946 0958\njane@acme.example",
            f"{KETTLE}\n-- \nJane Doe\nThe kettle company",
            f"{KETTLE}\n\nSent from my iPhone",
            f"{KETTLE}\nOrder number: SF-1029384\nAddress: 12 Main Street\nPhone: 07700 900123",
            f"{KETTLE}\n\nThis e-mail is intended only for the addressee. Switch off the kettle and the water.",
            f"{KETTLE}\n\nOn Mon, 16 Nov 2026 at 10:12, Sofra <help@sofra.example> wrote:\n> Does the kettle leak?",
            f"{KETTLE}\n\nOn Mon, 16 Nov 2026 at 10:12,\nSofra <help@sofra.example> wrote:\nDoes the kettle leak?",
            f"{KETTLE}\n\n-----Original Message-----\nFrom: Sofra\nSent: Monday\nDoes the kettle leak?",
            f"{KETTLE}\n\nFrom: Sofra <help@sofra.example>\nSent: Monday\nTo: Jane\nSubject: kettle\n\nDoes it leak?",
            f"> Does the kettle leak?\n\n{KETTLE}",
            f"On Monday Sofra wrote:\n> Does the kettle leak?\n\n{KETTLE}",
        ],
        ids=[
            "courtesy",
            "signature",
            "dashes",
            "phone",
            "form",
            "disclaimer",
            "quote",
            "wrapped",
            "outlook",
            "headers",
            "below",
            "answer below",
        ],
    )
    def test_what_stands_around_the_question_goes(self, message: str) -> None:
        assert question(message) == KETTLE

    @pytest.mark.parametrize(
        ("message", "language", "expected"),
        [
            (
                "السلام عليكم ورحمة الله وبركاته،\nلم يصلني رابط كلمة المرور.\nشكراً لكم\nمع خالص التحية\nأحمد",
                "ar",
                "لم يصلني رابط كلمة المرور.",
            ),
            (
                "لم يصلني رابط كلمة المرور.\n\nفي الأحد، 8 نوفمبر 2026 في 10:12 كتب Sofra <a@b.example>:\nالغلاية",
                "ar",
                "لم يصلني رابط كلمة المرور.",
            ),
            ("با سلام و خسته نباشید\nرمز عبورم را فراموش کردم.\nبا تشکر\nمریم", "fa", "رمز عبورم را فراموش کردم."),
            (
                "رمز عبورم را فراموش کردم.\n\nدر یکشنبه ۸ نوامبر ۲۰۲۶ Sofra نوشت:\nبسته سفارش",
                "fa",
                "رمز عبورم را فراموش کردم.",
            ),
            (
                "Добрый день!\nЧайник не выключается.\nЗаранее спасибо!\nС уважением,\nОльга",
                "ru",
                "Чайник не выключается.",
            ),
            (
                "Чайник не выключается.\n\nпт, 6 нояб. 2026 г. в 14:03, Sofra <help@sofra.example>:\nГде посылка?",
                "ru",
                "Чайник не выключается.",
            ),
        ],
    )
    def test_it_goes_in_other_languages_too(self, message: str, language: str, expected: str) -> None:
        assert asked(message) == DeskQuestion(expected, language)

    def test_german_mail_is_understood(self) -> None:
        message = (
            "Guten Tag,\nmein Wasserkocher hat Kalk.\nVielen Dank im Voraus\nMit freundlichen Grüßen\nUwe Kalk\n\n"
        )
        assert question(f"{message}Am 03.11.2026 um 10:12 schrieb Sofra:\n> alt") == "mein Wasserkocher hat Kalk."

    def test_numbers_and_addresses_go_and_models_and_error_codes_stay(self) -> None:
        found = question(
            "My CB-200 kettle 07700 900123 SF-1029384 a@b.example https://x.example/y RB123456785SA shows E4?"
        )
        assert found == "My CB-200 kettle shows E4?"

    def test_a_subject_is_joined_without_its_prefixes_where_it_says_more(self) -> None:
        assert question(KETTLE, "Re: FW: [Ticket #12] Warranty") == f"Warranty. {KETTLE}"
        assert question(KETTLE, "Re: kettle") == KETTLE

    def test_a_subject_alone_is_a_question(self) -> None:
        assert question("-- \nJane", "Kettle does not switch off") == "Kettle does not switch off."


class TestChoosing:
    def test_a_story_is_left_out_for_what_the_articles_talk_about(self) -> None:
        story = "We moved house in May. The children are fine. It rained all summer. My aunt came to stay."
        assert question(f"{story} {KETTLE} My aunt left again.") == KETTLE

    def test_the_question_itself_is_kept_beside_the_matter(self) -> None:
        found = question(f"{KETTLE} We like tea. Does the warranty cover this?")
        assert found == f"{KETTLE} Does the warranty cover this?"

    def test_the_newest_message_counts_before_what_it_answers(self) -> None:
        found = question("Where is my parcel?\n\nOn Monday Jane wrote:\n> My kettle does not switch off.")
        assert found == "Where is my parcel?"

    def test_what_it_answers_is_read_where_the_newest_says_nothing(self) -> None:
        found = question("Still the same, nothing works!\n\nOn Monday Jane wrote:\n> My kettle does not switch off.")
        assert found == "My kettle does not switch off."

    def test_of_five_languages_the_one_written_most_is_answered(self) -> None:
        many = "Chaynik?\nالغلاية لا تعمل\nبسته کجاست\n这个水壶坏了\n"
        russian = "Чайник не выключается, когда вода кипит. Как вернуть деньги?"
        assert asked(many + russian) == DeskQuestion(russian, "ru")

    def test_a_long_message_gives_a_question_that_can_be_searched(self) -> None:
        assert 0 < len(question("kettle " * 20_000)) <= MAX_QUERY_CHARACTERS

    def test_operators_of_the_search_are_plain_words_to_a_customer(self) -> None:
        found = question('The kettle says "water" NOT refund -password title:reset (parcel)?')
        assert found == "The kettle says water NOT refund password title reset parcel ?"


class TestSeveral:
    def test_the_items_of_a_list_are_questions_of_their_own(self) -> None:
        found = asked("Before I order:\n1) Does the kettle boil water?\n2) Is there a warranty?\nThanks, Ann")
        assert found.parts == ("Does the kettle boil water?", "Is there a warranty?")
        assert found.told_apart

    def test_what_a_list_is_about_stands_before_it(self) -> None:
        found = asked("I have a coffee machine.\n- What does E4 mean?\n- How do I reset it?")
        assert (found.parts, found.context) == (
            ("What does E4 mean?", "How do I reset it?"),
            "I have a coffee machine.",
        )

    def test_each_question_takes_the_story_before_it(self) -> None:
        found = asked(f"{KETTLE} Does the warranty cover it? My parcel is lost. When does the refund come?")
        assert found.parts == (
            f"{KETTLE} Does the warranty cover it?",
            "My parcel is lost. When does the refund come?",
        )
        assert not found.told_apart

    def test_also_begins_another_matter(self) -> None:
        found = asked(f"{KETTLE} Also, the refund for my parcel is late.")
        assert found.parts == (KETTLE, "Also, the refund for my parcel is late.")

    @pytest.mark.parametrize("more", ["How often?", "Is that normal?", "What should I do?", "Thanks for your help!"])
    def test_a_question_that_names_nothing_belongs_to_the_one_before(self, more: str) -> None:
        assert asked(f"Does the kettle boil water? {more}").parts == ()

    def test_a_list_that_asks_nothing_is_a_story(self) -> None:
        assert asked("- The kettle boils.\n- Then it switches off.\n- The water is cold.").parts == ()

    def test_there_are_never_more_than_can_be_read(self) -> None:
        many = "\n".join(f"{number}) Does kettle {number} boil the water?" for number in range(1, 20))
        assert len(asked(many).parts) == 5


class TestForwarded:
    @pytest.mark.parametrize(
        "mark",
        [
            "---------- Forwarded message ----------\nFrom: Ann\nDate: Tue\nSubject: kettle",
            "-------- Пересылаемое сообщение --------\nОт: Ann\nДата: вт\nТема: kettle",
            "---------- رسالة معاد توجيهها ----------\nمن: Ann\nالتاريخ: الثلاثاء\nالموضوع: kettle",
            "---------- پیام ارسال شده ----------\nاز: Ann\nتاریخ: سه‌شنبه\nموضوع: kettle",
        ],
    )
    def test_what_is_passed_on_is_what_is_asked(self, mark: str) -> None:
        assert question(f"Could you please take care of this? Thx, M.\n\n{mark}\n\n{KETTLE}") == KETTLE


@pytest.mark.parametrize(
    "message",
    [
        "Best, Tom",
        "Thank you!",
        "That did the trick, thank you so much. Have a lovely weekend.",
        "The kettle boils again, problem solved. Thanks!",
        "Всё работает, проблема решена. Спасибо!",
        "سلام، مشکل حل شد. مرسی",
        "",
        "  \n\n ",
        "-- \nJane Doe\nCEO",
        "Best regards\nJane Doe",
        "Hi,\n\nThanks!\nJane",
        "?!…",
        "😀🔥",
        "SF-1029384",
        "https://example.com/kettle",
        "> kettle\n> water",
        "<html><style>kettle{}</style><script>kettle()</script></html>",
        "<!-- kettle water -->",
        "\x00\ufeff",
    ],
)
def test_where_nothing_is_asked_none_is_found(message: str) -> None:
    assert question(message) == ""


@given(
    st.text(alphabet=st.one_of(st.sampled_from(string.printable + "اسшкж<>|-_:@#؟?"), st.characters()), max_size=400)
)
def test_no_message_breaks_it(message: str) -> None:
    found = question(message, message[:50])
    assert len(found) <= MAX_QUERY_CHARACTERS
    found.encode()


@pytest.mark.slow
@pytest.mark.parametrize(
    "message",
    [
        "On " * 33_000,
        "On " * 33_000 + "wrote:",
        "a " * 50_000,
        "a" * 100_000,
        "1 " * 50_000,
        "A1-" * 33_000,
        "<div>" * 20_000,
        "<" * 100_000,
        "> " * 50_000,
        "\n" * 100_000,
        "@" * 100_000,
        "a@" * 50_000,
        "From: x\n" * 12_000,
        "-" * 100_000,
        "?" * 100_000,
        "السلام عليكم " * 8_000,
    ],
    ids=lambda message: message[:8].encode("unicode_escape").decode(),
)
@pytest.mark.timeout(20)
def test_messages_of_100_kb_are_read_however_odd(message: str) -> None:
    assert len(question(message)) <= MAX_QUERY_CHARACTERS


def test_a_sentence_is_weighed_once_for_all_that_it_is_looked_at_for() -> None:
    asked_for = Counter[str]()

    def rarity(term: str) -> float:
        asked_for[term] += 1
        return 1.0

    sentence = "The kettle leaks beside its handle "
    found = find_question(sentence * 300, "", lambda _: "en", lambda _: rarity)
    pieces = len({*sentences_of((sentence * 300).strip())})  # cut where a sentence is too long
    assert "kettle" in found.question
    # As the evidence of each piece, and for what the whole says.
    assert max(asked_for.values()) <= pieces + 1, (pieces, asked_for)
