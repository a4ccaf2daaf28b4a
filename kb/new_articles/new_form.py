"""What somebody says of an article before there is one, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.catalog.catalog import Audiences, Catalog
from kb.catalog.readers import categories_for
from kb.core.text import one_line
from kb.editing.new_article import LONGEST_NAME, file_name
from kb.language.marking import N_

LONGEST_TITLE = 300


class NewArticleError(Exception):
    """The article cannot be begun: what is wrong with the field ``name``, as a message with its ``values``."""

    def __init__(self, name: str, text: str, **values: object) -> None:
        super().__init__(text)
        self.name, self.text, self.values = name, text, values


@dataclass(frozen=True, slots=True)
class NewForm:
    """The form. ``name`` is the last part of the address; empty, it is made from the title."""

    language: str
    title: str = ""
    category: str = ""
    template: str = ""
    name: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str], language: str) -> NewForm:
        """What was sent, or what an address asks for; ``language`` where neither says one."""
        title, category, template, name = (
            one_line(given.get(field, ""), 4 * LONGEST_TITLE) for field in ("title", "category", "template", "name")
        )
        return cls(one_line(given.get("language", "")) or language, title, category, template, name)

    @property
    def file_name(self) -> str:
        """What the file shall be called, without its ending."""
        return self.name or file_name(self.title)

    def check(self, catalog: Catalog, audiences: Audiences) -> None:
        """Look at what was filled in by somebody who may see ``audiences``.

        Raises:
            NewArticleError: a field is empty, too long, or names what there is not.

        """
        if not self.title:
            raise NewArticleError("title", N_("Please write a title: the question that readers have, in their words."))
        if len(self.title) > LONGEST_TITLE:
            raise NewArticleError("title", N_("The title is longer than %(most)s characters."), most=LONGEST_TITLE)
        if self.language not in catalog.languages:
            raise NewArticleError("language", N_("There is no such language. Choose one from the list."))
        if self.category and self.category not in known_categories(catalog, self.language, audiences):
            raise NewArticleError("category", N_("There is no such category. Choose one from the list."))
        if self.name and file_name(self.name) != self.name:
            said = N_("Only letters, digits and single hyphens, at most %(most)s: for example “%(example)s”.")
            raise NewArticleError("name", said, most=LONGEST_NAME, example=file_name(self.name))


def known_categories(catalog: Catalog, language: str, audiences: Audiences) -> dict[str, str]:
    """Every category with an article that ``audiences`` may see, in reading order: its path, and its name with those
    above it.
    """
    found: dict[str, str] = {}
    for one in categories_for(catalog, language, audiences):
        above = found.get(one.parent)
        found[one.path] = f"{above} › {one.title}" if above else one.title
    return found
