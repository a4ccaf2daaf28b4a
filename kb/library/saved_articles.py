"""What was saved, by the paths that somebody tells of: articles that are there and are read alone, or more than that.

A folder of ten thousand articles takes longer to walk than one takes to read. What a new, moved or deleted file, a link
or a file beside the articles means for others is found out by looking at all of them, as is whatever is not certain.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from kb.catalog.catalog import Catalog
from kb.catalog.vault import SETTINGS_FOLDER
from kb.files.inside import ASSETS_FOLDER
from kb.folder.folder import Stamp

MOST = 50
"""So many files at once are a pull or a copy, with folders among them and perhaps with notices lost."""


def saved_among(
    root: Path, told: Collection[str], stamp_of: Callable[[str], Stamp | None], before: Catalog
) -> dict[str, Stamp] | None:
    """The articles with their stamps, relative to ``root``, that were saved since they had the stamps that are known of
    them (``stamp_of``, None: of no article); None where the paths that were ``told`` of may be more than that.
    """
    if len(told) > MOST:
        return None
    found: dict[str, Stamp] = {}
    for path in told:
        relative = _below(root, path)
        if relative is None:
            return None
        if (known := stamp_of(relative)) is None:
            if _is_nothing(root, relative, before):
                continue
            return None
        stamp = _stamp(root / relative) if "/" in relative else None  # at the top it may be one of the repository's
        if stamp is None:
            return None
        if stamp != known:
            found[relative] = stamp
    return found


def _below(root: Path, path: str) -> str | None:
    """``path`` from ``root``; None for what is not below it, and for itself."""
    try:
        relative = Path(path).relative_to(root)
    except ValueError:
        return None
    return relative.as_posix() if relative.parts else None


def _is_nothing(root: Path, path: str, before: Catalog) -> bool:
    """Whether nobody reads what is there: a hidden file, or one that was there for a moment while another was saved."""
    hidden = [part for part in path.split("/") if part.startswith(".")]
    if hidden:
        return not {ASSETS_FOLDER, SETTINGS_FOLDER} & {*hidden}
    return not os.path.lexists(root / path) and not _was_something(path, before)


def _was_something(path: str, before: Catalog) -> bool:
    told: Iterable[str] = (problem.path for problem in before.problems)
    return path in before.files or any(
        f"{one}/".startswith(f"{path}/") for some in (before.files, told) for one in some
    )


def _stamp(file: Path) -> Stamp | None:
    """That of a file which is found by one name only; None where it is not, or is not there."""
    try:
        status = file.lstat()
    except OSError:
        return None
    is_plain = stat.S_ISREG(status.st_mode) and status.st_nlink == 1
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size) if is_plain else None
