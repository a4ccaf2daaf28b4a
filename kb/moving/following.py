"""What was moved outside of the site, by its ``old_paths``: what is kept of it follows here. And what a crash left."""

from __future__ import annotations

import logging

from sqlalchemy import Connection, Engine

from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from kb.core.clock import Clock
from kb.core.errors import KbError
from kb.core.roles import Person
from kb.library.library import Library
from kb.moving.move_rows import MoveState, MoveSteps, moves_in, note_move
from kb.moving.mover import Mover
from kb.storage.background import Repeating
from kb.storage.database import AWAY, naive_utc, said_by
from kb.storage.relocation import Follower, Name, NewAddress, Relocation, follow_all

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 2.0
Pair = tuple[str, str, str]
"""Language, former key and key."""


class AddressWatcher(Repeating):
    """Looks, beside the pages, whether an article has a new address; between two changes that is one comparison."""

    def __init__(self, library: Library, database: Engine, clock: Clock, mover: Mover) -> None:
        super().__init__("moves", self.look, SECONDS_BETWEEN_LOOKS)
        self._library, self._database, self._clock, self._mover = library, database, clock, mover
        self._seen: Catalog | None = None
        self._pairs: frozenset[Pair] | None = None

    def look(self) -> None:
        """Settle what was interrupted, and let follow what has a new address."""
        try:
            catalog = self._library.catalog
            if self._seen is catalog:
                return
            self._mover.settle()
            catalog = self._library.catalog
            pairs = former_addresses(catalog)
            if pairs != self._pairs:
                with self._database.begin() as connection:
                    self._follow(connection, catalog, pairs)
            self._seen, self._pairs = catalog, pairs
        except AWAY as error:
            logger.warning("what moved could not be followed; it is tried again: %s", said_by(error))
        except (KbError, OSError) as error:
            logger.warning("an interrupted move could not be settled; it is tried again: %s", error)
        except Exception:
            logger.exception("what moved could not be followed; it is tried again")

    def _follow(self, connection: Connection, catalog: Catalog, pairs: frozenset[Pair]) -> None:
        followers = self._mover.followers()
        named: set[Name] = set().union(*(one.names(connection) for one in followers if one.names))
        wanted = sorted(pair for pair in pairs if pair[:2] in named)
        if not wanted:
            return
        done = moves_in(connection, MoveState.DONE, MoveState.OUTSIDE)
        known = {(one.language, one.old, one.new) for noted in done for one in noted.steps.articles}
        first = [pair for pair in wanted if pair not in known]
        late = [pair for pair in wanted if pair in known]
        self._carry(connection, catalog, first, followers)
        self._carry(connection, catalog, late, [one for one in followers if one.is_of_readers])
        if first:
            addresses = [_address(catalog, pair) for pair in first]
            at, steps = naive_utc(self._clock()), MoveSteps(addresses)
            note_move(connection, at, Person(), "", "Moved outside of the site", steps, MoveState.OUTSIDE)
            logger.info("%s addresses changed outside of the site; what is kept of them followed", len(first))

    @staticmethod
    def _carry(connection: Connection, catalog: Catalog, pairs: list[Pair], followers: list[Follower]) -> None:
        languages = {id_.language for id_ in catalog.articles}
        for pair in pairs:
            is_whole = not any(ArticleId(language, pair[1]) in catalog.articles for language in languages)
            follow_all(connection, followers, Relocation([_address(catalog, pair)], is_whole=is_whole))


def former_addresses(catalog: Catalog) -> frozenset[Pair]:
    """Every former key that no article has any more, with what it is now."""
    found = set()
    for article in catalog.articles.values():
        for path in article.old_paths:
            old = ArticleId(article.language, path.removeprefix(f"{article.language}/"))
            if catalog.renamed(old) == article.id:
                found.add((article.language, old.key, article.key))
    return frozenset(found)


def _address(catalog: Catalog, pair: Pair) -> NewAddress:
    """A new address of which the files are not known; its text is taken to be what it was before."""
    language, old, new = pair
    article = catalog.articles[ArticleId(language, new)]
    return NewAddress(language, old, new, "", article.path, article.hash_under(old), article.content_hash)
