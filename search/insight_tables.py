"""The insights as tables, and their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kb.article import ArticleId
from kb.tables import Table
from search.insights import ArticleFigures, Position, Question, Sums


def _(text: str) -> str:
    """Mark a text for the translation files; it is looked up when it is shown."""
    return text


CHARTS = ("days", "positions", "languages")
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "top": ("searches", "clicked", "failed"),
    "failing": ("failed", "searches"),
    "unclicked": ("unclicked", "searches"),
    "refined": ("refined", "searches"),
    "unsure": ("unsure", "searches"),
}
"""Tables of questions: which of their numbers each shows; it is ordered by the first and has what is not 0."""
REPORTS = (*CHARTS, *QUESTIONS, "articles")
TITLES = {
    "days": _("Searches by day"),
    "positions": _("Opened, by position in the results"),
    "languages": _("Searches by language"),
    "top": _("Asked most"),
    "failing": _("No good answer"),
    "unclicked": _("Answered, nothing opened"),
    "refined": _("Asked again in other words"),
    "unsure": _("Doubtful answers"),
    "articles": _("Articles"),
}
ABOUT = {
    "days": _("The keystrokes of one search count as one."),
    "positions": _("Of the searches that showed something at a position, the share in which it was opened."),
    "languages": _("The language of what was typed."),
    "top": _("All searches, whatever came of them."),
    "failing": _("Nothing was found, or nothing that fits, and nothing was opened."),
    "unclicked": _("Something fits, but nobody opened it. The answer may be in the results already."),
    "refined": _("Within a minute the same reader searched for something else, without opening anything before."),
    "unsure": _("Something fits, but the search is not sure of it."),
    "articles": _(
        "Views, how often a search led there, and what readers said of the text as it is now. With few votes the true "
        "share may lie anywhere between the two bounds (95 %, Wilson)."
    ),
}
HEADINGS = {
    "day": _("Day"),
    "answered": _("With an answer"),
    "failed": _("No good answer"),
    "unrecorded": _("Not recorded"),
    "position": _("Position"),
    "shown": _("Shown"),
    "opened": _("Opened"),
    "share": _("Share"),
    "language": _("Language"),
    "searches": _("Searches"),
    "clicked": _("Opened an article"),
    "query": _("Question"),
    "unclicked": _("Nothing opened"),
    "refined": _("Asked again"),
    "unsure": _("Doubtful"),
    "article": _("Article"),
    "key": _("Key"),
    "views": _("Views"),
    "clicks": _("From searches"),
    "votes": _("Votes"),
    "helpful": _("Helpful"),
    "at_least": _("at least"),
    "at_most": _("at most"),
}


def days_table(days: Sequence[tuple[date, Sums]]) -> Table:
    """Searches by day."""
    rows = [(day, sums.searches - sums.failed, sums.failed, sums.unrecorded) for day, sums in days]
    return Table(("day", "answered", "failed", "unrecorded"), rows)


def languages_table(languages: Sequence[tuple[str, Sums]]) -> Table:
    """Searches by language."""
    rows = [(code, sums.searches - sums.failed, sums.failed, sums.clicked) for code, sums in languages if sums.searches]
    return Table(("language", "answered", "failed", "clicked"), rows)


def positions_table(positions: Sequence[Position]) -> Table:
    """What was opened by position."""
    rows = [(one.position, one.shown, one.opened, one.share) for one in positions]
    return Table(("position", "shown", "opened", "share"), rows)


def questions_table(name: str, questions: Sequence[Question]) -> Table:
    """One of ``QUESTIONS``."""
    numbers = QUESTIONS[name]
    chosen = sorted((one for one in questions if getattr(one, numbers[0])), key=lambda one: -getattr(one, numbers[0]))
    rows = [(one.query, one.language, *(getattr(one, number) for number in numbers)) for one in chosen]
    return Table(("query", "language", *numbers), rows)


def articles_table(articles: Sequence[ArticleFigures], title: Callable[[ArticleId], str]) -> Table:
    """How articles do."""
    rows = []
    for one in articles:
        low, high = one.interval or (None, None)
        helpful = one.yes / one.votes if one.votes else None
        numbers = (one.views, one.clicks, one.votes, helpful, low, high)
        rows.append((title(one.article), one.article.language, one.article.key, *numbers))
    names = ("views", "clicks", "votes", "helpful", "at_least", "at_most")
    return Table(("article", "language", "key", *names), rows)
