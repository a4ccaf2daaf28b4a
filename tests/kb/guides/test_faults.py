"""Every way through a guide ends: what of that does not hold is told, with words by which an editor finds it."""

from __future__ import annotations

import pytest

from kb.catalog.article import ArticleKind
from kb.guides.faults import GuideFault, distances, faults_of
from kb.markdown.render import Rendered, render
from tests.kb.conftest import a_catalog, an_article

WHOLE = """Choose.

## Is it lit? {#lit}

- [Yes](#warm)
- [No](#plug)

## Is it warm? {#warm}

1. Touch it.

What is it like?

- [**Warm**](#done)
- [Cold](other.md)

## Plug it in {#plug}

Then [look again](#lit).

## Done {#done}

- an ordinary list
- with [a link](#lit) in it
"""


def guide(body: str) -> Rendered:
    article = an_article("a/guide", body=body, kind=ArticleKind.GUIDE)
    return render(article, a_catalog(article, an_article("a/other")))


def faults(body: str) -> list[GuideFault]:
    return list(faults_of(guide(body).steps))


def test_a_guide_is_cut_at_its_headings_and_its_answers_are_lists_of_nothing_but_links() -> None:
    page = guide(WHOLE)
    assert page.introduction.strip() == "<p>Choose.</p>"
    asked = {step.anchor: [(answer.words, answer.href) for answer in step.answers] for step in page.steps}
    assert asked == {
        "lit": [("Yes", "#warm"), ("No", "#plug")],
        "warm": [("Warm", "#done"), ("Cold", "/en/articles/a/other")],
        "plug": [],
        "done": [],
    }
    assert '<ul class="answers">' in page.steps[0].html
    assert "answers" not in page.steps[3].html
    assert [step.is_end for step in page.steps] == [False, False, True, True]
    assert "".join(step.html for step in page.steps).strip() in page.html
    assert distances(page.steps) == {"lit": 0, "warm": 1, "plug": 1, "done": 2}
    assert faults(WHOLE) == []


def test_an_article_that_is_no_guide_is_left_whole() -> None:
    article = an_article(body=WHOLE)
    page = render(article, a_catalog(article))
    assert (page.introduction, page.steps) == ("", ())
    assert 'class="answers"' not in page.html


@pytest.mark.parametrize(
    ("body", "code", "anchor", "words"),
    [
        ("Only text.", "guide_without_steps", "", ""),
        ("## A {#a}\n\n- [Yes](#b)\n- No\n\n## B {#b}\n\nEnd.", "guide_answer", "a", "No"),
        ("## A {#a}\n\n- [Yes](#b)\n- See [B](#b)\n\n## B {#b}\n\nEnd.", "guide_answer", "a", "See B"),
        ("## A {#a}\n\nEnd.\n\n## B {#b}\n\nEnd.", "guide_unreachable", "b", "B"),
        ("## A {#a}\n\n- [On](#b)\n\n## B {#b}\n\n- [Back](#a)\n", "guide_circle", "a", "A"),
    ],
)
def test_what_keeps_a_reader_from_an_end_is_told_of_the_step(body: str, code: str, anchor: str, words: str) -> None:
    found = faults(body)
    assert [fault.code for fault in found] == [code] * (2 if code == "guide_circle" else 1)
    assert (found[0].anchor, found[0].words) == (anchor, words)


def test_an_answer_to_another_article_ends_a_circle_and_one_into_a_step_counts_for_that_step() -> None:
    body = "## A {#a}\n\n- [On](#deep)\n\n## B {#b}\n\n### Deep {#deep}\n\n- [Back](#a)\n- [Out](other.md)\n"
    assert faults(body) == []


def test_a_thousand_steps_are_looked_at_once_each() -> None:
    steps = [f"## S{n} {{#s{n}}}\n\n- [On](#s{n + 1})\n- [Start](#s0)\n" for n in range(400)]
    assert faults("\n".join([*steps, "## S400 {#s400}\n\nEnd."])) == []


def test_what_an_author_writes_into_a_step_stays_harmless() -> None:
    bad = "<script>x</script><p onclick='x'>text</p>"
    page = guide(f"## A {{#a}}\n\n{bad}\n\n- [Yes](javascript:x)\n- [B](#b)\n\n## B {{#b}}\n\nEnd.")
    assert "script" not in page.steps[0].html
    assert "onclick" not in page.steps[0].html
    assert [answer.href for answer in page.steps[0].answers] == ["", "#b"]
