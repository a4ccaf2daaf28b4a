"""Whether somebody may change what readers read, in categories whose owner approves that.

Every way on which the site writes an article asks here, with the file before and after. An owner is known as the review
knows them: by the name or address of an account, as a member of a team with that slug, or because ``review.yml`` gives
that name their address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from sqlalchemy import Connection, Engine

from kb.accounts.audit_log import AuditEvent, record
from kb.accounts.email_address import fold_email
from kb.approval.owner_names import names_in, parts_of
from kb.approval.transitions import is_decided
from kb.catalog.article import Article, ArticleId, Status
from kb.catalog.paths import place_of
from kb.core.clock import Clock
from kb.core.roles import Action, Person, Role
from kb.editing.file_version import read_as
from kb.library.library import Library
from kb.storage.database import naive_utc

AddressesOf = Callable[[str], Iterable[str]]


class ApprovalNeededError(Exception):
    """The change waits for ``owners``; an empty name is that of a category without one: an administrator's word."""

    def __init__(self, owners: tuple[str, ...]) -> None:
        super().__init__(", ".join(owners))
        self.owners = owners


@dataclass(frozen=True)
class FileChange:
    """A file of an article, as it is and as it shall be; ``before`` is None where there is none."""

    article: ArticleId
    path: str
    before: bytes | None
    after: bytes


@dataclass(frozen=True)
class ApprovalGate:
    """Asked before a file is written. ``addresses_of`` tells the addresses that a team's name stands for."""

    library: Library
    database: Engine
    clock: Clock
    addresses_of: AddressesOf

    def owners_of(self, change: FileChange) -> tuple[str, ...]:
        """Whose approval the change needs; of two where it moves an article between their categories."""
        served = self.library.catalog.articles.get(change.article)
        old, new = (_read(change, one) for one in (change.before, change.after))
        before: list[Status | None] = [one.status for one in (served, old) if one]
        is_asked = any(is_decided(status, new.status if new else None) for status in before or [None])
        return self._asking(change.article.language, self._categories(change, served)) if is_asked else ()

    def owners_of_article(self, article: Article) -> tuple[str, ...]:
        """Whose approval changes of a published ``article`` need."""
        return self._asking(article.language, {article.category})

    def may_decide(self, person: Person, owners: Iterable[str]) -> bool:
        """Whether ``person`` may give the approval of all ``owners``: as one of each, or instead of them."""
        return person.may(Action.EDIT) and (_is_above(person) or all(self.is_one_of(person, one) for one in owners))

    def is_one_of(self, person: Person, owner: str) -> bool:
        """Whether ``person`` is ``owner``, one of several named there, or of the team of that name."""
        if person.account is None or not owner:
            return False
        named = {owner, *parts_of(owner)}
        addresses = {parseaddr(address)[1] for name in named for address in self.addresses_of(name)}
        known = {folded for name in named for folded in names_in(name)} | set(map(fold_email, addresses))
        theirs = set(map(fold_email, filter(None, (person.name, person.email))))
        return not named.isdisjoint(person.teams) or not known.isdisjoint(theirs)

    def is_override(self, person: Person, owners: Iterable[str]) -> bool:
        """Whether ``person`` may, and is not an owner: that is for the audit log."""
        return _is_above(person) and not all(self.is_one_of(person, one) for one in owners)

    def let(self, change: FileChange, person: Person, approved_by: Sequence[str] = ()) -> None:
        """Let ``person`` make the change, which ``approved_by`` approved before; what overrides an owner is recorded.

        Raises:
            ApprovalNeededError: it waits for somebody's approval.

        """
        self._let(change.article, tuple(one for one in self.owners_of(change) if one not in approved_by), person)

    def let_category(self, category: ArticleId, person: Person) -> None:
        """Let ``person`` change what a category says of itself; ``category`` has its path as its key.

        Raises:
            ApprovalNeededError: it waits for somebody's approval.

        """
        self._let(category, self._asking(category.language, {category.key}), person)

    def _let(self, about: ArticleId, owners: tuple[str, ...], person: Person) -> None:
        if not self.may_decide(person, owners) and owners:
            raise ApprovalNeededError(owners)
        if owners:
            with self.database.begin() as connection:
                self.record_override(connection, person, about, owners)

    def record_override(
        self, connection: Connection, person: Person, article: ArticleId, owners: tuple[str, ...]
    ) -> None:
        """Note in the audit log that ``person`` decided instead of ``owners``, where that is so."""
        if not self.is_override(person, owners):
            return
        event, at = AuditEvent.APPROVAL_OVERRIDDEN, naive_utc(self.clock())
        record(connection, at, event, person, article.key, language=article.language, owners=list(owners))

    def _asking(self, language: str, categories: Iterable[str]) -> tuple[str, ...]:
        catalog = self.library.catalog
        asking = (path for path in sorted(categories) if catalog.asks_approval(language, path))
        return tuple(dict.fromkeys(catalog.owner_of_category(language, path) or "" for path in asking))

    def _categories(self, change: FileChange, served: Article | None) -> set[str]:
        """Where the article stands on the site, and where its file says that it stands, before and after."""
        found = {served.category} if served else set()
        contents = (change.before, change.after) if change.before is not None else (change.after,)
        return found | {_category_in(change, content) for content in contents}


def _is_above(person: Person) -> bool:
    """An administrator; before there are accounts, who is at the machine itself: there is nobody else to ask."""
    return person.role >= Role.ADMIN or person.account is None


def _read(change: FileChange, content: bytes | None) -> Article | None:
    return None if content is None else read_as(change.article, change.path, content).article


def _category_in(change: FileChange, content: bytes) -> str:
    """The category that a file names, else that of its folder."""
    article, folder = _read(change, content), change.path.rpartition("/")[0]
    if article and article.category != folder:
        return article.category
    language = change.article.language
    languages = frozenset({language}) if change.path.startswith(f"{language}/") else frozenset[str]()
    return place_of(change.path, languages, language).folder
