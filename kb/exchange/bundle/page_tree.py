"""Pages that stand below other pages: what has others below it is a category as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.exchange.bundle.bundle import ForeignCategory

PREFIX = "page:"


@dataclass(frozen=True, slots=True)
class TreePage:
    """A page: the article that it is a version of, and the number of the page above it."""

    article: str
    language: str
    title: str
    above: str = ""
    slug: str = ""
    position: float | None = None
    is_open: bool = True
    """Whether everybody may read it: the titles of others name no category."""


@dataclass
class PageTree:
    """All pages by their numbers."""

    pages: dict[str, TreePage] = field(default_factory=dict)

    def add(self, id_: str, page: TreePage) -> None:
        """Keep one."""
        self.pages.setdefault(id_, page)

    def category_of(self, id_: str) -> str:
        """The category that a page stands in; empty at the top. One that is not open is passed over, one that is not
        in the export is named, for whoever looks for it to say so.
        """
        above, seen = self._above(id_), {id_}
        while above and above in self.pages and not self.pages[above].is_open and above not in seen:
            seen.add(above)
            above = self._above(above)
        if not above or above in seen:
            return ""
        return f"{PREFIX}{self.pages[above].article if above in self.pages else above}"

    def above(self, id_: str) -> TreePage | None:
        """The page right above one, where the export has it."""
        return self.pages.get(self._above(id_))

    def categories(self) -> Iterator[ForeignCategory]:
        """One for each page that has others below it, with its titles in all languages."""
        wanted = {self.category_of(id_) for id_ in self.pages}
        titles: dict[str, dict[str, str]] = {}
        first: dict[str, str] = {}
        for id_, page in self.pages.items():
            category = f"{PREFIX}{page.article}"
            if page.is_open and category in wanted:
                titles.setdefault(category, {}).setdefault(page.language, page.title)
                first.setdefault(category, id_)
        for category, id_ in first.items():
            page = self.pages[id_]
            yield ForeignCategory(category, titles[category], self.category_of(id_), page.position, slug=page.slug)

    def _above(self, id_: str) -> str:
        page = self.pages.get(id_)
        return page.above if page is not None else ""
