"""What the desk does with links that ask: it makes their codes, notes those that were sent, shows what was answered."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from kb.catalog.article import Article, ArticleId
from kb.core.roles import Person
from kb.site.site import Site
from kb.storage.database import said_by
from search.followups.answers import SentFollowup, followups_of, note_sent
from search.followups.links import read_code

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class AskingLinks:
    """The links of one site; a desk whose database is away still answers, without them."""

    site: Site
    database: Engine
    clock: Callable[[], datetime]

    @property
    def is_used(self) -> bool:
        """Whether links can ask at all, as the site is set up."""
        days: int = self.site.settings.followup_days
        return days > 0

    def note(self, code: str, ticket: str, article: ArticleId, person: Person) -> bool:
        """Let the link with ``code`` ask about ``ticket``; False where it will not."""
        if not (self.is_used and ticket.strip() and read_code(code)):
            return False
        try:
            with self.database.begin() as connection:
                days = self.site.settings.followup_days
                note_sent(connection, code, ticket, article, person, self.clock(), days)
        except SQLAlchemyError as error:
            logger.warning("a link that asks could not be noted: %s", said_by(error))
            return False
        return True

    def of_ticket(self, ticket: str) -> Sequence[tuple[SentFollowup, Article | None, str]]:
        """What was sent for ``ticket``, and what was answered, each as ``as_told`` has it."""
        try:
            with self.database.connect() as connection:
                return [as_told(self.site, one) for one in followups_of(connection, ticket)]
        except SQLAlchemyError as error:
            logger.warning("what a customer answered could not be read: %s", said_by(error))
            return []


def as_told(site: Site, sent: SentFollowup) -> tuple[SentFollowup, Article | None, str]:
    """What was sent, with its article and the key of that, as far as whoever asks may know of it today: it was for
    everybody when it was sent, and may be for others now.
    """
    article = site.catalog.get(*sent.article, site.audiences())
    is_hidden = sent.article in site.catalog.articles and not site.readable(sent.article)
    return sent, article, "" if is_hidden else sent.article.key
