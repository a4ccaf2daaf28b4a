"""The insights as tables, and their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kb.catalog.article import ArticleId
from kb.graphics.tables import Table
from kb.language.marking import N_
from search.answers.log.figures import ANSWER_REPORTS
from search.insights.counts.figures import ArticleFigures, Position, QuestionFigures, Sums
from search.insights.counts.support_tables import SUPPORT_REPORTS

CHARTS = ("days", "positions", "languages")
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "top": ("searches", "clicked", "failed"),
    "failing": ("failed", "searches"),
    "unclicked": ("unclicked", "searches"),
    "refined": ("refined", "searches"),
    "unsure": ("unsure", "searches"),
}
"""Tables of questions: which of their numbers each shows; it is ordered by the first and has what is not 0."""
ARTICLE_REPORTS = ("articles", "before_move")
SEARCH_REPORTS = (*CHARTS, *QUESTIONS, *ARTICLE_REPORTS)
OVERVIEWS = ("overview", "overview_by_language")
REPORTS = (*OVERVIEWS, *SEARCH_REPORTS, *SUPPORT_REPORTS, *ANSWER_REPORTS)
TITLES = {
    "days": N_("Searches by day"),
    "positions": N_("Opened, by position in the results"),
    "languages": N_("Searches by language"),
    "top": N_("Most frequent questions"),
    "failing": N_("No good answer"),
    "unclicked": N_("Answered, nothing opened"),
    "refined": N_("Asked again in other words"),
    "unsure": N_("Doubtful answers"),
    "articles": N_("Articles"),
    "before_move": N_("Before the move"),
    "link_rate": N_("Tickets answered with an article"),
    "linked": N_("Most often sent"),
    "found_nothing": N_("Tickets that found nothing"),
    "did_not_fit": N_("Not this one"),
    "followups": N_("Did it solve it? By language"),
    "followups_by_article": N_("Did it solve it? By article"),
    "contact_form": N_("What became of messages"),
    "self_service": N_("Readings for each ticket, by week"),
    "answers_by_language": N_("Questions by language"),
    "answers_by_article": N_("What articles answered"),
    "answers_refused": N_("Questions without an answer"),
}
ABOUT = {
    "days": N_("The keystrokes of one search count as one."),
    "positions": N_("Of the searches that showed something at a position, the share in which it was opened."),
    "languages": N_("The language of what was typed."),
    "top": N_("All searches, whatever came of them."),
    "failing": N_("Nothing was found, or nothing that fits, and nothing was opened."),
    "unclicked": N_("Something fits, but nobody opened it. The answer may be in the results already."),
    "refined": N_("Within a minute the same reader searched for something else, without opening anything before."),
    "unsure": N_("Something fits, but the search is not sure of it."),
    "articles": N_(
        "Views, how often a search led there or staff sent it, what readers said of the text as it is now, and what "
        "became of messages after it was opened in a contact form. With few votes the true share of helped readers may "
        "lie anywhere between the two bounds: Wilson’s interval at 95 percent confidence."
    ),
    "before_move": N_(
        "What the system from which articles were imported had counted of them until then. It is in no other figure "
        "and in no ranking, since nobody knows on which days that was. Views in all are those there and, of all days, "
        "those here."
    ),
    "link_rate": N_(
        "Of the tickets that staff asked the desk or the helpdesk’s panel about, by their reference, those into whose "
        "reply an article was put. By the customer’s language."
    ),
    "linked": N_("How often staff put an article into a reply, as a link, a quote or a ready reply."),
    "found_nothing": N_(
        "What staff asked, and no article fits; tickets that got an article after all are left out. The newest first."
    ),
    "answers_by_language": N_(
        "What was asked on the page for questions. Days whose questions were deleted count with what is left of them."
    ),
    "answers_by_article": N_("In how many answers an article was told, and what was said of them."),
    "answers_refused": N_("The articles do not surely answer them. They are among the gaps as well."),
    "followups": N_(
        "Of links that were sent for a ticket: what customers answered when they were asked whether the article "
        "solved it. Satisfaction is the mean of their marks from 1 to 5."
    ),
    "followups_by_article": N_("The same by article, those that solved least first."),
    "did_not_fit": N_("Staff were offered this article for this question and said that it does not answer it."),
    "contact_form": N_(
        "Messages that somebody began where articles are suggested. Who left without a word may have found the answer, "
        "or lost patience; only those who said so are surely helped. Those begun in the last hour are not counted yet."
    ),
    "self_service": N_(
        "How often articles for everybody were read, divided by the number of new tickets, on the days for which a "
        "helpdesk reported its tickets. Readings are not people: nothing is kept by which readers could be told apart."
    ),
}
OUTCOMES = {
    "shown": N_("Articles were suggested"),
    "opened": N_("of these: opened one"),
    "solved": N_("of these: said that it is solved, and sent nothing"),
    "left": N_("of these: left without a word, and sent nothing"),
    "sent": N_("of these: wrote all the same"),
    "unhelped": N_("Wrote, and nothing was found to suggest"),
}
HEADINGS = {
    "day": N_("Day"),
    "answered": N_("With an answer"),
    "failed": N_("No good answer"),
    "unrecorded": N_("Not recorded"),
    "position": N_("Position"),
    "shown": N_("Shown"),
    "opened": N_("Opened"),
    "share": N_("Share"),
    "language": N_("Language"),
    "searches": N_("Searches"),
    "clicked": N_("Opened an article"),
    "query": N_("Question"),
    "unclicked": N_("Nothing opened"),
    "refined": N_("Asked again"),
    "unsure": N_("Doubtful"),
    "article": N_("Article"),
    "key": N_("Key"),
    "views": N_("Views"),
    "counted_by": N_("Counted by"),
    "counted_until": N_("Until"),
    "votes_there": N_("Votes there"),
    "helpful_there": N_("Helpful there"),
    "views_there": N_("Views there"),
    "views_here": N_("Views here"),
    "views_in_all": N_("Views in all"),
    "clicks": N_("From searches"),
    "votes": N_("Votes"),
    "helpful": N_("Helpful"),
    "at_least": N_("at least"),
    "at_most": N_("at most"),
    "links": N_("Sent by staff"),
    "form_opened": N_("Opened in the contact form"),
    "form_solved": N_("and solved it"),
    "form_unsent": N_("and sent nothing"),
    "tickets": N_("Tickets"),
    "answered_tickets": N_("With an article"),
    "link_rate": N_("Link rate"),
    "ticket": N_("Ticket"),
    "times": N_("Times"),
    "outcome": N_("Message"),
    "messages": N_("Messages"),
    "week": N_("Week from"),
    "reported_days": N_("Days reported"),
    "readings": N_("Readings"),
    "new_tickets": N_("New tickets"),
    "per_ticket": N_("Readings for each ticket"),
    "answers": N_("Answers"),
    "solved_share": N_("Solved"),
    "partly": N_("Partly solved"),
    "not_solved": N_("Not solved"),
    "satisfaction": N_("Satisfaction"),
    "answers_asked": N_("Questions"),
    "answers_answered": N_("Answered"),
    "answers_asked_back": N_("Asked back"),
    "answers_refused": N_("No good answer"),
    "answers_handed_over": N_("To a person"),
    "answers_solved": N_("Solved"),
    "answers_unsolved": N_("Not solved"),
    "answers_unrecorded": N_("Not recorded"),
    "answers_told": N_("Answers"),
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
