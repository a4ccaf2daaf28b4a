"""The small files beside the articles that say something of all of them; each is read again when it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from kb.brand.brand import NO_BRAND, Brand
from kb.catalog.categories import CategoryInfo
from kb.catalog.products import NO_PRODUCTS, PRODUCTS_FILE, ProductFile
from kb.catalog.synonym_file import NO_SYNONYMS, SYNONYMS_FILE, SynonymFile, load_synonyms
from kb.core.errors import Problem
from kb.folder.category_files import NAMES as CATEGORY_FILES
from kb.folder.category_files import read_category_file
from kb.folder.folder import Stamp
from kb.folder.jekyll import CONFIG_FILE, Pattern, read_patterns
from kb.folder.product_file import load_products
from kb.folder.site_file import load_brand
from kb.folder.site_rules import NO_RULES, SITE_FILE, SiteRules, read_rules
from kb.folder.summary import NAME as SUMMARY_NAME
from kb.folder.summary import SummaryLine, is_summary, read_summary
from kb.front_matter.yaml_file import read_text

_SITE_KILOBYTES, _SUMMARY_KILOBYTES = 64, 1024
Named = TypeVar("Named", Brand, ProductFile)
"""What names pictures."""


@dataclass(frozen=True)
class Beside:
    """What these files say. ``categories`` and ``summaries`` are by the path of their file; what products are called is
    among the ``synonyms``.
    """

    synonyms: SynonymFile = NO_SYNONYMS
    brand: Brand = NO_BRAND
    products: ProductFile = NO_PRODUCTS
    rules: SiteRules = NO_RULES
    patterns: tuple[Pattern, ...] = ()
    categories: Mapping[str, CategoryInfo | Problem] = field(default_factory=dict)
    summaries: Mapping[str, tuple[SummaryLine, ...]] = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with them."""
        unread = [info for info in self.categories.values() if isinstance(info, Problem)]
        return [*self.synonyms.problems, *self.brand.problems, *self.products.problems, *self.rules.problems, *unread]


class BesideReader:
    """Reads them from the folder ``root``, and keeps what has not changed since, by its stamp."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._kept: dict[str, tuple[object, Any]] = {}
        self._rules: tuple[object, SiteRules] = (None, NO_RULES)
        self._words: tuple[SynonymFile, ProductFile, SynonymFile] = (NO_SYNONYMS, NO_PRODUCTS, NO_SYNONYMS)

    def rules(self) -> SiteRules:
        """What ``site.yml`` says of reading the folder; asked for before the folder is walked."""
        file = self._root / SITE_FILE
        try:
            status = file.stat()
            is_inside = file.resolve().is_relative_to(self._root.resolve())
            stamp: object = (status.st_mtime_ns, status.st_ctime_ns, status.st_size) if is_inside else None
        except OSError:
            stamp = None
        known, before = self._rules
        if stamp != known:
            text = read_text(file, SITE_FILE, _SITE_KILOBYTES, "") if stamp else ""
            self._rules = (stamp, before if isinstance(text, Problem) else read_rules(text, before))
        return self._rules[1]

    def read(self, files: Mapping[str, Stamp], rules: SiteRules) -> Beside:
        """Those among the ``files`` of the folder."""
        wanted = [path for path in files if path.rpartition("/")[2] in CATEGORY_FILES]
        contents = [path for path in files if path.rpartition("/")[2].lower() == SUMMARY_NAME]
        categories = {path: self._newest(path, files, read_category_file, path) for path in wanted}
        summaries = {path: found for path in contents if (found := self._newest(path, files, _entries, path))}
        config = self._newest(CONFIG_FILE, files, read_patterns) if CONFIG_FILE in files else ()
        synonyms = self._synonyms(files.get(SYNONYMS_FILE))
        products = self._with_pictures(PRODUCTS_FILE, files, load_products, NO_PRODUCTS)
        brand = self._with_pictures(SITE_FILE, files, load_brand, NO_BRAND)
        words = self._with_products(synonyms, products)
        return Beside(words, brand, products, rules, config, categories, summaries)

    def _newest(self, path: str, files: Mapping[str, Stamp], read: Callable[..., Any], *more: str) -> Any:
        stamp, value = self._kept.get(path, (None, None))
        if stamp != files[path]:
            value = read(self._root / path, *more)
            self._kept[path] = (files[path], value)
        return value

    def _synonyms(self, stamp: Stamp | None) -> SynonymFile:
        known, before = self._kept.get(SYNONYMS_FILE, (None, NO_SYNONYMS))
        if stamp != known:
            found = NO_SYNONYMS if stamp is None else load_synonyms(self._root / SYNONYMS_FILE, before)
            self._kept[SYNONYMS_FILE] = (stamp, found)
        found = self._kept.get(SYNONYMS_FILE, (None, NO_SYNONYMS))[1]
        return found if isinstance(found, SynonymFile) else NO_SYNONYMS

    def _with_products(self, synonyms: SynonymFile, products: ProductFile) -> SynonymFile:
        """Both together, the same object as long as neither changes."""
        if self._words[:2] != (synonyms, products):
            self._words = (synonyms, products, products.beside(synonyms))
        return self._words[2]

    def _with_pictures(
        self, path: str, files: Mapping[str, Stamp], load: Callable[..., Named], nothing: Named
    ) -> Named:
        """What a file says, kept by its stamp and those of the pictures that it names."""
        known, found = self._kept.get(path, ((), nothing))
        if known != _stamps(path, found, files):
            found = load(self._root, frozenset(files), found) if path in files else nothing
            self._kept[path] = (_stamps(path, found, files), found)
        return found  # type: ignore[no-any-return]


def _stamps(path: str, found: Brand | ProductFile, files: Mapping[str, Stamp]) -> tuple[Stamp | None, ...]:
    return tuple(files.get(one) for one in (path, *found.pictures))


def _entries(file: Path, path: str) -> tuple[SummaryLine, ...]:
    text = read_text(file, path, _SUMMARY_KILOBYTES, "")
    return tuple(read_summary(path, text)) if isinstance(text, str) and is_summary(path, text) else ()
