"""Replies, contact forms and self-service as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kb.catalog.article import ArticleId
from kb.graphics.tables import Table
from kb.usage.desk_reader import LinkRate, Misfit, Unanswered
from search.followups.figures import FollowupScore
from search.insights.counts.self_service import SelfServiceScore
from search.widget.deflection import Deflection

REPLIES = ("link_rate", "linked", "found_nothing", "did_not_fit", "followups", "followups_by_article")
CONTACT_FORM = "contact_form"
SELF_SERVICE = "self_service"
SUPPORT_REPORTS = (*REPLIES, CONTACT_FORM, SELF_SERVICE)
OUTCOMES = ("shown", "opened", "solved", "left", "sent", "unhelped")
"""What becomes of a message begun in a contact form (``search.widget.deflection.Deflection``)."""
Title = Callable[[ArticleId], str]


def link_rate_table(rates: Mapping[str, LinkRate]) -> Table:
    """Tickets by the customer's language, and the share of them that got an article."""
    rows = [(language, rate.tickets, rate.answered, rate.share) for language, rate in rates.items()]
    return Table(("language", "tickets", "answered_tickets", "link_rate"), rows)


def linked_table(links: Sequence[tuple[ArticleId, int]], title: Title) -> Table:
    """The articles sent most."""
    return Table(("article", "language", "key", "links"), [(title(id_), *id_, count) for id_, count in links])


def found_nothing_table(found: Sequence[Unanswered]) -> Table:
    """What no article answered."""
    rows = [(one.question, one.language, one.ticket, one.at.date()) for one in found]
    return Table(("query", "language", "ticket", "day"), rows)


def did_not_fit_table(found: Mapping[Misfit, int], title: Title) -> Table:
    """Questions with an article that does not answer them."""
    rows = [(one.question, one.language, title(one.article), *one.article, count) for one, count in found.items()]
    return Table(("query", "language", "article", "article_language", "key", "times"), rows)


def followups_table(scores: Mapping[str, FollowupScore]) -> Table:
    """What customers answered, by the article's language."""
    return Table(("language", *_ANSWERED), [(language, *_answered(score)) for language, score in scores.items()])


def followups_by_article_table(scores: Sequence[tuple[ArticleId, FollowupScore]], title: Title) -> Table:
    """What customers answered, by article."""
    rows = [(title(id_), *id_, *_answered(score)) for id_, score in scores]
    return Table(("article", "language", "key", *_ANSWERED), rows)


_ANSWERED = ("answers", "solved_share", "partly", "not_solved", "satisfaction")


def _answered(score: FollowupScore) -> tuple[int, float | None, int, int, str | None]:
    return score.answers, score.solved, score.partly, score.no, score.satisfaction


def contact_form_table(found: Deflection) -> Table:
    """The messages of each of ``OUTCOMES``; the share is that of those to which articles were shown."""
    if not (found.shown or found.unhelped):
        return Table(("outcome", "messages", "share"), [])

    def share(name: str, count: int) -> float | None:
        return count / found.shown if found.shown and name != "unhelped" else None

    counts = [(name, int(getattr(found, name))) for name in OUTCOMES]
    return Table(("outcome", "messages", "share"), [(name, count, share(name, count)) for name, count in counts])


def self_service_table(weeks: Sequence[tuple[date, SelfServiceScore]]) -> Table:
    """The score by week; ``per_ticket`` is a ratio, not a share."""
    rows = [(monday, one.days, one.views, one.tickets, one.per_ticket) for monday, one in weeks]
    return Table(("week", "reported_days", "readings", "new_tickets", "per_ticket"), rows)
