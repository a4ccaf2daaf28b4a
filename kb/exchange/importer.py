"""Imports an export: reads it once for its addresses, once for the originals, once for translations, one article at a
time; then puts everything in place together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kb.catalog.catalog import Catalog
from kb.catalog.paths import FilePlace
from kb.core.clock import Clock, utc_now
from kb.exchange.article_file import LONGEST_LINE, OUTDATED, MergedFile, merged, new_file, values_of
from kb.exchange.bundle.bundle import Bundle, ForeignArticle
from kb.exchange.bundle.earlier_ids import with_earlier_ids
from kb.exchange.bundle.languages import with_earlier_codes
from kb.exchange.categories import stage_categories
from kb.exchange.converting import Conversion, Converting
from kb.exchange.fetching.web_fetcher import WebFetcher
from kb.exchange.pictures import Pictures
from kb.exchange.report import (
    BeforeWriting,
    ImportedVersion,
    ImportOutcome,
    ImportReport,
    PlannedWrite,
    write_unwatched,
)
from kb.exchange.survey import earlier_paths, survey
from kb.exchange.web_files import WebFiles
from kb.exchange.writing.ledger import ledger_file, read_ledger
from kb.exchange.writing.sample import ImportSample
from kb.exchange.writing.staging import Staging, staging
from kb.front_matter.edit import FrontMatterEditError, Written
from kb.language.marking import N_, MarkedSentence
from kb.library.library import Library
from kb.library.reader import MAX_ARTICLE_BYTES, parse_article

_DELETED = N_(
    "it was imported before and deleted here since; take its line out of .kb-import/%(file)s to have it again"
)
_BESIDE_OTHERS = MarkedSentence(
    N_("it was for everybody before, and its pictures lie beside public articles; move it to a category of its own")
)
Progress = Callable[[int], None]
"""Told how many versions are done."""


def run_import(
    bundle: Bundle,
    root: Path,
    name: str,
    default_language: str = "",
    *,
    is_dry: bool = False,
    progress: Progress = lambda _: None,
    fetcher: WebFetcher | None = None,
    sample: ImportSample | None = None,
    before_writing: BeforeWriting = write_unwatched,
    clock: Clock = utc_now,
) -> ImportReport:
    """Import ``bundle`` into the folder ``root`` under the ``name`` of its origin.

    ``fetcher`` asks the web for pictures that the export lacks; a dry run leaves the first articles in ``sample``;
    ``clock`` tells the day on which what was counted there was read.

    Raises:
        KbError: the export cannot be read to its end or does not fit, or a file cannot be written; nothing is imported.

    """
    with staging(root, is_dry=is_dry, sample=sample) as drafts:
        return _Import(bundle, root, name, default_language, drafts, fetcher, clock).run(progress, before_writing)


class _Import:
    """One run of it."""

    def __init__(
        self,
        bundle: Bundle,
        root: Path,
        name: str,
        default_language: str,
        drafts: Staging,
        fetcher: WebFetcher | None,
        clock: Clock,
    ) -> None:
        self._today = clock().date()
        self._ledger = read_ledger(root, name, bundle.system)
        bundle = with_earlier_codes(bundle, self._ledger.locales)
        catalog = _catalog_of(root, default_language)
        paths = earlier_paths(root, catalog, name, self._ledger)
        bundle = with_earlier_ids(bundle, {*(id_ for id_, _ in paths), *self._ledger.articles}, self._ledger.categories)
        self._bundle, self._root, self._name = bundle, root, name
        self._survey = survey(bundle, paths, catalog, self._ledger, default_language)
        self._drafts = drafts
        self._pictures = Pictures(
            *(bundle.files, bundle.notes, self._ledger, drafts, self._survey.in_folders),
            hosts=self._survey.addresses.hosts,
        )
        self._web = WebFiles(self._pictures, fetcher)
        self._converting = Converting(self._survey, self._pictures, self._web)
        self._versions: dict[str, str] = {}
        self.report = ImportReport(bundle.system, str(bundle.files.path), str(root), drafts.folder is None)

    def run(self, progress: Progress, before_writing: BeforeWriting) -> ImportReport:
        for link in self._bundle.files.links:
            self._bundle.notes.add("link", link, MarkedSentence(N_("a symbolic link in the export is not followed")))
        for conversion in self._converting.all(self._articles()):
            self.report.versions.append(self._one(conversion))
            progress(len(self.report.versions))
        self.report.categories = stage_categories(self._bundle, self._survey, self._ledger, self._drafts, self._name)
        self._tell_rest()
        ledger, remembered = ledger_file(self._root, self._name), self._ledger.as_json()
        if self._drafts.folder is not None:
            before_writing(PlannedWrite(self._drafts, self.report, ledger, remembered))
        self._drafts.put_in_place(ledger, remembered)
        return self.report

    def _tell_rest(self) -> None:
        self.report.notes, self.report.more_notes = self._bundle.notes.all, dict(self._bundle.notes.left_out)
        self.report.missing, self.report.files = self._pictures.missing, len(self._pictures.placed)
        web = self._web
        self.report.fetched, self.report.wanted = web.fetched, len(web.wanted)
        self.report.expired, self.report.unfetched = web.expired, web.unfetched
        known = {(version.id, version.language) for version in self.report.versions}
        self.report.gone = [
            entry["path"]
            for id_, languages in self._ledger.articles.items()
            for language, entry in languages.items()
            if (id_, language) not in known and (self._root / entry["path"]).exists()
        ]

    def _articles(self) -> Iterator[ForeignArticle]:
        """Every version once, originals before the translations that name them."""
        for originals in (True, False):
            seen: set[tuple[str, str]] = set()
            for article in self._bundle.articles():
                key = (article.id, article.language)
                if key not in seen and (self._survey.originals[article.id] == article.language) == originals:
                    seen.add(key)
                    yield article

    def _one(self, conversion: Conversion) -> ImportedVersion:
        article = conversion.article
        path = self._survey.path_of(article.id, article.language)
        counts = not self._bundle.counts_articles or self._survey.originals[article.id] == article.language
        told = ImportedVersion(
            *(article.id, article.language, article.title, path, ImportOutcome.LEFT_OUT, conversion.difference),
            told=tuple(conversion.told),
            votes=article.votes if counts else None,
            views=article.views if counts else None,
        )
        body = conversion.text
        if len(article.title) > LONGEST_LINE:
            told = told.saying(MarkedSentence(N_("its title was cut to %(count)s characters"), count=LONGEST_LINE))
        if not article.title.strip() and not body.strip():
            return told.saying(MarkedSentence(N_("it has neither a title nor text")))
        if len(body.encode()) > MAX_ARTICLE_BYTES * 0.9:
            return told.saying(MarkedSentence(N_("it is larger than articles may be here; split it there")))
        if not article.is_public and not self._survey.places.articles[article.id].is_folder:
            told = told.saying(_BESIDE_OTHERS)
        values = self._values(article)
        try:
            before = self._drafts.content_of(path)
        except OSError as error:
            return told.saying(
                MarkedSentence(N_("what is in its place cannot be read: %(why)s"), why=error.strerror or error)
            )
        if before is None and self._ledger.parts(article.id, article.language):
            self._ledger.forget_counted(article.id, article.language)
            return told.saying(MarkedSentence(_DELETED, file=ledger_file(self._root, self._name).name))
        try:
            result = self._merged(before, values, body, article)
        except FrontMatterEditError as error:
            at = f"{path}:{error.line}"
            return told.saying(MarkedSentence(N_("%(place)s: %(why)s; its file stays as it is"), place=at, why=error))
        self._ledger.note(article.id, article.language, path, result.parts)
        if counts:
            self._ledger.count(article.id, article.language, told.counted, self._today)
        else:  # in an earlier export it may have been the original
            self._ledger.forget_counted(article.id, article.language)
        if self._survey.originals[article.id] == article.language and len(self._survey.languages[article.id]) > 1:
            self._versions[article.id] = _text_version(result.content, path, article.language)
        return replace(told, outcome=self._staged(path, before, result), differences=result.differences)

    def _merged(
        self, before: bytes | None, values: dict[str, Written], body: str, article: ForeignArticle
    ) -> MergedFile:
        if before is None:
            return new_file(values, body)
        return merged(before, values, body, self._ledger.parts(article.id, article.language))

    def _staged(self, path: str, before: bytes | None, result: MergedFile) -> ImportOutcome:
        if before is None:
            self._drafts.add(path, result.content)
            return ImportOutcome.NEW
        if result.content != before:
            self._drafts.change(path, before, result.content)
        if result.differences:
            return ImportOutcome.DIFFERS
        return ImportOutcome.SAME if result.content == before else ImportOutcome.UPDATED

    def _values(self, article: ForeignArticle) -> dict[str, Written]:
        addresses = self._survey.addresses
        original = self._survey.originals[article.id]
        former = self._survey.former.get(article.id, ()) if article.language == original else ()
        old = addresses.old_paths(article.id, (*article.addresses, *former), self._survey.keys)
        values = values_of(article, f"{self._name}:{article.id}", old)
        if article.language != original:
            if original != self._survey.default_language:
                values["translated_from"] = original
            if article.is_outdated is not None:
                version = OUTDATED if article.is_outdated else self._versions.get(article.id, "")
                values.update({"original_version": version} if version else {})
        return values


def _catalog_of(root: Path, default_language: str) -> Catalog | None:
    """What is in the folder by now; nothing where there is none."""
    return Library(root, default_language or None).catalog if root.exists() else None


def _text_version(content: bytes, path: str, language: str) -> str:
    found = parse_article(content, path, FilePlace(language, path, ""), datetime(2000, 1, 1, tzinfo=UTC)).article
    return found.text_version if found else ""
