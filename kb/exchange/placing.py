"""Decides where each article and category of an export lies in the folder of articles, before anything is written.

What was imported before keeps its place, also where somebody moved it; what is new gets the first free name. No two
files can meet in one place, whatever their titles are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kb.catalog.paths import without_suffix
from kb.editing.new_article import file_name
from kb.exchange.bundle.bundle import ForeignCategory
from kb.exchange.bundle.notes import ImportNotes
from kb.folder.left_out import TOOL_FOLDERS
from kb.language.marking import N_, MarkedSentence

MOST_LEVELS = 12
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}-")
_TAKEN_NAMES = TOOL_FOLDERS | {"vendor", "env", "images", "files", "snippets"}


@dataclass(frozen=True, slots=True)
class ArticlePlace:
    """Where an article lies below the folder of its language: its category, and the name of its file without ending.

    ``is_folder`` says that it is the page of a folder of its own, since its pictures and files are for fewer people.
    """

    folder: str
    name: str
    is_folder: bool = False

    @property
    def path(self) -> str:
        """The file below the folder of the language."""
        return f"{self.inside}/index.md".lstrip("/") if self.is_folder else f"{self.inside}.md"

    @property
    def inside(self) -> str:
        """The key of the article."""
        return f"{self.folder}/{self.name}".strip("/")

    @property
    def beside(self) -> str:
        """The folder of its file, in which its pictures are."""
        return self.inside if self.is_folder else self.folder


@dataclass
class ArticlePlaces:
    """Gives out places; ``taken`` are keys and ``folders`` folders in small letters that are given."""

    notes: ImportNotes
    taken: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    categories: dict[str, str] = field(default_factory=dict)
    articles: dict[str, ArticlePlace] = field(default_factory=dict)

    def place_categories(
        self, categories: Iterable[ForeignCategory], known: Mapping[str, str], languages: Iterable[str]
    ) -> None:
        """Give each category its folder; ``known`` are those of an earlier import, by id."""
        found = {one.id: one for one in categories}
        order = list(languages)
        used = self.folders | {path.casefold() for path in known.values()}
        for one in found.values():
            for id_ in reversed(self._chain(one, found)):
                if id_ in self.categories:
                    continue
                above = self.categories.get(self._parent(found[id_], found), "")
                self.categories[id_] = known.get(id_) or self._free_folder(found[id_], above, order, used)
                used.add(self.categories[id_].casefold())
                self.folders.add(self.categories[id_].casefold())

    def place_article(self, id_: str, category: str, wanted: str, *, is_folder: bool, known: str = "") -> ArticlePlace:
        """The place of an article: the ``known`` path below the folder of its language, else one whose name is
        ``wanted``, or near that.
        """
        if id_ in self.articles:
            return self.articles[id_]
        if known:
            inside = without_suffix(known)
            page = inside.endswith("/index")
            folder, _, name = (inside.removesuffix("/index") if page else inside).rpartition("/")
            place = ArticlePlace(folder, name, page)
        else:
            folder = self.categories.get(category, "")
            place = ArticlePlace(folder, self._free(folder, safe_name(wanted), is_folder=is_folder), is_folder)
        self.taken.add(place.inside.casefold())
        self.articles[id_] = place
        return place

    def _chain(self, category: ForeignCategory, found: Mapping[str, ForeignCategory]) -> list[str]:
        """The category and those above it, up to where it ends, turns in a circle or is deeper than anybody looks."""
        chain = [category.id]
        while (above := found[chain[-1]].parent) and chain[-1] not in self._tops:
            if above not in found:
                self.notes.add(
                    "category",
                    chain[-1],
                    MarkedSentence(
                        N_("its parent %(parent)s is not in the export; it stands at the top"), parent=above
                    ),
                )
                break
            if above in chain or len(chain) > MOST_LEVELS:
                circle = MarkedSentence(N_("its parents lead in a circle; it stands at the top"))
                deep = MarkedSentence(N_("it is deeper than %(count)s levels; it stands at the top"), count=MOST_LEVELS)
                self.notes.add("category", chain[-1], circle if above in chain else deep)
                self._tops.add(chain[-1])
                break
            chain.append(above)
        return chain

    def _parent(self, category: ForeignCategory, found: Mapping[str, ForeignCategory]) -> str:
        return "" if category.id in self._tops or category.parent not in found else category.parent

    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    _tops: set[str] = field(default_factory=set)

    def _free_folder(self, category: ForeignCategory, above: str, languages: list[str], used: set[str]) -> str:
        titles = [category.titles[one] for one in languages if category.titles.get(one)]
        titles += list(category.titles.values())
        name = safe_name(category.slug or next(iter(titles), "") or category.id)
        for number in range(1, 10_000):
            path = f"{above}/{name}{f'-{number}' if number > 1 else ''}".strip("/")
            if path.casefold() not in used:
                return path
        raise AssertionError("ten thousand categories of one name")

    def _free(self, folder: str, name: str, *, is_folder: bool) -> str:
        """A name that nothing has. What is the page of a folder shares it with no category: pictures in it are served
        by the articles of their folder.
        """
        taken = self.taken | self.folders if is_folder else self.taken
        first = self._numbers.get((folder, name), 1)
        for number in range(first, first + 100_000):
            found = f"{name}-{number}" if number > 1 else name
            if f"{folder}/{found}".strip("/").casefold() not in taken:
                self._numbers[folder, name] = number
                return found
        raise AssertionError("a hundred thousand articles of one name")


def safe_name(wanted: str) -> str:
    """A title as the name of a file or folder that is read as nothing else."""
    name = file_name(wanted).lower()
    if name in _TAKEN_NAMES or _DATED.match(name):
        return f"about-{name}"
    return name
