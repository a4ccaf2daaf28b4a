"""Moves: pages on which articles get another address, and what lets everything that is kept of them follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.site.feature import Feature, SiteParts

if TYPE_CHECKING:
    from kb.approval.gate import AddressesOf
    from kb.git.folder import GitFolder

LOCK = "moving.lock"


class MovingParts(SiteParts, Protocol):
    """What moves need."""

    @property
    def commits(self) -> GitFolder | None:
        """Where changes of articles are committed, if the operator wants that."""

    @property
    def addresses_of(self) -> AddressesOf:
        """Tells the addresses that the name of an owner stands for."""

    @property
    def features(self) -> list[Feature]:
        """All of the site, once they are made."""


def feature(parts: MovingParts) -> Feature:
    """The pages and the worker, where there is a database."""
    from kb.approval.gate import ApprovalGate
    from kb.moving import pages
    from kb.moving.following import AddressWatcher
    from kb.moving.mover import Mover
    from kb.moving.room import MovingRoom
    from kb.storage.relocation import Follower, rows_of
    from kb.usage.views import ArticleViews

    site, database, clock = parts.site, parts.database, parts.clock
    if database is None:
        return Feature("moving")

    def followers() -> list[Follower]:
        return [follower for one in parts.features for follower in one.followers]

    lock = site.settings.data_dir / LOCK
    gate = ApprovalGate(site.library, database, clock, parts.addresses_of)
    mover = Mover(site.library, database, parts.commits, clock, followers, lock, gate)
    return Feature(
        "moving",
        blueprints=(pages.show_on_pages(site), pages.create_blueprint(MovingRoom(site, mover))),
        workers=(AddressWatcher(site.library, database, clock, mover),),
        followers=(rows_of(ArticleViews, sums=("views",), is_of_readers=True),),
    )
