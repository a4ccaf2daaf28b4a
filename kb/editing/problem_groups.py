"""Many problems of one kind as people want to read them: how many, the first places, and what mends them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from kb.core.errors import Problem

FEW = 5
"""So many problems of a kind are listed each."""
SHOWN = 3
_MANY = {
    "no_title": "articles have neither 'title:' nor a first '# heading' and are called by their file names",
    "no_body": "articles have no text",
    "no_original": "translations have no original in the default language",
    "missing_image": "pictures are not there or are not allowed",
    "broken_link": "links lead nowhere",
    "broken_anchor": "links name a section that the article does not have",
    "link_not_allowed": "links are not allowed: they begin with https:, http:, mailto:, tel: or sms:",
    "unknown_page": "links lead to no article, file or page of this site; write the whole address of what is elsewhere",
    "file_not_served": "links lead to files of a kind that is not served",
    "internal_link": "links in public articles lead to internal ones",
    "old_path_taken": "old paths are the addresses of articles that exist",
    "front_matter": "files have front matter that cannot be read",
    "duplicate_key": "front matter keys stand twice",
    "duplicate_article": "files have the key of another file",
    "sync_copy": "files are copies that a sync program made; compare, keep one and delete the copy",
    "empty": "files are empty",
}


def grouped(problems: Iterable[Problem]) -> Iterator[str]:
    """The lines of a report: each problem, or one line and the first places for each kind that there are many of."""
    order = sorted(problems, key=lambda problem: (_kind(problem), problem.path, problem.line or 0))
    groups = [list(group) for _, group in groupby(order, _kind)]
    few = [problem for group in groups if len(group) <= FEW and not _hides(group[0]) for problem in group]
    yield from map(str, sorted(few, key=lambda problem: (problem.path, problem.line or 0, problem.message)))
    for group in groups:
        if _hides(group[0]):
            yield from _about_audiences(group)
        elif len(group) > FEW:
            yield f"{group[0].severity}: {len(group)} {_what(group)}:"
            yield from _places(group)


def _kind(problem: Problem) -> tuple[str, str, str, str]:
    of_value = problem.value if _hides(problem) else ""
    return problem.severity, problem.code, problem.key or "", of_value or ""


def _hides(problem: Problem) -> bool:
    return problem.key == "audience" and problem.code in ("bad_value", "unknown_team")


def _about_audiences(group: Sequence[Problem]) -> Iterator[str]:
    """One word of others for an audience hides all articles that have it, which is said once and with the mend."""
    word = group[0].value or ""
    articles = "1 article is" if len(group) == 1 else f"{len(group)} articles are"
    yield (
        f"{group[0].severity}: {articles} hidden because {group[0].message}; write public, internal or the slug of "
        f"a team, or say once in site.yml which it is: audiences: {{{word or '...'}: public}}"
    )
    yield from _places(group)


def _what(group: Sequence[Problem]) -> str:
    code, key = group[0].code, group[0].key
    if code == "bad_value":
        return f"values of {key} cannot be read"
    return _MANY.get(code, f"problems of the kind {code}")


def _places(group: Sequence[Problem]) -> Iterator[str]:
    for problem in group[:SHOWN]:
        yield f"  {problem}"
    if len(group) > SHOWN:
        yield f"  … and {len(group) - SHOWN} more (--all lists them)"
