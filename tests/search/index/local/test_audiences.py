"""What internal articles say reaches nobody else: a collection with them answers the public as one without.

The oracle is a second collection that differs only in its internal articles. Whatever the public asks, both answer
with the same bytes.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.catalog.article import EVERYONE, PUBLIC_ONLY, STAFF, AudienceSet
from kb.core.settings import Settings
from search.index.local.audiences import MOST_VIEWS, Views
from search.index.local.faiss_index import BACKGROUND_SIZE
from search.index.local.segments import Part
from search.index.local.snapshot import Snapshot
from search.models.embedder import Model
from search.results.as_html import marked_title
from search.results.as_json import results_json
from search.results.results import SearchRequest
from search.text.folding import words
from tests.conftest import BagOfWords, Collection, open_site
from tests.search.conftest import Maker, Searchable, model, write_help_centre

INTERNAL = {
    "en/handbook/fraud.md": (
        "Suspicious chargebacks",
        """Forward every chargeback to the compliance hotline. Watchlist: Krzyzanowski, Bartholomew. The passcode of the
        warehouse is turquoise elephant. Password resets for blacklisted buyers are refused.

## Escalation ladder

Level two is reached by pager, never by e-mail. Kettle refunds need a supervisor.""",
    ),
    "en/handbook/layoffs.md": (
        "Reorganisation of the showroom",
        "The showroom in Rotterdam closes in October. Severance is negotiated by Wilhelmina. Do not tell couriers.",
    ),
    "en/handbook/pricing.md": (
        "Wholesale margins",
        "Toasters earn forty percent, kettles thirty. Vinegar loses money. Competitor: Brewtronix.",
    ),
    "fa/handbook/fraud.md": ("تقلب در بازپرداخت", "فهرست سیاه خریداران را به سرپرست بدهید. رمز انبار فیروزه‌ای است."),
    "ru/handbook/fraud.md": (
        "Мошенничество",
        "Чёрный список передайте бухгалтерии. Пароль склада — бирюза.",
    ),
    "de/handbook/kündigung.md": ("Kündigungswelle", "Die Kündigungswelle im Versandlager beginnt im Herbst."),
}
RULES = "en:\n  - [chargeback, refund, money back]\n  - [turquoise, password]\n  - [kettle, brewtronix]\n"


USUAL = ("kettle", "password", "the", "OR", "-", '"', "*", "title:")


class Twins(NamedTuple):
    """The same help centre with and without its internal articles."""

    with_internal: Searchable
    without: Searchable


def write_public(collection: Collection, extra: int) -> None:
    write_help_centre(collection)
    for number in range(extra):
        things = ["toaster", "kettle", "blender", "courier", "invoice", "voucher", "warranty", "filter"]
        one, other = things[number % 8], things[(number * 3 + 1) % 8]
        text = f"How the {one} and the {other} go together.\n\n## Part {number}\n\nKeep the {one} away from water."
        collection.write(f"en/more/{one}-{number}.md", text, title=f"The {one} number {number}")
    (collection.root / "synonyms.yml").write_text(RULES, "utf-8")


def write_internal(collection: Collection, audience: str = "internal") -> None:
    for path, (title, body) in INTERNAL.items():
        collection.write(path, body, title=title, audience=audience, tags="[secretive]", keywords="[zirconium]")


@pytest.fixture(scope="module", params=["by words", "by meaning too"])
def twins(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    models = [model(BagOfWords)] if request.param == "by meaning too" else []
    with closing(Maker()) as maker:
        yield make_twins(maker, tmp_path_factory, models, "internal")


@pytest.fixture(scope="module")
def team_twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    """The same where those articles are for another team, among some for all staff and for one's own."""
    with closing(Maker()) as maker:
        yield make_twins(maker, tmp_path_factory, [model(BagOfWords)], "[legal, partners]", write_inside)


def make_twins(
    maker: Maker,
    tmp_path_factory: pytest.TempPathFactory,
    models: Sequence[Model],
    audience: str,
    write_more: Callable[[Collection], None] = lambda _: None,
) -> Twins:
    made = []
    for number in range(2):
        folder = tmp_path_factory.mktemp("twin")
        (folder / "articles").mkdir()
        collection = Collection(folder / "articles")
        write_public(collection, 30)
        (collection.root / "en/handbook/escalate.md").unlink()
        write_more(collection)
        if number == 0:
            write_internal(collection, audience)
        searchable = maker(collection, folder / "data", models)
        searchable.index()
        made.append(searchable)
    return Twins(*made)


SALES = AudienceSet(STAFF.names | {"sales"})


def write_inside(collection: Collection) -> None:
    collection.write("en/desk/calls.md", "Angry buyers go to the kettle desk.", title="Calls", audience="internal")
    collection.write("en/desk/prices.md", "Toasters are ten percent off.", title="Prices", audience="sales")
    collection.write("en/desk/both.md", "Vouchers: printed on Monday.", title="Vouchers", audience="[sales, partners]")


def secret_words() -> list[str]:
    return sorted({word for title, body in INTERNAL.values() for word in words(f"{title} {body}")} | {"zirconium"})


def slips(word: str, dice: random.Random) -> list[str]:
    at = dice.randrange(len(word))
    return [
        word[:at] + word[at + 1 :],
        word[:at] + dice.choice("aeiou") + word[at:],
        word[: at + 1] + word[at : at + 1] + word[at + 1 :],
    ]


def questions() -> list[str]:
    dice = random.Random(7)
    secret = secret_words()
    found = [*secret, *(title for title, _ in INTERNAL.values())]
    for word in secret:
        found += [one for one in slips(word, dice) if one]
        found += [f"{word[: dice.randint(1, len(word))]}*", word[: dice.randint(1, len(word))], f"{word}kettle"]
        found += [
            f"password {word}",
            f"-{word} kettle",
            f'"{word} {dice.choice(secret)}"',
            f"title:{word}",
            f"kettle {word} the",
        ]
        found += [f"{word} OR password", f"refund NOT {word}", f"+{word} kettle", f"toaster AND {word}"]
    found += ["tag:secretive", "category:handbook", "-tag:secretive", "-category:handbook kettle", "zirc*", "secre*"]
    found += [
        "turquoise elephant",
        "Krzyzanowsky",
        "vinegar promotion",
        "warehouse passcode",
        "ghbdtn",
        "Kündigungswelle",
    ]
    return list(dict.fromkeys(found))


def answer(searchable: Searchable, request: SearchRequest) -> str:
    """All that an answer says, as it is before anything is rounded.

    An instant answer waits for no model: so that none is late in one help centre and in time in its twin, all have read
    the question before.
    """
    if request.instant:
        searchable.service.engine.search(replace(request, instant=False))
    found = replace(searchable.service.engine.search(request), took_ms=0.0, timings={})
    shown = [(hit.article.id, hit.score, str(hit.snippet), hit.found_by, str(marked_title(hit))) for hit in found.hits]
    around = [found.confidence, dict(found.categories), dict(found.languages), found.named, found.fits, found.total]
    return json.dumps([results_json(found), shown, around], default=str)


MODES: Sequence[dict[str, object]] = (
    {},
    {"instant": True},
    {"exact": True, "sections": True},
    {"language": None},
    {"language": "fa", "limit": 50},
    {"language": "de", "only_language": "en"},
    {"category": "more"},
    {"category": "handbook"},
    {"tag": "secretive"},
    {"only_language": "de"},
)


@pytest.mark.slow  # word lists are read
@pytest.mark.parametrize("number", range(len(MODES)))
def test_the_public_is_answered_as_if_there_were_nothing_internal(twins: Twins, number: int) -> None:
    """Each question is asked in two ways of ten: in one by words, in another by meaning too."""
    shift = 5 if twins.without.service.state.models else 0
    for text in questions()[(number + shift) % len(MODES) :: len(MODES)]:
        request = SearchRequest(text, **{"language": "en", **MODES[number]})  # type: ignore[arg-type]
        assert answer(twins.with_internal, request) == answer(twins.without, request), text


@pytest.mark.slow
def test_a_team_is_answered_as_if_there_were_nothing_for_other_teams(team_twins: Twins) -> None:
    for number, text in enumerate(questions()[::4]):
        mode = MODES[number % len(MODES)]
        request = SearchRequest(text, **{"language": "en", "audiences": SALES, **mode})  # type: ignore[arg-type]
        assert answer(team_twins.with_internal, request) == answer(team_twins.without, request), text
    found = team_twins.with_internal.search("vouchers printed monday", audiences=SALES)
    assert found.hits[0].article.key == "desk/both"


@pytest.mark.slow
def test_of_all_words_of_internal_articles_none_is_told_by_an_instant_answer(twins: Twins) -> None:
    for word in secret_words():
        for text in (f"password {word} ", word):
            request = SearchRequest(text, "en", instant=True)
            assert answer(twins.with_internal, request) == answer(twins.without, request), text


def test_staff_still_finds_it(twins: Twins) -> None:
    for text, key in (("turquoise elephant", "handbook/fraud"), ("Brewtronix", "handbook/pricing")):
        found = twins.with_internal.search(text, audiences=EVERYONE)
        assert found.hits[0].article.key == key
        assert found.fits


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*secret_words(), "kettle", "password", "the", "OR", "-", '"', "*", "title:"]), max_size=8
    ),
    st.sampled_from([" ", "", "-", "\u200c"]),
    st.sampled_from(MODES),
)
def test_whatever_the_public_asks_nothing_internal_shows(
    twins: Twins, parts: list[str], between: str, more: dict[str, object]
) -> None:
    request = SearchRequest(between.join(parts)[:500], **{"language": "en", **more})  # type: ignore[arg-type]
    assert answer(twins.with_internal, request) == answer(twins.without, request)


def test_related_articles_and_rarities_are_those_of_what_is_seen(twins: Twins) -> None:
    one, other = (twin.service.engine for twin in twins)
    for article in twins.without.library.catalog.published:
        mine = twins.with_internal.library.catalog.articles[article.id]
        assert [a.id for a in one.related(mine, PUBLIC_ONLY)] == [a.id for a in other.related(article, PUBLIC_ONLY)]
    for language in ("en", "fa", "ru", "de", "xx"):
        rare, same = one.rarity(language, PUBLIC_ONLY), other.rarity(language, PUBLIC_ONLY)
        assert [rare(word) for word in secret_words()] == [same(word) for word in secret_words()]
    assert one.rarity("en", EVERYONE)("turquois") > 0 == one.rarity("en", PUBLIC_ONLY)("turquois")


class TwinSites(NamedTuple):
    with_internal: FlaskClient
    without: FlaskClient


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwinSites]:
    """Both as sites with an account, so that whoever comes is the public."""
    with ExitStack() as stack:
        clients = []
        for number in range(2):
            folder = tmp_path_factory.mktemp("site")
            (folder / "articles").mkdir()
            collection = Collection(folder / "articles")
            write_public(collection, 12)
            (collection.root / "en/handbook/escalate.md").unlink()
            if number == 0:
                write_internal(collection)
            app = open_site(
                Settings(articles_dir=collection.root, data_dir=folder / "data"), models=[model(BagOfWords)]
            )
            app.extensions["kb"].service.bring_up_to_date()
            stack.callback(app.extensions["kb"].close)
            clients.append(app.test_client())
        yield TwinSites(*clients)


def shown(client: FlaskClient, address: str) -> str:
    """A page or an answer without its times, numbers and names made by chance."""
    response = client.get(address, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    text = response.get_data(as_text=True)
    if response.mimetype == "application/json":
        return json.dumps({**response.get_json(), "took_ms": 0})
    lines = text.split("\n")
    return "\n".join(line for line in lines if not any(name in line for name in CHANCE))


CHANCE = ("csrf", "nonce", "recorded", "data-search")


@pytest.mark.slow
def test_pages_and_the_api_show_nothing_internal(sites: TwinSites) -> None:
    for text in [*secret_words()[::5], "Krzyzanowsky", "kettle -turquoise", "zirc*", "tag:secretive", "elefant"]:
        for address in (
            "/en/search?q={}",
            "/en/search?q={}&category=handbook",
            "/fa/search?q={}&exact=1",
            "/api/v1/search?q={}",
            "/api/v1/search?q={}&mode=instant&sections=1",
            "/api/v1/search?q={}&lang=en&limit=50&tag=secretive",
        ):
            asked = address.format(quote(text))
            assert shown(sites.with_internal, asked) == shown(sites.without, asked), asked


def state_of(searchable: Searchable) -> Snapshot:
    snapshot = searchable.service.state.snapshot
    assert snapshot is not None
    return snapshot


def test_whoever_sees_everything_searches_the_snapshot_itself(twins: Twins) -> None:
    views = Views()
    assert views.of(state_of(twins.with_internal), EVERYONE) is state_of(twins.with_internal)
    assert views.of(state_of(twins.without), PUBLIC_ONLY) is state_of(twins.without)


def test_what_is_made_for_an_audience_is_kept_and_shares_what_has_nothing_hidden(twins: Twins) -> None:
    views, source = Views(), state_of(twins.with_internal)
    view = views.of(source, PUBLIC_ONLY)
    assert views.of(source, PUBLIC_ONLY) is view
    assert view.lexical.of("ar") is source.lexical.of("ar")
    assert view.lexical.of("en") is not source.lexical.of("en")
    assert view.lexical.partition("de") is None
    other = source.with_catalog(twins.with_internal.library.catalog)
    again = views.of(other, PUBLIC_ONLY)
    assert again is not view
    assert again.lexical is view.lexical


def test_views_are_few_and_share_a_language_of_which_two_audiences_see_the_same(team_twins: Twins) -> None:
    views, source = Views(), state_of(team_twins.with_internal)
    staff, sales = views.of(source, STAFF), views.of(source, SALES)
    assert len(sales.entries) == len(staff.entries) + 2
    assert staff.lexical.of("ru") is sales.lexical.of("ru") is not source.lexical.of("ru")
    assert staff.lexical.of("en") is not sales.lexical.of("en")
    for number in range(MOST_VIEWS - 1):
        views.of(source, AudienceSet(STAFF.names | {f"t{number}"}))
    assert views.of(source, SALES) is sales  # asked for after the staff
    assert views.of(source, STAFF) is not staff


def test_a_view_that_waited_for_another_to_be_made_is_kept(team_twins: Twins) -> None:
    views, source = Views(), state_of(team_twins.with_internal)
    for number in (*range(MOST_VIEWS), 0):
        views.of(source, AudienceSet(STAFF.names | {f"t{number}"}))
    with ThreadPoolExecutor(1) as pool:
        with views._lock:  # as whoever makes another
            waiting = pool.submit(views.of, source, SALES)
            deadline = time.monotonic() + 30
            while SALES not in views._asked and time.monotonic() < deadline:
                time.sleep(0.001)
            views._forget()
        made = waiting.result()
    assert views.of(source, SALES) is made


def test_a_view_is_the_index_that_would_be_built_of_what_is_seen(twins: Twins) -> None:
    view, other = Views().of(state_of(twins.with_internal), PUBLIC_ONLY), state_of(twins.without)
    assert [entry.id for entry in view.entries] == [entry.id for entry in other.entries]
    for part in other.lexical.partitions:
        mine = view.lexical.of(part.language)
        for one, same in ((mine.articles, part.articles), (mine.passages, part.passages), (mine.words, part.words)):
            assert one.terms == same.terms
            assert [one.documents(t).tolist() for t in one.terms] == [same.documents(t).tolist() for t in same.terms]
        for one, same in ((mine.articles, part.articles), (mine.passages, part.passages)):
            assert [one.idf(t) for t in one.terms] == [same.idf(t) for t in same.terms]
    for name, vectors in other.models.items():
        assert view.models[name].deviation == vectors.deviation
        assert view.models[name].count == vectors.count


def test_an_article_that_becomes_internal_is_forgotten_at_once(searchable: Searchable) -> None:
    searchable.write("en/a.md", "The turquoise elephant is here.", title="One")
    searchable.write("en/b.md", "Kettles and pots.", title="Two")
    searchable.index()
    assert searchable.found("turquoise") == ["a"]
    searchable.write("en/a.md", "The turquoise elephant is here.", title="One", audience="internal")
    searchable.library.refresh()  # the index has not heard of it
    found = searchable.search("turquoise", instant=True)
    assert (found.total, found.confidence) == (0, 0.0)
    assert searchable.service.engine.rarity("en", PUBLIC_ONLY)("turquois") == 0
    assert searchable.found("turquoise", audiences=EVERYONE) == ["a"]


def test_what_is_usual_is_told_from_what_is_there(
    make_searchable: Maker, tmp_path: Path, collection: Collection
) -> None:
    for number in range(BACKGROUND_SIZE // 64):
        collection.write(f"en/p{number}.md", "Kettles.", title=f"Pot {number}")
        collection.write(f"en/s{number}.md", "Turquoise.", title=f"Elephant {number}", audience="internal")
    made = make_searchable(collection, tmp_path / "data", [model(BagOfWords)], exact_until=4)
    made.index()
    part = Views().of(state_of(made), PUBLIC_ONLY).models["bag"].part("en")
    assert isinstance(part, Part)
    assert any(segment.index.is_graph for segment in part.segments)
    assert len(part.background) == BACKGROUND_SIZE // 64


def test_the_query_language_works_for_the_public_however_often_labels_alone_changed(searchable: Searchable) -> None:
    """Generations that are not the newest two are taken away with their files."""
    searchable.write("en/plan.md", "The turquoise plan.", title="Plan", audience="internal")
    searchable.write("en/pot.md", "A pot for the kettle.", title="Pots")
    for day in range(1, 5):
        searchable.write("en/kettle.md", "Boil the kettle.", title="Kettles", last_reviewed_on=f"2026-11-0{day}")
        searchable.index()
        assert searchable.found("kettle -boil") == ["pot"]
