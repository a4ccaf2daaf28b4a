"""What every index holds to, whatever stands behind it; ranking and the reading of queries rely on nothing else.

An implementation is tested by a module with a subclass of ``IndexContract`` and a fixture ``open_builder``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb.catalog.article import EVERYONE, PUBLIC_ONLY, ArticleId
from kb.catalog.catalog import Audiences
from kb.library.library import Library
from search.index.deadline import Deadline, DeadlineError
from search.index.evidence import Evidence
from search.index.interface import BuiltIndex, Index, IndexBuilder, Narrowing, Subset
from search.index.names import name_keys
from search.index.query_terms import Wanted
from search.models.embedder import Matrix
from search.models.loaded import LoadedModel
from search.query.concepts import concepts
from tests.conftest import BagOfWords, Collection
from tests.search.conftest import write_help_centre

OpenBuilder = Callable[[Path], IndexBuilder]
"""Makes the builder over a data folder; the same one again for the same folder."""
CLOSE = 1e-4  # an index may add up in another order, or keep halves of floats


@dataclass
class Indexed:
    """A collection, the builder over it, and what it built."""

    collection: Collection
    library: Library
    builder: IndexBuilder
    loaded: LoadedModel
    index: BuiltIndex

    def refresh(self) -> BuiltIndex:
        """Bring the index up to the files, words and vectors."""
        catalog, models = self.library.refresh(), {"bag": self.loaded}
        self.index = self.builder.refresh(catalog, self.index, models, ["bag"])
        self.builder.embed(self.index, self.loaded)
        self.index = self.builder.refresh(catalog, self.index, models, ["bag"])
        return self.index

    @cached_property
    def everything(self) -> list[ArticleId]:
        """Every article that is indexed, in order."""
        return sorted(article.id for article in self.library.catalog.published)


@dataclass
class IndexMaker:
    """Makes indexes in folders of their own."""

    open_builder: OpenBuilder
    loaded: LoadedModel
    new_folder: Callable[[], Path]

    def __call__(self, write: Callable[[Collection], object]) -> Indexed:
        """Index what ``write`` writes, with the bag of words."""
        folder = self.new_folder()
        (folder / "articles").mkdir()
        collection = Collection(folder / "articles")
        write(collection)
        library, builder = collection.library(), self.open_builder(folder / "data")
        made = Indexed(collection, library, builder, self.loaded, builder.refresh(library.catalog, None, {}, ["bag"]))
        made.refresh()
        return made


def en(key: str) -> ArticleId:
    return ArticleId("en", key)


def asked(index: Index, text: str) -> Wanted:
    """The concepts of ``text`` in every language."""
    return {part.language: concepts(text, part) for part in index.vocabularies}


def vectors(text: str) -> dict[str, Matrix]:
    """What the bag of words makes of a query."""
    return {"bag": BagOfWords().embed_queries([text])[0]}


def select(index: Index, audiences: Audiences = EVERYONE, **narrowing: Any) -> Subset:
    return index.select(Narrowing(audiences, **narrowing))


def evidence_of(index: Index, text: str, meant: str = "") -> Evidence:
    """Of every article."""
    return index.evidence(select(index).everything(), asked(index, text), vectors(meant) if meant else {})


def write_shop(collection: Collection) -> None:
    """Two languages, twenty articles each, and one for staff alone."""
    things = ["kettle", "toaster", "invoice", "password", "courier", "garden", "window", "lamp", "carpet", "ladder"]
    for number in range(40):
        language, thing = ("en", "ru")[number % 2], things[number % 10]
        body = f"{thing} " * (1 + number % 3) + f"\n\n## More\n\nnumber{number} of our things"
        collection.write(f"{language}/things/article-{number:02}.md", body, title=f"About {thing}")
    collection.write("en/staff/secret.md", "The turquoise kettle.", title="Secret", audience="internal")


class IndexContract:
    """The tests; named after what an index owes."""

    # What is indexed

    def test_every_published_article_is_indexed_and_no_draft(self, centre: Indexed) -> None:
        assert list(select(centre.index).everything()) == centre.everything
        assert centre.index.size.articles == len(centre.everything)
        assert dict(centre.index.sizes) == {"ar": 1, "en": 5, "fa": 1, "ru": 2}
        assert list(centre.index.sizes) == sorted(centre.index.sizes)

    def test_texts_are_given_in_reading_order_and_of_what_is_indexed(self, centre: Indexed) -> None:
        texts = centre.index.texts([en("account/password"), en("nowhere"), en("account/draft")])
        assert set(texts) == {en("account/password")}
        summary, lead, section = texts[en("account/password")]
        assert (summary.is_summary, lead.heading, section.heading) == (True, "", "The link expired")
        assert centre.index.size.passages == sum(map(len, centre.index.texts(centre.everything).values()))

    # What may be found

    @pytest.mark.parametrize(
        ("narrowing", "found"),
        [
            (Narrowing(PUBLIC_ONLY, "fa"), {"fa/account/password"}),
            (Narrowing(PUBLIC_ONLY, tag="money"), {"en/orders/refund"}),
            (Narrowing(PUBLIC_ONLY, "en", "products"), {"en/products/kettle/descale"}),
            (Narrowing(PUBLIC_ONLY, None, "secrets"), set()),
            (Narrowing(EVERYONE, None, "secrets"), {"en/handbook/escalate"}),
            (Narrowing(PUBLIC_ONLY, "de"), set()),
        ],
    )
    def test_a_reader_narrows_what_may_be_found(self, centre: Indexed, narrowing: Narrowing, found: set[str]) -> None:
        subset = centre.index.select(narrowing)
        assert {"/".join(id_) for id_ in subset.everything()} == found
        assert subset.is_empty == (not found)

    def test_what_may_be_found_can_be_narrowed_further(self, centre: Indexed) -> None:
        every = select(centre.index, PUBLIC_ONLY)
        assert set(every.within("orders").everything()) == {
            *(en("orders/refund"), en("orders/cancel")),
            ArticleId("ru", "orders/courier"),
        }
        assert set(every.everything()) - set(every.without(en("orders/refund")).everything()) == {en("orders/refund")}
        assert every.nothing().is_empty
        assert list(every.nothing().everything()) == []

    def test_it_is_told_which_of_some_articles_may_be_found(self, centre: Indexed) -> None:
        some = [en("orders/refund"), en("handbook/escalate"), en("account/draft"), en("nowhere")]
        assert set(select(centre.index, PUBLIC_ONLY).holding(some)) == {en("orders/refund")}
        assert set(select(centre.index).holding(some)) == {en("orders/refund"), en("handbook/escalate")}

    def test_words_are_told_of_the_articles_that_may_be_found_alone(self, centre: Indexed) -> None:
        public, every = select(centre.index, PUBLIC_ONLY), select(centre.index)
        assert (public.has_word("toaster", "en"), public.has_word("toaster", "ru")) == (True, False)
        assert (public.has_word("gizmotron", "en"), every.has_word("gizmotron", "en")) == (False, True)
        assert not every.has_word("zeppelin", "en")
        assert not every.has_word("toaster", "de")

    # Operators

    def test_plain_words_are_words_and_operators_a_constraint(self, centre: Indexed) -> None:
        plain = centre.index.parse("reset my password")
        assert (plain.words, plain.constraint, plain.too_much) == ("reset my password", None, False)
        parsed = centre.index.parse("money -toaster category:orders")
        assert parsed.words == "money"
        assert parsed.constraint is not None
        assert centre.index.parse(" ".join(f"-w{number}" for number in range(200))).too_much

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("category:orders -toaster", {"en/orders/cancel", "ru/orders/courier"}),
            ('"money comes back"', {"en/orders/cancel", "en/orders/refund"}),
            ("category:kettle", {"en/products/kettle/descale", "ru/products/kettle/descale"}),
            ("tag:sign-in", {"en/account/password"}),
            ("vineg*", {"en/products/kettle/descale"}),
            ("title:refunds OR title:cancel", {"en/orders/refund", "en/orders/cancel"}),
            ("+cb-200", {"en/products/kettle/descale"}),
        ],
    )
    def test_a_constraint_leaves_what_satisfies_it(self, centre: Indexed, text: str, found: set[str]) -> None:
        left = select(centre.index, PUBLIC_ONLY).satisfying(centre.index.parse(text).constraint, "en")
        assert left is not None
        assert {"/".join(id_) for id_ in left.everything()} == found

    def test_where_nothing_satisfies_it_that_is_told(self, centre: Indexed) -> None:
        constraint = centre.index.parse('"no such words here"').constraint
        assert select(centre.index).satisfying(constraint, "en") is None

    def test_what_an_operator_takes_away_does_not_come_back_in_another_language(self, centre: Indexed) -> None:
        constraint = centre.index.parse("-vinegar").constraint
        found = {native: select(centre.index).satisfying(constraint, native) for native in ("en", "ru")}
        russian = ArticleId("ru", "products/kettle/descale")
        assert found["en"] is not None
        assert found["ru"] is not None
        assert russian not in found["en"].everything()
        assert russian in found["ru"].everything()

    def test_operators_are_given_up_in_time(self, centre: Indexed) -> None:
        constraint = centre.index.parse("-vinegar OR kett*").constraint
        over = Deadline(0.0, lambda: 1.0)
        with pytest.raises(DeadlineError):
            select(centre.index).satisfying(constraint, "en", over)

    # Words

    def test_a_vocabulary_knows_words_as_written_and_index_terms(self, centre: Indexed) -> None:
        part = centre.index.vocabulary("en")
        assert part is not None
        assert part.language == "en"
        assert list(part.words.terms) == sorted(part.words.terms)
        assert list(part.words.starting_with("vin")) == ["vinegar"]
        assert (part.words.frequency("refunded"), part.articles.frequency("refund")) == (1, 1)
        assert part.words.frequency("unheard") == part.articles.frequency("unheard") == 0
        assert part.articles.idf("unheard") > part.articles.idf("vinegar") > part.articles.idf("password") > 0
        assert centre.index.vocabulary("de") is None
        assert [one.language for one in centre.index.vocabularies] == ["ar", "en", "fa", "ru"]

    def test_the_best_by_words_are_found_in_each_language(self, shop: Indexed) -> None:
        found = select(shop.index).best_by_words(asked(shop.index, "things"), 2)
        assert sorted(id_.language for id_ in found) == ["en", "en", "ru", "ru"]
        found = select(shop.index).best_by_words(asked(shop.index, "number8"), 50)
        assert [id_.key for id_ in found] == ["things/article-08"]
        assert select(shop.index, PUBLIC_ONLY).best_by_words(asked(shop.index, "turquoise"), 50) == []

    def test_articles_are_found_by_what_they_are_called(self, make: IndexMaker) -> None:
        def write(collection: Collection) -> None:
            collection.write("en/a.md", "Text.", title="Track a parcel", keywords="[where is my order, lost]")
            collection.write("en/b.md", "Text.", title="Lost", audience="internal")
            collection.write("ru/c.md", "См. [где мой заказ](../en/a.md).", title="Lost")

        made = make(write)
        keys = {"en": name_keys("Lost", "en") | name_keys("где мой заказ", "ru"), "ru": name_keys("мой заказ", "ru")}
        assert select(made.index).called(keys) == {en("a"), en("b")}
        assert select(made.index.seen_by(PUBLIC_ONLY), PUBLIC_ONLY).called(keys) == {en("a")}
        assert select(made.index).without(en("a")).called(keys) == {en("b")}
        assert select(made.index).called({"de": name_keys("Lost", "de")}) == set()
        made.collection.write("en/a.md", "Text.", title="Track a parcel", keywords="[moved]")
        made.collection.write("ru/c.md", "Text.", title="Other")
        made.refresh()
        assert select(made.index).called(keys) == {en("b")}
        assert select(made.index).called({"en": name_keys("moved", "en")}) == {en("a")}

    def test_evidence_of_words_says_how_well_and_how_much(self, centre: Indexed) -> None:
        found = evidence_of(centre.index, "refund vinegar")
        at = {id_: place for place, id_ in enumerate(found.articles)}
        refund, descale, courier = at[en("orders/refund")], at[en("products/kettle/descale")], at[en("orders/cancel")]
        assert 0 < found.words[descale] < found.words[refund] <= 1  # one says it in its title
        assert found.words[courier] == found.coverage[courier] == 0
        assert 0 < found.coverage[refund] < 1
        both = evidence_of(centre.index, "refund")
        assert both.coverage[at[en("orders/refund")]] == 1

    # Evidence as a whole

    def test_evidence_names_articles_in_order_each_once_and_leaves_out_what_is_unknown(self, shop: Indexed) -> None:
        some = [ArticleId("ru", "things/article-03"), en("things/article-04"), en("nowhere"), en("things/article-04")]
        found = shop.index.evidence(some, asked(shop.index, "things"), vectors("things"))
        assert list(found.articles) == [en("things/article-04"), ArticleId("ru", "things/article-03")]
        assert len(found.words) == len(found.coverage) == 2
        assert found.passages.starts.tolist() == [0, 2, 4]
        assert found.passages.own.tolist() == [0, 0, 1, 1]
        assert len(found.passages.words) == len(found.passages.cosines["bag"]) == 4
        assert found.passages.languages == {"en": slice(0, 1), "ru": slice(1, 2)}
        nothing = shop.index.evidence([], asked(shop.index, "things"), vectors("things"))
        assert (list(nothing.articles), nothing.passages.starts.tolist()) == ([], [0])

    def test_evidence_of_an_article_does_not_depend_on_which_others_are_asked_for(self, shop: Indexed) -> None:
        wanted, meant = asked(shop.index, "lamp number17"), vectors("lamp number17")
        every = shop.index.evidence(select(shop.index).everything(), wanted, meant)
        for place, id_ in list(enumerate(every.articles))[::7]:
            alone = shop.index.evidence([id_], wanted, meant)
            inside = every.passages.passages(slice(place, place + 1))
            assert alone.words[0] == pytest.approx(every.words[place], abs=CLOSE)
            assert alone.coverage[0] == pytest.approx(every.coverage[place], abs=CLOSE)
            assert alone.passages.words == pytest.approx(every.passages.words[inside], abs=CLOSE)
            assert alone.passages.cosines["bag"] == pytest.approx(every.passages.cosines["bag"][inside], abs=CLOSE)

    def test_passages_alone_are_what_they_are_in_the_whole(self, shop: Indexed) -> None:
        some, wanted = select(shop.index).everything()[3:9], asked(shop.index, "lamp number17")
        whole = shop.index.evidence(some, wanted, vectors("lamp")).passages
        alone = shop.index.passage_evidence(some, wanted, vectors("lamp"))
        assert alone.articles == whole.articles
        assert alone.starts.tolist() == whole.starts.tolist()
        assert alone.words == pytest.approx(whole.words, abs=CLOSE)

    def test_a_word_in_one_passage_is_told_of_that_passage(self, centre: Indexed) -> None:
        found = centre.index.passage_evidence([en("account/password")], asked(centre.index, "expired"), {})
        assert (found.words > 0).tolist() == [False, False, True]

    # Meaning

    def test_cosines_are_those_of_the_texts(self, shop: Indexed) -> None:
        meant = vectors("lamp number17")
        found = shop.index.passage_evidence(shop.everything, {}, meant)
        texts = [p.embedded_text for pieces in shop.index.texts(shop.everything).values() for p in pieces]
        assert found.cosines["bag"] == pytest.approx(BagOfWords().embed_passages(texts) @ meant["bag"], abs=CLOSE)

    def test_the_nearest_are_those_of_the_greatest_cosines_by_language(self, shop: Indexed) -> None:
        meant = vectors("about lamp number17 of our things")
        found = shop.index.passage_evidence(shop.everything, {}, meant)
        near = select(shop.index).nearest(meant, {"en": 3, "ru": 5})
        assert len(near) == len(set(near))
        for language, count in (("en", 3), ("ru", 5)):
            inside = found.passages(found.languages[language])
            best = np.sort(found.cosines["bag"][inside])[-count:]
            mine = [id_ for id_ in near if id_.language == language]
            own = found.own[inside][found.cosines["bag"][inside] >= best[0] - CLOSE]
            assert set(mine) <= {found.articles[place] for place in own.tolist()}
            assert 0 < len(mine) <= count
        assert next(id_ for id_ in near if id_.language == "ru") == ArticleId("ru", "things/article-17")

    def test_languages_that_are_not_counted_and_articles_that_may_not_be_found_are_not_near(
        self, shop: Indexed
    ) -> None:
        every, meant = select(shop.index, language="ru"), vectors("turquoise kettle")
        assert every.nearest(meant, {"en": 10}) == []
        assert {id_.language for id_ in every.nearest(meant, {"en": 10, "ru": 10})} == {"ru"}
        assert en("staff/secret") in select(shop.index).nearest(meant, {"en": 5})
        assert en("staff/secret") not in select(shop.index, PUBLIC_ONLY).nearest(meant, {"en": 5})
        assert select(shop.index).nearest({}, {"en": 5}) == []

    def test_what_is_usual_is_the_mean_of_a_language(self, shop: Indexed) -> None:
        meant = vectors("lamp number17")
        usual, found = shop.index.usual(meant)["bag"], shop.index.passage_evidence(shop.everything, {}, meant)
        assert list(usual.languages) == ["en", "ru"]
        for language, near in usual.languages.items():
            cosines = found.cosines["bag"][found.passages(found.languages[language])]
            assert near.texts == len(cosines)
            assert near.mean == pytest.approx(float(cosines.mean()), abs=CLOSE)
        assert usual.deviation > 0
        assert shop.index.usual({}) == {}

    def test_the_vectors_of_an_article_are_those_of_its_passages(self, shop: Indexed) -> None:
        id_ = en("things/article-04")
        texts = [passage.embedded_text for passage in shop.index.texts([id_])[id_]]
        assert shop.index.vectors_of(id_, "bag") == pytest.approx(BagOfWords().embed_passages(texts), abs=CLOSE)

    def test_what_has_no_vector_yet_is_found_by_its_words(self, make: IndexMaker) -> None:
        made = make(lambda collection: collection.write("en/kettle.md", "Boil.", title="Kettle"))
        made.collection.write("en/zeppelin.md", "A zeppelin.", title="Zeppelin")
        index = made.builder.refresh(made.library.refresh(), made.index, {"bag": made.loaded}, ["bag"])
        found = evidence_of(index, "zeppelin", "zeppelin")
        assert np.isnan(found.passages.cosines["bag"]).tolist() == [False, True]
        assert found.coverage.tolist() == [0, 1]
        assert len(index.vectors_of(en("zeppelin"), "bag")) == 0
        lacking = index.lacking("bag", made.loaded.embedder.fingerprint, lambda _: True)
        assert [passage.key for passage in lacking] == ["zeppelin"]
        assert list(index.lacking("bag", made.loaded.embedder.fingerprint, lambda code: code != "en")) == []
        assert {passage.key for passage in index.lacking("bag", "another", lambda _: True)} == {"kettle", "zeppelin"}

    # Who sees what

    def test_what_somebody_may_not_see_leaves_nothing_behind(self, make: IndexMaker) -> None:
        with_secret = make(write_shop).index.seen_by(PUBLIC_ONLY)

        def write_public(collection: Collection) -> None:
            write_shop(collection)
            (collection.root / "en/staff/secret.md").unlink()

        without = make(write_public).index
        assert dict(with_secret.sizes) == dict(without.sizes)
        for mine, other in zip(with_secret.vocabularies, without.vocabularies, strict=True):
            assert list(mine.words.terms) == list(other.words.terms)
            assert [mine.articles.idf(term) for term in mine.articles.terms] == [
                other.articles.idf(term) for term in other.articles.terms
            ]
        one, other_ = (evidence_of(index, "kettle", "turquoise kettle") for index in (with_secret, without))
        assert one.articles == other_.articles
        assert one.words.tolist() == other_.words.tolist()
        assert one.passages.words.tolist() == other_.passages.words.tolist()
        meant = vectors("turquoise kettle")
        assert (
            with_secret.usual(meant)["bag"].languages["en"].texts == without.usual(meant)["bag"].languages["en"].texts
        )
        assert with_secret.texts([en("staff/secret")]) == {}

    def test_what_is_hidden_a_moment_later_is_not_found_any_more(self, make: IndexMaker) -> None:
        made = make(write_shop)
        made.collection.write("en/things/article-04.md", "lamp", title="About lamp", audience="internal")
        index = made.index.with_catalog(made.library.refresh())
        assert en("things/article-04") not in select(index, PUBLIC_ONLY).everything()
        assert en("things/article-04") not in select(index.seen_by(PUBLIC_ONLY)).everything()
        assert en("things/article-04") in select(made.index, PUBLIC_ONLY).everything()  # which never changes

    # Building

    def test_where_nothing_has_changed_the_index_is_the_same(self, make: IndexMaker) -> None:
        made = make(write_help_centre)
        before = made.index
        assert made.refresh() is before

    def test_what_is_saved_is_found_the_same_by_the_next_start(
        self, make: IndexMaker, open_builder: OpenBuilder
    ) -> None:
        made = make(write_help_centre)
        saved = made.builder.save(made.index)
        opened = open_builder(made.collection.root.parent / "data").open_newest(made.library.catalog)
        assert opened is not None
        for text in ("password", "گذرواژه", "vinegar cb200"):
            one, other = (evidence_of(index, text, text) for index in (saved, opened))
            assert one.articles == other.articles
            assert one.words.tolist() == other.words.tolist()
            assert one.passages.cosines["bag"] == pytest.approx(other.passages.cosines["bag"], abs=CLOSE)

    def test_where_nothing_was_saved_there_is_nothing_to_open(
        self, open_builder: OpenBuilder, tmp_path: Path, centre: Indexed
    ) -> None:
        assert open_builder(tmp_path / "data").open_newest(centre.library.catalog) is None

    def test_an_article_that_changes_keeps_the_words_of_other_languages(self, make: IndexMaker) -> None:
        made = make(write_help_centre)
        before = {part.language: part for part in made.index.vocabularies}
        made.collection.write("en/orders/cancel.md", "A zeppelin.", title="Cancel")
        after = {part.language: part for part in made.refresh().vocabularies}
        assert {code for code in after if after[code] == before[code]} == {"ar", "fa", "ru"}
        assert select(made.index).has_word("zeppelin", "en")

    def test_vectors_are_kept_under_another_name(self, centre: Indexed) -> None:
        renamed = centre.index.with_model_names({"bag": "bag-before"})
        assert list(renamed.models) == ["bag-before"]
        assert renamed.models["bag-before"].count == centre.index.models["bag"].count == centre.index.size.passages
        assert list(centre.index.with_model_names({}).models) == []
        assert centre.index.models["bag"].fingerprint == BagOfWords.fingerprint

    def test_nothing_is_embedded_twice(self, make: IndexMaker) -> None:
        made = make(write_help_centre)
        assert made.builder.embed(made.index, made.loaded).passages == 0
        assert not made.builder.merge(made.index)
