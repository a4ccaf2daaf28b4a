"""Words learned from a collection's own translations."""

from __future__ import annotations

import gc
import weakref

from kb.catalog.article import EVERYONE, PUBLIC_ONLY, AudienceSet
from kb.catalog.catalog import Audiences
from search.translation.learned import MOST_WAYS, SURE, WordTable, learned_words
from tests.search.conftest import Searchable
from tests.search.translation.conftest import THINGS


def learned(searchable: Searchable, source: str, target: str, audiences: Audiences = PUBLIC_ONLY) -> WordTable:
    snapshot = searchable.service.state.snapshot
    assert snapshot is not None
    return learned_words(snapshot.seen_by(audiences), searchable.library.catalog, source, target)


def likeliest(table: WordTable, word: str) -> str:
    return max(table[word], key=table[word].__getitem__)


def test_each_word_is_learned_with_what_stands_for_it_in_both_directions(bilingual: Searchable) -> None:
    there, back = learned(bilingual, "en", "ru"), learned(bilingual, "ru", "en")
    for english in THINGS:
        assert likeliest(back, likeliest(there, english)) == english
    assert all(len(ways) <= MOST_WAYS and min(ways.values()) >= SURE for ways in there.values())


def test_what_a_reader_may_not_see_teaches_them_nothing(bilingual: Searchable) -> None:
    assert "gizmo" in learned(bilingual, "en", "ru", EVERYONE)
    assert "gizmo" not in learned(bilingual, "en", "ru")


def test_languages_without_a_common_article_teach_nothing(bilingual: Searchable) -> None:
    assert learned(bilingual, "en", "fa") == {}


def test_it_is_made_once_as_long_as_the_articles_are_the_same(bilingual: Searchable) -> None:
    assert learned(bilingual, "en", "ru") is learned(bilingual, "en", "ru")


def test_audiences_do_not_push_each_other_out(searchable: Searchable) -> None:
    audiences = [
        PUBLIC_ONLY,
        EVERYONE,
        *(AudienceSet(frozenset({"public", team})) for team in ("red", "blue", "green")),
    ]
    for team in ("internal", "red", "blue", "green"):
        searchable.write(f"en/{team}.md", f"The word of {team}.", title=f"{team} zorp", audience=team)
        searchable.write(f"ru/{team}.md", f"Слово {team}.", title=f"{team} зорпик", audience=team)
    searchable.write("en/a.md", "A zorp.", title="zorp")
    searchable.write("ru/a.md", "Это зорпик.", title="зорпик")
    searchable.index()
    first = [learned(searchable, "en", "ru", each) for each in audiences]
    assert len({id(table) for table in first}) == len(audiences)
    assert all(learned(searchable, "en", "ru", each) is table for each, table in zip(audiences, first, strict=True))


def test_of_a_change_the_languages_that_it_leaves_alone_are_not_learned_again(searchable: Searchable) -> None:
    for language, word in (("en", "zorp"), ("ru", "зорпик"), ("fa", "زورپ")):
        searchable.write(f"{language}/a.md", f"{word}.", title=word)
    searchable.index()
    kept, other = learned(searchable, "fa", "ru"), learned(searchable, "en", "ru")
    searchable.write("en/a.md", "Another text.", title="zorp")
    searchable.index()
    assert learned(searchable, "fa", "ru") is kept
    assert learned(searchable, "en", "ru") is not other


def test_what_was_learned_goes_with_the_articles_that_taught_it(searchable: Searchable) -> None:
    searchable.write("ru/a.md", "Это зорпик.", title="зорпик")
    searchable.write("en/a.md", "A zorp.", title="zorp")
    searchable.index()
    learned(searchable, "en", "ru")
    snapshot = searchable.service.state.snapshot
    assert snapshot is not None
    words = weakref.ref(snapshot.vocabulary("en"))
    del snapshot
    for text in ("One more zorp.", "And yet another zorp.", "The last zorp."):
        searchable.write("en/a.md", text, title="zorp")
        searchable.index()
        learned(searchable, "en", "ru")
    gc.collect()
    assert words() is None


def test_it_is_learned_again_when_articles_change(searchable: Searchable) -> None:
    searchable.write("en/a.md", "A zorp.", title="zorp")
    searchable.write("ru/a.md", "Это зорпик.", title="зорпик")
    searchable.index()
    assert set(learned(searchable, "en", "ru")) == {"zorp"}
    searchable.write("en/b.md", "A quib.", title="quib")
    searchable.write("ru/b.md", "Это квибок.", title="квибок")
    searchable.index()
    assert set(learned(searchable, "en", "ru")) == {"zorp", "quib"}
