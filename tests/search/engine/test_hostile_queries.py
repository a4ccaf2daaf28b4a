"""No query costs more than its share: work is counted here, and bench/slow_queries.py times it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from kb.catalog.article import EVERYONE
from search.query.correction import MAX_UNKNOWN, read_as
from search.questions.messages import MAX_MESSAGE
from search.questions.question import find_question
from search.questions.sentences import MAX_WEIGHED
from search.results.as_json import results_json
from search.text.wordlists import word_list
from tests.search.conftest import Searchable
from tests.search.engine.conftest import ALPHABET


@dataclass
class Counted:
    """A vocabulary that counts what it is asked for."""

    held: frozenset[str]
    asked: Counter[str] = field(default_factory=Counter)

    @property
    def terms(self) -> Sequence[str]:
        return sorted(self.held)

    def frequency(self, term: str) -> int:
        self.asked[term] += 1
        return int(term in self.held)


@dataclass(frozen=True)
class Part:
    language: str
    words: Counted
    articles: Counted

    def __hash__(self) -> int:
        return id(self)


def asked_of_the_collection(text: str) -> int:
    """How often a collection of three words is asked about others while ``text`` is read."""
    part = Part("en", Counted(frozenset({"password", "kettle", "toaster"})), Counted(frozenset()))
    read_as(text, "en", [part], lambda _part, _word: True, "en")
    return part.words.asked.total()


@pytest.mark.slow  # the word list is read
def test_of_many_unknown_words_the_first_ones_are_corrected() -> None:
    dice = random.Random(3)
    words = ["".join(dice.choices("bcdfghjklmnpqrstvwxz", k=9)) for _ in range(49)]
    one, some, all_ = (asked_of_the_collection(" ".join(words[:count])) for count in (1, MAX_UNKNOWN, 49))
    assert one < some
    assert all_ < 1.5 * some


@pytest.mark.slow
def test_a_word_without_end_is_no_slip() -> None:
    assert asked_of_the_collection("q" * 500) < asked_of_the_collection("qzxvjkw") / 10


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["שלום עולם טוב", "パスワード を", "비밀번호 를 잊었어요", "γεια σου κόσμε", "नमस्ते दुनिया"]
)
def test_a_language_without_an_article_costs_no_word_list(help_centre: Searchable, text: str) -> None:
    for language in ("ar", "en", "fa", "ru"):  # which have articles; whatever ran before may have read them or not
        word_list(language)
    before = word_list.cache_info().misses
    help_centre.search(text, "el")
    assert word_list.cache_info().misses - before <= 1  # at most English, for its keyboard


def messages() -> Iterator[str]:
    dice = random.Random(4)
    noise = ["".join(dice.choices(ALPHABET, k=9)) for _ in range(MAX_MESSAGE // 10)]
    yield "\n".join(noise)
    yield " ".join(noise)
    yield "<br>".join(noise)
    yield ". ".join(noise)
    yield "\n> ".join(noise)
    yield "".join(noise)


@pytest.mark.parametrize("number", range(6))
def test_of_a_message_without_end_the_beginning_is_weighed(number: int) -> None:
    asked: list[str] = []

    def rare(term: str) -> float:
        asked.append(term)
        return 0.0

    find_question(list(messages())[number], "", lambda _: "en", lambda _: rare)
    assert len(set(asked)) <= 2 * MAX_WEIGHED / 9


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("tag:nobody", {}),
        ("category:nowhere", {}),
        ("-password -money -vinegar -courier -order", {"tag": "nobody"}),
        ("", {}),
        ("   ", {}),
        ("zzzz*", {}),
        ("password", {"tag": "nobody"}),
        ("password", {"only_language": "fa", "category": "orders"}),
        ('"no such thing" -password category:nowhere', {"tag": "nobody"}),
        ("tag:nobody", {"audiences": EVERYONE}),
    ],
)
def test_where_nothing_is_found_nothing_fits(help_centre: Searchable, text: str, more: dict[str, object]) -> None:
    found = help_centre.search(text, **more)
    assert (found.total, found.fits, found.confidence, found.answer) == (0, False, 0.0, None)
    assert results_json(found)["confidence"] == 0


def test_a_list_that_was_asked_for_fits(help_centre: Searchable) -> None:
    found = help_centre.search("tag:money")
    assert (found.total, found.fits, found.confidence) == (1, True, 1.0)


@pytest.mark.parametrize(
    ("text", "also"),
    [
        ("pass\u00adword", "password"),
        ("\u00adpass\u00ad\u00adword\u00ad", "password"),
        ("pass\u00adw*", "passw*"),
        ('"forgotten pass\u00adword"', '"forgotten password"'),
        ("title:pass\u00adword", "title:password"),
        ("گذر\u00adواژه", "گذرواژه"),
        ("pass\u2060word", "password"),
        ("pass\ufeffword", "password"),
    ],
)
def test_a_soft_hyphen_in_a_query_says_nothing(help_centre: Searchable, text: str, also: str) -> None:
    assert help_centre.found(text) == help_centre.found(also) != []


@pytest.mark.parametrize("text", ["dishwasher", '"dishwasher salt"', "dishw*", "title:dishwasher", "dishwaser"])
def test_a_soft_hyphen_in_an_article_says_nothing(searchable: Searchable, text: str) -> None:
    searchable.write("en/salt.md", "Fill the dish\u00adwasher sa\u00adlt.", title="The dish\u00adwasher")
    for number in range(12):
        searchable.write(f"en/other-{number}.md", "Kettles and pots.", title=f"Other {number}")
    searchable.index()
    assert searchable.found(text)[:1] == ["salt"]
