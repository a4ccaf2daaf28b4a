"""Imports in the browser, and what carries them out beside the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.site.feature import Feature, SiteParts

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb.approval.gate import AddressesOf
    from kb.git.folder import GitFolder
    from kb.importing.running import ImportRunner

LOCK = "imports.lock"


class ImportParts(SiteParts, Protocol):
    """What imports need."""

    @property
    def commits(self) -> GitFolder | None:
        """Where changes of articles are committed, if the operator wants that."""

    @property
    def addresses_of(self) -> AddressesOf:
        """Tells the addresses that the name of an owner stands for."""


def feature(parts: ImportParts) -> Feature:
    """The pages of administrators and the worker; nothing without a database, for then there are no administrators."""
    from kb.approval.gate import ApprovalGate
    from kb.files.alone import Alone
    from kb.importing import pages, upload_pages
    from kb.importing.books import ImportBooks
    from kb.importing.import_rows import retention
    from kb.importing.room import ImportRoom
    from kb.importing.running import ImportRunner
    from kb.importing.uploads import Uploads
    from kb.importing.worker import ImportWorker
    from kb.importing.write_path import WritePath

    site, database, clock = parts.site, parts.database, parts.clock
    if database is None:
        return Feature("importing")
    settings = site.settings
    books = ImportBooks(database, clock)
    uploads = Uploads(settings.data_dir, settings.import_mb * 2**20)
    gate = ApprovalGate(site.library, database, clock, parts.addresses_of)
    ways = WritePath(site.library, database, clock, parts.commits, gate)

    def runner(is_ending: Callable[[], bool]) -> ImportRunner:
        return ImportRunner(
            *(books, uploads, ways, settings, clock), settings.default_language, settings.base_url, is_ending
        )

    room = ImportRoom(site, books, uploads)
    return Feature(
        "importing",
        blueprints=(upload_pages.create_blueprint(room), pages.create_blueprint(room)),
        retention=retention(),
        workers=(ImportWorker(runner, Alone(settings.data_dir / LOCK), clock),),
    )
