"""What a reader is shown, and what a reader is never shown."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.catalog.article import EVERYONE, ArticleId
from kb.core.text import MAX_QUERY_CHARACTERS
from search.engine.engine import Engine
from search.models.embedder import EmbedderError, Model
from search.results.as_json import results_json
from search.results.results import MAX_LIMIT, QueryError, SearchRequest
from tests.conftest import BagOfWords, Collection
from tests.search.answer_keys import ANSWER_KEYS, HIT_KEYS
from tests.search.conftest import (
    HOSTILE,
    PATIENCE,
    Asked,
    Broken,
    DeafToQueries,
    Maker,
    Searchable,
    TimesOut,
    Waiting,
    eventually,
    model,
    write_help_centre,
)

# What is found


@pytest.mark.parametrize(
    ("language", "query", "key"),
    [
        ("en", "I forgot my password", "account/password"),
        ("en", "locked out", "account/password"),
        ("en", "cb200", "products/kettle/descale"),
        ("fa", "بازنشانی گذرواژه", "account/password"),
        ("ar", "اعادة تعيين كلمه المرور", "account/password"),
        ("ru", "Чайники", "products/kettle/descale"),
        ("ru", "посылки", "orders/courier"),
    ],
)
def test_the_article_is_found_in_the_readers_language(
    help_centre: Searchable, language: str, query: str, key: str
) -> None:
    best = help_centre.search(query, language).hits[0]
    assert best.article.id == (language, key)
    assert not best.foreign


@pytest.mark.parametrize("typed", ["کتاب‌ها", "کتابها", "كتاب ها", "كتابها"])
def test_a_persian_word_is_found_however_it_was_typed(help_centre: Searchable, typed: str) -> None:
    hits = {hit.article.id: hit for hit in help_centre.search(typed, "fa").hits}
    assert "<mark>کتاب‌ها</mark>" in hits[ArticleId("fa", "account/password")].snippet


def test_a_hit_leads_to_the_section_that_answers(help_centre: Searchable) -> None:
    best = help_centre.search("the link expired").hits[0]
    assert (best.passage.heading, best.passage.anchor) == ("The link expired", "the-link-expired")
    assert best.url == "/en/articles/account/password#the-link-expired"


def test_without_a_reader_the_query_tells_the_language(help_centre: Searchable) -> None:
    assert help_centre.search("گذرواژه", None).language == "fa"
    assert help_centre.search("посылка", None).language == "ru"
    assert help_centre.search("password", None).language == "en"


def test_translations_of_an_article_are_one_hit(help_centre: Searchable) -> None:
    for query, language in (("password گذرواژه", "fa"), ("password کلمة المرور", "en")):
        keys = help_centre.found(query, language)
        assert keys.count("account/password") == 1


def test_the_readers_own_version_is_shown_for_a_query_in_another_language(help_centre: Searchable) -> None:
    best = help_centre.search("reset password", "fa").hits[0]
    assert (best.article.id, best.foreign) == (("fa", "account/password"), False)


def test_an_article_that_the_reader_has_no_version_of_is_marked_foreign(help_centre: Searchable) -> None:
    best = help_centre.search("money for a broken toaster", "fa").hits[0]
    assert (best.article.id, best.foreign) == (("en", "orders/refund"), True)


def test_the_readers_language_comes_first_among_hits_that_are_as_good(searchable: Searchable) -> None:
    searchable.write("en/one.md", "Model XK99 in the kitchen.", title="XK99")
    searchable.write("ru/two.md", "Model XK99 in the kitchen.", title="XK99")
    searchable.index()
    assert [hit.article.language for hit in searchable.search("XK99", "ru").hits] == ["ru", "en"]


# What is asked for


def test_only_one_language_where_that_is_asked_for(help_centre: Searchable) -> None:
    hits = help_centre.search("گذرواژه", "en", only_language="fa").hits
    assert [hit.article.id for hit in hits] == [("fa", "account/password")]
    assert help_centre.search("password", "en", only_language="xx").hits == []


def test_only_a_category_and_those_below_it(help_centre: Searchable) -> None:
    assert set(help_centre.found("money kettle", category="orders")) == {"orders/refund", "orders/cancel"}
    assert help_centre.found("kettle", category="products") == ["products/kettle/descale"]
    assert help_centre.found("kettle", category="prod") == []


def test_only_a_tag(help_centre: Searchable) -> None:
    assert help_centre.found("money", tag="two words") == ["orders/refund"]
    assert help_centre.found("money", tag="two") == []


def test_categories_are_counted_over_all_of_them_and_languages_within_the_one(help_centre: Searchable) -> None:
    found = help_centre.search("money kettle", category="orders")
    assert dict(found.categories) == {"orders": 2, "products/kettle": 1}
    assert dict(found.languages) == {"en": 2}
    assert found.total == 2


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ('"broken toaster"', {"orders/refund"}),
        ("money -toaster", {"orders/cancel"}),
        ("title:refunds", {"orders/refund"}),
        ("category:orders", {"orders/refund", "orders/cancel", "orders/courier"}),
        ("category:kettle", {"products/kettle/descale"}),
        ("tag:money", {"orders/refund"}),
        ("money AND toaster", {"orders/refund"}),
        ("tag:money OR category:kettle", {"orders/refund", "products/kettle/descale"}),
        ("vine*", {"products/kettle/descale"}),
    ],
)
def test_operators_decide_what_is_shown(help_centre: Searchable, query: str, keys: set[str]) -> None:
    assert set(help_centre.found(query)) == keys


def test_where_nothing_satisfies_the_operators_the_words_are_looked_for_and_that_is_told(
    help_centre: Searchable,
) -> None:
    found = help_centre.search('"toaster broken"')
    assert (found.relaxed, found.hits[0].article.key) == (True, "orders/refund")
    assert not help_centre.search('"broken toaster"').relaxed
    assert not help_centre.search("category:nothing").relaxed
    assert help_centre.found("category:nothing") == []


def test_a_filter_alone_shows_all_that_pass_it_to_whoever_may_see_them(help_centre: Searchable) -> None:
    assert "handbook/escalate" not in help_centre.found("-zebra", limit=50)
    assert "handbook/escalate" in help_centre.found("-zebra", limit=50, audiences=EVERYONE)


# What is never shown


@pytest.mark.parametrize(
    "query",
    [
        "gizmotron",
        "Escalate to the gizmotron desk",
        "category:secrets",
        "title:gizmotron",
        "gizmo*",
        "-kettle",
        "password",
    ],
)
def test_an_internal_article_never_appears_to_the_public(help_centre: Searchable, query: str) -> None:
    found = help_centre.search(query, limit=50)
    assert "handbook/escalate" not in [hit.article.key for hit in found.hits]
    assert "secrets" not in found.categories
    assert found.total == len(found.hits) == sum(found.languages.values())
    assert "gizmotron" not in json.dumps(results_json(found)["results"])


def test_staff_find_what_is_internal(help_centre: Searchable) -> None:
    found = help_centre.search("gizmotron", audiences=EVERYONE)
    assert [hit.article.key for hit in found.hits] == ["handbook/escalate"]
    assert results_json(found)["results"][0]["audience"] == "internal"
    assert dict(found.categories) == {"secrets": 1}


@pytest.mark.parametrize("typed", ["gizmotrom", "gizmoton"])
def test_a_word_of_internal_articles_alone_is_suggested_only_to_staff(help_centre: Searchable, typed: str) -> None:
    public, staff = help_centre.search(typed), help_centre.search(typed, audiences=EVERYONE)
    assert (public.did_you_mean, public.searched_for) == (None, None)
    assert "gizmotron" not in json.dumps(results_json(public))
    assert "gizmotron" in (staff.did_you_mean, staff.searched_for)


@pytest.mark.parametrize("typed", ["giz", "gizmot", "zepp", "desk giz"])
def test_a_word_of_internal_articles_or_drafts_is_not_completed(help_centre: Searchable, typed: str) -> None:
    found = help_centre.search(typed, instant=True)
    assert "handbook/escalate" not in [hit.article.key for hit in found.hits]
    assert not {"gizmotron", "zeppelin"} & set(re.findall(r"\w+", json.dumps(results_json(found)).lower()))


def test_what_is_surely_a_slip_is_searched_for_as_it_was_meant(help_centre: Searchable) -> None:
    found = help_centre.search("pasword")
    assert (found.query, found.searched_for, found.did_you_mean) == ("pasword", "password", None)
    assert found.hits[0].article.key == "account/password"
    assert help_centre.search("password").searched_for is None


def test_a_reader_may_insist_on_what_was_typed(help_centre: Searchable) -> None:
    found = help_centre.search("pasword", exact=True)
    assert (found.searched_for, found.did_you_mean) == (None, None)
    assert "lexical" not in {way for hit in found.hits for way in hit.found_by}


def test_a_word_with_an_operator_is_never_corrected(help_centre: Searchable) -> None:
    found = help_centre.search('"pasword"')
    assert (found.searched_for, found.did_you_mean) == (None, None)


def test_an_internal_article_is_related_to_nothing_for_the_public(help_centre: Searchable) -> None:
    catalog, engine = help_centre.library.catalog, help_centre.service.engine
    article = catalog.get("en", "account/password")
    assert article is not None
    public = engine.related(article, frozenset({article.audience}))
    assert public
    assert "handbook/escalate" not in [other.key for other in public]
    assert "handbook/escalate" in [other.key for other in engine.related(article, EVERYONE)]


def test_related_articles_are_others_in_the_same_language_and_few(help_centre: Searchable) -> None:
    article = help_centre.library.catalog.get("en", "orders/refund")
    assert article is not None
    related = help_centre.service.engine.related(article, EVERYONE, limit=2)
    assert len(related) == 2
    assert {other.language for other in related} == {"en"}
    assert article not in related


@pytest.mark.parametrize("front_matter", [{"audience": "internal"}, {"status": "draft"}, {"status": "archived"}])
def test_what_is_hidden_after_indexing_is_not_shown_from_that_moment(
    searchable: Searchable, front_matter: dict[str, str]
) -> None:
    searchable.write("en/kettle.md", "A kettle with a zorbulator.", title="Kettle")
    searchable.write("en/pot.md", "A pot, like a kettle.", title="Pot")
    searchable.index()
    assert searchable.found("zorbulator") == ["kettle"]
    searchable.write("en/kettle.md", "A kettle with a zorbulator.", title="Kettle", **front_matter)
    searchable.library.refresh()
    found = searchable.search("zorbulator")
    assert (found.hits, found.total, dict(found.languages)) == ([], 0, {})
    mistyped = searchable.search("zorbulatr")
    assert (mistyped.did_you_mean, mistyped.searched_for) == (None, None)
    pot = searchable.library.catalog.get("en", "pot")
    assert pot is not None
    assert searchable.service.engine.related(pot, frozenset({pot.audience})) == []


def test_what_is_deleted_after_indexing_is_not_shown_from_that_moment(searchable: Searchable) -> None:
    file = searchable.write("en/kettle.md", "A kettle.")
    searchable.index()
    file.unlink()
    searchable.library.refresh()
    assert searchable.search("kettle").hits == []


# Page by page


@pytest.fixture(scope="module")
def long_list(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searchable]:
    """Thirty articles that are as good as each other."""
    collection = Collection(tmp_path_factory.mktemp("articles"))
    for number in range(30):
        collection.write(f"en/article-{number:02}.md", "A kettle.", title="Same title")
    maker = Maker()
    searchable = maker(collection, tmp_path_factory.mktemp("data"), [model(BagOfWords)])
    searchable.index()
    yield searchable
    maker.close()


@pytest.mark.parametrize("size", [1, 4, 7, 10])
@pytest.mark.parametrize("query", ["kettle", "-zebra"])
def test_the_pages_join_to_the_whole_list(long_list: Searchable, query: str, size: int) -> None:
    whole = long_list.search(query, limit=MAX_LIMIT)
    assert whole.total == len(whole.hits) > 10
    joined = [
        hit.article.id
        for offset in range(0, whole.total, size)
        for hit in long_list.search(query, limit=size, offset=offset).hits
    ]
    assert joined == [hit.article.id for hit in whole.hits]
    assert len(set(joined)) == whole.total


def test_beyond_the_last_page_there_is_nothing_and_the_total_stays(long_list: Searchable) -> None:
    found = long_list.search("kettle", offset=500)
    assert (found.hits, found.total) == ([], long_list.search("kettle").total)


def test_no_page_is_longer_than_the_limit_of_all(long_list: Searchable) -> None:
    assert len(long_list.search("kettle", limit=1_000_000).hits) <= MAX_LIMIT


def test_asking_twice_gives_the_same(help_centre: Searchable) -> None:
    first, second = (help_centre.search("password money kettle") for _ in range(2))
    assert [(h.article.id, h.score, h.snippet) for h in first.hits] == [
        (h.article.id, h.score, h.snippet) for h in second.hits
    ]


# Hostile and empty


@pytest.mark.parametrize("language", ["en", "fa", None])
def test_nothing_that_is_typed_is_an_error(help_centre: Searchable, language: str | None) -> None:
    for text in HOSTILE:
        found = help_centre.search(text, language)
        assert found.mode == "hybrid", text
        assert len(found.hits) <= found.total, text
        json.dumps(results_json(found)).encode("utf-8")
        for hit in found.hits:
            assert set(re.findall(r"<[^>]*>", hit.snippet)) <= {"<mark>", "</mark>"}, text


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_no_text_at_all_is_an_error(help_centre: Searchable, text: str) -> None:
    found = help_centre.search(text)
    json.dumps(results_json(found)).encode("utf-8")


@pytest.mark.parametrize("text", ["", "   ", "\x00", "?!…—", "😀🔥", "\u0301", '"', "*"])
def test_a_search_for_nothing_finds_nothing(help_centre: Searchable, text: str) -> None:
    found = help_centre.search(text)
    assert (list(found.hits), found.total, found.did_you_mean) == ([], 0, None)


def test_a_query_that_is_too_long_is_refused_with_the_limit(help_centre: Searchable) -> None:
    with pytest.raises(QueryError, match=rf"501 characters, the limit is {MAX_QUERY_CHARACTERS}"):
        help_centre.search("p" * (MAX_QUERY_CHARACTERS + 1))


def test_spaces_do_not_count_towards_the_limit(help_centre: Searchable) -> None:
    assert help_centre.found("password" + " " * 10_000)[0] == "account/password"


def test_a_query_is_echoed_as_it_was_understood(help_centre: Searchable) -> None:
    assert help_centre.search("  pass\x00word \n\t reset").query == "pass word reset"


# What an answer says


def test_an_answer_has_the_keys_of_the_contract_and_no_others(help_centre: Searchable) -> None:
    body = results_json(help_centre.search("password"))
    assert list(body) == ANSWER_KEYS
    assert list(body["results"][0]) == HIT_KEYS
    assert list(body["results"][0]["section"]) == ["heading", "anchor"]
    assert list(results_json(help_centre.search(""))) == ANSWER_KEYS


def test_an_answer_is_plain_json_with_the_values_of_the_article(help_centre: Searchable) -> None:
    body = json.loads(json.dumps(results_json(help_centre.search("forgotten password"))))
    hit = body["results"][0]
    assert (body["query"], body["language"], body["mode"], body["reason"]) == (
        "forgotten password",
        "en",
        "hybrid",
        None,
    )
    assert hit["title"] == "Reset a forgotten password"
    assert hit["url"].startswith("/en/articles/account/password")
    assert (hit["category"], hit["audience"], hit["last_reviewed_on"]) == ("account", "public", "2026-10-12")
    assert set(hit["found_by"]) <= {"lexical", "semantic"}
    assert isinstance(hit["score"], float)
    assert "<mark>" in hit["snippet"]
    assert "<" not in hit["text"]


def test_snippets_mark_stems_and_escape_the_article(searchable: Searchable) -> None:
    searchable.write("en/tags.md", 'Resetting `<script>alert(1)</script>` & "quotes" is easy.', title="Tags")
    searchable.index()
    snippet = searchable.search("reset").hits[0].snippet
    assert snippet == ("<mark>Resetting</mark> &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot; is easy.")


def test_the_time_taken_is_told_by_stage(help_centre: Searchable) -> None:
    found = help_centre.search("a question that nobody has asked before")
    assert set(found.timings) == {"filter", "lexical", "embedding", "ranking", "snippets"}
    assert found.took_ms >= sum(found.timings.values()) * 0.99


# Without vectors


def test_before_the_first_index_the_mode_is_starting(searchable: Searchable) -> None:
    searchable.write("en/kettle.md", "A kettle.")
    found = searchable.search("kettle")
    assert (found.mode, list(found.hits), found.total) == ("starting", [], 0)
    assert (found.complete, found.is_to_come) == (False, True)
    assert found.reason == "the index is being built"


def lexical(make: Maker, collection: Collection, data: Path, load: object) -> Searchable:
    write_help_centre(collection)
    searchable = make(collection, data, [model(load)])  # type: ignore[arg-type]
    searchable.index()
    return searchable


def out_of_order() -> BagOfWords:
    raise EmbedderError("the model 'bag' cannot be loaded: no such file")


@pytest.mark.parametrize(
    ("load", "reason"),
    [
        (DeafToQueries, "the model bag failed: out of cheese"),
        (Broken, "the model bag failed: out of cheese"),
        (out_of_order, "the model 'bag' cannot be loaded: no such file"),
    ],
)
def test_a_model_that_fails_leaves_search_by_words_and_the_reason(
    collection: Collection, tmp_path: Path, make_searchable: Maker, load: object, reason: str
) -> None:
    searchable = lexical(make_searchable, collection, tmp_path / "data", load)
    found = searchable.search("forgotten passwords")
    assert (found.mode, found.reason) == ("lexical", reason)
    assert found.hits[0].article.key == "account/password"
    assert {hit.found_by for hit in found.hits} == {("lexical",)}


def test_a_failed_query_is_asked_again_the_next_time(
    collection: Collection, tmp_path: Path, make_searchable: Maker
) -> None:
    class FailsOnce(Asked):
        failed = False

        def asked(self, texts: Sequence[str]) -> None:
            if not self.failed:
                self.failed = True
                raise RuntimeError("out of cheese")

    searchable = lexical(make_searchable, collection, tmp_path / "data", FailsOnce)
    assert [searchable.search("password").mode for _ in range(2)] == ["lexical", "hybrid"]


def test_a_second_model_carries_on_where_the_first_fails(
    collection: Collection, tmp_path: Path, make_searchable: Maker
) -> None:
    write_help_centre(collection)
    deaf, bag = model(DeafToQueries, "deaf"), model(BagOfWords, "bag")
    searchable = make_searchable(collection, tmp_path / "data", [deaf, bag])
    searchable.index()
    found = searchable.search("password")
    assert found.mode == "hybrid"
    assert "semantic" in found.hits[0].found_by


def test_a_site_without_models_searches_by_words(
    collection: Collection, tmp_path: Path, make_searchable: Maker
) -> None:
    write_help_centre(collection)
    searchable = make_searchable(collection, tmp_path / "data", [])
    searchable.index()
    found = searchable.search("forgotten passwords")
    assert (found.mode, found.reason) == ("lexical", "no embedding model is ready")
    assert found.hits[0].article.key == "account/password"
    article = searchable.library.catalog.get("en", "account/password")
    assert article is not None
    assert searchable.service.engine.related(article, EVERYONE) == []


def test_a_model_is_asked_only_what_it_serves(collection: Collection, tmp_path: Path, make_searchable: Maker) -> None:
    write_help_centre(collection)
    asked: list[str] = []

    class Listening(Asked):
        def asked(self, texts: Sequence[str]) -> None:
            asked.extend(texts)

    english = Model("english", frozenset({"en"}), Listening)
    searchable = make_searchable(collection, tmp_path / "data", [english])
    searchable.index()
    searchable.search("گذرواژه", "fa")
    searchable.search("пароль", "en")
    assert asked == []
    searchable.search("password", "en")
    searchable.search("password", "en")
    assert asked == ["password"]


# Which language it is


def test_a_guess_of_the_language_can_be_overruled(help_centre: Searchable) -> None:
    guessed = help_centre.search("گذرواژه", "en")
    told = help_centre.search("گذرواژه", "en", query_language="ar")
    assert (guessed.language, guessed.detected_by) == ("fa", guessed.detected_by)
    assert guessed.detected_by != "page"
    assert (told.language, told.detected_by) == ("ar", "page")
    assert results_json(told)["language"] == "ar"


# While the reader types


@pytest.fixture
def slow(collection: Collection, tmp_path: Path, make_searchable: Maker, waiting: Waiting) -> Searchable:
    """The standing cast with a model that lets queries wait."""
    write_help_centre(collection)
    searchable = make_searchable(collection, tmp_path / "data", [model(lambda: waiting)])
    searchable.index()
    return searchable


def engine_of(searchable: Searchable, seconds: float) -> Engine:
    """The search with an engine that waits so long for a model."""
    return Engine(lambda: searchable.service.state, lambda: searchable.library.catalog, seconds)


def test_an_instant_answer_does_not_wait_for_meanings_and_says_so(slow: Searchable, waiting: Waiting) -> None:
    patient = engine_of(slow, 10 * PATIENCE)  # who waits gets the model's error instead
    found = patient.search(SearchRequest("passw", "en", instant=True))
    assert [hit.article.key for hit in found.hits][:1] == ["account/password"]
    assert (found.mode, found.complete) == ("lexical", False)
    assert found.reason == "the model bag has not read the question yet"
    assert eventually(lambda: waiting.calls)
    waiting.gate.set()
    assert eventually(lambda: slow.search("passw", instant=True).complete)
    assert slow.search("passw", instant=True).mode == "hybrid"


def test_a_model_that_is_late_is_done_without_and_the_answer_is_not_kept(slow: Searchable, waiting: Waiting) -> None:
    engine, password = engine_of(slow, 0.01), SearchRequest("password", "en")
    late = engine.search(password)
    assert (late.mode, late.complete, late.hits[0].article.key) == ("lexical", False, "account/password")
    assert late.reason == "the model bag has not answered in time"
    assert (late.late, late.is_to_come) == (("bag",), True)
    assert engine.search(password).late  # nor is it asked for twice
    waiting.gate.set()
    assert slow.service.state.models["bag"].ask("password").result(PATIENCE) is not None
    whole = engine.search(password)
    assert (whole.mode, whole.complete, whole.reason, whole.late) == ("hybrid", True, None, ())
    assert waiting.calls == 1


def test_who_does_not_wait_has_the_models_read_the_question_all_the_same(slow: Searchable, waiting: Waiting) -> None:
    engine, password = engine_of(slow, 10 * PATIENCE), SearchRequest("password", "en", waits=False)
    assert engine.search(password).late == ("bag",)
    waiting.gate.set()
    assert eventually(lambda: engine.search(password).complete)
    assert waiting.calls == 1


def test_who_has_time_asks_again_but_not_for_ever(
    make_searchable: Maker, collection: Collection, tmp_path: Path
) -> None:
    write_help_centre(collection)
    away = TimesOut()
    searchable = make_searchable(collection, tmp_path / "data", [model(lambda: away)])
    searchable.index()
    found = searchable.service.engine.search_to_the_end(SearchRequest("password", "en"))
    assert (found.mode, found.late, away.calls) == ("lexical", ("bag",), 3)
    assert searchable.service.engine.search_to_the_end(SearchRequest("tag:money", "en")).complete


def test_where_too_many_questions_wait_for_a_model_words_answer(slow: Searchable, waiting: Waiting) -> None:
    loaded = slow.service.state.models["bag"]
    waiting.overwhelm(loaded)
    found = slow.search("password")
    assert (found.mode, found.complete, found.hits[0].article.key) == ("lexical", False, "account/password")
    assert "too many questions" in (found.reason or "")
    waiting.gate.set()
    assert eventually(lambda: not loaded.is_busy)
    assert slow.search("password").mode == "hybrid"


def test_the_last_word_may_be_unfinished_only_while_the_reader_types(help_centre: Searchable) -> None:
    assert help_centre.found("descale the kett", instant=True)[0] == "products/kettle/descale"
    assert "<mark>kettle</mark>" in help_centre.search("kett", instant=True).hits[0].snippet
    assert help_centre.found("kett ", instant=True, exact=True) == []
    assert help_centre.search("kett", exact=True).hits == []


# Answers that are kept


@pytest.fixture
def kettle(searchable: Searchable) -> Searchable:
    """One article, indexed."""
    searchable.write("en/kettle.md", "A kettle.", title="Kettle")
    searchable.index()
    return searchable


def test_the_same_question_is_answered_from_memory(kettle: Searchable) -> None:
    one, other = kettle.search("kettle"), kettle.search("  kettle")
    assert one.hits is other.hits
    assert kettle.search("kettle", limit=3).hits is not one.hits
    assert kettle.search("kettle", audiences=EVERYONE).hits is not one.hits


def test_an_answer_is_forgotten_when_the_articles_change(kettle: Searchable) -> None:
    before = kettle.search("kettle")
    kettle.write("en/pot.md", "A kettle, too.", title="Pot")
    kettle.library.refresh()
    assert kettle.search("kettle").hits is not before.hits
    kettle.index()
    assert set(kettle.found("kettle")) == {"kettle", "pot"}


def test_an_answer_is_forgotten_when_a_model_is_ready(
    collection: Collection, tmp_path: Path, make_searchable: Maker
) -> None:
    collection.write("en/kettle.md", "A kettle.", title="Kettle")
    gate = threading.Event()

    def load() -> BagOfWords:
        assert gate.wait(PATIENCE)
        return BagOfWords()

    searchable = make_searchable(collection, tmp_path / "data", [model(load)])
    searchable.service.start()
    assert eventually(lambda: searchable.found("kettle"))
    assert searchable.search("kettle").mode == "lexical"
    gate.set()
    assert eventually(lambda: searchable.search("kettle").mode == "hybrid")


# How sure it is


def test_a_common_word_fits_where_it_stands_in_the_title_of_what_is_found(searchable: Searchable) -> None:
    for number in range(12):
        searchable.write(
            f"en/order-{number}.md", "The parcel of your order is on its way to you.", title=f"Number {number}"
        )
    searchable.index()
    common = searchable.search("order")
    assert not common.named
    assert not common.fits
    searchable.write("en/cancel.md", "Cancel an order before it is sent.", title="Change or cancel an order")
    searchable.index()
    assert searchable.search("order").fits
    assert searchable.search("cancel orders").named
    assert searchable.search("ord", instant=True).named
    assert not searchable.search("order a zeppelin").named
    assert not searchable.search("the").named


def test_confidence_is_a_share_and_none_where_nothing_is_found(help_centre: Searchable) -> None:
    for query in ("password", "forgotten password", "the weather on mars", "-zebra", "گذرواژه"):
        assert 0.0 <= help_centre.search(query).confidence <= 1.0
    assert help_centre.search("").confidence == 0.0
    assert not help_centre.search("xyzzy").fits
    assert help_centre.search("-zebra").fits
