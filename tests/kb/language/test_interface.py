"""The catalogs hold exactly what the interface says, and readers of each language see their own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from lxml import html

from kb.language.interface import FOLDER, interface_language, interface_languages, translations
from kb.markdown.html_tree import CALLOUTS

if TYPE_CHECKING:
    from tests.conftest import Collection

ROOT = Path(__file__).parents[3]
LANGUAGES = interface_languages()[1:]
PLACEHOLDER = re.compile(r"%\(\w+\)\w|%[^(]")
ARTICLES = ("%(num)s article", "%(num)s articles")
RESULTS = ("%(num)s result", "%(num)s results")

every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the templates and modules say, extracted as the documented command does it."""
    template = tmp_path_factory.mktemp("words") / "messages.pot"
    CommandLineInterface().run(
        ["pybabel", "-q", "extract", "-F", str(ROOT / "babel.cfg"), "-o", str(template), str(ROOT)]
    )
    with template.open("rb") as source:
        return read_po(source)


@pytest.fixture
def reader(collection: Collection, request: pytest.FixtureRequest) -> FlaskClient:
    """A reader of a site in every language of the interface and in Esperanto, which it does not speak."""
    for language in (*interface_languages(), "eo"):
        collection.write(f"{language}/account/password.md", "Text.", title="One", updated_on="2026-01-02")
        collection.write(f"{language}/account/kettle.md", "> [!NOTE]\n> A.\n\n> [!CAUTION]\n> B.\n", title="Two")
    collection.write("en/only-english.md", "Text.", title="Three")
    client: FlaskClient = request.getfixturevalue("client")
    return client


def catalog(language: str) -> Catalog:
    """The catalog of a language as its translators wrote it."""
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def messages(words: Catalog) -> dict[str | tuple[str, ...], Message]:
    """The messages of a catalog by their English, a pair where there is a plural."""
    return {tuple(m.id) if m.pluralizable else m.id: m for m in words if m.id}


def forms(message: Message) -> tuple[str, ...]:
    """What a message says: one text, or one for each plural form."""
    return tuple(message.string) if message.pluralizable else (message.string,)


def numbers_of_forms(words: Catalog) -> dict[int, list[int]]:
    """The numbers that each plural form of a catalog speaks of."""
    form_of = translations(str(words.locale)).plural
    found: dict[int, list[int]] = {}
    for number in range(1000):
        found.setdefault(int(form_of(number)), []).append(number)
    return found


def counted(language: str, message: tuple[str, str], number: int) -> str:
    """A number of things, in words."""
    return str(translations(language).ungettext(*message, number) % {"num": number})


def words_of(page: str) -> set[str]:
    """The texts of a page and the labels on it, each as a reader meets it."""
    tree = html.document_fromstring(page)
    return {str(text).strip() for text in tree.xpath("//text() | //@aria-label | //@placeholder")}


def test_the_interface_speaks_english_first_and_at_least_arabic_persian_and_russian() -> None:
    assert interface_languages()[0] == "en"
    assert {"ar", "fa", "ru"} <= set(LANGUAGES)


@pytest.mark.slow
def test_extraction_reads_templates_of_both_packages_and_marked_words_in_modules(said: Catalog) -> None:
    assert {"How can we help?", "Did you mean:", *CALLOUTS.values()} <= messages(said).keys()


@every_language
def test_a_catalog_has_exactly_the_messages_of_the_interface(language: str, said: Catalog) -> None:
    words = catalog(language)
    assert messages(words).keys() - messages(said).keys() == set(), "no longer said"
    assert messages(said).keys() - messages(words).keys() == set(), "not translated"
    assert not words.obsolete


@every_language
def test_every_message_is_translated_and_none_is_fuzzy(language: str) -> None:
    words = catalog(language)
    assert not words.fuzzy
    assert [m.id for m in words if m.id and m.fuzzy] == []
    assert [m.id for m in words if m.id and not all(text.strip() for text in forms(m))] == []
    assert [m.id for m in words if m.pluralizable and len(forms(m)) != words.num_plurals] == []


@every_language
def test_every_form_has_the_placeholders_of_the_english(language: str) -> None:
    assert list(wrong_placeholders(catalog(language))) == []


def wrong_placeholders(words: Catalog) -> Iterator[str]:
    """Forms that lack or invent a placeholder; one that speaks of a single number may say it in words."""
    numbers = numbers_of_forms(words)
    for message in messages(words).values():
        english = message.id[-1] if message.pluralizable else message.id
        wanted = sorted(PLACEHOLDER.findall(english))
        for form, text in enumerate(forms(message)):
            found = sorted(PLACEHOLDER.findall(text))
            in_words = message.pluralizable and not found and len(numbers.get(form, ())) == 1
            if found != wanted and not in_words:
                yield text


def terms(language: str) -> list[str]:
    """The column of a language in the table of terms that translators are asked to keep."""
    return [row[("English", "ar", "fa", "ru").index(language)] for row in table_below("Terms")]


def table_below(heading: str) -> list[list[str]]:
    """The rows of the table in the section of that name of docs/adding-a-language.md, without its head."""
    text = (ROOT / "docs" / "adding-a-language.md").read_text("utf-8")
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [row.strip("|").split("|") for row in section.splitlines() if row.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


@pytest.mark.parametrize("language", ["ar", "fa", "ru"])
def test_every_term_that_translators_are_asked_to_keep_is_a_word_of_the_interface(language: str) -> None:
    said = "\n".join(text for message in messages(catalog(language)).values() for text in forms(message)).lower()
    assert terms(language)
    assert [term for term in terms(language) if term not in said] == []


STRAIGHT = re.compile(r"\w'\w|(?<![=\w])\"\w")
"""An apostrophe or a quotation mark as typewriters had them, in running text."""
NOT_RUNNING_TEXT = re.compile(r"```.*?```|`[^`\n]*`|^===.*?$|^---$.*?^---$", re.DOTALL | re.MULTILINE)


def test_english_is_written_in_the_words_of_the_list_and_with_its_signs(said: Catalog) -> None:
    avoided = [words.lower() for _, *rest in table_below("English words")[:-1] for words in rest[0].split(", ")]
    wrong = re.compile("|".join(rf"(?<!\w){re.escape(words)}(?!\w)" for words in avoided), re.IGNORECASE)
    interface = [m.id if isinstance(m.id, str) else " ".join(m.id) for m in messages(said).values()]
    articles = [NOT_RUNNING_TEXT.sub("", file.read_text("utf-8")) for file in (ROOT / "articles/en").rglob("*.md")]
    assert len(avoided) > 20
    assert len(articles) > 50
    assert [text for text in interface if wrong.search(text) or STRAIGHT.search(text)] == []
    assert [found.group() for text in articles if (found := wrong.search(text) or STRAIGHT.search(text))] == []


FOREIGN_SIGNS = {
    "ar": r"[“”\"یک۰-۹]|[\u0621-\u064A][?;,]",
    "fa": r"[“”\"يكىة٠-٩]|[\u0621-\u06CC][?;,]",
    "ru": r"[“”\"]|[a-z][а-яё]|[а-яё][a-z]",
}
"""Quotation marks, letters, digits and points of another language, which are easily typed by mistake."""


@pytest.mark.parametrize("language", FOREIGN_SIGNS)
def test_a_translation_is_written_with_the_signs_of_its_language(language: str) -> None:
    said = [PLACEHOLDER.sub("", text) for m in messages(catalog(language)).values() for text in forms(m)]
    assert [text for text in said if re.search(FOREIGN_SIGNS[language], text, re.IGNORECASE)] == []


@every_language
def test_the_plural_forms_are_those_of_the_language(language: str) -> None:
    words, locale = catalog(language), Locale(language)
    pairs = {(form, locale.plural_form(number)) for form, known in numbers_of_forms(words).items() for number in known}
    assert len(pairs) == words.num_plurals == len({form for form, _ in pairs}) == len({name for _, name in pairs})


@pytest.mark.parametrize(
    ("language", "message", "expected"),
    [
        (
            "ar",
            ARTICLES,
            {
                0: "لا توجد مقالات",
                1: "مقال واحد",
                2: "مقالان",
                3: "3 مقالات",
                10: "10 مقالات",
                11: "11 مقالًا",
                99: "99 مقالًا",
                100: "100 مقال",
                102: "102 مقال",
                103: "103 مقالات",
                111: "111 مقالًا",
            },
        ),
        ("ar", RESULTS, {0: "لا توجد نتائج", 1: "نتيجة واحدة", 2: "نتيجتان", 5: "5 نتائج", 25: "25 نتيجة"}),
        ("fa", ARTICLES, {0: "0 مقاله", 1: "1 مقاله", 2: "2 مقاله", 11: "11 مقاله"}),
        (
            "ru",
            ARTICLES,
            {
                0: "0 статей",
                1: "1 статья",
                2: "2 статьи",
                4: "4 статьи",
                5: "5 статей",
                11: "11 статей",
                12: "12 статей",
                21: "21 статья",
                22: "22 статьи",
                25: "25 статей",
                111: "111 статей",
            },
        ),
        ("ru", RESULTS, {1: "1 результат", 3: "3 результата", 5: "5 результатов", 21: "21 результат"}),
        ("en", ARTICLES, {0: "0 articles", 1: "1 article", 2: "2 articles", 21: "21 articles"}),
    ],
)
def test_counted_things_agree_with_their_number(
    language: str, message: tuple[str, str], expected: dict[int, str]
) -> None:
    assert {number: counted(language, message, number) for number in expected} == expected


HOME = {
    "en": ("How can we help?", "Search", "Topics", "All topics", "2 articles"),
    "ar": ("كيف يمكننا مساعدتك؟", "بحث", "المواضيع", "جميع المواضيع", "مقالان"),
    "fa": ("چطور می‌توانیم به شما کمک کنیم؟", "جست‌وجو", "موضوع‌ها", "همه موضوع‌ها"),
    "ru": ("Чем мы можем помочь?", "Поиск", "Темы", "Все темы", "2 статьи"),
}


@pytest.mark.parametrize("language", HOME)
def test_a_page_speaks_the_language_of_its_address_and_no_other(language: str, reader: FlaskClient) -> None:
    shown = words_of(reader.get(f"/{language}/").text)
    assert set(HOME[language]) <= shown
    assert shown.isdisjoint(words for other in HOME if other != language for words in HOME[other])


NOT_THERE = {
    "ar": {
        "search?q=zzz": "لا توجد نتائج لعبارة «zzz»",
        "articles/none": "لم نعثر على هذه الصفحة",
        "articles/only-english": "هذا المقال غير متاح باللغة العربية بعد",
    },
    "fa": {
        "search?q=zzz": "نتیجه‌ای برای «zzz» پیدا نشد",
        "articles/none": "این صفحه را پیدا نکردیم",
        "articles/only-english": "این مقاله هنوز به زبان فارسی در دسترس نیست",
    },
    "ru": {
        "search?q=zzz": "По запросу «zzz» ничего не найдено",
        "articles/none": "Мы не нашли эту страницу",
        "articles/only-english": "Эта статья пока недоступна на выбранном языке (Русский)",
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("language", NOT_THERE)
def test_what_is_not_there_is_said_in_the_language_of_the_address(language: str, reader: FlaskClient) -> None:
    for address, expected in NOT_THERE[language].items():
        page = html.document_fromstring(reader.get(f"/{language}/{address}").text)
        assert expected in {str(element.text_content()) for element in page.iter("h1", "h2", "p")}


def test_callouts_are_named_in_the_language_of_the_article(reader: FlaskClient) -> None:
    def titles(language: str) -> list[str]:
        page = html.document_fromstring(reader.get(f"/{language}/articles/account/kettle").text)
        return [title.text_content() for title in page.find_class("admonition-title")]

    assert titles("en") == titles("eo") == ["Note", "Warning"]
    assert titles("ar") == ["ملاحظة", "تحذير"]
    assert titles("fa") == ["توجه", "هشدار"]
    assert titles("ru") == ["Примечание", "Внимание"]


def test_a_page_in_a_language_without_a_catalog_is_english(reader: FlaskClient) -> None:
    assert set(HOME["en"]) <= words_of(reader.get("/eo/").text)


@pytest.mark.parametrize(
    ("asked", "answered"), [("fa", "fa"), ("fa-AF", "fa"), ("ru-UA", "ru"), ("de", "en"), ("en-GB", "en"), ("", "en")]
)
def test_a_region_is_answered_in_its_language_and_the_unknown_in_english(asked: str, answered: str) -> None:
    assert interface_language(asked) == answered


def test_a_language_without_a_catalog_keeps_the_english_words() -> None:
    assert translations("eo").gettext("How can we help?") == "How can we help?"
    assert counted("eo", ARTICLES, 2) == "2 articles"
