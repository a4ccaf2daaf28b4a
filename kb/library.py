"""The articles folder: read whole, read again when files change, never lost to one bad file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kb.article import Article, ArticleId, Audience
from kb.brand import NO_BRAND, Brand
from kb.branding import SITE_FILE, load_brand
from kb.catalog import Catalog, CategoryInfo
from kb.errors import CollectionError, Problem
from kb.folder import Stamp, walk
from kb.languages import guess, is_language_code
from kb.layout import ARTICLE_SUFFIXES, language_folders, place_of
from kb.reader import Reading, read_article
from kb.readings import FEW, KeptReadings
from kb.settings import Settings
from kb.synonyms import NO_SYNONYMS, SYNONYMS_FILE, SynonymFile, load_synonyms
from kb.vault import SETTINGS_FOLDER, as_vault

Listener = Callable[[Catalog], None]


@dataclass(frozen=True, slots=True)
class _Known:
    stamp: Stamp
    reading: Reading


class Library:
    """Keeps the newest ``Catalog`` of one folder; safe to use from many threads.

    A file that was good and is now broken keeps its last good version on the site while this process runs; its
    problems are in the catalog. A broken file that was never good is served as far as it can be understood.
    """

    def __init__(self, root: Path, default_language: str | None = None, kept: KeptReadings | None = None) -> None:
        """``kept`` readings of an earlier process are believed where a file has not changed since."""
        self.root = root
        self._kept = kept
        self._wanted_language = default_language
        self._default_language = default_language or "en"
        self._known: dict[str, _Known] = {}
        self._walked: tuple[Problem, ...] = ()
        self._synonyms: tuple[Stamp | None, SynonymFile] = (None, NO_SYNONYMS)
        self._brand: tuple[tuple[Stamp | None, ...], Brand] = ((), NO_BRAND)
        self._served: dict[str, Article] = {}
        self._sound: frozenset[str] = frozenset()  # the files whose served version has no error
        self._lock = threading.Lock()
        self._listeners: list[Listener] = []
        self._catalog: Catalog | None = None

    @property
    def catalog(self) -> Catalog:
        """The collection as last read; reads it first where that has not happened."""
        return self._catalog or self.refresh()

    def on_change(self, listener: Listener) -> None:
        """Call ``listener`` with the new catalog after every change, in the thread that noticed it."""
        self._listeners.append(listener)

    def refresh(self) -> Catalog:
        """Look at the folder again and read what changed.

        Raises:
            CollectionError: there is no such folder and there never was in this process.

        """
        with self._lock:
            before = self._catalog
            if before is None and self._kept:
                self._known = {path: _Known(*entry) for path, entry in self._kept.load().items()}
            had = self._known
            after = self._read(before)
            self._catalog = after
            if self._kept and sum(had.get(path) is not known for path, known in self._known.items()) > FEW:
                self._kept.save({path: (known.stamp, known.reading) for path, known in self._known.items()})
        if before is not None and after is not before:
            for listener in self._listeners:
                listener(after)
        return after

    def _read(self, before: Catalog | None) -> Catalog:
        try:
            files, problems = walk(self.root)
        except OSError as error:
            problem = Problem("error", "no_folder", ".", f"the articles folder cannot be read: {error}")
            if before is None:
                raise CollectionError(
                    f"the articles folder {self.root} cannot be read ({error.strerror}); "
                    "name another with --articles DIR or KB_ARTICLES_DIR"
                ) from error
            return before if problem in before.problems else replace(before, problems=(*before.problems, problem))
        markdown = {path: stamp for path, stamp in files.items() if path.endswith(ARTICLE_SUFFIXES)}
        languages = language_folders(markdown, self._wanted_language or "en")
        self._default_language = self._wanted_language or self._likely_language(languages, markdown)
        known = {path: self._reading(path, stamp, languages) for path, stamp in markdown.items()}
        known = {path: entry for path, entry in known.items() if entry is not None}
        synonyms = self._newest_synonyms(files.get(SYNONYMS_FILE))
        brand = self._newest_brand(files)
        state = (known, tuple(problems), synonyms, brand)
        unchanged = state == (self._known, self._walked, self._synonyms, self._brand)
        if before and unchanged and frozenset(files) == before.files and not _folder_was_lost(before):
            return before
        self._known = {path: entry for path, entry in known.items() if entry is not None}
        self._walked, self._synonyms, self._brand = tuple(problems), synonyms, brand
        return self._assemble(frozenset(files), problems, languages, before)

    def _newest_synonyms(self, stamp: Stamp | None) -> tuple[Stamp | None, SynonymFile]:
        known, before = self._synonyms
        if stamp == known:
            return self._synonyms
        return stamp, NO_SYNONYMS if stamp is None else load_synonyms(self.root / SYNONYMS_FILE, before)

    def _newest_brand(self, files: dict[str, Stamp]) -> tuple[tuple[Stamp | None, ...], Brand]:
        """The brand with the stamps of its file and of the pictures that the file names."""
        known, before = self._brand
        if known == tuple(files.get(path) for path in (SITE_FILE, *before.pictures)):
            return self._brand
        brand = load_brand(self.root, frozenset(files), before) if SITE_FILE in files else NO_BRAND
        return tuple(files.get(path) for path in (SITE_FILE, *brand.pictures)), brand

    def _likely_language(self, languages: frozenset[str], markdown: dict[str, Stamp]) -> str:
        """The default language where no setting names it.

        English where it has a folder, else the fullest language folder; without language folders what the
        folder itself is called (``help/fa``), else what the first articles are written in.
        """
        if languages:
            tops = [path.split("/", 1)[0] for path in markdown]
            return "en" if "en" in languages else max(sorted(languages), key=tops.count)
        if is_language_code(self.root.name):
            return self.root.name
        if self._catalog is not None:
            return self._default_language
        sample = "".join(_head(self.root / path) for path in sorted(markdown)[:20])
        return guess(sample, "en", ())

    def _reading(self, path: str, stamp: Stamp, languages: frozenset[str]) -> _Known | None:
        place = place_of(path, languages, self._default_language)
        known = self._known.get(path)
        if known and known.stamp == stamp:
            article = known.reading.article
            if article is None or article.id == (place.language, place.key):
                return known
        try:
            return _Known(stamp, read_article(self.root / path, path, place))
        except FileNotFoundError:
            return None
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}"
            return _Known(stamp, Reading(None, (Problem("error", "unreadable", path, message),)))

    def _assemble(
        self, files: frozenset[str], problems: list[Problem], languages: frozenset[str], before: Catalog | None
    ) -> Catalog:
        articles: dict[ArticleId, Article] = {}
        categories: dict[ArticleId, CategoryInfo] = {}
        served: dict[str, Article] = {}
        sound: set[str] = set()
        for path, known in sorted(self._known.items()):
            place = place_of(path, languages, self._default_language)
            problems += known.reading.problems
            article = self._best(path, known.reading, ArticleId(place.language, place.key))
            if article is None:
                continue
            served[path] = article
            if not known.reading.is_broken or (path in self._sound and article is self._served.get(path)):
                sound.add(path)
            if place.is_category:
                categories[ArticleId(place.language, place.folder)] = _category_info(article)
            elif (first := articles.get(article.id)) is not None:
                message = f"has the key {article.key!r} in {article.language!r}, as {first.path} has; rename one"
                problems.append(Problem("error", "duplicate_article", path, message, key="key", value=article.key))
            else:
                articles[article.id] = article
        self._served, self._sound = served, frozenset(sound)
        closed = [id_ for id_, info in categories.items() if info.audience is Audience.INTERNAL]
        shown = {id_: _as_its_category(article, closed, self._default_language) for id_, article in articles.items()}
        version = before.version + 1 if before else 1
        now = datetime.now(UTC)
        synonyms, brand = self._synonyms[1], self._brand[1]
        problems += (*synonyms.problems, *brand.problems)
        order = tuple(sorted(problems, key=lambda p: (p.path, p.line or 0)))
        language = self._default_language
        catalog = Catalog(shown, categories, files, order, language, version, now, synonyms, brand, self._is_vault())
        return as_vault(catalog) if catalog.vault else catalog

    def _is_vault(self) -> bool:
        """Whether Obsidian keeps its settings here, or in a folder of one language."""
        return (self.root / SETTINGS_FOLDER).is_dir() or any(self.root.glob(f"*/{SETTINGS_FOLDER}/"))

    def _best(self, path: str, reading: Reading, id_: ArticleId) -> Article | None:
        """The version to serve: the last good one of a broken file, unless the new one hides the article."""
        old, new = self._served.get(path), reading.article
        if not reading.is_broken or old is None or old.id != id_:
            return new
        if new is None:
            return old
        hides = not new.is_published or new.audience is not old.audience
        return new if hides or path not in self._sound else old


def _head(file: Path, size: int = 2000) -> str:
    try:
        with file.open("rb") as stream:
            return stream.read(size).decode(errors="ignore")
    except OSError:
        return ""


def _folder_was_lost(catalog: Catalog) -> bool:
    return any(problem.code == "no_folder" for problem in catalog.problems)


def _category_info(article: Article) -> CategoryInfo:
    icon = article.extra.get("icon")
    return CategoryInfo(
        title=article.title,
        description=article.description,
        owner=article.owner,
        weight=article.weight,
        icon=icon if isinstance(icon, str) else "",
        audience=article.audience,
    )


def _as_its_category(article: Article, closed: list[ArticleId], default_language: str) -> Article:
    """The article; internal where its folder or its category is, in its own language or in the original."""
    for language, path in closed:
        below = any(not path or f"{place}/".startswith(f"{path}/") for place in (article.category, article.key))
        if below and language in (article.language, default_language) and article.audience is not Audience.INTERNAL:
            return replace(article, audience=Audience.INTERNAL)
    return article


def open_library(settings: Settings) -> Library:
    """The library of a site, with the readings that its data folder keeps; not read yet."""
    kept = KeptReadings(settings.data_dir / "readings", settings.articles_dir)
    return Library(settings.articles_dir, settings.default_language or None, kept)
