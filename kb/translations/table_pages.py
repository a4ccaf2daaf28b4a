"""``/editor/translations``: articles and languages, and what of it waits on the page Work."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, render_template, request

from kb.catalog.originals import TranslationState
from kb.catalog.readers import categories_for
from kb.core.paging import page_among, page_number
from kb.core.roles import Action
from kb.core.text import one_line
from kb.site.site import Site
from kb.translations.table import TO_DO, TableCell, TableFilter, behind, counts_by_language, readable_rows
from kb.translations.wording import STATES
from kb.web.routes import Routes

PAGE_SIZE = 50
MOST_WAITING = 10
LONGEST = 200


def add_to(pages: Blueprint, site: Site) -> None:
    """Bind the address."""
    Routes(pages, site).get("/editor/translations", "table", show_table)
    pages.app_context_processor(lambda: {"translations_behind": partial(_waiting, site)})


def show_table(site: Site) -> str:
    """The articles that fit what is asked for, and how many are in which state in each language."""
    catalog, given = site.catalog, request.args
    asked = TableFilter(
        one_line(given.get("in", ""), LONGEST),
        one_line(given.get("category", ""), LONGEST),
        next((state for state in TranslationState if state == given.get("state")), None),
        one_line(given.get("q", ""), LONGEST),
    )
    rows = readable_rows(catalog, site.audiences())
    found = [row for row in rows if asked.fits(row)]
    page = page_among(page_number(given.get("page")), len(found), PAGE_SIZE)
    counts = counts_by_language(row for row in rows if not asked.category or row.original.is_in(asked.category))
    return render_template(
        "translations/table.html",
        rows=found[page.offset : page.offset + PAGE_SIZE],
        total=len(found),
        page=page.number,
        pages=page.pages,
        asked=asked,
        kept={"in": asked.language or None, "category": asked.category or None, "q": asked.words or None},
        counts=counts,
        shown_languages=[asked.language] if asked.language in counts else list(counts),
        states=STATES,
        to_do=TO_DO,
        categories=categories_for(catalog, site.preferred_language(), site.audiences()),
    )


def _waiting(site: Site) -> tuple[list[TableCell], int]:
    """The translations that are behind, those of whoever asks first, and how many there are; for who may write."""
    person, catalog = site.person(), site.catalog
    if not person.may(Action.WRITE):
        return [], 0
    found = behind(readable_rows(catalog, site.audiences()))
    names = {one.casefold() for one in (person.name, person.email) if one}

    def is_others(cell: TableCell) -> bool:
        owner = catalog.owner_of(cell.article) if cell.article else None
        return (owner or "").casefold() not in names

    return sorted(found, key=is_others)[:MOST_WAITING], len(found)
