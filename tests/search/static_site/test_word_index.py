"""The index that browsers search: forms of words, weights, and files of bounded size."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from search.static_site.index_files import write_index
from search.static_site.static_folder import static_folder
from search.static_site.word_index import SearchedArticle, in_blocks, in_shards, running_text, word_index


def article(title: str, text: str, *named: str) -> SearchedArticle:
    return SearchedArticle(title, "a/index.html", "", "", named, text)


def weights(index_of: list[SearchedArticle], word: str, language: str = "en") -> dict[int, int]:
    index = word_index(index_of, language)
    found: dict[int, int] = {}
    for term in index.forms[word]:
        posting = index.postings[term]
        found |= dict(zip(posting[::2], posting[1::2], strict=True))
    return found


def test_a_title_says_more_than_a_heading_and_that_more_than_the_text() -> None:
    found = weights(
        [article("Invoices", "x"), article("x", "y", "Invoices"), article("x", "Our invoices"), article("x", "y")],
        "invoices",
    )
    assert found[0] > found[1] > found[2]
    assert 3 not in found


def test_a_rare_word_says_more_than_one_in_every_article() -> None:
    articles = [article("x", "order parcel"), article("x", "order"), article("x", "order")]
    assert weights(articles, "parcel")[0] > weights(articles, "order")[0]


def test_forms_that_nobody_wrote_mean_the_same_where_they_are_usual() -> None:
    index = word_index([article("Delivery", "The parcel was delivered")], "en")
    assert index.forms["deliver"] == index.forms["delivered"] != []
    assert index.forms["the"] == []
    assert "invoice" not in index.forms


def test_arabic_words_are_listed_as_they_are_folded_with_their_stems() -> None:
    index = word_index([article("كلمة المرور", "أدخِل كلمةَ مرورك")], "ar")
    assert set(index.forms["المرور"]) & set(index.forms["مرورک"])
    assert "کلمه" in index.forms


def test_shards_are_bounded_hold_every_word_and_tell_by_its_beginning() -> None:
    sizes = {f"{first}{second}{number}": 10 for first in "abc" for second in "xy" for number in range(30)}
    shards = in_shards(sizes, 400)
    assert all(sum(sizes[form] for inside in shard.values() for form in inside) <= 400 for shard in shards)
    assert sorted(form for shard in shards for inside in shard.values() for form in inside) == sorted(sizes)
    assert all(form.startswith(prefix) for shard in shards for prefix, inside in shard.items() for form in inside)
    assert len(in_shards(sizes, 10_000)) == 1
    assert in_shards({}, 10) == [{"": []}]


def test_a_snippet_can_be_read_across_headings_and_cells() -> None:
    assert running_text(["", "Smoke", "White | fat", "Turn it off.", "Then\nwait"], "en") == (
        "Smoke · White, fat · Turn it off. Then wait"
    )


@pytest.mark.parametrize(
    ("language", "row", "read"),
    [
        ("ar", "أبيض | دهون", "أبيض، دهون"),
        ("fa", "سفید | چربی", "سفید، چربی"),
        ("ru", "белый | жир", "белый, жир"),
    ],
)
def test_between_cells_is_the_comma_of_the_language(language: str, row: str, read: str) -> None:
    assert running_text([row], language) == read


def test_blocks_are_bounded_and_one_that_is_larger_stands_alone() -> None:
    assert in_blocks([1, 1, 9, 1, 1, 1], 3) == [(0, 2), (2, 3), (3, 6)]
    assert in_blocks([], 3) == []


def test_a_large_index_is_many_scripts_and_the_first_tells_where_what_is(tmp_path: Path) -> None:
    articles = [article(f"Word{number}", f"text{number} " * 40) for number in range(40)]
    with static_folder(tmp_path / "site") as folder:
        write_index(folder, "en", articles, most=2_000)
    scripts = {}
    for file in (tmp_path / "site/search/en").iterdir():
        text = file.read_text("utf-8")
        assert text.startswith(f'kbStaticSearch("{file.stem}",')
        assert len(text.encode()) < 3_000
        scripts[file.stem] = json.loads(text[text.index(",") + 1 : -3])
    told = scripts.pop("index")
    assert {kind: len(told[kind]) for kind in told} == {
        kind: sum(name.startswith(f"{kind}-") for name in scripts) for kind in ("texts", "terms", "forms")
    }
    assert sum(len(scripts[f"texts-{number}"]) for number in range(len(told["texts"]))) == 40
    assert max(len(scripts[name]) for name in scripts if name.startswith("texts-")) <= 2
    assert scripts["texts-1"][0][0] == f"Word{told['texts'][1]}"
