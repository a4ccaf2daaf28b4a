"""Makes classic scripts of the site's modules: browsers load no module from a folder (file:).

Each module becomes a function; what it imports is put before it. Only the forms of import and export are understood
that our scripts use, and anything else is an error: nothing is guessed (decision 67).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from search.static_site.static_addresses import StaticSiteError

_IMPORT = re.compile(r"^import (?:\{([^}]*)\} from )?'(\.[^'\n]+)';\n", re.MULTILINE)
_LATER = re.compile(r"\bimport\('(\.[^'\n]+)'\)")
_EXPORT = re.compile(r"^export ((?:async )?function\*? |class |const )(\w+)", re.MULTILINE)
_LEFT = re.compile(r"^\s*(?:import|export)\b|\bimport\s*\(|\bimport\.meta\b", re.MULTILINE)
_RENAMED = re.compile(r"(\w+) as (\w+)")


def classic(entry: str, source: Callable[[str], str]) -> str:
    """The module at the address ``entry`` with all that it imports as one classic script, to be loaded with ``defer``
    from the same place; ``source`` gives the text of a module by its address.

    Raises:
        StaticSiteError: one of them cannot be made a function.

    """
    parts: dict[str, str] = {}
    _add(entry, source, parts, (), entry)
    main = parts.pop(entry)
    modules = [f"$modules['{name}'] = (() => {{\n{text}}})();\n" for name, text in parts.items()]
    start = "const $here = document.currentScript.src;\nconst $modules = {};\n"
    return f"(() => {{\n'use strict';\n{start}{''.join(modules)}(() => {{\n{main}}})();\n}})();\n"


def _add(name: str, source: Callable[[str], str], parts: dict[str, str], above: tuple[str, ...], entry: str) -> None:
    if name in parts:
        return
    if name in above:
        raise StaticSiteError(f"the scripts {' → '.join((*above, name))} import each other in a circle")
    text = source(name)
    for found in [*_IMPORT.finditer(text), *_LATER.finditer(text)]:
        _add(_beside(name, found[found.lastindex or 1]), source, parts, (*above, name), entry)
    exports = [found[2] for found in _EXPORT.finditer(text)]
    text = _IMPORT.sub(lambda found: _as_constants(found, name), text)
    text = _LATER.sub(lambda found: f"Promise.resolve($modules['{_beside(name, found[1])}'])", text)
    text = _EXPORT.sub(r"\1\2", text)
    way = posixpath.relpath(name, posixpath.dirname(entry))
    text = text.replace("import.meta.url", f"new URL('{way}', $here).href")
    code = re.sub(r"//.*|/\*.*?\*/", "", text, flags=re.DOTALL if "/*" in text and "//" not in text else 0)
    if found_left := _LEFT.search(code):
        raise StaticSiteError(f"{name} has {found_left[0].strip()!r} in a form that no classic script can have")
    parts[name] = f"{text}return {{ {', '.join(exports)} }};\n" if exports else text


def _as_constants(found: re.Match[str], name: str) -> str:
    if found[1] is None:
        return ""
    names = _RENAMED.sub(r"\1: \2", " ".join(found[1].split()).rstrip(","))
    return f"const {{ {names} }} = $modules['{_beside(name, found[2])}'];\n"


def _beside(name: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
