"""Every operator does what it says; whatever is no operator is words; nothing is ever an error."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.catalog.article import ArticleId
from search.index.interface import Parsed
from search.index.local.words.whoosh_index import Document, QueryLanguage
from tests.conftest import Collection
from tests.search.conftest import HOSTILE

REFUND, INVOICE, DESCALE, PASSWORD, PERSIAN = (
    "orders/refund",
    "orders/invoice",
    "products/kettle/descale",
    "account/password",
    "account/gozarvazhe",
)
ALL = {REFUND, INVOICE, DESCALE, PASSWORD, PERSIAN}


def documents(collection: Collection) -> list[Document]:
    catalog = collection.library().catalog
    return [
        Document(article, catalog.category_title(article.language, article.category), [article.body])
        for article in catalog.published
    ]


@pytest.fixture(scope="module")
def collection_of_five(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    collection = Collection(tmp_path_factory.mktemp("articles"))
    write = collection.write
    write(f"en/{REFUND}.md", "Your money for a broken toaster.", title="Refunds", tags="[money, two words]")
    write(f"en/{INVOICE}.md", "The invoice for the CB-200 is broken down by part.", title="Invoices")
    write(f"en/{DESCALE}.md", "Use vinegar, then refund yourself with tea.", title="Descale it", tags="[Care]")
    write("en/products/kettle/_index.md", "All of them.", title="Kettles and pots")
    write(f"en/{PASSWORD}.md", "Reset it, in a word: reset.", title="Password", category='"My Account"')
    write(f"fa/{PERSIAN}.md", "كتاب‌ها را بازنشانی کنید.", title="گذرواژه", category="حساب")
    return collection


@pytest.fixture(scope="module")
def language(collection_of_five: Collection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryLanguage]:
    folder = tmp_path_factory.mktemp("index") / "whoosh"
    QueryLanguage.write(folder, documents(collection_of_five), [], None)
    opened = QueryLanguage(folder)
    yield opened
    opened.close()


def test_an_index_is_opened_wherever_the_analyzer_was_when_it_was_written(
    collection_of_five: Collection, tmp_path: Path
) -> None:
    """Whoosh keeps the name of the analyzer's module; modules move, and an update must not cost the index."""
    QueryLanguage.write(tmp_path / "one", documents(collection_of_five), [], None)
    [listing] = (tmp_path / "one").glob("*.toc")
    written = listing.read_bytes()
    listing.write_bytes(written.replace(b"words.whoosh_index", b"words.query_tongue"))
    assert listing.read_bytes() != written
    QueryLanguage.write(tmp_path / "two", [], [ArticleId("en", REFUND)], tmp_path / "one")
    for name, found in (("one", {REFUND, INVOICE}), ("two", {INVOICE})):
        opened = QueryLanguage(tmp_path / name)
        assert allowed(opened, "category:orders") == found
        opened.close()


def test_articles_are_found_however_many_are_written_at_once(collection_of_five: Collection, tmp_path: Path) -> None:
    QueryLanguage.write(tmp_path / "one", documents(collection_of_five), [], None, at_once=2)
    gone = [ArticleId("en", REFUND)]
    QueryLanguage.write(tmp_path / "two", documents(collection_of_five)[:0], gone, tmp_path / "one", at_once=2)
    for name, missing in (("one", set()), ("two", {REFUND})):
        opened = QueryLanguage(tmp_path / name)
        assert allowed(opened, '"broken toaster" OR vin* OR "in a word"') == {REFUND, DESCALE, PASSWORD} - missing
        opened.close()


def allowed(language: QueryLanguage, text: str) -> set[str]:
    """The keys that the query's operators let through."""
    constraint = language.parse(text).constraint
    matching = None if constraint is None else language.matching(constraint)
    return ALL if matching is None else {id_.key for id_ in matching}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ('"broken toaster"', {REFUND}),
        ('"toaster broken"', set()),
        ('"BROKEN toaster"', {REFUND}),
        ('"cb-200"', {INVOICE}),
        ('"کتاب‌ها را"', {PERSIAN}),
        ('"broken toaster" "your money"', {REFUND}),
        ('"broken toaster" "reset it"', set()),
        ('"broken toaster" OR "reset it"', {REFUND, PASSWORD}),
        ("money -broken", ALL - {REFUND, INVOICE}),
        ("-broken", ALL - {REFUND, INVOICE}),
        ('broken -"broken toaster"', ALL - {REFUND}),
        ("broken -CB-200", ALL - {INVOICE}),
        ("invoice -category:orders -tag:care", {PASSWORD, PERSIAN}),
        ("+broken", {REFUND, INVOICE}),
        ("+broken +money", {REFUND}),
        ("+broken category:orders", {REFUND, INVOICE}),
        ('+broken "your money"', {REFUND}),
        ("broken AND money", {REFUND}),
        ("broken AND vinegar", set()),
        ("cb-200 AND invoice", {INVOICE}),
        ("(money OR vinegar) AND refund", {DESCALE}),
        ("NOT broken", ALL - {REFUND, INVOICE}),
        ("money NOT toaster", ALL - {REFUND}),
        ("NOT broken AND NOT vinegar", {PASSWORD, PERSIAN}),
        ("NOT (broken OR vinegar)", {PASSWORD, PERSIAN}),
        ("title:refunds", {REFUND}),
        ("title:refund", set()),
        ("title:گذرواژه", {PERSIAN}),
        ('title:"descale it"', {DESCALE}),
        ("-title:password", ALL - {PASSWORD}),
        ("category:orders", {REFUND, INVOICE}),
        ("category:Orders", {REFUND, INVOICE}),
        ("category:products", {DESCALE}),
        ("category:products/kettle", {DESCALE}),
        ("category:kettle", {DESCALE}),
        ('category:"kettles and pots"', {DESCALE}),
        ('category:"my account"', {PASSWORD}),
        ("category:my-account", {PASSWORD}),
        ("category:حساب", {PERSIAN}),
        ("category:orders OR category:kettle", {REFUND, INVOICE, DESCALE}),
        ("category:orders category:kettle", set()),
        ("category:order", set()),
        ("tag:money", {REFUND}),
        ("tag:care", {DESCALE}),
        ("tag:CARE", {DESCALE}),
        ('tag:"two words"', {REFUND}),
        ("toaster category:kettle", {DESCALE}),
        ("ref*", {REFUND, DESCALE}),
        ("REF*", {REFUND, DESCALE}),
        ("کتا*", {PERSIAN}),
        ("title:ref*", {REFUND}),
        ("-ref*", ALL - {REFUND, DESCALE}),
        ("inv* OR vin*", {INVOICE, DESCALE}),
    ],
)
def test_an_operator_lets_through_what_it_says(language: QueryLanguage, text: str, keys: set[str]) -> None:
    assert allowed(language, text) == keys


@pytest.mark.parametrize(
    "text",
    [
        "how do I reset my password",
        "-18",
        "freezer at -18 degrees",
        "CB-200 - broken",
        "CB-200",
        "money—back",
        "and or not",
        "a+b",
        "C++",
        "why? (really)",
        "http://example.com/path",
        "subtitle: none",
        "WHY IS MY ORDER NOT HERE",
        "RESET AND LOGIN OR CRY",
        "ГДЕ МОЙ ЗАКАЗ",
        "گذرواژه ـ حساب",
    ],
)
def test_what_is_no_operator_is_only_words(language: QueryLanguage, text: str) -> None:
    assert language.parse(text) == Parsed(text)


@pytest.mark.parametrize(
    ("text", "keys"),
    [('"BROKEN TOASTER"', {REFUND}), ("INVOICE -CB-200", ALL - {INVOICE}), ("BROKEN AND -MONEY", ALL - {REFUND})],
)
def test_shouting_leaves_quotes_and_minus_their_meaning(language: QueryLanguage, text: str, keys: set[str]) -> None:
    assert allowed(language, text) == keys


@pytest.mark.parametrize("text", ["a OR b", "toaster OR kettle", 'money OR "reset it"'])
def test_an_either_with_a_bare_word_only_ranks(language: QueryLanguage, text: str) -> None:
    assert language.parse(text).constraint is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("money -broken", "money"),
        ("CB-200 -toaster", "CB-200"),
        ("category:orders money back", "money back"),
        ("title:refunds money", "refunds money"),
        ('"broken toaster" money', '"broken toaster" money'),
        ("broken AND money", "broken money"),
        ("reset NOT (broken OR vinegar)", "reset"),
        ("ref* money", "money"),
        ("freezer -18 category:orders", "freezer -18"),
        ("CB-200 - 7 category:orders", "CB-200 7"),
        ("category:orders", ""),
        ("-broken", ""),
        ("tag:money -category:orders", ""),
    ],
)
def test_ranking_gets_the_words_that_are_wanted(language: QueryLanguage, text: str, words: str) -> None:
    assert language.parse(text).words == words


@pytest.mark.parametrize("text", ['category:""', '"" ""', "*", '"', "( )", "title:!"])
def test_an_operator_around_nothing_asks_for_nothing(language: QueryLanguage, text: str) -> None:
    parsed = language.parse(text)
    assert parsed.constraint is None
    assert parsed.words


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_is_ever_an_error(language: QueryLanguage, text: str) -> None:
    assert allowed(language, text) <= ALL


SYNTAX = [
    "AND",
    "OR",
    "NOT",
    "(",
    ")",
    '"',
    "-",
    "+",
    "*",
    ":",
    "title:",
    "category:",
    "tag:",
    "id:",
    "text:",
    "^2",
    "~",
]
WORDS = ["broken", "money", "CB-200", "گذرواژه", "密码", "", " ", "\u0301", "😀", "\\", "'"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*SYNTAX, *WORDS]), max_size=12), st.sampled_from(["", " "]))
def test_any_mixture_of_operators_and_words_is_answered(
    language: QueryLanguage, parts: list[str], between: str
) -> None:
    text = between.join(parts)
    parsed = language.parse(text)
    assert allowed(language, text) <= ALL
    assert parsed.words or parsed.constraint is not None or not text


def test_asking_never_changes_the_index(collection_of_five: Collection, tmp_path: Path) -> None:
    folder = tmp_path / "whoosh"
    QueryLanguage.write(folder, documents(collection_of_five), [], None)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    language = QueryLanguage(folder)
    for text in [*HOSTILE, "-broken", '"broken toaster"', "category:orders"]:
        allowed(language, text)
    language.close()
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_a_folder_that_another_process_took_away_lets_everything_through(
    collection_of_five: Collection, tmp_path: Path
) -> None:
    QueryLanguage.write(tmp_path / "whoosh", documents(collection_of_five), [], None)
    language = QueryLanguage(tmp_path / "whoosh")
    shutil.rmtree(tmp_path / "whoosh")
    constraint = language.parse("-broken").constraint
    assert language.matching(constraint) is None


def test_an_index_grows_from_the_one_before_and_leaves_it_as_it_was(collection: Collection, tmp_path: Path) -> None:
    collection.write("en/one.md", "An apple.")
    collection.write("en/two.md", "A pear.")
    QueryLanguage.write(tmp_path / "first", documents(collection), [], None)
    collection.write("en/one.md", "A cherry.")
    collection.write("en/three.md", "An apple and a cherry.")
    new = [document for document in documents(collection) if document.article.key != "two"]
    QueryLanguage.write(tmp_path / "second", new, [ArticleId("en", "two")], tmp_path / "first")
    first, second = QueryLanguage(tmp_path / "first"), QueryLanguage(tmp_path / "second")
    keys = {
        (name, word): {id_.key for id_ in language.matching(language.parse(f"+{word}").constraint) or ()}
        for name, language in (("first", first), ("second", second))
        for word in ("apple", "pear", "cherry")
    }
    assert keys == {
        ("first", "apple"): {"one"},
        ("first", "pear"): {"two"},
        ("first", "cherry"): set(),
        ("second", "apple"): {"three"},
        ("second", "pear"): set(),
        ("second", "cherry"): {"one", "three"},
    }
    first.close()
    second.close()


@pytest.mark.parametrize(
    "text", ['why does it say "card declined" when I pay', 'ما نوع الجهاز الذي تسمونه "القلاية الهوائية" عندكم']
)
def test_in_a_whole_sentence_quotation_marks_ask_for_nothing(language: QueryLanguage, text: str) -> None:
    assert language.parse(text).constraint is None


@pytest.mark.parametrize("text", ['"card declined" at checkout', 'why does it say -"card declined" when I pay now'])
def test_beside_a_few_words_or_with_another_operator_they_do(language: QueryLanguage, text: str) -> None:
    assert language.parse(text).constraint is not None
