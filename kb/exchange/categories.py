"""Writes what categories are called into the ``_index.md`` of their folders."""

from __future__ import annotations

from kb.core.text import one_line
from kb.exchange.bundle.bundle import Bundle, ForeignCategory
from kb.exchange.survey import Survey
from kb.exchange.writing.ledger import Ledger, hash_of, verdict
from kb.exchange.writing.staging import Staging
from kb.front_matter.edit import Written, set_values
from kb.language.marking import N_, MarkedSentence

_NAME = "_index.md"


def stage_categories(bundle: Bundle, survey: Survey, ledger: Ledger, drafts: Staging, name: str) -> int:
    """Have the files of all categories written; one that was changed here stays. Returns how many categories there are.

    Raises:
        SaveError: one cannot be written.

    """
    ledger.categories.update(survey.places.categories)
    languages = {language for found in survey.languages.values() for language in found}
    for category in bundle.categories:
        folder = survey.places.categories[category.id]
        for language in sorted(languages):
            title = category.titles.get(language) or (
                next(iter(category.titles.values()), "") if language == survey.default_language else ""
            )
            if title:
                path = survey.below(language, f"{folder}/{_NAME}")
                _stage(path, _content(category, title, language, name), ledger, drafts, bundle)
    return len(bundle.categories)


def _stage(path: str, content: bytes, ledger: Ledger, drafts: Staging, bundle: Bundle) -> None:
    file, known = drafts.root / path, ledger.category_files.get(path)
    there = hash_of(content)
    try:
        before = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        if path not in drafts.new:
            drafts.add(path, content)
            ledger.category_files[path] = there
        return
    found = verdict(hash_of(before), there, known)
    if found == "take":
        drafts.change(path, before, content)
    if found != "differs":
        ledger.category_files[path] = there
    else:
        bundle.notes.add(
            "category", path, MarkedSentence(N_("the file was changed here and is another there; it stays as it is"))
        )


def _content(category: ForeignCategory, title: str, language: str, name: str) -> bytes:
    values: dict[str, Written] = {"title": one_line(title, 480)}
    if description := one_line(category.descriptions.get(language, ""), 480):
        values["description"] = description
    if category.position is not None:
        values["weight"] = f"{category.position:g}"
    if not category.is_public:
        values["audience"] = category.audience
    values["imported_from"] = f"{name}:category-{category.id}"
    return set_values(b"", values)
