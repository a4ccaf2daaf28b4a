"""The articles folder: read whole, read again when files change, never lost to one bad file."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from kb.catalog.catalog import Catalog
from kb.catalog.edits import with_edits
from kb.catalog.paths import JEKYLL_FOLDERS, FilePlace, folder_pages, is_article_file, language_folders, place_of
from kb.catalog.vault import SETTINGS_FOLDER, as_vault
from kb.core.clock import Clock, utc_now
from kb.core.errors import CollectionError, Problem
from kb.core.settings import Settings
from kb.folder.beside import Beside, BesideReader
from kb.folder.folder import Stamp, left_out, walk
from kb.folder.repository_files import notice, repository_files
from kb.language.guess import guess_language
from kb.language.languages import is_language_code, scripts
from kb.library.assembling import Assembler
from kb.library.on_time import as_of, next_change
from kb.library.reader import Reading, read_article
from kb.library.reading_cache import FEW, KeptReadings
from kb.library.saved_articles import saved_among

Listener = Callable[[Catalog], None]
_SAMPLE_FILES, _SAMPLE_BYTES = 40, 24_000


@dataclass(frozen=True, slots=True)
class _Known:
    stamp: Stamp
    reading: Reading


class Library:
    """Keeps the newest ``Catalog`` of one folder; safe to use from many threads.

    A file that was good and is now broken keeps its last good version on the site while this process runs; its
    problems are in the catalog. A broken file that was never good is served as far as it can be understood.
    """

    def __init__(
        self, root: Path, default_language: str | None = None, kept: KeptReadings | None = None, clock: Clock = utc_now
    ) -> None:
        """``kept`` readings of an earlier process are believed where a file has not changed since; by ``clock``
        articles go public and are taken away.
        """
        self.root = root
        self._kept = kept
        self._clock = clock
        self._due_at: datetime | None = None
        self._wanted_language = default_language
        self._default_language = default_language or "en"
        self._known: dict[str, _Known] = {}
        self._places: dict[str, FilePlace] = {}
        self._has_links = False
        self._walked: tuple[Problem, ...] = ()
        self._beside_reader = BesideReader(root)
        self._beside = Beside()
        self._assembler = Assembler()
        self.language_is_guessed = False
        """Whether the default language was told from what the articles say, and by nothing else."""
        self.nothing_read: Problem | None = None
        """Why the collection has no article, where it has none."""
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

    def is_due(self) -> bool:
        """Whether the time has come of an article that goes public or is taken away; ``refresh`` then sees to it."""
        return self._due_at is not None and self._clock() >= self._due_at

    def refresh(self) -> Catalog:
        """Look at the folder again and read what changed.

        Raises:
            CollectionError: there is no such folder and there never was in this process.

        """
        return self._renewed(self._read)

    def look_at(self, paths: Collection[str]) -> Catalog:
        """Read what changed, by word that the files at ``paths`` have: articles that were saved are read alone, where
        that changes nothing but what they say; else this is ``refresh``.
        """
        return self._renewed(lambda before: self._edited(before, paths) or self._read(before))

    def _renewed(self, read: Callable[[Catalog | None], Catalog]) -> Catalog:
        with self._lock:
            before = self._catalog
            if before is None and self._kept:
                self._known = {path: _Known(*entry) for path, entry in self._kept.load().items()}
            had = self._known
            after = self._catalog = read(before)
            if self._kept and had is not self._known and self._are_many_new(had):
                self._kept.save({path: (known.stamp, known.reading) for path, known in self._known.items()})
        if before is not None and after is not before:
            for listener in self._listeners:
                listener(after)
        return after

    def _are_many_new(self, had: Mapping[str, _Known]) -> bool:
        return sum(had.get(path) is not known for path, known in self._known.items()) > FEW

    def _edited(self, before: Catalog | None, paths: Collection[str]) -> Catalog | None:
        """The catalog after articles were saved; None where the files at ``paths`` may have changed more than that."""
        if before is None or before.vault or self._has_links or self.is_due() or _folder_was_lost(before):
            return None
        saved = saved_among(self.root, paths, self._stamp_of, before)
        if saved is None:
            return None
        known, edited = {}, []
        for path, stamp in saved.items():
            place, entry = self._places[path], self._read_file(path, stamp, self._places[path])
            if entry is None or self._known[path].reading.problems:
                return None
            article = self._assembler.edited(path, place, entry.reading, before, self._beside)
            if article is None:
                return None
            known[path] = entry
            edited.append(article)
        self._known = {**self._known, **known}
        return with_edits(before, edited, utc_now()) if edited else before

    def _stamp_of(self, path: str) -> Stamp | None:
        known = self._known.get(path)
        return known.stamp if known else None

    def _read(self, before: Catalog | None) -> Catalog:
        rules = self._beside_reader.rules()
        try:
            files, problems, self._has_links = walk(self.root, rules.ignored)
        except OSError as error:
            problem = Problem("error", "no_folder", ".", f"the articles folder cannot be read: {error}")
            if before is None:
                raise CollectionError(
                    f"the articles folder {self.root} cannot be read ({error.strerror}); "
                    "name another with --articles DIR or KB_ARTICLES_DIR"
                ) from error
            return self._without_folder(before, problem)
        if before is not None and len(before.articles) > 1 and not any(self.root.iterdir()):
            told = (
                "the articles folder has nothing in it, as where a volume is not mounted; what was read before is shown"
            )
            return self._without_folder(
                before, Problem("error", "no_folder", ".", f"{told} until there is a file in it")
            )
        beside = self._beside_reader.read(files, rules)
        markdown, languages = self._articles_among(files, beside, problems)
        self._default_language = self._wanted_language or self._likely_language(languages, markdown)
        pages = folder_pages(markdown)
        places = {path: place_of(path, languages, self._default_language, path in pages) for path in markdown}
        read = {path: self._reading(path, stamp, places[path]) for path, stamp in markdown.items()}
        known = {path: entry for path, entry in read.items() if entry is not None}
        unchanged = (known, tuple(problems), beside) == (self._known, self._walked, self._beside)
        unchanged = unchanged and not self.is_due()
        if before and unchanged and frozenset(files) == before.files and not _folder_was_lost(before):
            return before
        self._known, self._places, self._walked, self._beside = known, places, tuple(problems), beside
        return self._assemble(files, places, before)

    def _without_folder(self, before: Catalog, problem: Problem) -> Catalog:
        """What was read before, and what the clock makes of that: who takes articles away does not wait for a disk."""
        known = before if problem in before.problems else replace(before, problems=(*before.problems, problem))
        if not self.is_due():
            return known
        now, zone = self._clock(), before.brand.zone
        known = as_of(known, now, zone)
        self._due_at = next_change(known.articles.values(), now, zone)
        return known

    def _articles_among(
        self, files: Mapping[str, Stamp], beside: Beside, problems: list[Problem]
    ) -> tuple[dict[str, Stamp], frozenset[str]]:
        """The files that are articles, and the folders that are languages; ``problems`` hears what is left out."""
        markdown = {path: stamp for path, stamp in files.items() if is_article_file(path)}
        markdown = {path: stamp for path, stamp in markdown.items() if path not in beside.summaries}
        languages = language_folders(markdown, self._wanted_language or "en")
        if languages:  # then an underscore at the top is no collection of Jekyll's
            hidden = Counter(top for path in markdown if _is_collection(top := path.split("/", 1)[0]))
            why = "beside language folders, those that begin with _ are not read; rename the folder to show them"
            problems += (left_out(top, count, why) for top, count in sorted(hidden.items()))
            markdown = {path: stamp for path, stamp in markdown.items() if path.split("/", 1)[0] not in hidden}
        if {"docs.json", "mint.json"} & files.keys():  # Mintlify: pieces of pages, not pages
            markdown = {path: stamp for path, stamp in markdown.items() if not path.startswith("snippets/")}
        has_summary = any("/" not in path for path in beside.summaries)
        others = repository_files(markdown, has_summary, beside.rules.ignored, lambda path: _head(self.root / path))
        if others:
            problems.append(notice(others))
        return {path: stamp for path, stamp in markdown.items() if path not in others}, languages

    def _likely_language(self, languages: frozenset[str], markdown: dict[str, Stamp]) -> str:
        """The default language where no setting names it.

        English where it has a folder, else the fullest language folder; without language folders what the
        folder itself is called (``help/fa``), else what the first articles are written in.
        """
        if languages:
            tops = [path.split("/", 1)[0] for path in markdown]
            return "en" if "en" in languages else max(sorted(languages), key=tops.count)
        if self._catalog is not None:
            return self._default_language
        paths = sorted(markdown)
        sample = [_head(self.root / path) for path in paths[:: max(1, len(paths) // _SAMPLE_FILES)][:_SAMPLE_FILES]]
        guessed = guess_language(sample)
        if is_language_code(self.root.name) and scripts(guessed) <= {"latin", *scripts(self.root.name)}:
            return self.root.name
        self.language_is_guessed = bool(paths)
        return guessed

    def _reading(self, path: str, stamp: Stamp, place: FilePlace) -> _Known | None:
        known = self._known.get(path)
        if known and known.stamp == stamp:
            article = known.reading.article
            if article is None or (article.key == place.key and known.reading.assumed == place.language):
                return known
        return self._read_file(path, stamp, place)

    def _read_file(self, path: str, stamp: Stamp, place: FilePlace) -> _Known | None:
        try:
            return _Known(stamp, read_article(self.root, path, place))
        except FileNotFoundError:
            return None
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}"
            return _Known(stamp, Reading(None, (Problem("error", "unreadable", path, message),)))

    def _assemble(self, files: Mapping[str, Stamp], places: Mapping[str, FilePlace], before: Catalog | None) -> Catalog:
        found = {path: (places[path], known.reading) for path, known in self._known.items()}
        now = self._clock()
        made = self._assembler.assemble(found, self._beside, self._default_language, now)
        self._due_at = next_change(made.articles.values(), now, self._beside.brand.zone)
        problems = [*self._walked, *made.problems, *self._beside.problems]
        self.nothing_read = None if made.articles else _nothing_read(self.root.name, files, len(self._known))
        order = tuple(sorted(problems, key=lambda p: (p.path, p.line or 0)))
        version = before.version + 1 if before else 1
        beside = self._beside
        catalog = Catalog(
            made.articles,
            made.categories,
            frozenset(files),
            order,
            self._default_language,
            version,
            utc_now(),
            beside.synonyms,
            beside.brand,
            beside.products,
            self._is_vault(),
            tuple(made.mentions),
        )
        return as_vault(catalog) if catalog.vault else catalog

    def _is_vault(self) -> bool:
        """Whether Obsidian keeps its settings here, or in a folder of one language."""
        return (self.root / SETTINGS_FOLDER).is_dir() or any(self.root.glob(f"*/{SETTINGS_FOLDER}/"))


def _is_collection(top: str) -> bool:
    return top.startswith("_") and top not in JEKYLL_FOLDERS


def _nothing_read(folder: str, files: Iterable[str], broken: int) -> Problem:
    """The error of a collection without articles, with the likeliest reason."""
    endings = Counter(PurePosixPath(path).suffix.lower() for path in files)
    markdown = sum(is_article_file(path) for path in files)
    other = {ending: count for ending, count in endings.items() if ending in (".html", ".htm", ".rst", ".adoc", ".txt")}
    if broken:
        why = f"none of its {broken} Markdown files can be read or is more than the page of a folder"
    elif markdown:
        why = f"all of its {markdown} Markdown files are left out"
    elif other:
        ending = max(other, key=lambda name: other[name])
        why = f"it has {other[ending]} files that end with {ending}, and articles end with .md, .markdown or .mdx"
    else:
        why = "there is no file that ends with .md, .markdown or .mdx in it"
    message = f"no article was read from {folder}, because {why}; name the folder of the articles with --articles DIR"
    return Problem("error", "no_articles", ".", message)


def _head(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return stream.read(_SAMPLE_BYTES).decode(errors="ignore")
    except OSError:
        return ""


def _folder_was_lost(catalog: Catalog) -> bool:
    return any(problem.code == "no_folder" for problem in catalog.problems)


def open_library(settings: Settings, clock: Clock = utc_now) -> Library:
    """The library of a site by its ``clock``, with the readings that its data folder keeps; not read yet."""
    kept = KeptReadings(settings.data_dir / "readings", settings.articles_dir)
    return Library(settings.articles_dir, settings.default_language or None, kept, clock)
