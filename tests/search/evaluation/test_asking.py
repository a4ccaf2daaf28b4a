"""Questions go through the engine that serves the site, by the rules of its pages."""

from __future__ import annotations

from kb.catalog.article import PUBLIC_ONLY
from search.evaluation.asking import ask, result_of
from search.evaluation.measures import measure
from search.evaluation.questions import JudgedQuestion
from tests.search.conftest import Searchable

INTERNAL = JudgedQuestion("gizmotron", "en", ("handbook/escalate",))


def test_questions_go_through_the_engine_that_serves_the_site(help_centre: Searchable) -> None:
    asked: list[int] = []
    questions = [
        JudgedQuestion("forgotten password", "en", ("account/password",)),
        JudgedQuestion("بازنشانی گذرواژه", "fa", ("account/password",)),
        INTERNAL,
        JudgedQuestion("money for a broken toaster", "en", ("no/such-article",)),
    ]
    measures = measure(ask(help_centre.service.engine, questions, each=lambda: asked.append(1)))
    assert (measures.queries, measures.hit_1, measures.recall_10) == (4, 0.75, 0.75)
    assert len(asked) == 4
    assert all(value > 0 for value in measures.latency_ms.values())


def test_readers_find_no_internal_article(help_centre: Searchable) -> None:
    [result] = ask(help_centre.service.engine, [INTERNAL], PUBLIC_ONLY)
    assert "handbook/escalate" not in result.found


def test_what_fits_and_what_is_quoted_is_what_the_results_page_says(help_centre: Searchable) -> None:
    told = set()
    for text in ("forgotten password", "how do I reset a forgotten password?", "weather tomorrow"):
        found = help_centre.search(text)
        result = result_of(JudgedQuestion(text, "en", ()), found)
        assert result.fits == found.fits
        assert (result.box and result.box.key) == (found.answer and found.answer.article.key)
        told.add((result.fits, result.box is None))
    assert {fits for fits, _ in told} == {True, False}
    assert {is_without for _, is_without in told} == {True, False}
