"""What counts as an answer, and what is left out or said not to be known."""

from __future__ import annotations

from datetime import date

from kb.language.interface import translations
from search.insights.counts.comparison import Ratio, Share
from search.insights.counts.overview import Outcomes, Overview, SearchOutcomes, all_together, by_language, outcomes_of
from search.insights.counts.overview_wording import ANSWERS, NAMES, VERDICTS, OverviewWording
from search.insights.counts.scope import InsightScope
from search.log.searches import Day
from tests.search.insights.conftest import TODAY, failed, opened, search

WORDING = OverviewWording(translations("en"), str)


def outcomes(searches: SearchOutcomes, **more: Share | Ratio) -> Outcomes:
    given: dict[str, Share | Ratio] = {name: Share() for name in ("helped", "told", "solved", "spared")}
    return Outcomes(searches, **{**given, "per_ticket": Ratio(), **more})  # type: ignore[arg-type]


def test_what_is_doubtful_or_fails_is_no_answer_whatever_was_opened() -> None:
    one = outcomes_of(
        [opened("a"), search("b", confidence=0.4), failed("c"), opened("d", fits=False), search("e", total=0)], []
    )["en"]
    assert (one.searches, one.sure, one.doubtful, one.failed, one.opened, one.unseen) == (5, 1, 1, 3, 2, 1)
    assert one.answered == Share(1, 5)


def test_days_of_which_only_sums_are_left_say_nothing_of_doubt() -> None:
    one = outcomes_of([opened("a")], [Day(TODAY, "en", 9, 3, 2, 7)])["en"]
    assert (one.answered, one.unanswered, one.led_on) == (Share(1, 1), Share(3, 10), Share(3, 10))
    told = list(WORDING.unknown(Overview(outcomes(one), outcomes(SearchOutcomes()), [])))
    assert told == [
        "7 searches were not recorded, as their readers asked.",
        "Of 9 older searches only sums are kept: they count neither as sure nor as doubtful.",
        "Nobody voted on an article.",
        "No tickets were reported: whether there are fewer of them is not known.",
    ]


def test_few_searches_answer_nothing() -> None:
    few = outcomes_of([opened("a")] * 9, [])
    overview = Overview(outcomes(all_together(few.values())), outcomes(SearchOutcomes()), by_language(few, {}))
    assert WORDING.answer(overview) == "Too few searches to tell: 9."
    nothing = Overview(outcomes(SearchOutcomes()), outcomes(SearchOutcomes()), [])
    assert WORDING.answer(nothing) == "Nothing was searched for in this time."
    assert [one.name for one in nothing.figures] == ["searches"]


def test_every_figure_and_verdict_has_its_words() -> None:
    full = Share(40, 80)
    searches = SearchOutcomes(80, 40, 10, 30, 40)
    everything = dict.fromkeys(("helped", "told", "solved", "spared"), full)
    now, before = outcomes(searches, **everything, per_ticket=Ratio(400, 40)), outcomes(SearchOutcomes())
    figures = Overview(now, before, []).figures
    assert {one.name for one in figures} == set(NAMES)
    assert {one.verdict for one in figures} <= set(VERDICTS)
    assert set(ANSWERS) < set(VERDICTS)


def test_the_time_before_a_month_is_the_month_before_and_before_days_as_many() -> None:
    month = InsightScope(date(2026, 3, 1), date(2026, 3, 31), "fa")
    assert month.before == InsightScope(date(2026, 2, 1), date(2026, 2, 28), "fa")
    week = InsightScope(date(2026, 11, 16), date(2026, 11, 22))
    assert week.before == InsightScope(date(2026, 11, 9), date(2026, 11, 15))
