"""What others call their audiences: fail closed, said once, mapped in one line."""

from __future__ import annotations

import pytest

from kb.editing.check import team_problems
from kb.editing.problem_groups import grouped
from tests.conftest import Collection


def audiences(collection: Collection) -> dict[str, str]:
    return {article.key: str(article.audience) for article in collection.library().catalog.articles.values()}


def test_another_word_hides_the_articles_and_is_said_once_with_the_mend(collection: Collection) -> None:
    for number in range(12):
        collection.write(f"a{number}.md", title=f"A{number}", audience="ITPro")
    collection.write("b.md", title="B", audience="Developer")
    catalog = collection.library().catalog
    assert catalog.visible() == []
    lines = list(grouped(team_problems(catalog, ())))
    heads = [line for line in lines if not line.startswith(" ")]
    assert len(heads) == 2
    assert any(line.startswith("error: 12 articles are hidden because audience: 'itpro' is not") for line in heads)
    assert any("audiences: {developer: public}" in line for line in heads)


@pytest.mark.parametrize("word", ["ITPro", "itpro", "'  ITPRO '"])
def test_a_word_that_the_site_explains_is_read_in_any_case(collection: Collection, word: str) -> None:
    collection.write("site.yml", "audiences: {ITPro: public, Partner: internal}\n")
    collection.write("a.md", title="A", audience=word)
    collection.write("b.md", title="B", audience="Partner")
    collection.write("c.md", title="C", audience="Admin")
    assert audiences(collection) == {"a": "public", "b": "internal", "c": "admin"}
    assert [problem.path for problem in team_problems(collection.library().catalog, ())] == ["c.md"]


def test_it_counts_at_once_when_it_is_written(collection: Collection) -> None:
    collection.write("a.md", title="A", audience="Admin")
    library = collection.library()
    collection.write("site.yml", "audiences: {Admin: public}\n")
    assert len(library.refresh().visible()) == 1
    (collection.root / "site.yml").unlink()
    assert library.refresh().visible() == []


@pytest.mark.parametrize(
    "head",
    [
        "audience: Admin\naudience: public",
        "audience: [Admin, User]",
        "audience: {Admin: true}",
        "audience:",
        "audience: Admin, internal",
    ],
)
def test_whatever_is_doubtful_stays_hidden(collection: Collection, head: str) -> None:
    collection.write("site.yml", "audiences: {Admin: public, '': public}\n")
    collection.write("a.md", f"---\ntitle: A\n{head}\n---\nText.\n")
    assert collection.library().catalog.visible() == []


@pytest.mark.parametrize("value", ["{Admin: everyone}", "[Admin]", "Admin", "{Admin: [public]}"])
def test_what_cannot_be_used_opens_nothing_and_is_told(collection: Collection, value: str) -> None:
    collection.write("site.yml", f"audiences: {value}\n")
    collection.write("a.md", title="A", audience="Admin")
    catalog = collection.library().catalog
    assert catalog.visible() == []
    assert "bad_branding" in {problem.code for problem in catalog.problems}


def test_an_internal_folder_stays_internal(collection: Collection) -> None:
    collection.write("site.yml", "audiences: {Admin: public}\n")
    collection.write("x/_index.md", "", title="X", audience="internal")
    collection.write("x/a.md", title="A", audience="Admin")
    assert collection.library().catalog.visible() == []
