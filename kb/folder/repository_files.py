"""Files about a repository rather than for readers: ``README``, ``CONTRIBUTING`` and their kind at the top."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kb.catalog.paths import without_suffix
from kb.core.errors import Problem
from kb.folder.left_out import Ignored

_CAPITALS = frozenset(
    {"CONTRIBUTING", "CHANGELOG", "CHANGES", "HISTORY", "LICENSE", "LICENCE", "COPYING", "CODE_OF_CONDUCT", "SECURITY"}
    | {"CODE-OF-CONDUCT", "AUTHORS", "CONTRIBUTORS", "MAINTAINERS", "GOVERNANCE", "NOTICE", "PULL_REQUEST_TEMPLATE"}
    | {"ISSUE_TEMPLATE", "RELEASING"}
)


def repository_files(
    paths: Iterable[str], has_summary: bool, ignored: Ignored, head_of: Callable[[str], str]
) -> frozenset[str]:
    """Those of the article files ``paths`` that are about the repository.

    A file with front matter was written for a site, so it is an article; so is a ``README`` beside a table of contents
    (GitBook, mdBook), or where there is nothing else. ``head_of`` gives the first lines of a file.
    """
    paths = list(paths)
    found = set()
    for path in paths:
        if "/" in path or ignored.says(path) is False:
            continue
        name = without_suffix(path)
        is_readme = name.lower() == "readme" and not has_summary
        if (is_readme or name in _CAPITALS) and not head_of(path).lstrip("\ufeff").startswith(("---", "+++")):
            found.add(path)
    return frozenset(found) if len(found) < len(paths) else frozenset()


def notice(paths: Iterable[str]) -> Problem:
    """One warning for all that are left out."""
    names = sorted(paths)
    shown = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    verb, them = ("is", "it") if len(names) == 1 else ("are", "them")
    message = (
        f"{shown} {verb} left out: about the repository, not for readers; "
        f"give {them} a title between --- lines, or write ignore: ['!{names[0]}'] into site.yml, to show {them}"
    )
    return Problem("warning", "left_out", names[0], message)
