"""Which articles have which languages, and how each stands to its original: the rows of a table. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.catalog.article import Article, Status
from kb.catalog.catalog import Audiences, Catalog
from kb.catalog.originals import BY_MODEL, TranslationState, original_of, stand_of, versions_of

TO_DO = (TranslationState.BEHIND, TranslationState.MISSING, TranslationState.UNKNOWN, TranslationState.ORPHAN)


@dataclass(frozen=True, slots=True)
class TableCell:
    """One language of one article; without an ``article`` it is missing there."""

    language: str
    state: TranslationState
    article: Article | None = None
    by_days: bool = False

    @property
    def is_draft(self) -> bool:
        """Whether readers do not see it yet."""
        return self.article is not None and self.article.status is Status.DRAFT

    @property
    def is_unread(self) -> bool:
        """Whether a model wrote it, and nobody has read it."""
        return self.article is not None and self.article.translated_by == BY_MODEL


@dataclass(frozen=True, slots=True)
class TranslationRow:
    """An article by its original, with a cell for each language of the collection."""

    original: Article
    cells: Sequence[TableCell]

    def has(self, state: TranslationState | None, language: str) -> bool:
        """Whether it is in ``state`` in ``language``; without one of them, in any."""
        return any((cell.state is state or state is None) and language in ("", cell.language) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class TableFilter:
    """What is asked for; whatever is empty or None asks for nothing."""

    language: str = ""
    category: str = ""
    state: TranslationState | None = None
    words: str = ""

    def fits(self, row: TranslationRow) -> bool:
        """Whether the row is to be shown."""
        is_named = self.words.casefold() in f"{row.original.title} {row.original.key}".casefold()
        is_there = not self.category or row.original.is_in(self.category)
        return is_named and is_there and row.has(self.state, self.language)


@lru_cache(maxsize=2)
def rows_of(catalog: Catalog) -> tuple[TranslationRow, ...]:
    """A row for every article that is not archived, by category and title."""
    rows = [_row(catalog, versions_of(catalog, key)) for key in catalog.versions_by_key]
    return tuple(sorted(rows, key=lambda row: (row.original.category, row.original.title.casefold(), row.original.key)))


def readable_rows(catalog: Catalog, audiences: Audiences) -> list[TranslationRow]:
    """The rows of articles that ``audiences`` may read in every language."""
    return [
        row
        for row in rows_of(catalog)
        if all(one.audience in audiences for one in catalog.versions_by_key[row.original.key])
    ]


def _row(catalog: Catalog, versions: Sequence[Article]) -> TranslationRow:
    first = next((one for one in versions if original_of(catalog, one) is None), versions[0])
    there = {one.language: one for one in versions}
    languages = dict.fromkeys((*catalog.languages, *there))
    return TranslationRow(first, [_cell(catalog, code, there.get(code)) for code in languages])


def _cell(catalog: Catalog, language: str, article: Article | None) -> TableCell:
    if article is None:
        return TableCell(language, TranslationState.MISSING)
    stand = stand_of(catalog, article)
    return TableCell(language, stand.state, article, stand.by_days)


def counts_by_language(rows: Iterable[TranslationRow]) -> Mapping[str, Counter[TranslationState]]:
    """How many of the articles are in which state in each language."""
    found: dict[str, Counter[TranslationState]] = {}
    for row in rows:
        for cell in row.cells:
            found.setdefault(cell.language, Counter())[cell.state] += 1
    return found


def behind(rows: Iterable[TranslationRow]) -> list[TableCell]:
    """The translations whose originals went on."""
    return [cell for row in rows for cell in row.cells if cell.state is TranslationState.BEHIND]
