"""The insights as tables, and their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kb.catalog.article import ArticleId
from kb.graphics.tables import Table
from search.insights.figures import ArticleFigures, Position, QuestionFigures, Sums
from search.insights.support_tables import SUPPORT_REPORTS


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
SEARCH_REPORTS = (*CHARTS, *QUESTIONS, "articles")
REPORTS = (*SEARCH_REPORTS, *SUPPORT_REPORTS)
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
    "link_rate": _("Tickets answered with an article"),
    "linked": _("Sent most"),
    "found_nothing": _("Tickets that found nothing"),
    "did_not_fit": _("Not this one"),
    "contact_form": _("What became of messages"),
    "self_service": _("Readings for each ticket, by week"),
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
        "Views, how often a search led there or staff sent it, what readers said of the text as it is now, and what "
        "became of messages after it was opened in a contact form. With few votes the true share of helped readers may "
        "lie anywhere between the two bounds: Wilson's interval at 95 percent confidence."
    ),
    "link_rate": _(
        "Of the tickets that staff asked the desk or the helpdesk's panel about, by their reference, those into whose "
        "reply an article was put. By the customer's language."
    ),
    "linked": _("How often staff put an article into a reply, as a link, a quote or a ready reply."),
    "found_nothing": _(
        "What staff asked, and no article fits; tickets that got an article after all are left out. The newest first."
    ),
    "did_not_fit": _("Staff were offered this article for this question and said that it does not answer it."),
    "contact_form": _(
        "Messages that somebody began where articles are suggested. Who left without a word may have found the answer, "
        "or lost patience; only those who said so are surely helped. Those begun in the last hour are not counted yet."
    ),
    "self_service": _(
        "How often articles for everybody were read, divided by the number of new tickets, on the days for which a "
        "helpdesk reported its tickets. Readings are not people: nothing is kept by which readers could be told apart."
    ),
}
OUTCOMES = {
    "shown": _("Articles were suggested"),
    "opened": _("of these: opened one"),
    "solved": _("of these: said that it is solved, and sent nothing"),
    "left": _("of these: left without a word, and sent nothing"),
    "sent": _("of these: wrote all the same"),
    "unhelped": _("Wrote, and nothing was found to suggest"),
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
    "links": _("Sent by staff"),
    "form_opened": _("Opened in the contact form"),
    "form_solved": _("and solved it"),
    "form_unsent": _("and sent nothing"),
    "tickets": _("Tickets"),
    "answered_tickets": _("With an article"),
    "link_rate": _("Link rate"),
    "ticket": _("Ticket"),
    "times": _("Times"),
    "outcome": _("Message"),
    "messages": _("Messages"),
    "week": _("Week from"),
    "reported_days": _("Days reported"),
    "readings": _("Readings"),
    "new_tickets": _("New tickets"),
    "per_ticket": _("Readings for each ticket"),
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


def questions_table(name: str, questions: Sequence[QuestionFigures]) -> Table:
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
        read = (one.views, one.clicks, one.links, one.votes, helpful, low, high)
        form = (one.form.opened, one.form.solved, one.form.unsent)
        rows.append((title(one.article), *one.article, *read, *form))
    read_names = ("views", "clicks", "links", "votes", "helpful", "at_least", "at_most")
    form_names = ("form_opened", "form_solved", "form_unsent")
    return Table(("article", "language", "key", *read_names, *form_names), rows)
