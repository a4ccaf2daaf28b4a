"""Reads ``products.yml`` in the articles folder: what is sold, so that articles can say what they are about.

::

    kettle:                               # the id, which articles write: 'product: kettle'
      name: {en: Kettle, ru: Чайник}
      codes: [KT-17]                      # as on the label
      also_called: {en: [water boiler]}   # former names and other words for it
      picture: pictures/kettle.svg        # or {light: …, dark: …}

A value that cannot be used is reported and left out; the others count. docs/products.md describes each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from kb.brand.brand import EVERY_LANGUAGE
from kb.catalog.article import EVERY_PRODUCT
from kb.catalog.products import PRODUCTS_FILE, Product, ProductFile
from kb.core.errors import Problem
from kb.core.text import shorten
from kb.folder.site_file import LoadPicture, load_picture
from kb.folder.site_file_values import BadValueError, items_of, line_of_text, parts_of, text_of, unexpected, wording
from kb.front_matter.parse import FrontMatterError, Value
from kb.front_matter.yaml_file import read_text, read_yaml
from kb.language.languages import is_language_code

if TYPE_CHECKING:
    from kb.brand.picture_files import Picture

MAX_KILOBYTES = 512
MAX_PRODUCTS, MAX_CODES, MAX_NAMES = 1_000, 20, 29
KEYS = ("name", "description", "codes", "also_called", "picture")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_A_NAME, _A_LINE, _A_CODE, _A_WORD = map(line_of_text, (60, 160, 40, 80))
T = TypeVar("T")


def load_products(root: Path, files: frozenset[str], before: ProductFile) -> ProductFile:
    """Read ``products.yml`` of the folder ``root``, in which there are ``files``.

    Where nothing of it can be read everything of ``before`` stays, as articles do.
    """
    text = read_text(root / PRODUCTS_FILE, PRODUCTS_FILE, MAX_KILOBYTES, "keep the products that readers have")
    if isinstance(text, Problem):
        return ProductFile(before.products, before.pictures, (text,))
    try:
        return read_products(text, lambda path: load_picture(root, files, path))
    except FrontMatterError as error:
        problem = Problem("error", "bad_product", PRODUCTS_FILE, str(error), error.line, error.key)
        return ProductFile(before.products, before.pictures, (problem,))


def read_products(text: str, load: LoadPicture) -> ProductFile:
    """Read the text of ``products.yml``; ``load`` gets a picture by its path, or raises a ValueError that says why not.

    Raises:
        FrontMatterError: it is not made of 'key: value' lines at all.

    """
    reader = _ProductReader(load)
    return reader.read(read_yaml(text, lambda message, line, key: reader.refuse(BadValueError(message, line), key)))


class _ProductReader:
    """Collects the problems of one file; each method reads one kind of value."""

    def __init__(self, load: LoadPicture) -> None:
        self._load = load
        self._problems: list[Problem] = []
        self._pictures: list[str] = []
        self._codes: dict[str, str] = {}

    def refuse(self, error: BadValueError, key: str | None) -> None:
        written = None if error.written is None else str(error.written)[:200]
        self._problems.append(Problem("error", "bad_product", PRODUCTS_FILE, str(error), error.line, key, written))

    def read(self, values: Mapping[str, Value]) -> ProductFile:
        found = []
        for place, (id_, value) in enumerate(values.items(), start=1):
            if place > MAX_PRODUCTS:
                message = f"there are {len(values)} products; at most {MAX_PRODUCTS} are read"
                self.refuse(BadValueError(message, value.line), id_)
                break
            if (product := self._try(self._product, value, id_)) is not None:
                found.append(product)
        problems = tuple(sorted(self._problems, key=lambda problem: problem.line or 0))
        return ProductFile(tuple(found), tuple(self._pictures), problems)

    def _try(self, read: Callable[[Value, str], T], value: Value, key: str) -> T | None:
        try:
            return read(value, key)
        except BadValueError as error:
            self.refuse(error, key)
            return None

    def _product(self, value: Value, key: str) -> Product:
        if not _ID.fullmatch(key) or key == EVERY_PRODUCT:
            what = f"an id of small letters, digits and hyphens like coffee-machine, and not {EVERY_PRODUCT!r}"
            raise unexpected(value, key, what, key)
        if not isinstance(value.data, dict):
            raise unexpected(value, key, f"made of 'key: value' lines ({', '.join(KEYS)})")
        for name, part in value.data.items():
            if name not in KEYS:
                message = f"{key}: {shorten(name)} is not known here; use {', '.join(KEYS)}"
                self.refuse(BadValueError(message, part.line, name), f"{key}.{name}")
        parts = {name: part for name, part in value.data.items() if name in KEYS and part.data is not None}
        if "name" not in parts:
            raise BadValueError(f"{key}: there is no name", value.line)
        product = Product(key, wording(parts["name"], f"{key}.name", _A_NAME), value.line)
        readers: dict[str, Callable[[Value, str], dict[str, object]]] = {
            "description": lambda part, below: {"description": wording(part, below, _A_LINE)},
            "codes": lambda part, below: {"codes": self._code_list(part, below, key)},
            "also_called": lambda part, below: {"also_called": self._names(part, below)},
            "picture": self._picture,
        }
        read = (self._try(readers[name], part, f"{key}.{name}") for name, part in parts.items() if name in readers)
        more = {name: given for one in read if one for name, given in one.items()}
        return replace(product, **more)  # type: ignore[arg-type]

    def _code_list(self, value: Value, key: str, id_: str) -> tuple[str, ...]:
        """The codes of the product ``id_``; one that an earlier product has is that one's alone."""
        entries = items_of(value, key, MAX_CODES, "codes as on the label, like [CB-200]")
        found = []
        for entry in entries:
            code = _A_CODE(entry, key)
            first = self._codes.setdefault("".join(filter(str.isalnum, code.casefold())), id_)
            if first != id_:
                self.refuse(BadValueError(f"{key}: {shorten(code)} is a code of {first}, too", entry.line, code), key)
            elif any(map(str.isalnum, code)):
                found.append(code)
            else:
                self.refuse(unexpected(entry, key, "a code with letters or digits, like CB-200"), key)
        return tuple(dict.fromkeys(found))

    def _names(self, value: Value, key: str) -> Mapping[str, tuple[str, ...]]:
        """Names by language, or a list for every one."""
        expected = "words like [water boiler], or such lists by language"
        if not isinstance(value.data, dict):
            return MappingProxyType({EVERY_LANGUAGE: self._list(value, key, expected)})
        for code, item in value.data.items():
            if not is_language_code(code):
                raise unexpected(item, key, "a language code like en, fa or pt-BR", code)
        return MappingProxyType(
            {code: self._list(item, f"{key}.{code}", expected) for code, item in value.data.items()}
        )

    def _list(self, value: Value, key: str, expected: str) -> tuple[str, ...]:
        words = (_A_WORD(entry, key) for entry in items_of(value, key, MAX_NAMES, expected))
        return tuple(dict.fromkeys(word for word in words if any(map(str.isalnum, word))))

    def _picture(self, value: Value, key: str) -> dict[str, object]:
        if not isinstance(value.data, dict):
            return {"light": self._one_picture(value, key)}
        parts = parts_of(value, key, ("light", "dark"), ("light",))
        dark = self._try(self._one_picture, parts["dark"], f"{key}.dark") if "dark" in parts else None
        return {"light": self._one_picture(parts["light"], f"{key}.light"), "dark": dark}

    def _one_picture(self, value: Value, key: str) -> Picture:
        path = text_of(value, key, "the path of an SVG or PNG file in the articles folder, like pictures/kettle.svg")
        self._pictures.append(path)
        try:
            return self._load(path)
        except ValueError as error:
            raise BadValueError(f"{key}: {shorten(path)} {error}", value.line, path) from None
