"""Tells of articles that were published, changed, renamed and taken away, however that came about: on the site, by a
pull, by somebody who saved a file, by the clock.

What receivers were told of last is kept beside the catalog of now; whoever of several processes writes the difference
first tells of it, and nobody else. It is told in the transaction that writes it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import zlib
from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import Connection, Engine, delete, select, update

from kb.catalog.addresses import article_url
from kb.catalog.article import EVERYONE, PUBLIC_ONLY, Article, ArticleId
from kb.catalog.catalog import Audiences, Catalog
from kb.core.clock import Clock
from kb.core.errors import KbError
from kb.core.events import EventKind, SiteEvent
from kb.library.library import Library
from kb.storage.background import Repeating
from kb.storage.database import AWAY, insert_into, said_by
from kb.webhooks.outbox import tell_each
from kb.webhooks.webhook_rows import WebhookCatalog, WebhookSubscription

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 2.0
SCOPES: Mapping[str, Audiences] = {"public": PUBLIC_ONLY, "all": EVERYONE}
"""What those hear of who hear of what everybody may read alone, and what the others do."""
Known = Mapping[str, str]
"""A hash of each article by ``language/key``."""


class ArticleWatch(Repeating):
    """Compares the catalog of ``library`` with what is kept in ``database``; ``root`` begins every address.

    ``is_mine`` tells whether it is this process that tells: of several with a folder each, one whose folder is behind
    would tell the past as news.
    """

    def __init__(
        self,
        library: Library,
        database: Engine,
        clock: Clock,
        root: str = "",
        is_mine: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__("webhook-articles", self.look, SECONDS_BETWEEN_LOOKS)
        self._library, self._database, self._clock, self._root = library, database, clock, root
        self._is_mine = is_mine
        self._seen: tuple[Catalog | None, frozenset[str]] = (None, frozenset())

    def look(self) -> None:
        """Tell of what is different; where nobody listens, what was told last is forgotten."""
        try:
            with self._database.connect() as connection:
                scopes, kept = _wanted(connection), frozenset(connection.scalars(select(WebhookCatalog.scope)))
            if kept - scopes:
                with self._database.begin() as connection:
                    connection.execute(delete(WebhookCatalog).where(WebhookCatalog.scope.in_(kept - scopes)))
            if (self._library.catalog, scopes) == self._seen or not self._is_mine():
                return
            if (told := self._told(scopes) if scopes else self._library.catalog) is not None:
                self._seen = (told, scopes)
        except AWAY as error:
            logger.warning("changes of articles could not be noted for webhooks: %s", said_by(error))
        except KbError as error:
            logger.warning("the articles could not be read for webhooks: %s", error)

    def _told(self, scopes: frozenset[str]) -> Catalog | None:
        """The catalog of which everything is told now in all ``scopes``; None where another process was faster."""
        with self._database.begin() as connection:
            row = WebhookCatalog
            kept = connection.execute(select(row.scope, row.revision, row.known).where(row.scope.in_(scopes))).all()
            before = {scope: (revision, _unpacked(known)) for scope, revision, known in kept}
            # Read after that: whoever told of a newer folder meanwhile makes the writing below fail. And once for all
            # scopes, since what is saved between two looks would be told in one of them alone.
            catalog = self._library.refresh()
            told = [self._is_told(connection, scope, before.get(scope), catalog) for scope in sorted(scopes)]
            return catalog if all(told) else None

    def _is_told(self, connection: Connection, scope: str, before: tuple[int, Known] | None, catalog: Catalog) -> bool:
        row = WebhookCatalog
        found = {_name(article): article for article in catalog.visible(None, SCOPES[scope])}
        now = {name: _hash(article) for name, article in found.items()}
        if before is None:
            new = insert_into(connection, row).values(scope=scope, revision=1, known=_packed(now))
            connection.execute(new.on_conflict_do_nothing())
            return False  # another may have been faster: the next look compares
        revision, known = before
        if known == now:
            return True
        mine = update(row).where(row.scope == scope, row.revision == revision)
        if not connection.execute(mine.values(revision=revision + 1, known=_packed(now))).rowcount:
            return False
        events = differences(known, now, found, catalog, self._root, were_public=scope == "public")
        tell_each(connection, events, self._clock(), internal=scope == "all")
        return True


def differences(
    before: Known, now: Known, found: Mapping[str, Article], catalog: Catalog, root: str, *, were_public: bool
) -> Iterator[SiteEvent]:
    """What happened between the two; an article whose name is kept as a former one was renamed. ``were_public``: all
    of those before were for everybody.
    """
    moved = {}
    for name in before.keys() - now.keys():
        renamed = catalog.renamed(_id(name))
        if renamed is not None and (to := f"{renamed.language}/{renamed.key}") in now and to not in before:
            moved[to] = name
    for name in sorted(now.keys() - before.keys()):
        data, is_public = _about(found[name].id, root), found[name].audience.is_public
        if old := moved.get(name):
            yield SiteEvent(EventKind.ARTICLE_RENAMED, {**data, "from_key": _id(old).key}, is_public)
        else:
            yield SiteEvent(EventKind.ARTICLE_PUBLISHED, data, is_public)
    for name in sorted(name for name in now.keys() & before.keys() if now[name] != before[name]):
        yield SiteEvent(EventKind.ARTICLE_CHANGED, _about(found[name].id, root), found[name].audience.is_public)
    for name in sorted(before.keys() - now.keys() - set(moved.values())):
        yield SiteEvent(EventKind.ARTICLE_UNPUBLISHED, _about(_id(name), root), were_public)


def _about(id_: ArticleId, root: str) -> dict[str, str]:
    return {"language": id_.language, "key": id_.key, "url": root + article_url(*id_)}


def _wanted(connection: Connection) -> frozenset[str]:
    """The scopes in which somebody wants to hear of articles."""
    row = WebhookSubscription
    listening = select(row.internal).where(row.off == "", row.events.contains("article.")).distinct()
    return frozenset("all" if internal else "public" for internal in connection.scalars(listening))


def _name(article: Article) -> str:
    return f"{article.language}/{article.key}"


def _id(name: str) -> ArticleId:
    language, _, key = name.partition("/")
    return ArticleId(language, key)


def _hash(article: Article) -> str:
    text = f"{article.content_hash}{article.metadata_hash}"
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _packed(known: Known) -> bytes:
    return zlib.compress(json.dumps(known).encode())


def _unpacked(packed: bytes) -> dict[str, str]:
    unpacked: dict[str, str] = json.loads(zlib.decompress(packed))
    return unpacked
