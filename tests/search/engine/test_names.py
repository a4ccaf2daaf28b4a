"""A question that is nothing but the name of an article, over a real index: that article comes first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.catalog.article import EVERYONE, PUBLIC_ONLY
from search.engine.engine import Engine
from search.results.results import SearchRequest
from tests.conftest import BagOfWords, Collection
from tests.search.conftest import Maker, Searchable, model

KEYWORDS = {
    "en": "where is my order",
    "ru": "где мой заказ",
    "ar": "أين طلبي",
    "fa": "سفارش من کجاست",
    "de": "wo ist meine Bestellung",
}
ORDER = {"en": "order", "ru": "заказ", "ar": "الطلب", "fa": "سفارش", "de": "Bestellung"}


@pytest.fixture
def searchable(make_searchable: Maker, collection: Collection, tmp_path: Path) -> Searchable:
    """Many articles that say the order over and over, and one that is called where it is, in each language."""
    for language, word in ORDER.items():
        for number in range(30):
            collection.write(f"{language}/orders/order-{number}.md", f"{word} " * 9, title=f"{word} {number}")
        collection.write(f"{language}/delivery/track.md", "Scanned.", title="T", keywords=f"[{KEYWORDS[language]}]")
    collection.write("en/orders/late.md", "Late.", title="Late", keywords="[where is my order]")
    collection.write("en/staff/lost.md", "Lost.", title="Lost", keywords="[where is my order]", audience="internal")
    collection.write("en/shop/hours.md", "Open at nine.", title="Our opening hours")
    collection.write(
        "en/shop/more.md", "Opening hours, opening hours: all opening hours.", title="Opening, hours, more"
    )
    (collection.root / "synonyms.yml").write_text("en:\n  - [hours, times]\n", "utf-8")
    made = make_searchable(collection, tmp_path / "data", [model(BagOfWords)])
    made.index()
    return made


def first(engine: Engine, text: str, language: str = "en", **more: object) -> list[str]:
    found = engine.search(SearchRequest(text, language, **more))  # type: ignore[arg-type]
    return [hit.article.key for hit in found.hits]


def test_the_article_of_which_a_question_is_the_name_is_first_in_every_language(
    searchable: Searchable, make_searchable: Maker, tmp_path: Path
) -> None:
    asked = [
        ("en", "Where's my order?"),
        ("en", "hi, where is my order please"),
        ("en", "Can you tell me where my order 4471902 is?"),
        ("ru", "Здравствуйте, подскажите, где мой заказ?"),
        ("ar", "السلام عليكم، أين طلبي لو سمحت"),
        ("fa", "سلام، سفارش من کجاست؟"),
        ("de", "Wo ist meine Bestellung?"),
    ]
    for language, text in asked:
        found = first(searchable.service.engine, text, language)
        assert found[0] == "delivery/track", text
    again = make_searchable(searchable.collection, tmp_path / "data", [])
    again.service.bring_up_to_date()
    for language, text in asked:
        assert first(again.service.engine, text, language)[0] == "delivery/track", f"{text}, loaded from the disk"


def test_all_that_are_called_so_come_first_in_their_order_for_whom_they_may_be_seen_by(searchable: Searchable) -> None:
    engine = searchable.service.engine
    public = engine.search(SearchRequest("where is my order", "en", PUBLIC_ONLY))
    assert {hit.article.key for hit in public.hits[:2]} == {"delivery/track", "orders/late"}
    assert public.fits
    assert [hit.score for hit in public.hits] == sorted((hit.score for hit in public.hits), reverse=True)
    assert {*first(engine, "where is my order", audiences=EVERYONE)[:3]} == {
        "delivery/track",
        "orders/late",
        "staff/lost",
    }
    assert first(engine, "where is my order", category="orders")[0] == "orders/late"
    assert first(engine, "where is my order", instant=True)[0] in ("delivery/track", "orders/late")


def test_a_title_is_a_name_and_so_is_what_synonyms_make_of_it(searchable: Searchable) -> None:
    for text in ("opening hours", "the opening times"):
        assert first(searchable.service.engine, text)[0] == "shop/hours"
    assert first(searchable.service.engine, "order")[0].startswith("orders/order-"), "a word of a name is no name"


def test_of_near_hits_the_one_is_first_whose_title_says_all_of_several_words(
    make_searchable: Maker, collection: Collection, tmp_path: Path
) -> None:
    collection.write("en/a.md", "Warranty, warranty: what a claim covers. " * 3, title="What the warranty covers")
    collection.write("en/b.md", "Send us the form for the claim.", title="Make a warranty claim")
    for number in range(20):
        collection.write(f"en/other-{number}.md", "Something else.", title=f"Other {number}")
    made = make_searchable(collection, tmp_path / "data", [model(BagOfWords)])
    made.index()
    assert first(made.service.engine, "warranty claim")[0] == "b"
    assert first(made.service.engine, "covers warranty")[0] == "a"


def test_a_slip_that_is_only_guessed_finds_the_word_that_it_may_be(
    make_searchable: Maker, collection: Collection, tmp_path: Path
) -> None:
    for number in range(40):
        collection.write(f"en/get-{number}.md", "You receive it by post.", title="Post")
    for number in range(3):  # so that it is not usual enough to be surely meant
        collection.write(f"en/other-{number}.md", " ".join(f"w{word:05}" for word in range(2000)), title="Other")
    made = make_searchable(collection, tmp_path / "data", [])
    made.index()
    found = made.service.engine.search(SearchRequest("recieve", "en"))
    assert found.searched_for is None, "or this tests nothing"
    assert found.did_you_mean == "receive"
    assert {hit.article.key[:4] for hit in found.hits} == {"get-"}


def test_a_reranker_does_not_come_before_a_name(searchable: Searchable) -> None:
    state = replace(searchable.service.state, reranker=Backwards())
    engine = Engine(lambda: state, lambda: searchable.library.catalog)
    assert first(engine, "opening hours")[0] == "shop/hours"


class Backwards:
    """A reranker that thinks the last the best."""

    trouble = ""

    def __call__(self, question: str, texts: object) -> list[int]:  # noqa: ARG002 - as rerankers are called
        return list(range(len(texts)))[::-1]  # type: ignore[arg-type]
